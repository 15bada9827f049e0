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
from tracepile.narrate.show import short


def tell_iterable(iterable: ast.expr, target: ast.expr, moment: Moment) -> Clause:
    """Tell what a `for` loop runs over; `moment` is that of its first head."""
    explained = moment.explain(iterable)
    value: Any = explained.value
    source = code(explained.source)
    yielded = _tell_generator(moment, source)
    if yielded is not None:
        return yielded
    if isinstance(value, range):
        return _tell_range(explained, value, target, moment)
    if value is MISSING or isinstance(value, Opaque | Instance):
        return clause(source, explained.claims)
    if isinstance(iterable, ast.Call) and isinstance(iterable.func, ast.Name):
        pairs = _tell_pairs(iterable, iterable.func.id, moment)
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


def _tell_generator(moment: Moment, source: str) -> Clause | None:
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
    shown = steps if len(steps) <= 10 else steps[:3]
    claims = [claim for step in shown if (claim := return_claim(scene, frame, step)) is not None]
    words = [code(short(claim.literal or "", 30)) for claim in claims]
    listed = join_words(words) if len(shown) == len(steps) else f"{', '.join(words)}, … ({len(steps)} values)"
    return clause(f"what the generator {source} yields, {listed}", claims)


def _tell_range(explained: Explained, value: range, target: ast.expr, moment: Moment) -> Clause:
    shown = code(chain(explained.source, explained.filled))
    name = source_of(target)
    if len(value) > 2 and name == "_":
        return clause(f"{shown}, which makes {len(value)} passes", explained.claims)
    is_recorded = moment.evaluator.has_recorded(explained.node)
    path = str(value) if is_recorded else ast.unparse(explained.node)
    ends = [moment.claim_expression(f"{path}[{index}]", value[index]) for index in (0, -1)]
    claims = [*explained.claims, *ends]
    if len(value) == 1:
        return clause(f"{shown}, which holds only `{value[0]}`", claims)
    if len(value) == 2:
        return clause(f"{shown}, that is {join_words([code(str(item)) for item in value])}", claims)
    by = "" if value.step in (1, -1) else f" in steps of `{abs(value.step)}`"
    down = "down " if value.step < 0 else ""
    return clause(f"{shown}, so {code(name)} counts {down}from `{value[0]}` to `{value[-1]}`{by}", claims)


def _tell_pairs(call: ast.Call, function: str, moment: Moment) -> Clause | None:
    """Tell `enumerate`, `zip` and `reversed` by what they are given."""
    if function not in ("enumerate", "zip", "reversed") or not call.args:
        return None
    words: list[str] = []
    claims: list[Claim] = []
    for argument in call.args:
        value = moment.find(argument)
        path = moment.path_of(argument)
        if value is MISSING or path is None or isinstance(value, Opaque | Instance):
            return None
        words.append(code(f"{path} = {moment.show(value).strip('`')}"))
        claims.append(moment.claim(path, value))
    if function == "enumerate":
        return clause(f"the indices and elements of {words[0]}", claims)
    if function == "reversed":
        return clause(f"{words[0]} from the back", claims)
    return clause(f"the elements of {join_words(words)} side by side", claims)
