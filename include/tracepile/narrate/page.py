"""The page a narration is written on: sentences gathered into paragraphs and list items, within a budget."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from tracepile.narrate.model import Claim, Step

_INDENT: Final = "  "
_PARAGRAPH: Final = 6
"""Sentences after which a paragraph is closed."""


class OverBudgetError(Exception):
    """The page is full; the narration has to be told with less detail."""


@dataclass(slots=True)
class Line:
    """One paragraph or list item being written."""

    indent: int
    is_item: bool
    head: str
    first: int
    last: int
    sentences: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def to_step(self) -> Step:
        """Return the finished paragraph or item."""
        body = " ".join(self.sentences)
        mark = _INDENT * self.indent + ("- " if self.is_item else "")
        head = f"{self.head}: " if self.head and body else self.head
        seen: dict[Claim, None] = dict.fromkeys(self.claims)
        return Step(self.first, self.last, f"{mark}{head}{body}".rstrip(), tuple(seen))


class Page:
    """Collects lines: list items, and paragraphs; an indented paragraph goes on with the item above its indentation.

    The lines cover the trace in order: a line never begins before the one above it.
    """

    def __init__(self, max_chars: int) -> None:
        self.max_chars = max_chars
        self.n_chars = 0
        self.lines: list[Line] = []
        self._waiting: Line | None = Line(0, False, "", 0, 0)

    def paragraph(self, indent: int = 0) -> None:
        """Let the next sentence begin a new paragraph, inside the list item that stands `indent` - 1 deep."""
        self._begin(Line(indent, False, "", 0, 0))

    def item(self, indent: int, head: str = "", claims: Iterable[Claim] = (), step: int = 0) -> None:
        """Let the next sentence begin a new list item, behind `head` and a colon; an item without both is dropped."""
        self._begin(Line(indent, True, head, step, step, claims=list(claims)))

    def _begin(self, line: Line) -> None:
        if self._waiting is not None and self._waiting.head:
            self._place(self._waiting, self._waiting.first, self._waiting.last)
        self._waiting = line

    def _place(self, line: Line, first: int, last: int) -> None:
        above = self.lines[-1].first if self.lines else 0
        line.first, line.last = max(first, above), max(last, above)
        self.n_chars += len(line.head) + 4 + 2 * line.indent
        claims, line.claims = line.claims, []
        self.lines.append(line)
        self._waiting = None
        self._put(claims)

    def say(self, text: str, claims: Iterable[Claim], first: int, last: int) -> None:
        """Add a sentence about the trace steps `first` to `last`. Raises OverBudgetError when the page is full."""
        if self._waiting is None and not self.lines[-1].is_item and len(self.lines[-1].sentences) >= _PARAGRAPH:
            self._waiting = Line(self.lines[-1].indent, False, "", first, last)
        claims = list(claims)
        if self._waiting is not None:
            steps = [claim.step for claim in (*self._waiting.claims, *claims)]
            self._place(self._waiting, min([first, *steps]), last)
        line = self.lines[-1]
        is_continuation = bool(line.head) and not line.sentences
        sentence = text if is_continuation else capitalise(text)
        if sentence[-1] not in ".:?!":
            sentence += "."
        line.sentences.append(sentence)
        line.last = max(line.last, last)
        self._put(claims)
        self.n_chars += len(sentence) + 1
        if self.n_chars > self.max_chars:
            raise OverBudgetError

    def _put(self, claims: Sequence[Claim]) -> None:
        """Give claims to the line that is being written; it may look back behind its first step, never ahead."""
        line = self.lines[-1]
        line.last = max([line.last, *(claim.step for claim in claims)])
        line.claims += claims

    def finish(self) -> tuple[Step, ...]:
        """Return what was written."""
        self._begin(Line(0, False, "", 0, 0))
        return tuple(line.to_step() for line in self.lines)


def capitalise(text: str) -> str:
    """Return a sentence with its first letter in upper case; code in backticks stays as it is."""
    return text[0].upper() + text[1:] if text[:1].islower() else text


def join_words(words: list[str], last: str = "and") -> str:
    """Join words as in a list: `a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
