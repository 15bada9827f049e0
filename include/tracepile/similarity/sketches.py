"""Small pictures of sets of shingles, which show of most pairs of texts at once that they are not near.

A sketch has 512 bits; a bit says whether one part of the range of shingles holds an odd number of a text's own. Every
bit in which two sketches differ takes at least one shingle that one text alone has. (Bitmap filter: Sandes, Teodoro,
Melo, 2020.)
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from tracepile.similarity.scanning import Hashes, Places
from tracepile.similarity.shingles import SHINGLE_BITS, Shingles

_WORD_BITS: Final = 3

SKETCH_WORDS: Final = 1 << _WORD_BITS
"""A sketch has so many words of 64 bits."""

_WORD_SHIFT: Final = np.uint64(SHINGLE_BITS - _WORD_BITS)
_BIT_SHIFT: Final = np.uint64(SHINGLE_BITS - _WORD_BITS - 6)


@dataclass(frozen=True)
class Sketches:
    """Of each text the words of its sketch (shape: texts, 8) and the number of its shingles."""

    words: Hashes
    sizes: Places

    def may_be_near(self, one: Places, other: Places, at_least: float) -> npt.NDArray[np.bool_]:
        """Tell of pairs of texts whether their Jaccard similarity may reach a number; no pair that does is refused.

        Of sets with n shingles together, d of which are in one set only, the similarity is (n - d) / (n + d).
        """
        n = self.sizes[one] + self.sizes[other]
        n_bits = np.bitwise_count(self.words[one] ^ self.words[other]).sum(axis=1, dtype=np.int64)
        least = np.maximum(n_bits, np.abs(self.sizes[one] - self.sizes[other]))
        # Half a shingle below the limit: rounding shall refuse no pair that stands on it.
        is_open: npt.NDArray[np.bool_] = n - least >= at_least * (n + least) - 0.5
        return is_open


def sketch_shingles(shingles: Shingles) -> Hashes:
    """Return the words of each text's sketch: shape (texts, 8)."""
    text = np.repeat(np.arange(len(shingles), dtype=np.uint64) << np.uint64(_WORD_BITS), shingles.sizes)
    place = (text | (shingles.values >> _WORD_SHIFT)).astype(np.int64)
    bits = np.uint64(1) << ((shingles.values >> _BIT_SHIFT) & np.uint64(63))
    words = np.zeros(len(shingles) * SKETCH_WORDS, np.uint64)
    if len(place):
        # Shingles ascend within a text: those of one word stand side by side.
        starts = np.concatenate([[0], np.flatnonzero(place[1:] != place[:-1]) + 1])
        words[place[starts]] = np.bitwise_xor.reduceat(bits, starts)
    return words.reshape(-1, SKETCH_WORDS)
