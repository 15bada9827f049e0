"""Filled-in expressions: is `4 + 7` the program's `total + nums[2]` with the values of one recorded moment?"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from tracepile.execution.values import Instance
from tracepile.narrate.evaluate import MISSING, Evaluator
from tracepile.narrate.model import Step
from tracepile.narrate.moment import find_only_removal
from tracepile.narrate.show import shown
from tracepile.narrate.verify.abbreviations import stands_for
from tracepile.narrate.verify.prose import Part, is_hole, is_literal
from tracepile.narrate.verify.run import Run, expanded, literal_of

_ATOM: Final = re.compile(r"""-?\d+(?:\.\d+)?(?:e[-+]?\d+)?|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_SKIPPED: Final = ("ctx", "kind", "type_comment")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value that a filled-in expression states: at `step` in `frame` it stands for an expression."""

    step: int
    frame: int
    literal: str
    """The whole literal that was recorded."""
    source: str


class Moment:
    """The state at one step as a frame sees it, and the statement about to run there."""

    def __init__(self, run: Run, step: int, frame: int) -> None:
        self.run = run
        self.step = step
        self.frame = frame
        self.evaluator: Evaluator = run.evaluator(step, frame)
        self.candidates: tuple[ast.expr, ...] = tuple(self._find_candidates())
        """The expressions of the statement that runs here, the larger ones first."""
        self._texts: dict[ast.expr, str | None] = {}

    @cached_property
    def constants(self) -> set[str]:
        """The constants in the statement that runs here, and in the one of this frame that ran before."""
        nodes = list(self.candidates)
        place = self.run.place.get(self.step, 0)
        if self.run.events[self.step].frame == self.frame and place > 0:
            for stmt in self.run.statements(self.run.own[self.frame][place - 1]):
                nodes += [node for root in _heads(stmt) for node in ast.walk(root) if isinstance(node, ast.expr)]
        return {_written(node) for node in nodes if is_literal(node)}

    def text(self, node: ast.expr) -> str | None:
        """Return the literal of an expression here, or None; of a value beyond all reading its head and its size."""
        if node not in self._texts:
            value = self.evaluator.find(node)
            self._texts[node] = None if value is MISSING else literal_of(value) or shown(value)
        return self._texts[node]

    def _find_candidates(self) -> Iterator[ast.expr]:
        event = self.run.events[self.step]
        if event.frame != self.frame or event.kind != "line":
            return
        for stmt in self.run.statements(self.step):
            if isinstance(stmt, ast.AugAssign):
                yield expanded(stmt)
            for root in _heads(stmt):
                yield from _walk(root)

    def returned(self, name: str = "", after: int = -1) -> Iterator[tuple[int, str]]:
        """Yield what calls returned while the statement here ran, each with its step, behind the step `after`.

        With a name only the frame's own calls of that function count, where there are such.
        """
        event = self.run.events[self.step]
        if event.frame != self.frame:
            return
        own, place = self.run.own[self.frame], self.run.place[self.step]
        first, stmt = place, self.run.stmt(event)
        while stmt is not None and first > 0 and self.run.stmt(self.run.events[own[first - 1]]) is stmt:
            first -= 1  # a statement over several lines has an event for each
        later = own[place + 1 :]
        end = later[0] if later else len(self.run.events)
        depth = event.depth + 1
        inside = [each for each in self.run.events[own[first] + 1 : end] if each.kind == "return"]
        named = [each for each in inside if each.depth == depth and each.function.rpartition(".")[2] == name]
        for each in named or inside:
            if each.step > after and each.value is not None:
                yield each.step, each.value

    def atoms(self) -> set[str]:
        """The numbers and strings in the variables that the frame sees here."""
        names = self.run.cursor.names(self.step, self.frame)
        texts = (literal_of(value) for scope in (names.module, names.own) for value in scope.values())
        return {atom for text in texts if text is not None for atom in _ATOM.findall(text)}

    def arguments(self) -> set[str]:
        """What a call that is a statement of its own is given here, as literals; nothing where one cannot be told."""
        event = self.run.events[self.step]
        found: set[str] = set()
        if event.frame != self.frame or event.kind != "line":
            return found
        for stmt in self.run.statements(self.step):
            if isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Call):
                for argument in stmt.value.args:
                    text = self.text(argument)
                    if text is None and any(isinstance(part, ast.Call) for part in ast.walk(argument)):
                        text = self.removed(argument)
                        if text is None and not isinstance(argument, ast.Call):
                            return set()  # computed from what calls returned
                        found.update(value for _, value in self.returned())
                    if text is not None:
                        found.add(text)
        return found

    def removed(self, node: ast.expr) -> str | None:
        """Return what `xs.pop()` takes out here."""
        removal = find_only_removal(node)
        if removal is None:
            return None
        evaluator = self.run.evaluator(self.step, self.frame)
        evaluator.allow_removal(removal)
        value = evaluator.find(node)
        return None if value is MISSING else literal_of(value)

    def has(self, part: Part) -> bool:
        """Tell whether a part is an expression of the statement that runs here, as the program writes it."""
        return any(type(each) is type(part.node) and _is_same(each, part.node) for each in self.candidates)

    def match(self, part: Part) -> list[Leaf] | None:
        """Return the values that a filled-in form states here, or None where it does not fit."""
        if part.node is None:
            return None
        for candidate in self.candidates:
            if type(candidate) is type(part.node) or (part.is_literal and not isinstance(candidate, ast.Constant)):
                found = _Match(self, part)
                if found.fits(candidate, part.node):
                    return found.leaves
        return None


def _walk(root: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions in a statement, but those that only mean something inside a comprehension or lambda."""
    todo = [root]
    while todo:
        node = todo.pop(0)
        if isinstance(node, ast.expr):
            yield node
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            todo.append(node.generators[0].iter)
        elif not isinstance(node, ast.Lambda):
            todo += ast.iter_child_nodes(node)


def atoms_of_changes(run: Run, step: Step) -> set[str]:
    """Return the numbers and strings that the events of a step's window set, return or print."""
    texts: list[str] = []
    for event in run.events[max(0, step.first) : step.last + 1]:
        texts += [change.value for change in event.changes if change.value is not None]
        texts += [event.value or "", event.stdout_delta]
    return {atom for text in texts for atom in _ATOM.findall(text)}


def _heads(stmt: ast.stmt) -> Sequence[ast.AST]:
    match stmt:
        case ast.If() | ast.While():
            return [stmt.test]
        case ast.For() | ast.AsyncFor():
            return [stmt.target, stmt.iter]
        case ast.With() | ast.AsyncWith():
            return list(stmt.items)
        case ast.Match():
            return [stmt.subject]
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Try() | ast.TryStar():
            return []
    return [stmt]


class _Match:
    def __init__(self, moment: Moment, part: Part) -> None:
        self.moment = moment
        self.part = part
        self.leaves: list[Leaf] = []
        self.reached = -1
        """The step of the last result that was used: calls give their results in the order in which they stand."""

    def fits(self, ours: ast.AST, theirs: ast.AST) -> bool:
        """Tell whether a form is this expression, with some of its parts replaced by their values."""
        if is_hole(theirs if isinstance(theirs, ast.expr) else None) and not isinstance(ours, ast.expr):
            return True
        if isinstance(ours, ast.expr) and isinstance(theirs, ast.expr):
            if _is_same(ours, theirs):
                return True
            if self._is_value(ours, theirs):
                return True
            if is_hole(theirs) and self.part.segment(theirs) == "…":
                return True
        if type(ours) is not type(theirs):
            return False
        mark, reached = len(self.leaves), self.reached
        if isinstance(ours, ast.Subscript) and isinstance(theirs, ast.Subscript):
            found = self.fits(ours.value, theirs.value) and self._is_index(ours, theirs)
        elif isinstance(ours, ast.BoolOp) and isinstance(theirs, ast.BoolOp):
            found = type(ours.op) is type(theirs.op) and self._all_fit(ours.values, theirs.values)
        else:
            found = all(self._field_fits(ours, theirs, name) for name in ours._fields if name not in _SKIPPED)
        if not found:
            del self.leaves[mark:]
            self.reached = reached
        return found

    def _field_fits(self, ours: ast.AST, theirs: ast.AST, name: str) -> bool:
        one, other = getattr(ours, name, None), getattr(theirs, name, None)
        if isinstance(one, list) and isinstance(other, list):
            return self._all_fit(one, other)
        if isinstance(one, ast.AST) and isinstance(other, ast.AST):
            return self.fits(one, other)
        return type(one) is type(other) and one == other

    def _all_fit(self, ours: Sequence[ast.AST], theirs: Sequence[ast.AST]) -> bool:
        last = theirs[-1] if theirs else None
        is_open = isinstance(last, ast.expr) and is_hole(last) and self.part.segment(last) == "…"
        if is_open:
            theirs = theirs[:-1]
        if len(ours) != len(theirs) and not (is_open and len(theirs) <= len(ours)):
            return False
        return all(self.fits(one, other) for one, other in zip(ours, theirs, strict=False))

    def _is_value(self, ours: ast.expr, theirs: ast.expr) -> bool:
        if isinstance(ours, ast.Constant):
            return False
        text = self.part.segment(theirs)
        literal = self.moment.text(ours)
        if literal is None and isinstance(ours, ast.Call):
            literal = self.moment.removed(ours)
        if literal is None:
            if not any(isinstance(node, ast.Call) for node in ast.walk(ours)):
                return False
            function = ours.func if isinstance(ours, ast.Call) else ours
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            returned = self.moment.returned(name, self.reached)
            self.reached, literal = next(
                ((step, value) for step, value in returned if stands_for(text, value)), (self.reached, None)
            )
            if literal is None:
                return False
        elif not stands_for(text, literal) and f"({text})" != literal:
            return False
        self.leaves.append(Leaf(self.moment.step, self.moment.frame, literal, _written(ours)))
        return True

    def _is_index(self, ours: ast.Subscript, theirs: ast.Subscript) -> bool:
        """Tell whether an index is the same, also where a negative one is counted from the front."""
        if self.fits(ours.slice, theirs.slice):
            return True
        index = self.moment.evaluator.find(ours.slice)
        container = self.moment.evaluator.find(ours.value)
        container = container.items if isinstance(container, Instance) else container
        if type(index) is not int or index >= 0 or isinstance(container, dict) or not hasattr(container, "__len__"):
            return False
        return isinstance(theirs.slice, ast.Constant) and theirs.slice.value == len(container) + index


@lru_cache(maxsize=16_384)
def _written(node: ast.AST) -> str:
    return ast.unparse(node)


def _is_same(ours: ast.expr, theirs: ast.expr | None) -> bool:
    return theirs is not None and type(ours) is type(theirs) and _written(ours) == _written(theirs)
