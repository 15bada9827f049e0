"""The execution tree of a frame: its events grouped by the statements they belong to.

A statement that ran is a node. A simple statement is a leaf; a loop holds its passes, an `if` the branch that ran.
Every node knows the steps it spans, so that the state before and after it can be asked for.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from tracepile.execution.model import Event
from tracepile.narrate.source import LOOPS, ScopeIndex


@dataclass(slots=True)
class Part:
    """A block of a compound statement that ran: one pass of a loop, a branch, a handler.

    `head` is the step of the event that led to it (the loop's test, the condition).
    """

    name: str
    head: int
    nodes: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Node:
    """One execution of a statement.

    first: step of its first event. after: step of the frame's next event behind it (the state there is the state
    after the statement); None when the recording ends inside it. heads: steps of the events of its own line(s).
    errors: steps of exception events seen while it was the innermost statement. yields: steps at which it yielded.
    returned: step of the frame's last return event when this statement ended the frame.
    is_exhausted (loops): the last head found nothing left to do, so it began no pass.
    """

    stmt: ast.stmt
    first: int
    after: int | None = None
    heads: list[int] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    errors: list[int] = field(default_factory=list)
    yields: list[int] = field(default_factory=list)
    returned: int | None = None
    is_exhausted: bool = False

    @property
    def passes(self) -> list[Part]:
        """The passes of a loop's body."""
        return [part for part in self.parts if part.name == "body"]

    def part(self, name: str) -> Part | None:
        """Return the last part with this name."""
        return next((part for part in reversed(self.parts) if part.name == name), None)


def build_tree(events: Sequence[Event], own: Sequence[int], scope: ScopeIndex) -> list[Node]:
    """Group the events of one frame (`own`: their steps, in order) into the statements of its body."""
    builder = _Builder(scope)
    for position, step in enumerate(own):
        event = events[step]
        following = own[position + 1] if position + 1 < len(own) else None
        builder.add(event, following)
    builder.close(0, None)
    return builder.root.nodes


class _Builder:
    def __init__(self, scope: ScopeIndex) -> None:
        self.scope = scope
        self.root = Part("body", 0)
        self.open: list[tuple[Node, Part | None]] = []
        """Open nodes from the outside in, each with its open part (None while its head runs)."""
        self.last: Node | None = None

    def add(self, event: Event, following: int | None) -> None:
        if event.kind == "line":
            place = self.scope.place(event.line)
            if place is not None:
                self._enter(place.chain, event)
        elif event.kind == "exception":
            if self.last is not None:
                self.last.errors.append(event.step)
        elif event.kind == "return" and self.last is not None:
            if following is None:
                self.last.returned = event.step
                self.close(0, event.step)
            else:
                self.last.yields.append(event.step)

    def _enter(self, chain: tuple[tuple[ast.stmt, str], ...], event: Event) -> None:
        depth = 0
        while depth < len(chain) - 1 and depth < len(self.open):
            (stmt, name), (node, part) = chain[depth], self.open[depth]
            if node.stmt is not stmt or (part is not None and part.name != name and not _may_follow(part.name, name)):
                break
            depth += 1
        stmt, name = chain[-1]
        is_again = depth < len(self.open) and self.open[depth][0].stmt is stmt and depth == len(chain) - 1
        if is_again and self._continues(depth, name, event):
            return
        if is_again and isinstance(stmt, LOOPS) and name == "header":
            node, _ = self.open[depth]
            self.close(depth + 1, event.step)
            node.heads.append(event.step)
            self.open[depth] = (node, None)
            self.last = node
            return
        if is_again and name != "header":  # an `except` line of an open `try`
            self.close(depth + 1, event.step)
            node, _ = self.open[depth]
            self._open_part(depth, name, event.step)
            self.last = node
            return
        if is_again and isinstance(stmt, ast.With | ast.AsyncWith):  # leaving the block visits its head again
            node = self.open[depth][0]
            self.close(depth + 1, event.step)
            node.heads.append(event.step)
            self.last = node
            return
        self.close(depth, event.step)
        for level, (outer, part_name) in enumerate(chain[:-1]):
            if level >= len(self.open):
                self._start(outer, event, is_entered=False)
            self._select(level, part_name, event)
        self._start(stmt, event, is_entered=True)

    def _continues(self, depth: int, name: str, event: Event) -> bool:
        """Tell whether the event is one more line of the head (or simple statement) that is running already."""
        node, part = self.open[depth]
        if name != "header" or depth != len(self.open) - 1 or part is not None:
            return False
        return not (isinstance(node.stmt, LOOPS) and node.stmt in self.scope.inline)

    def _start(self, stmt: ast.stmt, event: Event, *, is_entered: bool) -> None:
        node = Node(stmt, event.step)
        if is_entered:
            node.heads.append(event.step)
        self._nodes().append(node)
        self.open.append((node, None))
        self.last = node

    def _nodes(self) -> list[Node]:
        if not self.open:
            return self.root.nodes
        part = self.open[-1][1]
        assert part is not None
        return part.nodes

    def _select(self, level: int, name: str, event: Event) -> None:
        """Make `name` the open part of the node at this level; a later level's nodes go into it."""
        part = self.open[level][1]
        if part is None or part.name != name:
            self._open_part(level, name, event.step)

    def _open_part(self, level: int, name: str, step: int) -> None:
        node, _ = self.open[level]
        part = Part(name, node.heads[-1] if node.heads else step)
        node.parts.append(part)
        self.open[level] = (node, part)

    def close(self, depth: int, step: int | None) -> None:
        while len(self.open) > depth:
            node, part = self.open.pop()
            node.after = step
            if isinstance(node.stmt, LOOPS) and step is not None:
                node.is_exhausted = part is None or part.name == "orelse"


def _may_follow(earlier: str, later: str) -> bool:
    """Tell whether a part of an open statement may follow another of its parts without passing its head."""
    return later in ("orelse", "finalbody") or later.startswith(("handler", "case"))
