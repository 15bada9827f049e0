"""Tell the statements of a frame, in the order in which they ran."""

import ast
from collections import Counter
from collections.abc import Sequence

from tracepile.narrate.calls import call_label, tell_binding, tell_return
from tracepile.narrate.conditions import tell_condition, truth_of
from tracepile.narrate.detail import Detail
from tracepile.narrate.errors import tell_error, tell_handler
from tracepile.narrate.loops import LoopTeller
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import Page, join_words
from tracepile.narrate.scene import Frame, Scene
from tracepile.narrate.source import LOOPS
from tracepile.narrate.statements import Telling, prepare
from tracepile.narrate.tree import Node
from tracepile.narrate.voice import Voice

_PAIR_LIMIT = 120


class Teller:
    """Writes one narration of a scene onto a page at one level of detail."""

    def __init__(self, scene: Scene, page: Page, detail: Detail, voice: Voice) -> None:
        self.scene = scene
        self.page = page
        self.detail = detail
        self.voice = voice
        self.told: Counter[ast.AST] = Counter()
        """How often each statement was told."""
        self.followed: Counter[str] = Counter()
        """How many calls of each function were followed."""
        self.lead = ""
        """Words that the next sentence begins with (`After the loop, `)."""
        self.waiting: list[tuple[Clause, int, int]] = []
        self.loops = LoopTeller(self)

    # sentences ----------------------------------------------------------------------------------------------------

    def say(self, each: Clause, first: int, last: int) -> None:
        """Write a clause as a sentence, after those that wait."""
        self.flush()
        self._write(each, first, last)

    def _write(self, each: Clause, first: int, last: int) -> None:
        text = each.text
        if self.lead:
            text, self.lead = self.lead + text, ""
        self.page.say(text, each.claims, first, last)

    def hold(self, each: Clause, first: int, last: int) -> None:
        """Keep a short clause back, so that it can share a sentence with the next one."""
        if self.waiting and sum(len(w.text) for w, _, _ in self.waiting) + len(each.text) > _PAIR_LIMIT:
            self.flush()
        self.waiting.append((each, first, last))
        if len(self.waiting) == 2:
            self.flush()

    def flush(self) -> None:
        """Write the clauses that wait as one sentence."""
        if not self.waiting:
            return
        waiting, self.waiting = self.waiting, []
        text = join_words([each.text for each, _, _ in waiting], ", and" if len(waiting) == 2 else "and")
        text = text.replace(" , and", ", and")
        claims = [claim for each, _, _ in waiting for claim in each.claims]
        self._write(clause(text, claims), waiting[0][1], waiting[-1][2])

    # blocks -------------------------------------------------------------------------------------------------------

    def tell_block(self, nodes: Sequence[Node], frame: Frame, level: int, so: Clause | None = None) -> None:
        """Tell statements in order. `so` is a condition that led here: the first clause follows from it."""
        for node in nodes:
            so = self.tell_node(node, frame, level, so)
        if so is not None:
            self.say(so, nodes[0].first if nodes else 0, nodes[0].first if nodes else 0)
        self.flush()

    def tell_node(self, node: Node, frame: Frame, level: int, so: Clause | None) -> Clause | None:
        """Tell one statement; return the condition that still waits for its consequence."""
        stmt = node.stmt
        if isinstance(stmt, ast.If) and node.heads:
            self._tell_if(node, frame, level, so)
        elif isinstance(stmt, LOOPS):
            self._say_condition(so, node.first)
            self.loops.tell(node, frame, level)
        elif isinstance(stmt, ast.Try | ast.TryStar):
            self._say_condition(so, node.first)
            self._tell_try(node, frame, level)
        elif isinstance(stmt, ast.With | ast.AsyncWith):
            self._say_condition(so, node.first)
            for part in node.parts:
                self.tell_block(part.nodes, frame, level)
        elif isinstance(stmt, ast.Match):
            self._say_condition(so, node.first)
            self._tell_match(node, frame, level)
        else:
            return self._tell_simple(node, frame, level, so)
        return None

    def _say_condition(self, so: Clause | None, step: int) -> None:
        if so is not None:
            self.say(so, step, step)
        self.flush()

    # simple statements ----------------------------------------------------------------------------------------------

    def telling(self, stmt: ast.stmt, frame: Frame) -> Telling:
        """Return how a statement is told now, and count it as told."""
        is_first = self.told[stmt] == 0 and not self.detail.is_compact
        self.told[stmt] += 1
        return Telling(self.voice, is_first, self.detail.is_compact, frame.name)

    def _tell_simple(self, node: Node, frame: Frame, level: int, so: Clause | None) -> Clause | None:
        scope = self.scene.scope(frame)
        followers = scope.followers.get(node.stmt, []) if scope else []
        callees = self.scene.callees(frame.id, node.first, node.after)
        before = Moment(self.scene, node.first, frame.id, callees)
        stmts = [node.stmt, *followers]
        tellings = [self.telling(stmt, frame) for stmt in stmts]
        finishes = [
            (stmt, None if isinstance(stmt, ast.Return | ast.Raise) else prepare(stmt, before, telling))
            for stmt, telling in zip(stmts, tellings, strict=True)
        ]
        returning = None
        if isinstance(stmts[-1], ast.Return) and node.returned is not None:
            returning = tell_return(self.scene, stmts[-1], node.returned, frame, before, tellings[-1])
        followed = [callee for callee in callees if self._follows(callee, level)]
        if followed:
            self._say_condition(so, node.first)
            so = None
            self._follow(followed, frame, level, node)
        after = None if node.after is None else Moment(self.scene, node.after, frame.id, callees)
        clauses = [
            each
            for _, finish in finishes
            if finish is not None
            for each in self._joined(finish(after if node.returned is None else after))
        ]
        if node.errors and (node.after is None or node.returned is None):
            error = tell_error(self.scene, node, frame, before)
            clauses = [*clauses, error] if error else clauses
        if returning is not None:
            clauses.append(returning)
        if not clauses:
            return so
        last = node.first if node.after is None else node.after
        for each in clauses:
            if so is not None:
                self.flush()
                self._write(clause(f"{so.text}, so {each.text}", [*so.claims, *each.claims]), node.first, last)
                so = None
            elif isinstance(node.stmt, ast.Assign | ast.AnnAssign | ast.AugAssign) and len(each.text) < 80:
                self.hold(each, node.first, last)
            else:
                self.say(each, node.first, last)
        return None

    @staticmethod
    def _joined(clauses: list[Clause]) -> list[Clause]:
        """Join what one statement did into one clause."""
        if len(clauses) < 2:
            return clauses
        text = "; ".join(each.text for each in clauses)
        return [clause(text, [claim for each in clauses for claim in each.claims])]

    # conditions ---------------------------------------------------------------------------------------------------

    def _tell_if(self, node: Node, frame: Frame, level: int, so: Clause | None) -> None:
        stmt = node.stmt
        assert isinstance(stmt, ast.If)
        scope = self.scene.scope(frame)
        is_inline = scope is not None and stmt in scope.inline
        callees = self.scene.callees(frame.id, node.heads[0], self._head_end(node))
        moment = Moment(self.scene, node.heads[0], frame.id, callees)
        outcome = self._outcome(node, moment, is_inline)
        telling = self.telling(stmt, frame)
        if outcome is None:
            self._say_condition(so, node.first)
            return
        told = tell_condition(stmt.test, moment, outcome, self.voice, is_first=telling.is_first)
        followed = [callee for callee in callees if self._follows(callee, level)]
        if followed:
            self._say_condition(so, node.first)
            so = None
            self._follow(followed, frame, level, node)
        self.flush()
        if so is not None:
            joint = ", and " if outcome is True else "; "
            told = clause(f"{so.text}{joint}{told.text}", [*so.claims, *told.claims])
        if is_inline and outcome:
            nodes = [self._inline_node(node, body) for body in stmt.body]
        else:
            nodes = node.parts[-1].nodes if node.parts else []
        if not nodes:
            if self.detail.is_compact and so is None:
                return
            quiet = self._unchanged(stmt, moment) if telling.is_first or not self.detail.is_compact else None
            text = told.text + (f", so {quiet.text}" if quiet else "")
            self.say(clause(text, [*told.claims, *(quiet.claims if quiet else ())]), node.first, node.first)
            return
        self.tell_block(nodes, frame, level, told)

    def _head_end(self, node: Node) -> int | None:
        """Return the step at which the head of a compound statement was done."""
        if node.parts and node.parts[-1].nodes:
            return node.parts[-1].nodes[0].first
        return node.after

    def _outcome(self, node: Node, moment: Moment, is_inline: bool) -> bool | None:
        """Return whether a condition held, by where the run went; None when the recording ends there."""
        stmt = node.stmt
        assert isinstance(stmt, ast.If)
        if node.parts:
            return node.parts[-1].name == "body"
        if not is_inline:
            return None if node.after is None else False
        truth = truth_of(stmt.test, moment)
        if truth is not None:
            return truth
        if node.returned is not None and isinstance(stmt.body[-1], ast.Return):
            return True
        return bool(self.scene.changes(node.heads)) or None

    @staticmethod
    def _inline_node(node: Node, stmt: ast.stmt) -> Node:
        return Node(stmt, node.first, node.after, list(node.heads), [], list(node.errors), [], node.returned)

    @staticmethod
    def _unchanged(stmt: ast.If, moment: Moment) -> Clause | None:
        """Return `x stays …` for the one plain variable that the skipped branch would have set."""
        if len(stmt.body) != 1 or not isinstance(stmt.body[0], ast.Assign | ast.AugAssign):
            return None
        target = stmt.body[0].targets[0] if isinstance(stmt.body[0], ast.Assign) else stmt.body[0].target
        if not isinstance(target, ast.Name) or not moment.has(target.id):
            return None
        value = moment.find_path(target.id)
        return clause(f"{code(target.id)} stays {moment.show(value)}", [moment.claim(target.id, value)])

    # try and match --------------------------------------------------------------------------------------------------

    def _tell_try(self, node: Node, frame: Frame, level: int) -> None:
        for part in node.parts:
            if part.name.startswith("handler"):
                if not part.nodes:
                    continue
                told = tell_handler(node, part)
                if told is not None:
                    self.say(told, part.nodes[0].first, part.nodes[0].first)
            elif part.name == "finalbody" and part.nodes:
                self.flush()
                self.lead = "in the `finally` block "
            self.tell_block(part.nodes, frame, level)
            self.lead = ""

    def _tell_match(self, node: Node, frame: Frame, level: int) -> None:
        assert isinstance(node.stmt, ast.Match)
        moment = Moment(self.scene, node.first, frame.id)
        subject = moment.explain(node.stmt.subject)
        shown = subject.equation(subject.literal, has_source=True) if subject.literal != "…" else subject.source
        if not node.parts:
            return
        case = node.stmt.cases[int(node.parts[-1].name.split()[1])]
        told = clause(f"{code(shown[:90])} matches {code(f'case {ast.unparse(case.pattern)}')}", subject.claims)
        self.tell_block(node.parts[-1].nodes, frame, level, told)

    # calls ----------------------------------------------------------------------------------------------------------

    def _follows(self, callee: Frame, level: int) -> bool:
        """Decide whether a call is told from the inside; counts it when it is."""
        if not callee.is_program_function or callee.is_generator or self.scene.tree(callee.id) is None:
            return False
        if level >= self.detail.depth or self.followed[callee.function] >= self.detail.calls:
            return False
        self.followed[callee.function] += 1
        return True

    def _follow(self, callees: Sequence[Frame], frame: Frame, level: int, node: Node) -> None:
        self.flush()
        for callee in callees:
            label, claims = call_label(self.scene, callee)
            self.page.item(level, code(label), claims)
            self.tell_frame(callee, level + 1)
        self.resume(level)

    def resume(self, level: int) -> None:
        """Go on after a list: in a new paragraph, or in an item beside the list inside another item."""
        self.flush()
        if level == 0:
            self.page.paragraph()
        else:
            self.page.item(level)

    def tell_frame(self, frame: Frame, level: int) -> None:
        """Tell a call from its parameters to its end."""
        binding = tell_binding(self.scene, frame, self.voice)
        if binding is not None and level == 0:
            self.say(binding, frame.called, frame.called)
        tree = self.scene.tree(frame.id) or []
        self.tell_block(self._worth_telling(tree), frame, level)
        if frame.returned is not None and not (tree and _ends_in_return(tree[-1])):
            claim = Claim("return", frame.returned, frame.id, frame.function, self.scene.events[frame.returned].value)
            if level > 0 or frame.returned == len(self.scene.events) - 1:
                text = "the function ends without a `return`, so it gives `None`" if level == 0 else "it ends there"
                self.say(clause(text, [claim]), frame.returned, frame.returned)
        self.page.flush_head(frame.called, frame.returned or frame.called)

    @staticmethod
    def _worth_telling(nodes: Sequence[Node]) -> list[Node]:
        skipped = ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal
        return [
            node
            for node in nodes
            if not isinstance(node.stmt, skipped)
            and not (isinstance(node.stmt, ast.Expr) and isinstance(node.stmt.value, ast.Constant))
        ]


def _ends_in_return(node: Node) -> bool:
    if isinstance(node.stmt, ast.Return):
        return True
    if node.returned is not None and isinstance(node.stmt, ast.If) and not node.parts:
        return True
    return any(_ends_in_return(part.nodes[-1]) for part in node.parts[-1:] if part.nodes)
