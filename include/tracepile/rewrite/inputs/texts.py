"""Texts for standard input like the stored ones: the numbers change, counts keep counting what they counted."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tracepile.rewrite.inputs.calls import Made
from tracepile.rewrite.inputs.values import Pool

_MOST_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the first line's first number counts in every stored text: `words` of the next line, `lines` after it."""

    counts: str | None


class TextInputs:
    """Makes texts like the stored ones."""

    def __init__(self, stored: Sequence[str], pool: Pool) -> None:
        self._stored = list(stored)
        self._pool = pool
        self._layout = _find_layout(stored)
        words = [word for text in stored for word in text.split() if _is_number(word)]
        self._numbers = sorted({int(word) for word in words}) or [0]
        self._letters = sorted({letter for text in stored for letter in text if letter.isalpha()})

    def boundaries(self, rng: random.Random) -> Iterator[Made]:
        """Yield texts with all numbers equal, at their smallest or largest, in order, and with a list of one or two."""
        for text in self._stored[:2]:
            rows = _rows(text)
            low, high = self._numbers[0], self._numbers[-1]
            for fill in (low, high, 0, 1):
                yield self._join(self._fill(rows, fill))
            yield self._join(self._map(rows, sorted))
            yield self._join(self._map(rows, lambda numbers: sorted(numbers, reverse=True)))
            if self._layout.counts is not None:
                for length in (1, 2):
                    yield self._join(self._resize(rows, length, rng))

    def large(self) -> Iterator[Made]:
        """Yield nothing: a large number in a text is more often a count than a value."""
        return iter(())

    def changed(self, text: str, rng: random.Random) -> Made | None:
        """Return a text with some of its words changed, or its list made longer or shorter."""
        rows = _rows(text)
        if self._layout.counts is not None and rng.random() < 0.4:
            return self._join(self._resize(rows, rng.randrange(1, 9), rng))
        places = [(at, of) for at, row in enumerate(rows) for of in range(len(row)) if not self._is_count(at, of)]
        places = [(at, of) for at, of in places if rows[at][of]]
        if not places:
            return None
        for at, of in rng.sample(places, min(len(places), rng.choice((1, 1, 2, 4)))):
            rows[at][of] = self._change_word(rows[at][of], rng)
        return self._join(rows)

    def _is_count(self, row: int, word: int) -> bool:
        return self._layout.counts is not None and (row, word) == (0, 0)

    def _change_word(self, word: str, rng: random.Random) -> str:
        if _is_number(word) and len(word) <= _MOST_DIGITS:
            value, low, high = int(word), self._numbers[0], self._numbers[-1]
            near = [number for number in self._pool.numbers if low <= number <= high] or [value]
            options = [value + 1, value - 1, rng.randint(low, high), rng.choice(self._numbers), rng.choice(near)]
            return str(rng.choice([each for each in options if each >= min(low, 0)]))
        if self._letters and word.isalpha():
            at = rng.randrange(len(word))
            letter = rng.choice(self._letters)
            return rng.choice((word[:at] + letter + word[at + 1 :], word[::-1], word[:at] + word[at] + word[at:]))
        return word

    def _fill(self, rows: list[list[str]], value: int) -> list[list[str]]:
        return [
            [
                str(value) if _is_number(word) and not self._is_count(at, of) and (len(row) > 1 or at > 0) else word
                for of, word in enumerate(row)
            ]
            for at, row in enumerate(rows)
        ]

    def _map(self, rows: list[list[str]], order: Callable[[list[int]], list[int]]) -> list[list[str]]:
        return [
            list(map(str, order(list(map(int, row))))) if at > 0 and len(row) > 1 and all(map(_is_number, row)) else row
            for at, row in enumerate(rows)
        ]

    def _resize(self, rows: list[list[str]], length: int, rng: random.Random) -> list[list[str]]:
        head = [str(length), *rows[0][1:]]
        if self._layout.counts == "words":
            row = [rng.choice(rows[1]) for _ in range(length)] if rows[1] else []
            return [head, row, *rows[2:]]
        body = [row for row in rows[1:] if row != [""]]
        return [head, *(list(rng.choice(body)) for _ in range(length)), [""]]

    def _join(self, rows: list[list[str]]) -> Made:
        return Made("\n".join(" ".join(row) for row in rows), is_stretched=True)


def _rows(text: str) -> list[list[str]]:
    return [line.split(" ") for line in text.split("\n")]


def _is_number(word: str) -> bool:
    return word.removeprefix("-").isdecimal() and word.isascii()


def _find_layout(stored: Sequence[str]) -> _Layout:
    texts = [_rows(text.rstrip("\n")) for text in stored]
    if all(len(rows) > 1 and _is_number(rows[0][0]) for rows in texts) and texts:
        if all(int(rows[0][0]) == len(rows[1]) for rows in texts):
            return _Layout("words")
        if all(int(rows[0][0]) == len(rows) - 1 for rows in texts):
            return _Layout("lines")
    return _Layout(None)
