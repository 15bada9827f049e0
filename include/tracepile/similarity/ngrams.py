"""Runs of n tokens of many texts as numbers, in numpy: one polynomial hash per run, the same on every machine."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

GRAMS: Final = pa.schema([("id", pa.int32()), ("gram", pa.uint64())])
"""id: position of the text in the sequence given; gram: hash of one run of its tokens."""

Split = Callable[[str], list[str]]
_Hashes = npt.NDArray[np.uint64]

_MULTIPLIER: Final = 0x9E3779B97F4A7C15
_INVERSE: Final = pow(_MULTIPLIER, -1, 1 << 64)
_TEXTS_AT_ONCE: Final = 2_000


def hash_ngrams(texts: Iterable[str], split: Split, n: int, min_distinct: int = 1) -> pa.Table:
    """Return the runs of n tokens that have at least `min_distinct` different ones (`GRAMS`), repeated ones too.

    split: cuts a text into tokens.
    """
    parts = []
    for part in _read(texts, split):
        starts = part.starts(n)
        if min_distinct > 1 and len(starts):
            starts = starts[_count_distinct(part.hashes, n)[starts] >= min_distinct]
        parts.append(_as_table(part.owner[starts], part.combine(starts, n)))
    return pa.concat_tables([GRAMS.empty_table(), *parts])


@dataclass(frozen=True)
class KnownRuns:
    """Runs of tokens to look for: hashes by number of tokens, and of how all of them begin (`opening` tokens)."""

    opening: int
    openings: _Hashes
    by_size: Mapping[int, _Hashes]

    @classmethod
    def of(cls, runs: Sequence[Sequence[str]]) -> "KnownRuns":
        """Prepare runs, none of them empty."""
        by_size: dict[int, list[int]] = {}
        for run in runs:
            by_size.setdefault(len(run), []).append(hash_tokens(run))
        opening = min(by_size, default=1)
        return cls(
            opening,
            np.unique(np.array([hash_tokens(run[:opening]) for run in runs], np.uint64)),
            {size: np.array(hashes, np.uint64) for size, hashes in sorted(by_size.items())},
        )


def find_runs(texts: Iterable[str], split: Split, known: KnownRuns) -> pa.Table:
    """Return which of the known runs stand in texts (`GRAMS`), repeated ones too."""
    parts = []
    for part in _read(texts, split):
        starts = part.starts(known.opening)
        starts = starts[np.isin(part.combine(starts, known.opening), known.openings)]
        for size, hashes in known.by_size.items():
            whole = starts[starts + size <= len(part.owner)]
            whole = whole[part.owner[whole] == part.owner[whole + size - 1]]
            grams = part.combine(whole, size)
            is_known = np.isin(grams, hashes)
            parts.append(_as_table(part.owner[whole[is_known]], grams[is_known]))
    return pa.concat_tables([GRAMS.empty_table(), *parts])


def hash_tokens(tokens: Sequence[str]) -> int:
    """Return the hash of one run of tokens, as the tables of this module hold it."""
    value = 0
    for token in reversed(tokens):
        value = (value * _INVERSE + _hash_token(token)) % (1 << 64)
    return value ^ (value >> 29)


class _Part:
    """The tokens of some texts, one after the other.

    hashes: of each token; owner: the text it stands in. The hash of a run t[0], t[1], … is t[0] + t[1]/m + t[2]/m**2
    + … modulo 2**64, with an odd m, which has an inverse. Running sums of the terms give runs of every size with one
    subtraction each; overflow wraps, as it should.
    """

    def __init__(self, tokens: Sequence[list[str]], first: int, known: "_TokenHashes") -> None:
        lengths = np.fromiter(map(len, tokens), np.int64, len(tokens))
        n = int(lengths.sum())
        self.hashes = np.fromiter(map(known.__getitem__, chain.from_iterable(tokens)), np.uint64, n)
        self.owner = np.repeat(np.arange(first, first + len(tokens), dtype=np.int32), lengths)
        self._sums = np.zeros(n + 1, np.uint64)
        np.cumsum(self.hashes * _powers(_INVERSE, n), out=self._sums[1:])
        self._powers = _powers(_MULTIPLIER, n)

    def starts(self, size: int) -> npt.NDArray[np.int64]:
        """Return where a run of this size begins that stays within its text."""
        n = max(0, len(self.owner) - size + 1)
        return np.flatnonzero(self.owner[:n] == self.owner[len(self.owner) - n :])

    def combine(self, starts: npt.NDArray[np.int64], size: int) -> _Hashes:
        """Return the hashes of the runs that begin there."""
        combined = (self._sums[starts + size] - self._sums[starts]) * self._powers[starts]
        return combined ^ (combined >> np.uint64(29))


class _TokenHashes(dict[str, int]):
    def __missing__(self, token: str) -> int:
        self[token] = value = _hash_token(token)
        return value


def _hash_token(token: str) -> int:
    return int.from_bytes(hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _read(texts: Iterable[str], split: Split) -> Iterator[_Part]:
    known = _TokenHashes()
    first = 0
    iterator = iter(texts)
    while chunk := [split(text) for text in islice(iterator, _TEXTS_AT_ONCE)]:
        yield _Part(chunk, first, known)
        first += len(chunk)


def _powers(base: int, n: int) -> _Hashes:
    powers = np.full(n, base, np.uint64)
    powers[:1] = 1
    return np.cumprod(powers, dtype=np.uint64)


def _count_distinct(hashes: _Hashes, size: int) -> npt.NDArray[np.int64]:
    runs = np.sort(np.lib.stride_tricks.sliding_window_view(hashes, size), axis=1)
    n_changes: npt.NDArray[np.int64] = np.sum(runs[:, 1:] != runs[:, :-1], axis=1, dtype=np.int64)
    return n_changes + 1


def _as_table(owner: npt.NDArray[np.int32], grams: _Hashes) -> pa.Table:
    return pa.Table.from_arrays([pa.array(owner), pa.array(grams)], schema=GRAMS)
