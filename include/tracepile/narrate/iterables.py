"""What a `for` loop runs over, in words."""

import ast
from typing import Any

from tracepile.execution.values import Instance, Opaque
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.explain import Explained, chain
from tracepile.narrate.fill import source_of
from tracepile.narrate.labels import return_claim
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.show import short, shown
from tracepile.narrate.wording import Say


def tell_iterable(iterable: ast.expr, target: ast.expr, moment: Moment, say: Say) -> Clause:
    """Tell what a `for` loop runs over; `moment` is that of its first head."""
    explained = moment.explain(iterable)
    value: Any = explained.value
    source = code(explained.source)
    yielded = _tell_generator(moment, source, say)
    if yielded is not None:
        return yielded
    if isinstance(value, range):
        return _tell_range(explained, value, target, moment, say)
    if value is MISSING or isinstance(value, Opaque | Instance):
        return clause(source, explained.claims)
    if isinstance(iterable, ast.Call):
        pairs = _tell_pairs(iterable, moment, say)
        if pairs is not None:
            return pairs
    if moment.evaluator.has_recorded(iterable) and not moment.evaluator.is_recorded(iterable):
        return clause(source, explained.claims)
    claims = list(explained.claims)
    path = moment.path_of(iterable)
    if path is not None:
        claims.append(moment.claim(path, value))
    elif not moment.evaluator.has_recorded(iterable) and len(explained.literal) <= 2_000:
        claims.append(moment.claim_expression(ast.unparse(iterable), value))
    if isinstance(iterable, ast.List | ast.Tuple | ast.Constant | ast.Set):
        return clause(code(explained.shown), claims)
    what = "the characters of " if isinstance(value, str) else "the keys of " if isinstance(value, dict) else ""
    return clause(what + code(chain(explained.source, explained.shown)), claims)


def _tell_generator(moment: Moment, source: str, say: Say) -> Clause | None:
    """Tell the values that the one generator among the calls yields."""
    scene = moment.scene
    generators = [frame for frame in moment.callees if scene.is_generator(frame)]
    if len(generators) != 1:
        return None
    frame = generators[0]
    steps = [step for step in frame.own if scene.events[step].kind == "return"]
    if scene.source.scope(frame.function, frame.line) is None or len(steps) < 2:
        return None
    steps = steps[:-1] if scene.events[steps[-1]].value == "None" else steps
    listed_steps = steps if len(steps) <= 10 else steps[:3]
    claims = [claim for step in listed_steps if (claim := return_claim(scene, frame, step)) is not None]
    words = [code(short(claim.literal or "", 30)) for claim in claims]
    listed = join_words(words) if len(listed_steps) == len(steps) else f"{', '.join(words)}, … ({len(steps)} values)"
    return clause(say("generator").format(source=source, values=listed), claims)


def _tell_range(explained: Explained, value: range, target: ast.expr, moment: Moment, say: Say) -> Clause:
    source = code(chain(explained.source, explained.filled))
    name = source_of(target)
    is_recorded = moment.evaluator.has_recorded(explained.node)
    path = str(value) if is_recorded else ast.unparse(explained.node)
    if len(value) > 2 and name == "_":
        size = moment.claim_expression(f"len({path})", len(value))
        return clause(say("counts_passes").format(source=source, count=len(value)), [*explained.claims, size])
    ends = [moment.claim_expression(f"{path}[{index}]", value[index]) for index in (0, -1)]
    claims = [*explained.claims, *ends]
    first, last = code(str(value[0])), code(str(value[-1]))
    if len(value) == 1:
        return clause(say("counts_one").format(source=source, first=first), claims)
    if len(value) == 2:
        return clause(say("counts_two").format(source=source, numbers=f"{first} and {last}"), claims)
    by = "" if value.step in (1, -1) else f" in steps of `{abs(value.step)}`"
    way = "down " if value.step < 0 else ""
    text = say("counts").format(source=source, name=code(name), way=way, first=first, last=last, by=by)
    return clause(text, claims)


def _tell_pairs(call: ast.Call, moment: Moment, say: Say) -> Clause | None:
    """Tell `enumerate`, `zip`, `reversed` and `d.items()` by what they are given."""
    if isinstance(call.func, ast.Attribute):
        function, arguments = call.func.attr, [call.func.value]
        is_pairs = function == "items" and not call.args
    else:
        function, arguments = source_of(call.func), call.args
        is_pairs = function in ("enumerate", "zip", "reversed") and bool(arguments)
    if not is_pairs:
        return None
    words: list[str] = []
    claims: list[Claim] = []
    for argument in arguments:
        value = moment.find(argument)
        path = moment.path_of(argument)
        if value is MISSING or path is None or isinstance(value, Opaque | Instance):
            return None
        words.append(code(f"{path} = {shown(value)}"))
        claims.append(moment.claim(path, value))
    start = next((keyword.value for keyword in call.keywords if keyword.arg == "start"), None)
    counted = "" if start is None or function != "enumerate" else f", counting from {code(source_of(start))}"
    return clause(say(function).format(items=join_words(words)) + counted, claims)
