"""One moment of a run as seen from one frame: what the names are, and how expressions come out."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tracepile.narrate.evaluate import MISSING, Evaluator
from tracepile.narrate.explain import Explained, explain
from tracepile.narrate.fill import claim_value, path_of, source_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.scene import CallBook, Frame, Scene
from tracepile.narrate.show import LIMIT, claim_literal, shown


@dataclass(frozen=True, slots=True)
class Clause:
    """Part of a sentence: text that starts in lower case (or with code) and has no final stop, and its claims.

    `is_quiet` marks what says little (an assertion that holds); `is_echo` what was told already when the calls of the
    statement were told from the inside; `has_reason` what gives a reason of its own (`a > b` is true, so …).
    """

    text: str
    claims: tuple[Claim, ...] = ()
    is_quiet: bool = False
    is_echo: bool = False
    has_reason: bool = False


def clause(
    text: str,
    claims: Iterable[Claim] = (),
    *,
    is_quiet: bool = False,
    is_echo: bool = False,
    has_reason: bool = False,
) -> Clause:
    """Build a clause."""
    return Clause(text, tuple(claims), is_quiet, is_echo, has_reason)


def follow_from(so: Clause, each: Clause) -> Clause:
    """Let a clause follow from a condition: `x` is true, so …; one with a reason of its own is joined by `and`."""
    joint = ", and " if each.has_reason else ", so "
    return clause(f"{so.text}{joint}{each.text}", [*so.claims, *each.claims])


@lru_cache(maxsize=2048)
def parse_path(path: str) -> ast.expr:
    """Return the expression of a path."""
    return ast.parse(path, mode="eval").body


@lru_cache(maxsize=4096)
def find_only_removal(node: ast.expr) -> ast.Call | None:
    """Return the one call `xs.pop()` of an expression that does not look at `xs` otherwise."""
    if "pop" not in source_of(node):
        return None
    calls = [part for part in ast.walk(node) if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)]
    removals = [call for call in calls if call.func.attr in ("pop", "popleft")]  # type: ignore[attr-defined]
    if len(removals) != 1:
        return None
    owner = source_of(removals[0].func.value)  # type: ignore[attr-defined]
    seen = sum(source_of(part) == owner for part in ast.walk(node) if isinstance(part, ast.expr))
    return removals[0] if seen == 1 else None


@dataclass(slots=True)
class Moment:
    """The state at `step` seen from `frame`."""

    scene: Scene
    step: int
    frame: int
    callees: Sequence[Frame] = ()
    evaluator: Evaluator = field(init=False)
    _book: CallBook | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.evaluator, self._book = self.scene.evaluator(self.step, self.frame, self.callees)

    def frame_of(self, node: ast.Call) -> Frame | None:
        """Return the frame that a call to one of the program's functions ran in."""
        frames = [] if self._book is None else self._book.frames.get(node, [])
        return frames[0] if len(frames) == 1 else None

    def calls(self) -> list[tuple[ast.Call, Frame]]:
        """Return the calls of the program's functions whose results were looked up, each with its one frame."""
        if self._book is None:
            return []
        return [(node, frames[0]) for node, frames in self._book.frames.items() if len(frames) == 1]

    def find(self, node: ast.expr) -> Any:
        """Return an expression's value, or MISSING."""
        removal = find_only_removal(node)
        if removal is not None:
            self.evaluator.allow_removal(removal)
        return self.evaluator.find(node)

    def find_path(self, path: str) -> Any:
        """Return the value at a path, or MISSING."""
        return self.evaluator.find(parse_path(path))

    def explain(self, node: ast.expr) -> Explained:
        """Explain an expression."""
        self.find(node)
        explained = explain(node, self.evaluator, self.step, self.frame)
        removed = self._claim_removal(node)
        if not removed and self.evaluator.has_peeked(node):  # what is taken out cannot be claimed by its place
            explained = Explained(node, explained.source, None)
        explained.claims += [*self._claim_calls(node), *removed]
        return explained

    def _claim_calls(self, node: ast.expr) -> list[Claim]:
        """Claim the results of the program's own functions that an expression uses."""
        claims: list[Claim] = []
        for call in ast.walk(node) if self._book is not None and self._book.frames else ():
            frame = self.frame_of(call) if isinstance(call, ast.Call) else None
            if frame is not None and frame.returned is not None and not self.scene.is_generator(frame):
                value = self.scene.events[frame.returned].value or "None"
                kind = self.scene.returned_type(frame.returned)
                claims.append(Claim("return", frame.returned, frame.id, frame.function, claim_literal(value), kind))
        return claims

    def _claim_removal(self, node: ast.expr) -> list[Claim]:
        """Claim the element that the one removing call of an expression takes out, by its place."""
        removal = find_only_removal(node)
        value = MISSING if removal is None else self.evaluator.find(removal)
        if removal is None or value is MISSING or self.evaluator.is_recorded(removal):
            return []
        assert isinstance(removal.func, ast.Attribute)
        owner = removal.func.value
        path = self.path_of(owner)
        if path is None:
            return []
        key = "0" if removal.func.attr == "popleft" else "-1" if not removal.args else source_of(removal.args[0])
        return [self.claim(f"{path}[{key}]", value)]

    def path_of(self, node: ast.expr) -> str | None:
        """Return the path an expression stands for, indices resolved, or None."""
        return path_of(node, self.evaluator)

    def claim(self, path: str, value: Any) -> Claim:
        """Claim that a path has a value here."""
        return claim_value("value", self.step, self.frame, path, value)

    def claim_expression(self, expression: str, value: Any) -> Claim:
        """Claim that an expression comes out as a value here."""
        return claim_value("arithmetic", self.step, self.frame, expression, value)

    def has(self, name: str) -> bool:
        """Tell whether a name has a value here."""
        return self.scene.cursor.names(self.step, self.frame).get(name, MISSING) is not MISSING

    def show(self, value: Any, limit: int = LIMIT) -> str:
        """Return a value in backticks."""
        return code(shown(value, limit))

    def described(self, path: str, limit: int = LIMIT) -> tuple[str, list[Claim]] | None:
        """Return `path = value` in backticks with its claim, or None when the path has no value."""
        value = self.find_path(path)
        if value is MISSING:
            return None
        return code(f"{path} = {shown(value, limit)}"), [self.claim(path, value)]
