"""The mixture: no label of a dimension gets more of the samples than its quota (setting `mixture_quotas`).

What stays is decided by a draw of each row. A dimension whose labels may have less than everything together cannot be
kept to (one source with a quota of 0.8): it is left as it is, and the quality report warns of what dominates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from tracepile.settings import QUOTA_DIMENSIONS, Settings

_EPSILON: Final = 1e-9
"""What a product of a share and a whole number may be off by."""


@dataclass(frozen=True, slots=True)
class Excess:
    """Why a row stays out: the label of which there are too many, and the largest share it may have."""

    dimension: str
    label: str
    quota: float


@dataclass(frozen=True, slots=True)
class _Dimension:
    name: str
    labels: list[str]
    codes: npt.NDArray[np.intp]
    quotas: npt.NDArray[np.float64]


def apply_quotas(labels: Mapping[str, Sequence[str]], draws: Sequence[str], settings: Settings) -> list[Excess | None]:
    """Return for each row None if it stays, else why it goes.

    labels: for each dimension of `QUOTA_DIMENSIONS` the label of every row. draws: texts that decide which rows of a
    label stay, the smallest first. The largest number of rows stays that keeps a dimension to its quotas; dimensions
    are cut one after the other until all hold. When that leaves nothing, the last of them is given up.
    """
    dimensions = [
        dimension
        for name in QUOTA_DIMENSIONS
        if (dimension := _read_dimension(name, labels[name], settings)).quotas.sum() >= 1 - _EPSILON
    ]
    order = np.argsort(np.asarray(draws, dtype=object), kind="stable")
    while dimensions:
        verdicts = _cut(dimensions, order)
        if not len(order) or any(verdict is None for verdict in verdicts):
            return verdicts
        dimensions.pop()
    return [None] * len(draws)


def _read_dimension(name: str, labels: Sequence[str], settings: Settings) -> _Dimension:
    found = sorted(set(labels))
    places = {label: at for at, label in enumerate(found)}
    codes = np.fromiter((places[label] for label in labels), dtype=np.intp, count=len(labels))
    return _Dimension(name, found, codes, np.array([settings.find_quota(name, label) for label in found]))


def _cut(dimensions: Sequence[_Dimension], order: npt.NDArray[np.intp]) -> list[Excess | None]:
    is_kept = np.ones(len(order), dtype=bool)
    verdicts: list[Excess | None] = [None] * len(order)
    is_stable = False
    while not is_stable:
        is_stable = True
        for dimension in dimensions:
            counts, limits = _measure(dimension, is_kept)
            if (counts <= limits).all():
                continue
            is_stable = False
            # First go the rows of which other dimensions have too many as well.
            burden = np.zeros(len(order), dtype=np.intp)
            for other in dimensions:
                other_counts, other_limits = _measure(other, is_kept)
                burden += (other_counts > other_limits)[other.codes]
            ranked = order[np.argsort(burden[order], kind="stable")]
            for at in np.flatnonzero(counts > limits):
                own = ranked[(dimension.codes[ranked] == at) & is_kept[ranked]]
                gone = own[limits[at] :]
                is_kept[gone] = False
                excess = Excess(dimension.name, dimension.labels[at], float(dimension.quotas[at]))
                for row in gone:
                    verdicts[row] = excess
    return verdicts


def _measure(
    dimension: _Dimension, is_kept: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    counts = np.bincount(dimension.codes[is_kept], minlength=len(dimension.labels))
    return counts, find_limits(counts, dimension.quotas)


def find_limits(counts: npt.NDArray[np.intp], quotas: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Return how many rows of each label may stay, so that each has its quota of what stays, which is the most."""
    total = int(counts.sum())
    while True:
        limits: npt.NDArray[np.intp] = np.minimum(counts, np.floor(quotas * total + _EPSILON).astype(np.intp))
        if int(limits.sum()) == total:
            return limits
        total = int(limits.sum())
