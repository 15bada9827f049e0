"""Calls by name: how a call is written in prose, and the claims that this makes."""

import ast
import re
from collections.abc import Sequence
from typing import Final

from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Moment
from tracepile.narrate.page import join_words
from tracepile.narrate.scene import Frame, Scene
from tracepile.narrate.show import claim_literal, short
from tracepile.narrate.wording import Say, times

_MAX_LABEL: Final = 60
_NAMED: Final = re.compile(r"<(?:function|class) '?<?([\w.]+)>?'?>")
"""The literal of a function or class: in a call it stands by its name."""


def call_claim(frame: Frame) -> Claim:
    """Claim that a function was called."""
    return Claim("call", frame.called, frame.id, frame.function)


def parameter_claims(scene: Scene, frame: Frame) -> list[Claim]:
    """Claim the values of the parameters at a call."""
    moment = Moment(scene, frame.called, frame.id)
    values = ((name, moment.find_path(name)) for name, _ in scene.parameters(frame))
    return [moment.claim(name, value) for name, value in values if value is not MISSING]


def label_of(scene: Scene, frame: Frame) -> str:
    """Return a call as it may be written, `gcd(12, 8)`, without backticks; long arguments are shortened."""
    parameters = [value for name, value in scene.parameters(frame) if name not in ("self", "cls")]
    name = frame.name
    owner = scene.source.class_of(frame.line) if name.startswith("__") else None
    if owner is not None:
        name = owner if name == "__init__" else f"{owner}.{name}"
    parameters = [_NAMED.sub(r"\1", value) for value in parameters]
    for limit in (30, 14):
        label = f"{name}({', '.join(short(value, limit) for value in parameters)})"
        if len(label) <= _MAX_LABEL:
            return label
    return f"{name}(…)"


def place_of(scene: Scene, frame: Frame) -> str:
    """Return a call by its plain arguments only, as the place that the story comes back to: `hanoi(3, 'A', …)`."""
    parameters = [value for name, value in scene.parameters(frame) if name not in ("self", "cls")]
    plain = [value for value in parameters if value[:1] not in "[{(<" and len(value) <= 12 and "(" not in value]
    words = [*plain[:4], *(["…"] if len(plain[:4]) < len(parameters) else [])]
    return f"{frame.name}({', '.join(words)})"


def label_claims(scene: Scene, frame: Frame) -> list[Claim]:
    """Return the claims that a label makes."""
    is_whole = not label_of(scene, frame).endswith("(…)")
    return [call_claim(frame), *(parameter_claims(scene, frame) if is_whole else ())]


def tell_calls(scene: Scene, callees: Sequence[Frame], purpose: str, say: Say) -> str:
    """Return the words that lead to the calls told below: to get `x`, `fib` is called twice."""
    counts: dict[str, int] = {}
    for frame in callees:
        name = label_of(scene, frame).partition("(")[0]
        counts[name] = counts.get(name, 0) + 1
    words = [code(name) for name in counts]
    often = f" {times(len(callees))}" if len(counts) == 1 and len(callees) > 1 else ""
    be = "is" if len(words) == 1 else "are"
    return purpose + say("called").format(who=join_words(words), be=be, often=often)


def is_plain_constructor(scene: Scene, frame: Frame) -> bool:
    """Tell whether a call only stores its parameters and constants in a new object: nothing to follow."""
    node = scene.function_node(frame)
    if node is None or frame.name != "__init__":
        return False
    plain = ast.Name | ast.Constant | ast.List | ast.Dict | ast.Set | ast.Tuple
    return all(
        (isinstance(stmt, ast.Assign | ast.AnnAssign) and isinstance(stmt.value, plain))
        or isinstance(stmt, ast.Pass | ast.Expr)
        for stmt in node.body
    )


def return_claim(scene: Scene, frame: Frame, step: int) -> Claim | None:
    """Claim what a return event returned."""
    value = scene.events[step].value
    if value is None:
        return None
    return Claim("return", step, frame.id, frame.function, claim_literal(value), scene.returned_type(step))
