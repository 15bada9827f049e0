"""Loops in words: the first passes in full, the rest as one checked sentence, the last pass in full."""

import ast
from typing import TYPE_CHECKING, Any

from tracepile.execution.values import Instance, Opaque
from tracepile.narrate.conditions import branch_claim, tell_condition
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.ranges import join_clauses, range_claim, span_of, targets_of, tell_branches, tell_moves
from tracepile.narrate.scene import Frame
from tracepile.narrate.show import short, whole_literal
from tracepile.narrate.source import LOOPS
from tracepile.narrate.tree import Node, Part

if TYPE_CHECKING:
    from tracepile.narrate.teller import Teller

MAX_LEVEL = 3


class LoopTeller:
    """Tells loops for a teller."""

    def __init__(self, teller: "Teller") -> None:
        self.teller = teller
        self.visits: dict[ast.stmt, int] = {}

    def tell(self, node: Node, frame: Frame, level: int) -> None:
        """Tell one execution of a loop."""
        teller, stmt = self.teller, node.stmt
        scope = teller.scene.scope(frame)
        if scope is not None and stmt in scope.inline:
            self._tell_inline(node, frame)
            return
        passes = node.passes
        is_inner = self._depth_of(stmt, frame) > 0
        visits = self.visits[stmt] = self.visits.get(stmt, 0) + 1
        telling = teller.telling(stmt, frame)
        if not passes:
            self._tell_empty(node, frame)
            self._tell_else(node, frame, level)
            return
        detail = teller.detail
        is_brief = level > MAX_LEVEL or (is_inner and (visits > detail.inner_visits or detail.inner_full == 0))
        if is_brief:
            self._tell_brief(node, frame)
            self._tell_else(node, frame, level)
            return
        self._introduce(node, frame, is_first=telling.is_first, is_inner=is_inner)
        full, head = (detail.inner_full, detail.inner_head) if is_inner else (detail.full, detail.head)
        last = len(passes) - 1
        if len(passes) <= full or head + 2 >= len(passes):
            for number in range(len(passes)):
                self._tell_pass(node, number, frame, level)
        else:
            for number in range(head):
                self._tell_pass(node, number, frame, level)
            self._tell_range(node, head, last - 1, frame, level)
            self._tell_pass(node, last, frame, level)
        self._end(node, frame, level)

    def _depth_of(self, stmt: ast.stmt, frame: Frame) -> int:
        scope = self.teller.scene.scope(frame)
        place = None if scope is None else scope.place(stmt.lineno)
        return 0 if place is None else sum(isinstance(each, LOOPS) for each, _ in place.chain if each is not stmt)

    # the frame of a loop ------------------------------------------------------------------------------------------

    def _loop_claim(self, node: Node, frame: Frame) -> Claim:
        return Claim("loop", node.first, frame.id, head_of(node.stmt), str(len(node.passes)), "int")

    def _introduce(self, node: Node, frame: Frame, *, is_first: bool, is_inner: bool) -> None:
        teller, stmt = self.teller, node.stmt
        name = "the inner loop" if is_inner else "the loop"
        moment = Moment(
            teller.scene,
            node.first,
            frame.id,
            teller.scene.callees(frame.id, node.first, node.passes[0].nodes[0].first),
        )
        claims = [self._loop_claim(node, frame)]
        if isinstance(stmt, ast.While):
            if isinstance(stmt.test, ast.Constant):
                text = f"{name} repeats until something inside ends it:"
            else:
                options = (
                    f"{name} runs as long as {code(ast.unparse(stmt.test))}:",
                    f"while {code(ast.unparse(stmt.test))} holds, {name} repeats:",
                )
                text = teller.voice.pick("while", stmt.lineno, options)
        else:
            assert isinstance(stmt, ast.For | ast.AsyncFor)
            told = tell_iterable(stmt.iter, stmt.target, moment, len(node.passes))
            verb = teller.voice.pick("for", stmt.lineno, ("goes over", "runs over", "goes through"))
            text = f"{name} {verb} {told.text}:"
            claims += told.claims
        teller.say(clause(text, claims), node.first, node.first)

    def _tell_empty(self, node: Node, frame: Frame) -> None:
        teller, stmt = self.teller, node.stmt
        moment = Moment(teller.scene, node.first, frame.id)
        claims = [self._loop_claim(node, frame)]
        if isinstance(stmt, ast.While):
            told = tell_condition(stmt.test, moment, False, teller.voice, is_first=True)
            teller.say(
                clause(f"{told.text}, so the loop does not run", [*told.claims, *claims]), node.first, node.first
            )
            return
        assert isinstance(stmt, ast.For | ast.AsyncFor)
        explained = moment.explain(stmt.iter)
        source = explained.equation(explained.filled or explained.source, has_source=True)
        if explained.value is not MISSING and not isinstance(explained.value, Opaque | Instance):
            source = explained.equation(short(explained.literal), has_source=True)
        text = f"{code(source)} is empty, so the loop over {code(ast.unparse(stmt.target))} does not run"
        teller.say(clause(text, [*explained.claims, *claims]), node.first, node.first)

    def _tell_else(self, node: Node, frame: Frame, level: int) -> None:
        part = node.part("orelse")
        if part is not None:
            self.teller.flush()
            self.teller.lead = "as the loop was not broken off, "
            self.teller.tell_block(part.nodes, frame, level)
            self.teller.lead = ""

    def _end(self, node: Node, frame: Frame, level: int) -> None:
        teller, stmt = self.teller, node.stmt
        teller.resume(level)
        if node.returned is not None or node.after is None:
            return
        if isinstance(stmt, ast.While) and node.is_exhausted and not isinstance(stmt.test, ast.Constant):
            step = node.heads[-1]
            moment = Moment(teller.scene, step, frame.id, teller.scene.callees(frame.id, step, node.after))
            told = tell_condition(stmt.test, moment, False, teller.voice, is_first=False)
            teller.say(clause(f"then {told.text}, so the loop ends", told.claims), step, step)
        elif node.is_exhausted and level == 0:
            teller.lead = teller.voice.pick(
                "end", stmt.lineno, ("after the loop, ", "when the loop is done, ", "with the loop finished, ")
            )
        self._tell_else(node, frame, level)

    # passes -------------------------------------------------------------------------------------------------------

    def _tell_pass(self, node: Node, number: int, frame: Frame, level: int) -> None:
        teller, one_pass = self.teller, node.passes[number]
        teller.flush()
        if isinstance(node.stmt, ast.While):
            teller.page.item(level, f"Pass {number + 1}")
            if not isinstance(node.stmt.test, ast.Constant):
                callees = teller.scene.callees(frame.id, one_pass.head, one_pass.nodes[0].first)
                moment = Moment(teller.scene, one_pass.head, frame.id, callees)
                if not teller.detail.is_compact:
                    told = tell_condition(node.stmt.test, moment, True, teller.voice, is_first=False)
                    teller.say(told, one_pass.head, one_pass.head)
        else:
            head, claims = self._bound(node, one_pass, frame)
            teller.page.item(level, head, claims)
        teller.tell_block(one_pass.nodes, frame, level + 1)
        last = one_pass.nodes[-1].after or one_pass.nodes[-1].first
        teller.page.flush_head(one_pass.head, last)

    def _bound(self, node: Node, one_pass: Part, frame: Frame) -> tuple[str, list[Claim]]:
        """Return what a pass of a `for` loop binds, as the head of its item."""
        step = one_pass.nodes[0].first
        moment = Moment(self.teller.scene, step, frame.id)
        words: list[str] = []
        claims: list[Claim] = []
        for name in targets_of(node.stmt):
            value = moment.find_path(name)
            if value is MISSING:
                continue
            if name == "_":
                continue
            words.append(code(f"{name} = {short(whole_literal(value), 48)}"))
            claims.append(moment.claim(name, value))
        if not words:
            number = node.passes.index(one_pass) + 1
            return f"Pass {number}", claims
        return ", ".join(words), claims

    def _tell_range(self, node: Node, first: int, last: int, frame: Frame, level: int) -> None:
        teller = self.teller
        span = span_of(node, first, last)
        if span is None:
            return
        count = last - first + 1
        bounds, claims = self._bounds_of(node, first, last, frame)
        branches = tell_branches(frame.id, span)
        moves = tell_moves(teller.scene, frame.id, node, span)
        claims.append(
            range_claim(
                span.first,
                frame.id,
                head_of(node.stmt),
                {"steps": [span.first, span.last], "line": node.stmt.lineno, "n_passes": count},
                "int",
            )
        )
        teller.page.item(level)
        options = (
            f"the next {count} passes {bounds} go the same way",
            f"the same steps repeat {bounds} ({count} times)",
            f"it goes on in the same way {bounds}, {count} passes in all",
        )
        text = teller.voice.pick("range", node.stmt.lineno, options).replace("  ", " ").replace(" ,", ",")
        details = [*branches, *moves]
        if details:
            joined = join_clauses(details)
            text, claims = f"{text}: {joined.text}", [*claims, *joined.claims]
        teller.say(clause(text, claims), span.first, span.last)

    def _bounds_of(self, node: Node, first: int, last: int, frame: Frame) -> tuple[str, list[Claim]]:
        passes = node.passes
        if not isinstance(node.stmt, ast.For | ast.AsyncFor):
            return f"(passes {first + 1} to {last + 1})", []
        names = [name for name in targets_of(node.stmt) if name != "_"][:1]
        if not names:
            return f"(passes {first + 1} to {last + 1})", []
        words, claims = [], []
        for number in (first, last):
            step = passes[number].nodes[0].first
            moment = Moment(self.teller.scene, step, frame.id)
            value = moment.find_path(names[0])
            if value is MISSING:
                return f"(passes {first + 1} to {last + 1})", []
            words.append(code(f"{names[0]} = {short(whole_literal(value), 30)}"))
            claims.append(moment.claim(names[0], value))
        return f"for {words[0]} to {words[1]}", claims

    def _tell_brief(self, node: Node, frame: Frame) -> None:
        """Tell a whole loop in one sentence."""
        teller, passes = self.teller, node.passes
        span = span_of(node, 0, len(passes) - 1)
        claims = [self._loop_claim(node, frame)]
        count = f"{len(passes)} times" if len(passes) > 2 else ("twice" if len(passes) == 2 else "once")
        if isinstance(node.stmt, ast.For | ast.AsyncFor):
            bounds, more = self._bounds_of(node, 0, len(passes) - 1, frame)
            if len(passes) == 1:
                bounds = bounds.partition(" to ")[0]
            text = f"the loop over {code(ast.unparse(node.stmt.target))} runs {count}"
            if bounds.startswith("for"):
                text += f", {bounds}"
            claims += more
        else:
            text = f"the `while` loop runs {count}"
        if span is None:
            teller.say(clause(text, claims), node.first, node.first)
            return
        moves = tell_moves(teller.scene, frame.id, node, span)
        if moves:
            joined = join_clauses(moves)
            text, claims = f"{text}: {joined.text}", [*claims, *joined.claims]
        teller.say(clause(text, claims), node.first, span.last)

    def _tell_inline(self, node: Node, frame: Frame) -> None:
        """Tell a loop written on one line by what it leaves behind."""
        teller = self.teller
        if node.after is None:
            return
        after = Moment(teller.scene, node.after, frame.id)
        names: dict[str, None] = {}
        for change in teller.scene.changes(node.heads):
            names[change.path.partition("[")[0].partition(".")[0]] = None
        words, claims = [], []
        for name in [name for name in names if name not in targets_of(node.stmt)][:3]:
            described = after.described(name)
            if described is not None:
                words.append(described[0])
                claims += described[1]
        text = (
            f"the loop {code(head_of(node.stmt))} leaves {join_words(words)}"
            if words
            else f"the loop {code(head_of(node.stmt))} changes nothing"
        )
        teller.say(clause(text, claims), node.first, node.after)


def head_of(stmt: ast.stmt) -> str:
    """Return the head of a loop as source, without the colon."""
    if isinstance(stmt, ast.While):
        return f"while {ast.unparse(stmt.test)}"
    assert isinstance(stmt, ast.For | ast.AsyncFor)
    return f"for {ast.unparse(stmt.target)} in {ast.unparse(stmt.iter)}"


def tell_iterable(iterable: ast.expr, target: ast.expr, moment: Moment, n_passes: int) -> Clause:
    """Tell what a `for` loop runs over."""
    explained = moment.explain(iterable)
    value: Any = explained.value
    source = code(explained.source)
    if isinstance(value, range):
        return _tell_range_call(iterable, explained.filled, value, explained.claims, target)
    if value is MISSING or isinstance(value, Opaque | Instance):
        return clause(source, explained.claims)
    literal = short(whole_literal(value))
    if (
        isinstance(iterable, ast.Call)
        and isinstance(iterable.func, ast.Name)
        and iterable.func.id in ("enumerate", "zip")
    ):
        return _tell_pairs(iterable, moment, source)
    claims = list(explained.claims)
    path = moment.path_of(iterable)
    if path is not None:
        claims.append(moment.claim(path, value))
    elif not moment.evaluator.has_recorded(iterable):
        claims.append(moment.claim_expression(explained.source, value))
    if isinstance(iterable, ast.List | ast.Tuple | ast.Constant):
        return clause(code(literal), claims)
    return clause(code(f"{explained.source} = {literal}"), claims)


def _tell_range_call(
    iterable: ast.expr, filled: str | None, value: range, claims: list[Claim], target: ast.expr
) -> Clause:
    shown = code(ast.unparse(iterable) if filled is None else f"{ast.unparse(iterable)} = {filled}")
    if len(value) > 2:
        step = "" if value.step in (1, -1) else f" in steps of {value.step}"
        values = (
            f"from `{value[0]}` to `{value[-1]}`{step}"
            if value.step > 0
            else f"from `{value[0]}` down to `{value[-1]}`{step}"
        )
    else:
        values = join_words([code(str(item)) for item in value])
    return clause(
        f"{shown}, so {code(ast.unparse(target))} goes {values}" if len(value) > 2 else f"{shown}, that is {values}",
        claims,
    )


def _tell_pairs(iterable: ast.Call, moment: Moment, source: str) -> Clause:
    words, claims = [], []
    for argument in iterable.args:
        value = moment.find(argument)
        path = moment.path_of(argument)
        if value is MISSING or path is None:
            return clause(source)
        words.append(code(f"{path} = {short(whole_literal(value))}"))
        claims.append(moment.claim(path, value))
    if iterable.func.id == "enumerate":  # type: ignore[attr-defined]
        return clause(f"the indices and elements of {words[0]}", claims)
    return clause(f"the elements of {join_words(words)} side by side", claims)


__all__ = ["LoopTeller", "branch_claim", "head_of"]
