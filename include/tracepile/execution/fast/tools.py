"""What the texts of plans call, besides the functions of `resolve`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracepile.execution.fast.heap import FastHeap
from tracepile.execution.fast.resolve import OPAQUE, receiver
from tracepile.execution.fast.variables import Variables

_LOOKS = "all item attribute end last first member size growth pushed popped".split()


def list_tools(heap: FastHeap, variables: Variables, *, may_share: bool) -> dict[str, Any]:
    """The tools of one run. `may_share`: functions may bind variables of other functions that run at the same time."""
    return {f"look_at_{name}": getattr(heap, f"look_at_{name}") for name in _LOOKS} | {
        "bind": variables.bind,
        "bind_plain": variables.bind_plain,
        "bind_global": variables.bind_global,
        "put": heap.put,
        "look": heap.look,
        "look_at_globals": variables.look_at_module,
        "look_at_shared": variables.look_at_shared if may_share else _do_nothing,
        "top": variables.top,
        "shown": variables.shown,
        **_make_looks(heap),
    }


def _make_looks(heap: FastHeap) -> dict[str, Callable[..., None]]:
    """Looks at values that may turn out to be OPAQUE, and then at everything."""
    look, look_at_attribute, look_at_all = heap.look, heap.look_at_attribute, heap.look_at_all

    def look_at_one(value: Any) -> None:
        if value is OPAQUE:
            look_at_all()
        else:
            look(value)

    def look_at_receiver(base: Any, name: str) -> None:
        look_at_one(receiver(base, name))

    def look_at_both(held: Any, now: Any) -> None:
        if held is OPAQUE or now is OPAQUE:
            look_at_all()
            return
        look(held)
        if now is not held:
            look(now)

    def look_at_attribute_of_both(held: Any, now: Any, name: str) -> None:
        if held is OPAQUE or now is OPAQUE:
            look_at_all()
            return
        look_at_attribute(held, name)
        if now is not held:
            look_at_attribute(now, name)

    looks: tuple[Callable[..., None], ...] = look_at_one, look_at_receiver, look_at_both, look_at_attribute_of_both
    return {look.__name__: look for look in looks}


def _do_nothing() -> None:
    """Where no variable is shared between functions that run at the same time."""
