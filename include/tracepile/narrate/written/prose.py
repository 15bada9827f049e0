"""Prose that a model wrote: made plain, and what the verifier's patterns do not look at in it."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Final

from tracepile.execution.model import Recording
from tracepile.narrate.model import Rationale, Step
from tracepile.narrate.verify import Failure
from tracepile.narrate.verify.offers import Offers

SPAN: Final = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
"""A span of code; group 2 is what stands in it."""

_LINES: Final = re.compile(r"\b[Ll]ines? ((?:\d+(?:, | and | or | to )?)+)")
_BULLET: Final = re.compile(r"^(?:[-*•#>]+|\d+[.)])\s+")
_REPEATED: Final = "times passes iterations rounds calls changes"
_HELD: Final = "elements items entries characters digits numbers values"
_WORDS: Final = {
    word: number
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        start=2,
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}
_COUNTED: Final = re.compile(
    rf"(?<![\w.])(\d+|{'|'.join(_WORDS)}) (?:more )?({'|'.join(f'{_REPEATED} {_HELD}'.split())})\b", re.IGNORECASE
)
_INTEGER: Final = re.compile(r"\d+")


def tidy(prose: str) -> str:
    """Return prose as one paragraph that ends like a sentence."""
    text = _BULLET.sub("", " ".join(prose.split()))
    return text if text[-1:] in (".", ":", "?", "!") else f"{text}."


def check_prose(rationale: Rationale, recording: Recording) -> Iterator[Failure]:
    """Yield what a model's prose says about lines that did not run there, and counts that no claim states.

    The verifier knows the template's ways of counting; these are ways of models.
    """
    for number, step in enumerate(rationale.steps):
        words = SPAN.sub("⟦⟧", step.prose)
        lines = _lines_of(step, recording)
        for match in _LINES.finditer(words):
            for line in map(int, _INTEGER.findall(match[1])):
                if line not in lines:
                    yield Failure(number, "d", match[0].strip(), f"here run the lines {_join(sorted(lines))}")
        repeated, held = _counts_of(step)
        for match in _COUNTED.finditer(words):
            count, unit = match[1].lower(), match[2].lower()
            is_held = unit in _HELD.split()
            if count.isdigit() and is_held:
                continue  # a size in digits is a number like any other
            if (_WORDS.get(count) or int(count)) not in (repeated | held if is_held else repeated):
                yield Failure(number, "d", match[0], None)


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


def _counts_of(step: Step) -> tuple[set[int], set[int]]:
    """Return how often things happen by a step's claims, and the sizes of the containers in them."""
    offers = Offers(step)
    returned = [claim.path for claim in step.claims if claim.kind == "return"]
    repeated = offers.counts | {returned.count(path) for path in returned}
    held = set(offers.sizes)
    for claim in step.claims:
        try:
            held.add(len(ast.literal_eval(claim.literal or "")))
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
    return repeated, held


def _join(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:12]))
    return f"{shown}, …" if len(lines) > 12 else shown
