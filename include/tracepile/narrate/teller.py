"""Tell the statements of a frame, in the order in which they ran."""

import ast
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from tracepile.narrate.branches import BranchTeller
from tracepile.narrate.calls import tell_binding, tell_given, tell_return
from tracepile.narrate.detail import Detail
from tracepile.narrate.effects import Watch
from tracepile.narrate.errors import tell_error, tell_handler
from tracepile.narrate.labels import (
    call_claim,
    is_plain_constructor,
    label_claims,
    label_of,
    place_of,
    return_claim,
    tell_calls,
)
from tracepile.narrate.loops import LoopTeller
from tracepile.narrate.model import code
from tracepile.narrate.moment import Clause, Moment, clause, follow_from
from tracepile.narrate.page import Page, join_words
from tracepile.narrate.phrases import both, ends_in_return, merge_clauses, purpose_of, tell_effects
from tracepile.narrate.scene import Frame, Scene
from tracepile.narrate.source import LOOPS
from tracepile.narrate.statements import prepare
from tracepile.narrate.tree import Node, Part
from tracepile.narrate.voice import Voice
from tracepile.narrate.wording import Telling

_PAIR_LIMIT: Final = 120
_SILENT: Final = ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal | ast.FunctionDef | ast.ClassDef | ast.Pass


class Teller:
    """Writes one narration of a scene onto a page at one level of detail."""

    def __init__(self, scene: Scene, page: Page, detail: Detail, voice: Voice) -> None:
        self.scene = scene
        self.page = page
        self.detail = detail
        self.voice = voice
        self.told: Counter[ast.AST] = Counter()
        """How often each statement was told."""
        self.lead = ""
        """Words that the next sentence begins with (`after the loop, `)."""
        self.seen: set[ast.AST] = set()
        """Parts of conditions that were told with their source."""
        self._came_back = ""
        """The call that the words in `lead` come back to."""
        self._followed: Counter[str] = Counter()
        self._waiting: list[tuple[Clause, int, int]] = []
        self.loops = LoopTeller(self)
        self._branches = BranchTeller(self)

    # sentences ----------------------------------------------------------------------------------------------------

    def say(self, each: Clause, first: int, last: int) -> None:
        """Write a clause as a sentence, after those that wait."""
        self.flush()
        self._write(each, first, last)

    def _write(self, each: Clause, first: int, last: int) -> None:
        text = each.text
        if self.lead:
            if self._came_back:  # what is named in the words before needs no name
                for who in (self._came_back, "this call", "it"):
                    text = re.sub(rf"(?<![\w`]){re.escape(who)} returns\b", "the function returns", text, count=1)
            text, self.lead, self._came_back = self.lead + text, "", ""
        self.page.say(text, each.claims, first, last)

    def hold(self, each: Clause, first: int, last: int) -> None:
        """Keep a short clause back, so that it can share a sentence with the next one."""
        if self._waiting and len(self._waiting[0][0].text) + len(each.text) > _PAIR_LIMIT:
            self.flush()
        self._waiting.append((each, first, last))
        if len(self._waiting) == 2:
            self.flush()

    def flush(self) -> None:
        """Write the clauses that wait as one sentence."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            text = ", and ".join(each.text for each, _, _ in waiting)
            claims = [claim for each, _, _ in waiting for claim in each.claims]
            self._write(clause(text, claims), waiting[0][1], waiting[-1][2])

    def say_condition(self, so: Clause | None, step: int) -> None:
        """Write a condition that led to something that cannot follow in the same sentence."""
        if so is not None:
            self.say(so, step, step)
        self.flush()

    # blocks -------------------------------------------------------------------------------------------------------

    def tell_block(self, nodes: Sequence[Node], frame: Frame, level: int, so: Clause | None = None) -> None:
        """Tell statements in order. `so` is a condition that led here: the first clause follows from it."""
        for node in nodes:
            so = self.tell_node(node, frame, level, so)
        if so is not None and nodes:
            self.say(so, nodes[0].first, nodes[0].first)
        self.flush()

    def tell_node(self, node: Node, frame: Frame, level: int, so: Clause | None) -> Clause | None:
        """Tell one statement; return the condition that still waits for its consequence."""
        stmt = node.stmt
        if isinstance(stmt, _SILENT) or (isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Constant)):
            return so
        if isinstance(stmt, ast.If) and node.heads:
            self._branches.tell(node, frame, level, so)
        elif isinstance(stmt, LOOPS):
            self.say_condition(so, node.first)
            self.loops.tell(node, frame, level)
        elif isinstance(stmt, ast.Try | ast.TryStar):
            self.say_condition(so, node.first)
            self._tell_try(node, frame, level)
        elif isinstance(stmt, ast.With | ast.AsyncWith):
            self.say_condition(so, node.first)
            self._tell_with(node, frame)
            for part in node.parts:
                self.tell_block(part.nodes, frame, level)
        elif isinstance(stmt, ast.Match):
            self.say_condition(so, node.first)
            self._branches.tell_match(node, frame, level)
        else:
            return self._tell_simple(node, frame, level, so)
        if node.errors and not isinstance(stmt, ast.Try | ast.TryStar):
            self._tell_head_error(node, frame)
        return None

    def _tell_with(self, node: Node, frame: Frame) -> None:
        """Tell what the head of a `with` statement binds."""
        assert isinstance(node.stmt, ast.With | ast.AsyncWith)
        nodes = [each for part in node.parts for each in part.nodes]
        names = [item.optional_vars.id for item in node.stmt.items if isinstance(item.optional_vars, ast.Name)]
        if not nodes or not names:
            return
        moment = Moment(self.scene, nodes[0].first, frame.id)
        described = [each for name in names if (each := moment.described(name)) is not None]
        described = [each for each in described if "<" not in each[0]]
        if described:
            pairs = join_words([text for text, _ in described])
            words = self.voice.at(node.stmt.lineno)("with").format(pair=pairs)
            self.say(clause(words, [claim for _, each in described for claim in each]), node.first, nodes[0].first)

    def _tell_head_error(self, node: Node, frame: Frame) -> None:
        """Tell an exception that the head of a compound statement raised."""
        first = max(step for step in node.heads or [node.first] if step < node.errors[-1])
        callees = self.scene.callees(frame.id, first, node.errors[-1])
        before = Moment(self.scene, first, frame.id, callees)
        say = self.voice.at(node.stmt.lineno)
        self.say(tell_error(self.scene, node, before, say), first, node.errors[-1])

    def _tell_try(self, node: Node, frame: Frame, level: int) -> None:
        for part in node.parts:
            if not part.nodes:
                continue
            self._lead_into(part, node.stmt)
            if part.name.startswith("handler"):
                told = tell_handler(node, part, self.voice.at(node.stmt.lineno))
                self.say(told, part.nodes[0].first, part.nodes[0].first)
            self.tell_block(part.nodes, frame, level)
            self.lead = ""

    def _lead_into(self, part: Part, stmt: ast.stmt) -> None:
        if part.name == "finalbody":
            self.flush()
            self.lead = self.voice.at(stmt.lineno)("finally")

    # simple statements ----------------------------------------------------------------------------------------------

    def telling(self, stmt: ast.stmt) -> Telling:
        """Return how a statement is told now, and count it as told."""
        is_first = self.told[stmt] == 0 and not self.detail.is_compact
        self.told[stmt] += 1
        return Telling(self.voice, is_first, self.detail.is_compact, seen=self.seen)

    def describe(self, node: Node, frame: Frame) -> Clause | None:
        """Return one execution of a simple statement in words, without writing it; None when there are none."""
        stmt = node.stmt
        if isinstance(stmt, ast.If):
            scope = self.scene.scope(frame)
            if scope is None or stmt not in scope.inline or len(stmt.body) != 1:
                return None
            stmt = stmt.body[0]
        callees = self.scene.callees(frame.id, node.first, node.after)
        before = Moment(self.scene, node.first, frame.id, callees)
        telling = self.telling(stmt)
        if isinstance(stmt, ast.Return):
            return (
                None if node.returned is None else tell_return(self.scene, stmt, node.returned, frame, before, telling)
            )
        finish = prepare(stmt, before, telling)
        after = None if node.after is None else Moment(self.scene, node.after, frame.id, callees)
        return next(iter(merge_clauses(finish(after))), None)

    def _tell_simple(self, node: Node, frame: Frame, level: int, so: Clause | None) -> Clause | None:
        scope = self.scene.scope(frame)
        stmts = [node.stmt, *(scope.followers.get(node.stmt, ()) if scope else ())]
        callees = self.scene.callees(frame.id, node.first, node.after)
        before = Moment(self.scene, node.first, frame.id, callees)
        finishes = []
        tellings: list[Telling] = []
        last_told: Clause | None = None
        for stmt in stmts:
            telling = self.telling(stmt)
            tellings.append(telling)
            if not isinstance(stmt, ast.Return):
                finishes += [] if node.errors else [prepare(stmt, before, telling)]
            elif node.returned is not None:
                last_told = tell_return(self.scene, stmt, node.returned, frame, before, telling)
        if node.errors and node.returned is None:
            last_told = tell_error(self.scene, node, before, self.voice.at(node.stmt.lineno))
        watch = Watch(before) if callees and isinstance(node.stmt, ast.Assign | ast.AugAssign | ast.AnnAssign) else None
        purpose = purpose_of(node.stmt, before)
        given = (before.calls(), getattr(node.stmt, "value", None))
        followed = self.follow(callees, frame, level, node.first, so, purpose)
        so = None if followed else so
        for telling in tellings:
            telling.followed.extend(followed)
        say = tellings[0].at(node.stmt)
        if isinstance(node.stmt, ast.Return | ast.Assign | ast.AugAssign | ast.AnnAssign):
            so = both(so, tell_given(self.scene, *given, followed, say))
        after = None if node.after is None else Moment(self.scene, node.after, frame.id, callees)
        clauses = [each for finish in finishes for each in merge_clauses(finish(after))]
        if watch is not None and after is not None and len(followed) < len(callees):
            clauses += tell_effects(watch, after, node.stmt, say)
        clauses = [
            each
            for each in clauses
            if not (followed and (each.is_quiet or each.is_echo)) and not (self.detail.is_compact and each.is_quiet)
        ]
        if last_told is not None:
            clauses.append(last_told)
        return self._tell_clauses(clauses, node, so)

    def _tell_clauses(self, clauses: list[Clause], node: Node, so: Clause | None) -> Clause | None:
        last = node.first if node.after is None else node.after
        is_assignment = isinstance(node.stmt, ast.Assign | ast.AnnAssign | ast.AugAssign)
        for each in clauses:
            if so is not None:
                self.say(follow_from(so, each), node.first, last)
                so = None
            elif is_assignment and len(each.text) < 80:
                self.hold(each, node.first, last)
            else:
                self.say(each, node.first, last)
        return so

    # calls ----------------------------------------------------------------------------------------------------------

    def follow(
        self, callees: Sequence[Frame], frame: Frame, level: int, step: int, so: Clause | None, purpose: str
    ) -> list[Frame]:
        """Tell those calls from the inside that are worth it, as list items; return which.

        `purpose` leads to them: `to get x, `. The one call of a program's `main` is told as part of the program.
        """
        followed = [callee for callee in callees if self._is_worth_following(callee, level)]
        if not followed:
            return followed
        self.say_condition(so, step)
        if frame.name == "<module>" and level == 0 and len(followed) == 1 and not purpose:
            words = self.voice.at(0)("starts_main").format(call=code(label_of(self.scene, followed[0])))
            self.say(clause(words), step, step)
            self.tell_frame(followed[0], level)
            return followed
        words = tell_calls(self.scene, followed, purpose, self.voice.at(self.scene.events[step].line))
        self.say(clause(words, map(call_claim, followed)), step, step)
        for callee in followed:
            self.page.item(level, code(label_of(self.scene, callee)), label_claims(self.scene, callee), callee.called)
            self.tell_frame(callee, level + 1)
        self.resume(level)
        self._came_back = self._place_name(frame, followed)
        self.lead = f"{self.voice.at(frame.line)('back').format(self._came_back)}, "
        return followed

    def _is_worth_following(self, callee: Frame, level: int) -> bool:
        if self.scene.is_generator(callee) or self.scene.tree(callee.id) is None:
            return False
        if level >= self.detail.depth or self._followed[callee.function] >= self.detail.calls:
            return False
        if is_plain_constructor(self.scene, callee):
            return False
        self._followed[callee.function] += 1
        return True

    def _place_name(self, frame: Frame, callees: Sequence[Frame]) -> str:
        if frame.name == "<module>":
            return "the main program"
        if any(callee.function == frame.function for callee in callees):
            return code(place_of(self.scene, frame))
        return code(frame.name)

    def resume(self, level: int) -> None:
        """Go on after a list: in a new paragraph, inside the item that the list stands in."""
        self.flush()
        self.page.paragraph(level)

    def tell_frame(self, frame: Frame, level: int) -> None:
        """Tell a call from its parameters to its end."""
        binding = tell_binding(self.scene, frame, self.voice) if level == 0 else None
        if binding is not None:
            self.say(binding, frame.called, frame.called)
        tree = self.scene.tree(frame.id) or []
        self.tell_block(tree, frame, level)
        self.lead = ""
        if frame.returned is None or (tree and ends_in_return(tree[-1])):
            return
        claim = return_claim(self.scene, frame, frame.returned)
        is_answer = level == 0 and self.scene.recording.case.call is not None and frame.parent is None
        if is_answer and claim is not None and not self.scene.is_generator(frame) and frame.name != "__init__":
            text = self.voice.at(frame.line)("no_return").format(name=code(frame.name))
            self.say(clause(text, [claim]), frame.returned, frame.returned)
