"""The exact share of shingles that two texts have in common."""

from typing import Final

import numpy as np
import numpy.typing as npt

from tracepile.similarity.scanning import Places
from tracepile.similarity.shingles import SHINGLE_BITS, Shingles
from tracepile.similarity.signatures import Documents, ShingleReader, spread

_PAIRS_AT_ONCE: Final = 2_048
"""So many pairs' shingles stay in the processor's cache while they are sorted."""


def pair_jaccards(
    one: Documents, other: Documents, reader: ShingleReader, at_least: float = 0.0
) -> npt.NDArray[np.float64]:
    """Return the Jaccard similarity of documents in pairs: shingles in both over shingles in either; 0 for none.

    Pairs whose sizes alone keep them below `at_least` are 0 too.
    """
    parts = [np.zeros(0)]
    for start in range(0, len(one), _PAIRS_AT_ONCE):
        a, b = one[start : start + _PAIRS_AT_ONCE], other[start : start + _PAIRS_AT_ONCE]
        documents, places = np.unique(np.concatenate([a, b]), return_inverse=True)
        shingles = reader.read(documents)
        left, right = places[: len(a)], places[len(a) :]
        sizes = np.sort([shingles.sizes[left], shingles.sizes[right]], axis=0)
        is_open = np.flatnonzero(sizes[0] >= at_least * sizes[1])
        jaccards = np.zeros(len(a))
        jaccards[is_open] = _compare(left[is_open], right[is_open], shingles)
        parts.append(jaccards)
    return np.concatenate(parts)


def _compare(one: Places, other: Places, shingles: Shingles) -> npt.NDArray[np.float64]:
    """Sort each pair's shingles together: those of both texts then stand side by side."""
    keys, sizes = [], []
    numbers = np.arange(len(one), dtype=np.uint64) << np.uint64(SHINGLE_BITS)
    for side in (one, other):
        size = shingles.sizes[side]
        keys.append(shingles.values[spread(shingles.starts[side], size)] | np.repeat(numbers, size))
        sizes.append(size)
    both = np.concatenate(keys)
    both.sort()
    shared = np.flatnonzero(both[1:] == both[:-1])
    borders = np.concatenate([[0], np.cumsum(sizes[0] + sizes[1])])
    n_shared = np.diff(np.searchsorted(shared, borders))
    n_all = sizes[0] + sizes[1] - n_shared
    jaccards: npt.NDArray[np.float64] = np.divide(n_shared, n_all, out=np.zeros(len(one)), where=n_all > 0)
    return jaccards
