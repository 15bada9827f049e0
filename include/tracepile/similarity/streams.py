"""Words and operators of many texts as numbers: what `split_words` and `split_formula` give, in numpy over bytes."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from tracepile.similarity.scanning import MARK, SPACE, WORD, Bytes, Hashes, Places, find_tokens, hash_tokens
from tracepile.similarity.tokens import normalise, plain_formula

Owners = npt.NDArray[np.int32]

_MULTIPLIER: Final = 0x9E3779B97F4A7C15
_INVERSE: Final = pow(_MULTIPLIER, -1, 1 << 64)
_BYTES_AT_ONCE: Final = 200_000
_BREAK: Final = ord("\n")
_DIGITS: Final = b"0123456789"
_FOREIGN_BREAK: Final = re.compile(r"[\x85\u2028\u2029]")
_FOREIGN_GAP: Final = re.compile(r"[^\w\x00-\x7f↑→↓←]+")
_ARROWS: Final = {"↑": b"\xf8", "→": b"\xf9", "↓": b"\xfa", "←": b"\xfb"}
"""Operators that are no ASCII get bytes of their own, which stand in no UTF-8."""

_FIRST_ARROW: Final = 0xF8


@dataclass(frozen=True)
class Stream:
    """The tokens of some texts, one after the other.

    hashes: of each token. owner: the position of the text it stands in. starts: its place in the bytes of all texts.
    """

    hashes: Hashes
    owner: Owners
    starts: Places
    data: Bytes

    def runs(self, size: int) -> Places:
        """Return where a run of this many tokens begins that stays within its text."""
        n = max(0, len(self.owner) - size + 1)
        return np.flatnonzero(self.owner[:n] == self.owner[len(self.owner) - n :])

    def texts(self) -> tuple[Places, Places]:
        """Return where the tokens of each text that has any begin and end."""
        return _find_parts(self.owner)

    def lines(self) -> tuple[Places, Places]:
        """Return where the tokens of each line that has any begin and end."""
        return _find_parts(np.searchsorted(np.flatnonzero(self.data == _BREAK), self.starts))

    def combine(self, starts: Places, stops: Places) -> Hashes:
        """Return the hashes of runs of tokens.

        The hash of t[0], t[1], … is t[0] + t[1]/m + t[2]/m**2 + … modulo 2**64, with an odd m, which has an inverse.
        Running sums of the terms give runs of every size with one subtraction each; overflow wraps, as it should.
        """
        combined = (self._sums[stops] - self._sums[starts]) * _powers(_MULTIPLIER, len(self.hashes))[starts]
        return combined ^ (combined >> np.uint64(29))

    @cached_property
    def _sums(self) -> Hashes:
        sums = np.zeros(len(self.hashes) + 1, np.uint64)
        np.cumsum(self.hashes * _powers(_INVERSE, len(self.hashes)), out=sums[1:])
        return sums


@dataclass(frozen=True)
class Block:
    """Some texts, encoded, and their positions."""

    texts: Sequence[bytes]
    positions: Owners
    kinds: bytes

    def scan(self, *, is_folded: bool) -> Stream:
        """Return the tokens. is_folded: numbers count as the word `0`."""
        sizes = np.fromiter(map(len, self.texts), np.int64, len(self.texts))
        ends = np.concatenate([[0], np.cumsum(sizes + 1)])
        data: Bytes = np.frombuffer(b"\n".join([*self.texts, b""]).translate(_BREAKS), np.uint8)
        if is_folded:
            data, ends = _fold(data, ends)
        starts, stops = find_tokens(data, ends, self.kinds)
        owner = np.repeat(self.positions, np.diff(np.searchsorted(starts, ends)))
        return Stream(hash_tokens(data, starts, stops), owner, starts, data)

    def with_numbers(self) -> "Block":
        """Return the texts that hold a digit: folding leaves the others as they are."""
        chosen = [at for at, text in enumerate(self.texts) if len(text.translate(None, _DIGITS)) < len(text)]
        return Block([self.texts[at] for at in chosen], self.positions[chosen], self.kinds)


def read_words(texts: Iterable[str]) -> Iterator[Block]:
    """Yield texts, some at a time, to be read as words."""
    return _read(texts, normalise, _WORD_KINDS)


def read_formulas(texts: Iterable[str]) -> Iterator[Block]:
    """Yield texts, some at a time, to be read as words and operators."""
    return _read(texts, plain_formula, _FORMULA_KINDS)


def _read(texts: Iterable[str], prepare: Callable[[str], str], kinds: bytes) -> Iterator[Block]:
    part: list[bytes] = []
    first, size = 0, 0
    for at, text in enumerate(texts):
        part.append(_encode(prepare(text)))
        size += len(part[-1]) + 1
        if size >= _BYTES_AT_ONCE:
            yield Block(part, np.arange(first, at + 1, dtype=np.int32), kinds)
            part, first, size = [], at + 1, 0
    if part:
        yield Block(part, np.arange(first, first + len(part), dtype=np.int32), kinds)


def _encode(text: str) -> bytes:
    if text.isascii():
        return text.encode()
    encoded = _FOREIGN_GAP.sub(" ", _FOREIGN_BREAK.sub("\n", text)).encode()
    for arrow, byte in _ARROWS.items():
        encoded = encoded.replace(arrow.encode(), byte)
    return encoded


def _fold(data: Bytes, ends: Places) -> tuple[Bytes, Places]:
    """Return texts with each number (digits, with points and commas between them) replaced by `0`, and their ends."""
    is_digit = np.zeros(len(data) + 2, np.bool_)
    is_digit[1:-1] = (data >= ord("0")) & (data <= ord("9"))
    is_joint = ((data == ord(".")) | (data == ord(","))) & is_digit[:-2] & is_digit[2:]
    is_number = np.zeros(len(data) + 1, np.bool_)
    is_number[1:] = is_digit[1:-1] | is_joint
    is_first = is_number[1:] & ~is_number[:-1]
    is_kept = is_first | ~is_number[1:]
    folded = np.where(is_first, np.uint8(ord("0")), data)[is_kept]
    return folded, ends - np.searchsorted(np.flatnonzero(~is_kept), ends)


def _find_parts(labels: Places | Owners) -> tuple[Places, Places]:
    """Return where runs of equal labels begin and end."""
    if not len(labels):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    borders = np.concatenate([[0], np.flatnonzero(labels[1:] != labels[:-1]) + 1, [len(labels)]])
    return borders[:-1], borders[1:]


_known_powers: dict[int, Hashes] = {}


def _powers(base: int, n: int) -> Hashes:
    found = _known_powers.get(base)
    if found is None or len(found) < n:
        found = np.full(max(n, _BYTES_AT_ONCE), base, np.uint64)
        found[:1] = 1
        found = np.cumprod(found, dtype=np.uint64)
        if n <= _BYTES_AT_ONCE:
            _known_powers[base] = found
    return found[:n]


def _kinds_of_bytes(operators: str, is_arrow_mark: bool) -> bytes:
    kinds = bytearray([SPACE]) * 256
    for byte in range(256):
        if byte >= _FIRST_ARROW:
            kinds[byte] = MARK if is_arrow_mark else SPACE
        elif byte >= 128 or chr(byte).isalnum():
            kinds[byte] = WORD
        elif chr(byte) in operators:
            kinds[byte] = MARK
    return bytes(kinds)


_WORD_KINDS: Final = _kinds_of_bytes("", is_arrow_mark=False)
_FORMULA_KINDS: Final = _kinds_of_bytes("-+*/^=<>()|!%", is_arrow_mark=True)
_BREAKS: Final = bytes(_BREAK if chr(byte) in "\r\v\f\x1c\x1d\x1e" else byte for byte in range(256))
