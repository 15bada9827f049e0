"""MinHash signatures of texts, cut into bands: texts with a band in common are candidates for near-duplicates.

128 permutations in 32 bands of 4: of two texts that share a part J of their shingles, a band agrees with probability
J**4, any of the bands with 1 - (1 - J**4)**32 (Broder 1997; Leskovec et al., Mining of Massive Datasets, section 3.4):
0.9998 at 0.7, 0.87 at 0.5, 0.05 at 0.2.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from tracepile.similarity.scanning import Hashes, mix
from tracepile.similarity.shingles import Shingles

N_BANDS: Final = 32
BAND_ROWS: Final = 4

_N_PERMUTATIONS: Final = N_BANDS * BAND_ROWS
_SHINGLES_AT_ONCE: Final = 32_768
_Minima = npt.NDArray[np.uint32]


def band_keys(shingles: Shingles) -> Hashes:
    """Return the keys of each text's bands: shape (texts, `N_BANDS`), in the order of the bands.

    A key says which band it is of. Those of a text without shingles mean nothing: leave them out.
    """
    n_texts = len(shingles)
    minima = np.full((n_texts, _N_PERMUTATIONS), np.iinfo(np.uint32).max, np.uint32)
    hashes = (shingles.values >> np.uint64(12)).astype(np.uint32)
    filled = np.flatnonzero(shingles.sizes)
    starts, stops = shingles.starts[filled], shingles.starts[filled + 1]
    first = 0
    while first < len(filled):
        last = max(int(np.searchsorted(stops, starts[first] + _SHINGLES_AT_ONCE, side="right")), first + 1)
        part = hashes[starts[first] : stops[last - 1]]
        minima[filled[first:last]] = _find_minima(part, starts[first:last] - starts[first])
        first = last
    return _join_bands(minima)


def _find_minima(hashes: _Minima, starts: npt.NDArray[np.int64]) -> _Minima:
    """Return, per text, the least value of each permutation a*x modulo 2**32 (a odd) over its hashes.

    A shift a*x + b would only turn the circle of the values: the least one is as random without it.
    """
    minima = np.empty((_N_PERMUTATIONS, len(starts)), np.uint32)
    scratch = np.empty_like(hashes)
    for row in range(_N_PERMUTATIONS):
        np.multiply(hashes, _FACTORS[row], out=scratch)
        np.minimum.reduceat(scratch, starts, out=minima[row])
    return minima.T


def _join_bands(minima: _Minima) -> Hashes:
    rows = minima.reshape(len(minima), N_BANDS, BAND_ROWS)
    keys = np.tile(np.arange(N_BANDS, dtype=np.uint64), (len(minima), 1))
    for row in range(BAND_ROWS):
        keys = mix(keys + rows[:, :, row])
    return keys


_DICE: Final = mix(np.arange(1, _N_PERMUTATIONS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
_FACTORS: Final = (_DICE >> np.uint64(32)).astype(np.uint32) | np.uint32(1)
