"""Prose that a model wrote: made plain, and what the verifier's patterns do not look at in it."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Final

from tracepile.execution.model import Recording
from tracepile.narrate.model import Rationale, Step
from tracepile.narrate.verify import Failure

SPAN: Final = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
"""A span of code; group 2 is what stands in it."""

_LINES: Final = re.compile(r"\b[Ll]ines? ((?:\d+(?:, | and | or | to )?)+)")
_BULLET: Final = re.compile(r"^(?:[-*•#>]+|\d+[.)])\s+")
_UNITS: Final = "times passes iterations elements items entries calls characters digits numbers values changes rounds"
_WORDS: Final = {
    word: number
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        start=2,
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}
_SPELLED: Final = re.compile(rf"\b({'|'.join(_WORDS)}) (?:more )?(?:{'|'.join(_UNITS.split())})\b", re.IGNORECASE)
_INTEGER: Final = re.compile(r"\d+")


def tidy(prose: str) -> str:
    """Return prose as one paragraph that ends like a sentence."""
    text = _BULLET.sub("", " ".join(prose.split()))
    return text if text[-1:] in (".", ":", "?", "!") else f"{text}."


def check_prose(rationale: Rationale, recording: Recording) -> Iterator[Failure]:
    """Yield what a model's prose says about lines that did not run there, and counts in words that nothing states.

    The verifier knows the template's ways of counting; these two are ways of models.
    """
    for number, step in enumerate(rationale.steps):
        words = SPAN.sub("⟦⟧", step.prose)
        lines = _lines_of(step, recording)
        for match in _LINES.finditer(words):
            for line in map(int, _INTEGER.findall(match[1])):
                if line not in lines:
                    yield Failure(number, "d", match[0].strip(), f"here run the lines {_join(sorted(lines))}")
        for match in _SPELLED.finditer(words):
            if _WORDS[match[1].lower()] not in _counts_of(step):
                yield Failure(number, "e", match[0], None)


def _lines_of(step: Step, recording: Recording) -> set[int]:
    """Return the lines that run in a step's window, and those just before and at its claims."""
    events = recording.events
    steps = {*range(max(0, step.first), min(step.last, len(events) - 1) + 1)}
    for claim in step.claims:
        if 0 <= claim.step < len(events):
            steps.add(claim.step)
            before = next((each for each in range(claim.step - 1, -1, -1) if events[each].frame == claim.frame), None)
            steps |= set() if before is None else {before}
    return {events[each].line for each in steps}


def _counts_of(step: Step) -> set[int]:
    """Return the numbers that a step's claims state, and the sizes of the containers in them."""
    found: set[int] = set()
    for claim in step.claims:
        found.update(int(each) for each in _INTEGER.findall(claim.literal or "") if len(each) < 10)
        try:
            found.add(len(ast.literal_eval(claim.literal or "")))
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
    calls = [claim.path for claim in step.claims if claim.kind in ("call", "return")]
    return found | {calls.count(path) for path in calls}


def _join(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:12]))
    return f"{shown}, …" if len(lines) > 12 else shown
