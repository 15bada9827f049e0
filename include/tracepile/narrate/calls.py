"""Calls of the program's functions in words: what they are given, what they return."""

import ast

from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.explain import claim_value
from tracepile.narrate.literals import parse_literal
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.scene import Frame, Scene
from tracepile.narrate.show import claim_literal, short
from tracepile.narrate.statements import Telling
from tracepile.narrate.voice import Voice
from tracepile.execution.canonical import type_name

_MAX_LABEL = 60
_MAX_SHOWN = 4


def call_claim(frame: Frame) -> Claim:
    """Claim that a function was called."""
    return Claim("call", frame.called, frame.id, frame.function)


def parameter_claims(scene: Scene, frame: Frame) -> list[Claim]:
    """Claim the values of the parameters at a call."""
    moment = Moment(scene, frame.called, frame.id)
    values = ((name, moment.find_path(name)) for name, _ in scene.parameters(frame))
    return [moment.claim(name, value) for name, value in values if value is not MISSING]


def call_label(scene: Scene, frame: Frame) -> tuple[str, list[Claim]]:
    """Return a call as it may be written, `gcd(12, 8)`, with its claims; long arguments are shortened."""
    parameters = scene.parameters(frame)
    if parameters and parameters[0][0] in ("self", "cls"):
        parameters = parameters[1:]
    name = frame.function.replace(".<locals>", "")
    name = name.rpartition(".")[2] if "." in name and not name[0].isupper() else name
    words = [short(value, 30) for _, value in parameters]
    label = f"{name}({', '.join(words)})"
    if len(label) > _MAX_LABEL:
        label = f"{name}({', '.join(short(value, 14) for _, value in parameters)})"
    if len(label) > _MAX_LABEL + 20:
        label = f"{name}(…)"
        return label, [call_claim(frame)]
    return label, [call_claim(frame), *parameter_claims(scene, frame)]


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
    if stmt.value is None or isinstance(stmt.value, ast.Constant):
        return clause(f"{who} {code(short(value))}", [claim])
    explained = before.explain(stmt.value)
    result = short(value)
    if explained.value is MISSING or explained.literal != value:
        return clause(f"{who} {code(result)}", [claim])
    if isinstance(stmt.value, ast.Name):
        claims = [claim_value("value", before.step, before.frame, stmt.value.id, explained.value), claim]
        return clause(f"{who} {code(stmt.value.id)}, which is {code(result)}", claims)
    equation = explained.equation(result, has_source=telling.is_first and len(explained.source) <= 80)
    return clause(f"{who} {code(equation)}", [*explained.claims, claim])
