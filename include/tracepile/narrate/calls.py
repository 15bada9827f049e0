"""Calls of the program's functions in words: what they are given, what they return."""

import ast
from collections.abc import Sequence

from tracepile.execution.canonical import type_name
from tracepile.narrate.assignments import choose
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.explain import claim_value
from tracepile.narrate.literals import parse_literal
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.scene import Frame, Scene
from tracepile.narrate.show import claim_literal, short
from tracepile.narrate.voice import Voice
from tracepile.narrate.wording import Telling, times

_MAX_LABEL = 60


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
    if name == "__init__":
        name = scene.source.class_of(frame.line) or name
    for limit in (30, 14):
        label = f"{name}({', '.join(short(value, limit) for value in parameters)})"
        if len(label) <= _MAX_LABEL:
            return label
    return f"{name}(…)"


def label_claims(scene: Scene, frame: Frame) -> list[Claim]:
    """Return the claims that a label makes."""
    is_whole = not label_of(scene, frame).endswith("(…)")
    return [call_claim(frame), *(parameter_claims(scene, frame) if is_whole else ())]


def tell_calls(scene: Scene, callees: Sequence[Frame]) -> str:
    """Return the words that lead to the calls told below: this calls `fib` twice."""
    counts: dict[str, int] = {}
    for frame in callees:
        name = label_of(scene, frame).partition("(")[0]
        counts[name] = counts.get(name, 0) + 1
    words = [code(name) if number == 1 else f"{code(name)} {times(number)}" for name, number in counts.items()]
    return f"this calls {join_words(words)}:"


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


def tell_binding(scene: Scene, frame: Frame, voice: Voice) -> Clause | None:
    """Tell which parameters a call binds."""
    parameters = [(name, value) for name, value in scene.parameters(frame) if name not in ("self", "cls")]
    if not parameters:
        return None
    words = [code(f"{name} = {short(value)}") for name, value in parameters[:8]]
    options = ("the call binds {}", "the call starts with {}", "{name} is called with {}")
    text = voice.pick("binding", frame.line, options).format(join_words(words), name=code(frame.name))
    return clause(text, [call_claim(frame), *parameter_claims(scene, frame)])


def return_claim(scene: Scene, frame: Frame, step: int) -> Claim | None:
    """Claim what a return event returned."""
    value = scene.events[step].value
    if value is None:
        return None
    parsed = parse_literal(value)
    return Claim("return", step, frame.id, frame.function, claim_literal(value), type_name(parsed))


def tell_return(
    scene: Scene, stmt: ast.Return, step: int, frame: Frame, before: Moment, telling: Telling
) -> Clause | None:
    """Tell what a `return` gives back and how it is computed."""
    value = scene.events[step].value
    claim = return_claim(scene, frame, step)
    if value is None or claim is None:
        return None
    who = telling.pick("who", stmt, "the function returns", f"{code(frame.name)} returns")
    node, reason = stmt.value, None
    if isinstance(node, ast.IfExp):
        chosen = choose(node, before, telling)
        reason, node = (None, node) if chosen is None else chosen
    if node is None or isinstance(node, ast.Constant):
        told = clause(f"{who} {code(short(value))}", [claim])
    else:
        explained = before.explain(node)
        result = short(value)
        known = explained.confirm(value)
        if not known.is_known:
            source = f" ({code(known.source)})" if telling.is_first and len(known.source) <= 60 else ""
            told = clause(f"{who} {code(result)}{source}", [claim])
        elif isinstance(node, ast.Name):
            held = claim_value("value", before.step, before.frame, node.id, known.value)
            told = clause(f"{who} {code(node.id)}, which is {code(result)}", [held, claim])
        else:
            words = known.result(result, has_source=telling.is_first)
            told = clause(f"{who} {words}", [*known.claims, claim])
    if reason is not None:
        told = clause(f"{reason.text}, so {told.text}", [*reason.claims, *told.claims])
    return told
