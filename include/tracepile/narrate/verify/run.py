"""A recorded run as the verifier reads it: states, events by frame, and the statement that an event stands for."""

import ast
import math
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from tracepile.execution.canonical import LiteralTooLongError, cut, literal
from tracepile.execution.model import Event, Recording
from tracepile.narrate.cursor import Cursor
from tracepile.narrate.evaluate import MISSING, Evaluator
from tracepile.narrate.fill import source_of
from tracepile.narrate.imports import find_imports
from tracepile.narrate.source import Source

CLAIM_CHARS: Final = 2_000
"""A longer literal is cut in a claim as it is in an event."""
_MOST_CHARS: Final = 6_000
_NEAR: Final = 400
"""How many events a call is searched back for the line it was made at."""
_NUMBERS: Final = {"inf": math.inf, "nan": math.nan}
"""The literals of numbers that Python has no literal for."""


def literal_of(value: Any) -> str | None:
    """Return the literal of a recorded value as a claim carries it; None for one beyond all reading."""
    try:
        return cut(literal(value, limit=_MOST_CHARS), CLAIM_CHARS)
    except (LiteralTooLongError, RecursionError):
        return None


class Run:
    """One recorded run with its source, folded forward as states are asked for."""

    def __init__(self, recording: Recording, source: Source) -> None:
        self.recording = recording
        self.events = recording.events
        self.source = source
        self.imports: Mapping[str, Any] = find_imports(source.tree)
        self.cursor = Cursor(recording)
        self.own: dict[int, list[int]] = {}
        """The steps of each frame's own events, in order."""
        self.place: dict[int, int] = {}
        """Where each step stands among those of its frame."""
        for event in self.events:
            own = self.own.setdefault(event.frame, [])
            self.place[event.step] = len(own)
            own.append(event.step)

    def evaluator(self, step: int, frame: int) -> Evaluator:
        """Return an evaluator on the state at a step as a frame sees it; valid until another step is asked for."""
        names = self.cursor.names(step, frame)
        return Evaluator(lambda name: names.get(name, _NUMBERS.get(name, MISSING)), self.imports)

    def stmt(self, event: Event) -> ast.stmt | None:
        """Return the statement that a line event begins or goes on with."""
        first = self.events[self.own[event.frame][0]]
        scope = self.source.scope(first.function, first.line)
        place = None if scope is None or event.kind != "line" else scope.place(event.line)
        return None if place is None else place.stmt

    def is_generator(self, frame: int) -> bool:
        """Tell whether a frame is that of a generator, whose return is not its result."""
        first = self.events[self.own[frame][0]]
        scope = self.source.scope(first.function, first.line)
        is_function = scope is not None and isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef)
        return is_function and self.source.is_generator(scope.node)  # type: ignore[union-attr,arg-type]

    def caller(self, step: int) -> tuple[int, int] | None:
        """Return the event of the calling frame that a call was made at, and that frame; None for an outermost call."""
        depth = self.events[step].depth - 1
        for earlier in range(step - 1, max(-1, step - _NEAR), -1):
            event = self.events[earlier]
            if event.depth == depth and event.kind == "line":
                return earlier, event.frame
        return None

    def statements(self, step: int) -> Iterator[ast.stmt]:
        """Yield the statements that share the line of an event: the one it stands for, and those after it."""
        event = self.events[step]
        stmt = self.stmt(event)
        if stmt is None:
            return
        yield stmt
        first = self.events[self.own[event.frame][0]]
        scope = self.source.scope(first.function, first.line)
        assert scope is not None
        yield from scope.followers.get(stmt, ())
        if stmt in scope.inline:
            yield from getattr(stmt, "body", ())

    @cached_property
    def texts(self) -> frozenset[str]:
        """The canonical source of every expression, target and pattern of the program, and of the call."""
        found: set[str] = set()
        nodes: list[ast.AST] = list(ast.walk(self.source.tree))
        if self.recording.case.call is not None:
            nodes += ast.walk(ast.parse(self.recording.case.call, mode="eval"))
        for node in nodes:
            if isinstance(node, ast.expr | ast.pattern) and not isinstance(node, ast.Constant):
                found.add(_unparse(node))
                if isinstance(node, ast.Call):
                    found.add(source_of(node))
            elif isinstance(node, ast.AugAssign):
                found.add(_unparse(expanded(node)))
            elif isinstance(node, ast.stmt):
                found.update(line.strip().removesuffix(":") for line in _unparse(node).splitlines()[:1])
            elif isinstance(node, ast.ExceptHandler) and node.type is not None:
                found.add(f"except {_unparse(node.type)}")
            elif isinstance(node, ast.match_case):
                found.add(f"case {_unparse(node.pattern)}")
        found.update(line.strip().removesuffix(":") for line in self.source.lines)
        found.update(line.strip() for line in self.source.lines)
        found.discard("")
        return frozenset(found)

    @cached_property
    def errors(self) -> frozenset[str]:
        """The exceptions that events tell of, as `Type: message`."""
        return frozenset(event.value for event in self.events if event.kind == "exception" and event.value)

    @cached_property
    def constants(self) -> frozenset[str]:
        """The literals of the program's numbers and strings."""
        return frozenset(
            repr(node.value)
            for node in ast.walk(self.source.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, int | float | complex | str)
        )


def expanded(stmt: ast.AugAssign) -> ast.BinOp:
    """Return `x + y` for `x += y`."""
    return ast.BinOp(stmt.target, stmt.op, stmt.value)


def _unparse(node: ast.AST) -> str:
    return ast.unparse(node)
