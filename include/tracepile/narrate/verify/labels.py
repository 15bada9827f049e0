"""Calls written out in prose, `gcd(12, 8)`: is it a call that was made, with these arguments?"""

import ast
import re
from collections.abc import Iterable, Sequence
from typing import Final

from tracepile.narrate.model import Step
from tracepile.narrate.verify.abbreviations import stands_for
from tracepile.narrate.verify.prose import Part, is_hole
from tracepile.narrate.verify.run import Run

_NAMED: Final = re.compile(r"<(?:function|class) '?<?([\w.]+)>?'?>")
"""The literal of a function or class: in a call it may stand by its name."""


def find_called(run: Run, part: Part, step: Step) -> list[int] | None:
    """Return the frames of the calls that a label may mean; None when it is not the name of a recorded function.

    Those that the step's own claims name come first; without any, those that run within the step's window.
    """
    node = part.node
    if not isinstance(node, ast.Call) or node.keywords:
        return None
    name = ast.unparse(node.func)
    frames = [
        frame
        for frame, own in run.own.items()
        if run.events[own[0]].kind == "call" and own[0] <= step.last and _is_named(run, frame, name)
    ]
    if not frames:
        return None
    named = {claim.frame for claim in step.claims}
    own_frames = [frame for frame in frames if frame in named]
    near = [frame for frame in frames if _is_within(run.own[frame], step)]
    shown = [part.segment(argument) for argument in node.args]
    is_open = bool(node.args) and is_hole(node.args[-1]) and shown[-1] == "…"
    for choice in (own_frames, near):
        found = [frame for frame in choice if _fits(_bound(run, frame), shown[:-1] if is_open else shown, is_open)]
        if found:
            return found
    return []


def _is_within(own: Sequence[int], step: Step) -> bool:
    return own[0] <= step.last and own[-1] >= step.first


def _is_named(run: Run, frame: int, name: str) -> bool:
    function = run.events[run.own[frame][0]].function
    own_name = function.rpartition(".")[2]
    if own_name == name or function == name:
        return True
    owner = run.source.class_of(run.events[run.own[frame][0]].line)
    return owner is not None and name in ((owner,) if own_name == "__init__" else (f"{owner}.{own_name}",))


def _bound(run: Run, frame: int) -> list[str]:
    """Return the literals bound to a call's parameters, in order, without `self` and `cls`."""
    event = run.events[run.own[frame][0]]
    scope = run.source.scope(event.function, event.line)
    if scope is None or not isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    args = scope.node.args
    names = [arg.arg for arg in (*args.posonlyargs, *args.args, *([args.vararg] if args.vararg else []))]
    names += [arg.arg for arg in (*args.kwonlyargs, *([args.kwarg] if args.kwarg else []))]
    given = {change.path: change.value for change in event.changes if change.op == "set"}
    return [value for name in names if name not in ("self", "cls") and (value := given.get(name)) is not None]


def _fits(bound: Sequence[str], shown: Sequence[str], is_open: bool) -> bool:
    if not is_open:
        return len(bound) == len(shown) and all(map(_is_argument, shown, bound))
    left: Iterable[str] = iter(bound)
    return all(any(_is_argument(one, value) for value in left) for one in shown)


def _is_argument(shown: str, value: str) -> bool:
    return stands_for(shown, value) or stands_for(shown, _NAMED.sub(r"\1", value))
