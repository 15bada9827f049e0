"""Branches in words: which condition led where, and why."""

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tracepile.narrate.conditions import ask_condition, branch_claim, tell_condition, truth_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.scene import Frame
from tracepile.narrate.tree import Node
from tracepile.narrate.wording import Say

if TYPE_CHECKING:
    from tracepile.narrate.teller import Teller

_EXPLAINED: Final = 2
"""So often it is said what does not happen when a condition fails."""
_MANY: Final = 3
"""So many conditions in a row that failed again are summed up."""
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class BranchTeller:
    """Tells `if` and `match` for a teller."""

    def __init__(self, teller: "Teller") -> None:
        self.teller = teller

    def tell(self, node: Node, frame: Frame, level: int, so: Clause | None) -> None:
        """Tell an `if` with its `elif` chain. `so` is a condition outside that led here."""
        failed = self._failed_again(node, frame)
        if len(failed) >= _MANY:
            last = failed[-1].parts[-1].nodes if failed[-1].parts else []
            told = self._tell_failed(failed, frame, has_more=bool(last) and isinstance(last[0].stmt, ast.If))
            told = told if so is None else clause(f"{so.text}; {told.text}", [*so.claims, *told.claims])
            if not last:
                if not self.teller.detail.is_compact:
                    self.teller.say(told, node.first, node.first)
                return
            self.teller.flush()
            self.teller.tell_block(last, frame, level, told)
            return
        self._tell_one(node, frame, level, so)

    def _failed_again(self, node: Node, frame: Frame) -> list[Node]:
        """Return the conditions of an `if … elif` chain that failed, all of them told before and without calls."""
        failed: list[Node] = []
        scope = self.teller.scene.scope(frame)
        while isinstance(node.stmt, ast.If) and self.teller.told[node.stmt] and node.after is not None:
            is_inline = scope is not None and node.stmt in scope.inline
            callees = self.teller.scene.callees(frame.id, node.heads[0], self._head_end(node))
            if callees or (node.parts and node.parts[-1].name == "body") or (is_inline and not node.parts):
                break
            failed.append(node)
            nodes = node.parts[-1].nodes if node.parts else []
            if len(nodes) != 1 or len(node.stmt.orelse) != 1 or not isinstance(nodes[0].stmt, ast.If):
                break
            if nodes[0].stmt.col_offset != node.stmt.col_offset:
                break
            node = nodes[0]
        return failed

    def _tell_failed(self, failed: Sequence[Node], frame: Frame, *, has_more: bool) -> Clause:
        claims: list[Claim] = []
        for node in failed:
            assert isinstance(node.stmt, ast.If)
            self.teller.told[node.stmt] += 1
            moment = Moment(self.teller.scene, node.heads[0], frame.id)
            claims.append(branch_claim(node.stmt.test, moment, False))
        number = _NUMBERS[len(failed)] if len(failed) < len(_NUMBERS) else str(len(failed))
        last = failed[-1].stmt
        is_first = has_more and isinstance(last, ast.If) and bool(last.orelse)
        say = self.teller.voice.at(failed[0].stmt.lineno)
        return clause(say("fail_first" if is_first else "fail_all").format(number=number), claims)

    def _tell_one(self, node: Node, frame: Frame, level: int, so: Clause | None) -> None:
        teller, stmt = self.teller, node.stmt
        assert isinstance(stmt, ast.If)
        scope = teller.scene.scope(frame)
        is_inline = scope is not None and stmt in scope.inline
        callees = teller.scene.callees(frame.id, node.heads[0], self._head_end(node))
        moment = Moment(teller.scene, node.heads[0], frame.id, callees)
        outcome = self._outcome(node, moment, is_inline)
        telling = teller.telling(stmt)
        if outcome is None:
            teller.say_condition(so, node.first)
            return
        nodes = node.parts[-1].nodes if node.parts else []
        if ast.unparse(stmt.test) == "__name__ == '__main__'":
            teller.tell_block(nodes, frame, level, so)
            return
        if is_inline and outcome:
            nodes = [_inline_node(node, body) for body in stmt.body]
        say = telling.at(stmt)
        is_asked = so is None and teller.voice.pick("ask", stmt.lineno, ("tell", "ask")) == "ask"
        is_asked = is_asked and not teller.detail.is_compact
        told = ask_condition(stmt.test, moment, outcome, teller.voice, is_first=telling.is_first) if is_asked else None
        if told is None:
            told = tell_condition(stmt.test, moment, outcome, teller.voice, is_first=telling.is_first, seen=teller.seen)
        kept = None if nodes else self._kept(stmt, moment, say)
        if not is_inline and teller.follow(callees, frame, level, node.first, so, "for the condition, "):
            so = None
        teller.flush()
        if so is not None:
            joint = ", and " if outcome else "; "
            told = clause(f"{so.text}{joint}{told.text}", [*so.claims, *told.claims])
        if nodes:
            teller.tell_block(nodes, frame, level, told)
        elif not teller.detail.is_compact or so is not None:
            if kept is None and teller.told[stmt] <= _EXPLAINED:
                kept = _skip(stmt, say)
            if kept is not None:
                told = clause(f"{told.text}, so {kept.text}", [*told.claims, *kept.claims])
            teller.say(told, node.first, node.first)

    def _head_end(self, node: Node) -> int | None:
        """Return the step at which the head of a compound statement was done."""
        if node.parts and node.parts[-1].nodes:
            return node.parts[-1].nodes[0].first
        return node.after

    def _outcome(self, node: Node, moment: Moment, is_inline: bool) -> bool | None:
        """Return whether a condition held, by where the run went; None when that is not recorded."""
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
        return True if self.teller.scene.changes(node.heads) else None

    @staticmethod
    def _kept(stmt: ast.If, moment: Moment, say: Say) -> Clause | None:
        """Return `x stays …` for the one plain variable that the skipped branch would have set."""
        if len(stmt.body) != 1 or stmt.orelse or not isinstance(stmt.body[0], ast.Assign | ast.AugAssign):
            return None
        target = stmt.body[0].targets[0] if isinstance(stmt.body[0], ast.Assign) else stmt.body[0].target
        if not isinstance(target, ast.Name) or not moment.has(target.id):
            return None
        value = moment.find_path(target.id)
        return clause(f"{code(target.id)} {say('stay')} {moment.show(value)}", [moment.claim(target.id, value)])

    def tell_match(self, node: Node, frame: Frame, level: int) -> None:
        """Tell a `match` statement and the case that was taken."""
        assert isinstance(node.stmt, ast.Match)
        moment = Moment(self.teller.scene, node.first, frame.id)
        subject = moment.explain(node.stmt.subject)
        words = subject.result(subject.shown, has_source=True) if subject.is_known else code(subject.source)
        say = self.teller.voice.at(node.stmt.lineno)
        if not node.parts:
            self.teller.say(clause(say("no_match").format(subject=words), subject.claims), node.first, node.first)
            return
        case = node.stmt.cases[int(node.parts[-1].name.split()[1])]
        pattern = code(f"case {ast.unparse(case.pattern)}")
        guard = "" if case.guard is None else f" with {code(ast.unparse(case.guard))}"
        claims = list(subject.claims)
        text = say("match").format(subject=words, case=f"{pattern}{guard}")
        if node.parts[-1].nodes:
            inside = Moment(self.teller.scene, node.parts[-1].nodes[0].first, frame.id)
            bound = [each for name in _bound_by(case.pattern) if (each := inside.described(name, 40)) is not None]
            text += f", which gives {join_words([pair for pair, _ in bound])}" if bound else ""
            claims += [claim for _, more in bound for claim in more]
        told = clause(text, claims)
        self.teller.flush()
        self.teller.tell_block(node.parts[-1].nodes, frame, level, told)


def _bound_by(pattern: ast.pattern) -> list[str]:
    """Return the names that a pattern binds."""
    names = (getattr(part, "name", None) or getattr(part, "rest", None) for part in ast.walk(pattern))
    return [name for name in names if isinstance(name, str)]


def _skip(stmt: ast.If, say: Say) -> Clause | None:
    """Return what follows from a condition that fails, where nothing else is told to follow."""
    if stmt.orelse:
        return None
    last = stmt.body[-1]
    kinds = ((ast.Continue, "continue"), (ast.Break, "break"), (ast.Return, "return"), (ast.Raise, "raise"))
    name = next((name for kind, name in kinds if isinstance(last, kind)), "body")
    return clause(say(f"skip_{name}"))


def _inline_node(node: Node, stmt: ast.stmt) -> Node:
    """Return a statement in the line of its condition as a node of its own: it shares the condition's event."""
    return Node(stmt, node.first, node.after, list(node.heads), [], list(node.errors), [], node.returned)
