"""Calls that show what a single call cannot: state kept from one call to the next, and what an iterator yields."""

from collections.abc import Sequence
from typing import Final

from tracepile.execution.model import Outcome, Recording

_MOST_CALLS: Final = 3
_MOST_ITEMS: Final = 1_000
_ITERATORS: Final = frozenset(
    "generator map filter zip enumerate reversed list_iterator tuple_iterator str_iterator set_iterator "
    "list_reverseiterator range_iterator dict_keyiterator dict_valueiterator dict_itemiterator chain islice count "
    "cycle repeat permutations combinations product accumulate groupby takewhile dropwhile starmap".split()
)


def probe_state(runs: Sequence[Recording]) -> list[str]:
    """Return one call expression: a list of the calls that returned, the first of them twice.

    A default that is changed, or a name that is kept, shows in the second call.
    """
    calls = [(run.case.call or "").strip() for run in runs if run.outcome is Outcome.OK and run.case.call]
    chosen = [call for call in calls if "\n" not in call][:_MOST_CALLS]
    return [f"[{', '.join([*chosen, *chosen[:1]])}]"] if chosen else []


def gives_iterator(runs: Sequence[Recording]) -> bool:
    """Tell whether the calls give iterators, whose literal does not say what they yield."""
    return any(run.result_type in _ITERATORS for run in runs)


def listed(call: str) -> str:
    """Return a call expression for the list of what a call's iterator yields."""
    return f"list(__import__('itertools').islice({call.strip()}, {_MOST_ITEMS}))"
