"""Calls of the program's functions in words: what they are given, what they return."""

import ast
import json
from collections.abc import Sequence

from tracepile.execution.values import Opaque
from tracepile.narrate.assignments import choose
from tracepile.narrate.fill import claim_value
from tracepile.narrate.labels import call_claim, label_claims, label_of, parameter_claims, return_claim
from tracepile.narrate.literals import parse_literal
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.scene import Frame, Scene
from tracepile.narrate.show import short
from tracepile.narrate.voice import Voice
from tracepile.narrate.wording import Say, Telling, count_of, describe_opaque


def tell_given(
    scene: Scene, calls: Sequence[tuple[ast.Call, Frame]], node: ast.expr | None, followed: Sequence[Frame], say: Say
) -> Clause | None:
    """Tell the results of calls inside an expression that are not told from the inside: `fact(7)` gives `5040`."""
    words: list[str] = []
    claims: list[Claim] = []
    for call, frame in calls:
        claim = None if frame.returned is None else return_claim(scene, frame, frame.returned)
        is_silent = frame.name == "__init__" or scene.is_generator(frame)
        if call is node or frame in followed or claim is None or claim.literal is None or is_silent:
            continue
        deeper, more = _tell_deeper(scene, frame)
        words.append(say("given").format(call=code(label_of(scene, frame)), value=code(short(claim.literal))) + deeper)
        claims += [call_claim(frame), claim, *more]
    return clause(join_words(words), claims) if 0 < len(words) <= 3 else None


def _tell_deeper(scene: Scene, frame: Frame) -> tuple[str, list[Claim]]:
    """Tell how many more calls of the same function a call makes, and where they end."""
    inside = [each for each in _descendants(scene, frame) if each.function == frame.function]
    if not inside or frame.returned is None:
        return "", []
    body = {"steps": [frame.called, frame.returned], "n_calls": len(inside) + 1}
    claims = [Claim("range", frame.called, frame.id, frame.function, json.dumps(body), "int")]
    deepest = max(inside, key=lambda each: each.depth)
    is_chain = deepest.depth - frame.depth == len(inside)
    down = f", down to {code(label_of(scene, deepest))}" if is_chain else ""
    claims += label_claims(scene, deepest) if is_chain else ()
    return f" ({count_of(len(inside), 'more call')}{down})", claims


def _descendants(scene: Scene, frame: Frame) -> list[Frame]:
    found: list[Frame] = []
    todo = [frame]
    while todo:
        children = [scene.frames[number] for number in todo.pop().children]
        found += children
        todo += children
    return found


def tell_binding(scene: Scene, frame: Frame, voice: Voice) -> Clause | None:
    """Tell which parameters a call binds."""
    parameters = [(name, value) for name, value in scene.parameters(frame) if name not in ("self", "cls")]
    if not parameters:
        return None
    words = [code(f"{name} = {short(value)}") for name, value in parameters[:8]]
    text = voice.at(frame.line)("binding").format(join_words(words), name=code(frame.name))
    return clause(text, [call_claim(frame), *parameter_claims(scene, frame)])


def tell_return(
    scene: Scene, stmt: ast.Return, step: int, frame: Frame, before: Moment, telling: Telling
) -> Clause | None:
    """Tell what a `return` gives back and how it is computed."""
    value = scene.events[step].value
    claim = return_claim(scene, frame, step)
    if value is None or claim is None:
        return None
    say = telling.at(stmt)
    who = say("who").format(name=code(frame.name))
    node, reason = stmt.value, None
    if isinstance(node, ast.IfExp):
        chosen = choose(node, before, telling)
        reason, node = (None, node) if chosen is None else chosen
    parsed = parse_literal(value)
    if node is None or isinstance(node, ast.Constant):
        told = clause(f"{who} {code(short(value))}", [claim])
    else:
        explained = before.explain(node)
        result = short(value)
        known = explained.confirm(value)
        if isinstance(parsed, Opaque) and value.startswith("<"):
            told = clause(f"{who} {describe_opaque(parsed)}", [claim])
        elif not known.is_known:
            source = f" ({code(known.source)})" if len(known.source) <= 60 else ""
            told = clause(f"{who} {code(result)}{source}", [claim])
        elif isinstance(node, ast.Name):
            held = claim_value("value", before.step, before.frame, node.id, known.value)
            told = clause(say("held").format(who=who, source=code(node.id), value=code(result)), [held, claim])
        else:
            words = known.result(result, has_source=telling.is_first)
            told = clause(f"{who} {words}", [*known.claims, claim])
    if reason is not None:
        told = clause(f"{reason.text}, so {told.text}", [*reason.claims, *told.claims], has_reason=True)
    return told
