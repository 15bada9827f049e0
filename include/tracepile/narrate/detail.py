"""How much is told: levels of detail, from the fullest to the barest."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Detail:
    """One level of detail.

    full: a loop with at most so many passes is told pass by pass. head: passes told at the start of a longer loop.
    inner_full, inner_head: the same for a loop inside a loop. inner_visits: how many executions of one inner loop are
    told pass by pass. calls: how many calls of one function are followed. depth: how deep calls are followed.
    is_compact: only what changes is told, in few words.
    """

    full: int
    head: int
    inner_full: int
    inner_head: int
    inner_visits: int
    calls: int
    depth: int
    is_compact: bool = False


LEVELS: Final = (
    Detail(full=8, head=3, inner_full=5, inner_head=2, inner_visits=4, calls=6, depth=4),
    Detail(full=6, head=3, inner_full=4, inner_head=2, inner_visits=2, calls=4, depth=3),
    Detail(full=5, head=2, inner_full=3, inner_head=1, inner_visits=1, calls=3, depth=3),
    Detail(full=4, head=2, inner_full=2, inner_head=1, inner_visits=1, calls=2, depth=2),
    Detail(full=3, head=1, inner_full=0, inner_head=0, inner_visits=0, calls=1, depth=2),
    Detail(full=3, head=1, inner_full=0, inner_head=0, inner_visits=0, calls=1, depth=1, is_compact=True),
    Detail(full=1, head=1, inner_full=0, inner_head=0, inner_visits=0, calls=0, depth=0, is_compact=True),
)
"""Tried in this order until a narration fits its budget."""
