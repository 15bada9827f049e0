"""Runs of tokens of many texts, and which of them are known: those of benchmark items."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tracepile.similarity.scanning import Hashes, Places
from tracepile.similarity.signatures import spread
from tracepile.similarity.streams import Owners, Stream

GRAMS: Final = pa.schema([("document", pa.int32()), ("gram", pa.uint64())])
"""document: position of a text; gram: hash of one run of its tokens."""

_NONE: Final = np.zeros(0, np.uint64)
_SPARSITY_BITS: Final = 5
"""The bit table of a `KnownSet` has at least 2**5 places for each member: one stranger in 32 passes it."""


class KnownSet:
    """A set of hashes that says quickly of most others that they are not in it."""

    def __init__(self, members: Hashes) -> None:
        self.members: Hashes = np.unique(members)
        bits = max(10, len(self.members).bit_length() + _SPARSITY_BITS)
        self._shift = np.uint64(64 - bits)
        self._table = np.zeros(1 << (bits - 3), np.uint8)
        places = self.members >> self._shift
        np.bitwise_or.at(self._table, places >> np.uint64(3), _bits(places))

    def find(self, hashes: Hashes) -> Places:
        """Return the places of those hashes that are members."""
        places = hashes >> self._shift
        open_ = np.flatnonzero(self._table[places >> np.uint64(3)] & _bits(places))
        if not len(open_) or not len(self.members):
            return open_[:0]
        found = np.minimum(np.searchsorted(self.members, hashes[open_]), len(self.members) - 1)
        members: Places = open_[self.members[found] == hashes[open_]]
        return members


def _bits(places: Hashes) -> npt.NDArray[np.uint8]:
    return np.left_shift(np.uint8(1), (places & np.uint64(7)).astype(np.uint8))


class KnownGrams:
    """The n-grams of benchmark items: a table with a column `gram`, and the rows of each gram at hand."""

    def __init__(self, table: pa.Table) -> None:
        """table: sorted by gram."""
        self.table = table
        self._grams: Hashes = table.column("gram").to_numpy()
        self._known = KnownSet(self._grams)

    def find(self, grams: Hashes) -> Places:
        """Return the places of those grams that are known."""
        return self._known.find(grams)

    def rows(self, grams: Hashes) -> pa.Table:
        """Return the rows of grams."""
        wanted = np.unique(grams)
        first = np.searchsorted(self._grams, wanted)
        size = np.searchsorted(self._grams, wanted, side="right") - first
        return self.table.take(pa.array(spread(first, size)))


@dataclass(frozen=True)
class KnownRuns:
    """Runs of tokens of any length to look for.

    opening: the number of tokens of the shortest; openings: how all of them begin; by_size: all, by number of tokens.
    """

    opening: int
    openings: KnownSet
    by_size: Mapping[int, KnownSet]

    @classmethod
    def of(cls, runs: Iterable[Stream]) -> "KnownRuns":
        """Prepare runs: the texts of streams, each as a whole."""
        wholes = [(stream, *stream.texts()) for stream in runs]
        opening = min((int((stops - starts).min()) for _, starts, stops in wholes if len(starts)), default=1)
        openings = [stream.combine(starts, starts + opening) for stream, starts, _ in wholes]
        hashes = np.concatenate([_NONE, *(stream.combine(starts, stops) for stream, starts, stops in wholes)])
        sizes = np.concatenate([np.zeros(0, np.int64), *(stops - starts for _, starts, stops in wholes)])
        by_size = {int(size): KnownSet(hashes[sizes == size]) for size in np.unique(sizes)}
        return cls(opening, KnownSet(np.concatenate([_NONE, *openings])), by_size)

    def find(self, stream: Stream) -> pa.Table:
        """Return where the runs stand (`GRAMS`), repeated ones too."""
        starts = stream.runs(self.opening)
        starts = starts[self.openings.find(stream.combine(starts, starts + self.opening))]
        parts = [GRAMS.empty_table()]
        for size, known in self.by_size.items() if len(starts) else ():
            whole = starts[starts + size <= len(stream.owner)]
            whole = whole[stream.owner[whole] == stream.owner[whole + size - 1]]
            grams = stream.combine(whole, whole + size)
            found = known.find(grams)
            parts.append(as_table(stream.owner[whole[found]], grams[found]))
        return pa.concat_tables(parts)


def hash_wholes(stream: Stream) -> pa.Table:
    """Return each text that has tokens as one run (`GRAMS`)."""
    starts, stops = stream.texts()
    return as_table(stream.owner[starts], stream.combine(starts, stops))


def count_distinct(stream: Stream, starts: Places, size: int) -> Places:
    """Return how many different tokens the runs have that begin at the given places."""
    if not len(starts):
        return np.zeros(0, np.int64)
    runs = np.sort(np.lib.stride_tricks.sliding_window_view(stream.hashes, size)[starts], axis=1)
    n_changes: Places = np.sum(runs[:, 1:] != runs[:, :-1], axis=1, dtype=np.int64)
    return n_changes + 1


def as_table(owner: Owners, grams: Hashes) -> pa.Table:
    """Return rows of `GRAMS`."""
    return pa.Table.from_arrays([pa.array(owner), pa.array(grams)], schema=GRAMS)
