"""The page a narration is written on: sentences gathered into paragraphs and list items, within a budget."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from tracepile.narrate.model import Claim, Step

_INDENT: Final = "  "


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
        mark = f"{_INDENT * self.indent}- " if self.is_item else ""
        head = f"{self.head}: " if self.head and body else self.head
        seen: dict[Claim, None] = dict.fromkeys(self.claims)
        return Step(self.first, self.last, f"{mark}{head}{body}".rstrip(), tuple(seen))


class Page:
    """Collects lines. Indentation 0 without an item mark is a paragraph; deeper text is always a list item."""

    def __init__(self, max_chars: int) -> None:
        self.max_chars = max_chars
        self.n_chars = 0
        self.lines: list[Line] = []
        self._is_fresh = True
        self._indent = 0
        self._is_item = False
        self._head = ""
        self._head_claims: list[Claim] = []

    def paragraph(self) -> None:
        """Let the next sentence begin a new paragraph."""
        self._begin(0, False, "", [])

    def item(self, indent: int, head: str = "", claims: Iterable[Claim] = ()) -> None:
        """Let the next sentence begin a new list item, behind `head` and a colon if there is one."""
        self._begin(indent, True, head, list(claims))

    def _begin(self, indent: int, is_item: bool, head: str, claims: list[Claim]) -> None:
        self._is_fresh = True
        self._indent, self._is_item, self._head, self._head_claims = indent, is_item, head, claims

    def say(self, text: str, claims: Iterable[Claim], first: int, last: int) -> None:
        """Add a sentence about the trace steps `first` to `last`. Raises OverBudgetError when the page is full."""
        if self._is_fresh:
            line = Line(self._indent, self._is_item, self._head, first, last, claims=list(self._head_claims))
            self.lines.append(line)
            self.n_chars += len(self._head) + 4 + 2 * self._indent
            self._is_fresh = False
        line = self.lines[-1]
        is_continuation = bool(line.head) and not line.sentences
        sentence = text if is_continuation else capitalise(text)
        if sentence[-1] not in ".:?!":
            sentence += "."
        line.sentences.append(sentence)
        line.claims.extend(claims)
        line.first = min(line.first, first)
        line.last = max(line.last, last)
        self.n_chars += len(sentence) + 1
        if self.n_chars > self.max_chars:
            raise OverBudgetError

    def flush_head(self, first: int, last: int) -> None:
        """Write a begun item that has a head and no sentence."""
        if self._is_fresh and self._head:
            line = Line(self._indent, self._is_item, self._head, first, last, claims=list(self._head_claims))
            self.lines.append(line)
            self.n_chars += len(self._head) + 4
            self._is_fresh = False

    def steps(self) -> tuple[Step, ...]:
        """Return what was written."""
        return tuple(line.to_step() for line in self.lines)


def capitalise(text: str) -> str:
    """Return a sentence with its first letter in upper case; code in backticks stays as it is."""
    return text[0].upper() + text[1:] if text[:1].islower() else text


def join_words(words: list[str], last: str = "and") -> str:
    """Join words as in a list: `a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
