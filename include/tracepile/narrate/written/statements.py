"""What models state in ways that the template narrator has not, and that the verifier's patterns pass over.

Three kinds: the number of a line, how often something happens, and the value of a name that is not defined at all.
"""

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from tracepile.execution.model import Event, Recording
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.model import Claim, Rationale, Step
from tracepile.narrate.source import Source
from tracepile.narrate.verify import Failure
from tracepile.narrate.verify.abbreviations import stands_for
from tracepile.narrate.verify.offers import Offers
from tracepile.narrate.verify.prose import Part, Prose, read_prose
from tracepile.narrate.verify.run import Run, literal_of
from tracepile.narrate.verify.vocabulary import BINDS, LINES

_IS: Final = re.compile(r",? (?:is|was) (?:now |then |still |again )?")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")
_MENTION: Final = re.compile(r"⟦(\d+)⟧")
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


def check_statements(rationale: Rationale, recording: Recording, source: Source) -> Iterator[Failure]:
    """Yield the statements of these kinds that the recording does not bear out."""
    run: Run | None = None
    book = _LineBook(recording)
    for number, step in enumerate(rationale.steps):
        prose = read_prose(step.prose)
        yield from _check_lines(number, step, prose, book)
        yield from _check_counts(number, step, prose)
        for name, value in _find_bindings(step, prose):
            run = run or Run(recording, source)
            yield from _check_binding(number, step, run, name, value)


# lines ----------------------------------------------------------------------------------------------------------------


class _LineBook:
    """Which lines of a run a claim or a step is about."""

    def __init__(self, recording: Recording) -> None:
        self.events: Sequence[Event] = recording.events
        self._known: dict[tuple[int, str], Sequence[tuple[int, int]]] = {}

    @cached_property
    def _own(self) -> Mapping[int, Sequence[int]]:
        """The steps of each frame's events, in order."""
        found: dict[int, list[int]] = {}
        for event in self.events:
            found.setdefault(event.frame, []).append(event.step)
        return found

    def of_claim(self, claim: Claim) -> set[int]:
        """Return the lines that a claim may be told with: at its step, just before, and where its path is changed."""
        root = re.split(r"[.\[]", claim.path, maxsplit=1)[0]
        return self._at(claim) | {line for step, line in self._changes(claim.frame, root) if step < claim.step}

    def of_step(self, step: Step) -> set[int]:
        """Return the lines that run in a step's window, and at its claims."""
        found = {event.line for event in self.events[max(0, step.first) : step.last + 1]}
        return found.union(*map(self._at, step.claims))

    def _at(self, claim: Claim) -> set[int]:
        if not 0 <= claim.step < len(self.events):
            return set()
        own = self._own.get(claim.frame, ())
        place = bisect_left(own, claim.step)
        return {self.events[claim.step].line} | ({self.events[own[place - 1]].line} if place else set())

    def _changes(self, frame: int, root: str) -> Sequence[tuple[int, int]]:
        """Return the steps in a frame that change a name or what it holds, each with its line."""
        if (frame, root) not in self._known:
            parts = (f"{root}.", f"{root}[")
            self._known[frame, root] = [
                (step, self.events[step].line)
                for step in self._own.get(frame, ())
                if any(each.path == root or each.path.startswith(parts) for each in self.events[step].changes)
            ]
        return self._known[frame, root]


def _check_lines(number: int, step: Step, prose: Prose, book: _LineBook) -> Iterator[Failure]:
    """A line that a sentence names has to do with what else it names, or at least runs in the step's window."""
    for sentence in _SENTENCE.split(prose.words):
        mentions = list(LINES.finditer(sentence))
        if not mentions:
            continue
        lines: set[int] = set()
        if len(mentions) == 1:
            named = {text for span in _MENTION.findall(sentence) for text in _texts(prose.spans[int(span)].parts)}
            for claim in step.claims:
                if claim.path in named and claim.kind != "answer":
                    lines |= book.of_claim(claim)
        lines = lines or book.of_step(step)
        for mention in mentions:
            if not lines.issuperset(map(int, _INTEGER.findall(mention[1]))):
                shown = ", ".join(map(str, sorted(lines)[:12]))
                yield Failure(number, "d", mention[0].strip(), f"this is about the lines {shown}")


def _texts(parts: Sequence[Part]) -> set[str]:
    """Return the paths and expressions that stand in a span."""
    found: set[str] = set()
    for part in parts:
        found |= {part.text, part.canonical}
        if part.node is not None:
            inner = (node for node in ast.walk(part.node) if isinstance(node, ast.Name | ast.Attribute | ast.Subscript))
            found.update(map(ast.unparse, inner))
    return found


# counts ---------------------------------------------------------------------------------------------------------------


def _check_counts(number: int, step: Step, prose: Prose) -> Iterator[Failure]:
    matches = list(_COUNTED.finditer(prose.words))
    if not matches:
        return
    repeated, held = _counts_of(step)
    for match in matches:
        count, is_held = match[1].lower(), match[2].lower() in _HELD.split()
        if count.isdigit() and is_held:
            continue  # a size in digits is a number like any other
        if (_WORDS.get(count) or int(count)) not in (repeated | held if is_held else repeated):
            yield Failure(number, "d", match[0], None)


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


# names ----------------------------------------------------------------------------------------------------------------


def _find_bindings(step: Step, prose: Prose) -> Iterator[tuple[str, str]]:
    """Yield plain names that the prose gives a value which no claim about them states."""
    claimed = {claim.path for claim in step.claims}
    for before, span in zip(prose.spans, prose.spans[1:], strict=False):
        value = span.parts[-1]
        is_bound = BINDS.fullmatch(span.before) or _IS.fullmatch(span.before)
        if len(before.parts) == 1 and value.is_literal and is_bound:
            node = before.parts[0].node
            if isinstance(node, ast.Name) and node.id not in claimed:
                yield node.id, value.text
    for span in prose.spans:
        node, value = span.parts[0].node, span.parts[-1]
        if len(span.parts) > 1 and value.is_literal and isinstance(node, ast.Name) and node.id not in claimed:
            yield node.id, value.text


def _check_binding(number: int, step: Step, run: Run, name: str, value: str) -> Iterator[Failure]:
    """The name has this value at some moment that the step's claims name, or just before one."""
    moments: set[tuple[int, int]] = set()
    for claim in step.claims:
        if 0 <= claim.step < len(run.events) and claim.frame in run.own:
            moments.add((claim.step, claim.frame))
            moments |= {
                (each, claim.frame) for each in run.own[claim.frame] if each < claim.step and each >= step.first
            }
    recorded = "not defined here"
    for moment, frame in sorted(moments):
        found = run.cursor.names(moment, frame).get(name, MISSING)
        text = None if found is MISSING else literal_of(found)
        if text is not None:
            if stands_for(value, text):
                return
            recorded = text
    yield Failure(number, "b", f"{name} = {value}", recorded)
