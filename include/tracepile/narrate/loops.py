"""Loops in words: the first passes in full, the rest as one checked sentence, the last pass in full."""

import ast
from typing import TYPE_CHECKING, Final

from tracepile.execution.values import Instance, Opaque
from tracepile.narrate.carried import targets_of
from tracepile.narrate.conditions import describe_test, says_nothing_new, tell_condition
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.explain import chain
from tracepile.narrate.fill import source_of
from tracepile.narrate.inputs import reads_input
from tracepile.narrate.iterables import tell_iterable
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.ranges import (
    Span,
    head_of,
    join_clauses,
    range_claim,
    shape_of,
    span_of,
    tell_branches,
    tell_moves,
    tell_stillness,
)
from tracepile.narrate.scene import Frame
from tracepile.narrate.show import shown
from tracepile.narrate.source import LOOPS
from tracepile.narrate.tree import Node
from tracepile.narrate.wording import times

if TYPE_CHECKING:
    from tracepile.narrate.teller import Teller

_MAX_LEVEL: Final = 3


class LoopTeller:
    """Tells loops for a teller."""

    def __init__(self, teller: "Teller") -> None:
        self.teller = teller
        self._visits: dict[ast.stmt, int] = {}

    def tell(self, node: Node, frame: Frame, level: int) -> None:
        """Tell one execution of a loop."""
        teller, stmt = self.teller, node.stmt
        scope = teller.scene.scope(frame)
        if scope is not None and stmt in scope.inline:
            self._tell_inline(node, frame)
            return
        is_inner = self._depth_of(stmt, frame) > 0
        self._visits[stmt] = self._visits.get(stmt, 0) + 1
        teller.told[stmt] += 1
        detail, passes = teller.detail, node.passes
        is_brief = level > _MAX_LEVEL or (
            is_inner and (self._visits[stmt] > detail.inner_visits or detail.inner_full == 0)
        )
        if not passes:
            self._tell_empty(node, frame)
        elif is_brief:
            self._tell_brief(node, frame)
        else:
            self._introduce(node, frame, is_inner=is_inner)
            full, head = (detail.inner_full, detail.inner_head) if is_inner else (detail.full, detail.head)
            self._tell_passes(node, frame, level, full, head)
            self._end(node, frame, level, is_inner=is_inner)
        self._tell_else(node, frame, level)

    def _tell_passes(self, node: Node, frame: Frame, level: int, full: int, head: int) -> None:
        last = len(node.passes) - 1
        if last < full or head + 1 >= last:
            for number in range(last + 1):
                self._tell_pass(node, number, frame, level)
            return
        for number in range(head):
            self._tell_pass(node, number, frame, level)
        self._tell_range(node, head, last - 1, frame, level)
        self._tell_pass(node, last, frame, level)

    def _depth_of(self, stmt: ast.stmt, frame: Frame) -> int:
        scope = self.teller.scene.scope(frame)
        place = None if scope is None else scope.place(stmt.lineno)
        return 0 if place is None else sum(isinstance(each, LOOPS) for each, _ in place.chain if each is not stmt)

    # before and after the passes ------------------------------------------------------------------------------------

    def _loop_claim(self, node: Node, frame: Frame) -> Claim:
        return Claim("loop", node.first, frame.id, head_of(node.stmt), str(len(node.passes)), "int")

    def _introduce(self, node: Node, frame: Frame, *, is_inner: bool) -> None:
        teller, stmt = self.teller, node.stmt
        name = "the inner loop" if is_inner else "the loop"
        callees = teller.scene.callees(frame.id, node.first, node.passes[0].nodes[0].first)
        moment = Moment(teller.scene, node.first, frame.id, callees)
        claims = [self._loop_claim(node, frame)]
        say = teller.voice.at(stmt.lineno)
        if teller.lead and not is_inner:
            name = "the next loop"
        if isinstance(stmt, ast.While):
            if isinstance(stmt.test, ast.Constant):
                text = say("forever").format(name=name)
            else:
                text = say("while").format(name=name, test=describe_test(stmt.test, moment))
        else:
            assert isinstance(stmt, ast.For | ast.AsyncFor)
            told = tell_iterable(stmt.iter, stmt.target, moment, say)
            is_told = told.text != code(source_of(stmt.iter)) or not reads_input(stmt.iter)
            passes = "one pass" if len(node.passes) == 1 else f"{len(node.passes)} passes"
            more = "" if is_told or not node.is_exhausted else f", which makes {passes}"
            text = f"{name} {say('for')} {told.text}{more}:"
            claims += told.claims
        teller.say(clause(text, claims), node.first, node.first)

    def _tell_empty(self, node: Node, frame: Frame) -> None:
        teller, stmt = self.teller, node.stmt
        moment = Moment(teller.scene, node.first, frame.id, teller.scene.callees(frame.id, node.first, node.after))
        claims = [self._loop_claim(node, frame)]
        if isinstance(stmt, ast.While):
            told = tell_condition(stmt.test, moment, False, teller.voice, is_first=True)
            text = teller.voice.at(stmt.lineno)("empty_while").format(told=told.text)
            claims += told.claims
        else:
            assert isinstance(stmt, ast.For | ast.AsyncFor)
            explained = moment.explain(stmt.iter)
            is_shown = explained.is_known and not isinstance(explained.value, Opaque | Instance)
            source = chain(explained.source, explained.filled, explained.shown if is_shown else None)
            phrase = teller.voice.at(stmt.lineno)("empty_for")
            text = phrase.format(source=code(source), target=code(source_of(stmt.target)))
            claims += explained.claims
        teller.say(clause(text, claims), node.first, node.first)

    def _tell_else(self, node: Node, frame: Frame, level: int) -> None:
        part = node.part("orelse")
        if part is not None:
            self.teller.flush()
            self.teller.lead = self.teller.voice.at(node.stmt.lineno)("else")
            self.teller.tell_block(part.nodes, frame, level)
            self.teller.lead = ""

    def _end(self, node: Node, frame: Frame, level: int, *, is_inner: bool) -> None:
        teller, stmt = self.teller, node.stmt
        teller.resume(level)
        if node.returned is not None or node.after is None:
            return
        name = "the inner loop" if is_inner else "the loop"
        if isinstance(stmt, ast.While) and node.is_exhausted and not isinstance(stmt.test, ast.Constant):
            step = node.heads[-1]
            moment = Moment(teller.scene, step, frame.id, teller.scene.callees(frame.id, step, node.after))
            told = tell_condition(stmt.test, moment, False, teller.voice, is_first=False)
            text = teller.voice.at(stmt.lineno)("ends").format(told=told.text, name=name)
            teller.say(clause(text, told.claims), step, step)
        else:
            teller.lead = teller.voice.at(stmt.lineno)("done").format(name=name)

    # passes -------------------------------------------------------------------------------------------------------

    def _tell_pass(self, node: Node, number: int, frame: Frame, level: int) -> None:
        teller, one_pass = self.teller, node.passes[number]
        teller.flush()
        teller.lead = ""
        if isinstance(node.stmt, ast.While):
            teller.page.item(level, f"Pass {number + 1}", (), one_pass.head)
            if not isinstance(node.stmt.test, ast.Constant) and not teller.detail.is_compact:
                callees = teller.scene.callees(frame.id, one_pass.head, one_pass.nodes[0].first)
                moment = Moment(teller.scene, one_pass.head, frame.id, callees)
                if not says_nothing_new(node.stmt.test, moment):
                    told = tell_condition(node.stmt.test, moment, True, teller.voice, is_first=False, seen=teller.seen)
                    teller.say(told, one_pass.head, one_pass.head)
        else:
            head, claims = self._bound(node, number, frame)
            teller.page.item(level, head, claims, one_pass.nodes[0].first)
        teller.tell_block(one_pass.nodes, frame, level + 1)
        teller.lead = ""

    def _bound(self, node: Node, number: int, frame: Frame) -> tuple[str, list[Claim]]:
        """Return what a pass of a `for` loop binds, as the head of its item."""
        moment = Moment(self.teller.scene, node.passes[number].nodes[0].first, frame.id)
        described = [
            each
            for name in targets_of(node.stmt)
            if not name.startswith("_") and (each := moment.described(name, 48)) is not None
        ]
        if not described:
            return f"Pass {number + 1}", []
        return ", ".join(text for text, _ in described), [claim for _, claims in described for claim in claims]

    # many passes ----------------------------------------------------------------------------------------------------

    def _tell_range(self, node: Node, first: int, last: int, frame: Frame, level: int) -> None:
        teller = self.teller
        teller.flush()
        span = span_of(node, first, last)
        if span is None:
            return
        count = last - first + 1
        bounds, claims = self.bounds(node, first, last, frame)
        details = [*tell_branches(frame.id, span), *tell_moves(teller.scene, frame.id, node, span)]
        body = {"steps": [span.first, span.last], "line": node.stmt.lineno, "n_passes": count}
        claims.append(range_claim(span.first, frame.id, head_of(node.stmt), body, "int"))
        name = ("range" if bounds else "passes") + ("_varied" if self._is_varied(span) else "")
        text = teller.voice.at(node.stmt.lineno)(name).format(
            bounds=bounds, times=times(count), count=count, first=first + 1, last=last + 1
        )
        if details:
            joined = join_clauses(details)
            text, claims = f"{text}: {joined.text}", [*claims, *joined.claims]
        teller.page.item(level)
        teller.say(clause(text, claims), span.first, span.last)

    @staticmethod
    def _is_varied(span: Span) -> bool:
        return len({shape_of(one_pass.nodes) for one_pass in span.passes}) > 1

    def bounds(self, node: Node, first: int, last: int, frame: Frame) -> tuple[str, list[Claim]]:
        """Return `i = 4` to `i = 99` for the passes of a `for` loop; nothing where no one name tells them apart."""
        names = [name for name in targets_of(node.stmt) if not name.startswith("_")]
        if not names or not isinstance(node.stmt, ast.For | ast.AsyncFor):
            return "", []
        words: list[str] = []
        claims: list[Claim] = []
        for number in (first, last) if first != last else (first,):
            moment = Moment(self.teller.scene, node.passes[number].nodes[0].first, frame.id)
            value = moment.find_path(names[0])
            if value is MISSING:
                return "", []
            words.append(code(f"{names[0]} = {shown(value, 30)}"))
            claims.append(moment.claim(names[0], value))
        return " to ".join(words), claims

    def _tell_brief(self, node: Node, frame: Frame) -> None:
        """Tell a whole loop in one sentence."""
        teller, passes, stmt = self.teller, node.passes, node.stmt
        span = span_of(node, 0, len(passes) - 1)
        bounds, claims = self.bounds(node, 0, len(passes) - 1, frame)
        claims.append(self._loop_claim(node, frame))
        say, often = teller.voice.at(stmt.lineno), times(len(passes))
        counted = "one pass" if len(passes) == 1 else f"{len(passes)} passes"
        if isinstance(stmt, ast.While):
            text = say("brief_while").format(head=code(head_of(stmt)), times=often, passes=counted)
        else:
            target = code(source_of(stmt.target))  # type: ignore[attr-defined]
            text = say("brief_for").format(target=target, times=often, passes=counted)
            text += f", for {bounds}" if bounds else ""
        moves = [] if span is None else tell_moves(teller.scene, frame.id, node, span)
        if not moves and span is not None:
            moves = tell_stillness(teller.scene, frame.id, node, span, say)
        if moves:
            joined = join_clauses(moves)
            text, claims = f"{text}: {joined.text}", [*claims, *joined.claims]
        teller.say(clause(text, claims), node.first, node.first if span is None else span.last)

    def _tell_inline(self, node: Node, frame: Frame) -> None:
        """Tell a loop written on one line by what it leaves behind."""
        teller = self.teller
        if node.after is None:
            return
        after = Moment(teller.scene, node.after, frame.id)
        names = dict.fromkeys(
            change.path.partition("[")[0].partition(".")[0] for change in teller.scene.changes(node.heads)
        )
        wanted = [name for name in names if name not in targets_of(node.stmt)][:3]
        described = [each for name in wanted if (each := after.described(name)) is not None]
        words = join_words([text for text, _ in described])
        phrase = teller.voice.at(node.stmt.lineno)("line_loop" if words else "line_loop_idle")
        text = phrase.format(head=code(head_of(node.stmt)), now=words)
        teller.say(Clause(text, tuple(claim for _, claims in described for claim in claims)), node.first, node.after)
