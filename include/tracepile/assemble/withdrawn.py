"""Rows that somebody withdrew: no release may hold them any more."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tracepile.schema import Selector

COLUMNS: Final[Mapping[Selector, tuple[str, ...]]] = {
    Selector.SAMPLE: ("sample_id",),
    Selector.PROGRAM: ("program_id", "family_id"),
    Selector.SOURCE: ("source",),
    Selector.LICENCE: ("licence",),
}
"""The columns of a candidate that a withdrawal of each kind looks at."""


class Withdrawn:
    """The withdrawals so far, asked for one row at a time."""

    def __init__(self, withdrawals: Iterable[Mapping[str, Any]]) -> None:
        self._by_selector: dict[Selector, dict[str, Mapping[str, Any]]] = {selector: {} for selector in Selector}
        for withdrawal in withdrawals:
            self._by_selector[Selector(withdrawal["selector"])].setdefault(withdrawal["value"], withdrawal)

    def find(self, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the withdrawal (a row of `withdrawals`) that takes this candidate, None if none does."""
        for selector, columns in COLUMNS.items():
            for column in columns:
                if (withdrawal := self._by_selector[selector].get(row[column])) is not None:
                    return withdrawal
        return None
