"""The program's syntax, indexed by line: which statement an event of a frame belongs to."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Scope: TypeAlias = ast.Module | FunctionNode | ast.ClassDef

COMPOUND: Final = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.Try,
    ast.TryStar,
    ast.With,
    ast.AsyncWith,
    ast.Match,
)
LOOPS: Final = (ast.For, ast.AsyncFor, ast.While)
DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands in a scope: the innermost statement, its ancestors from the outside in, and its part.

    `part` is `header` for the head of a compound statement (or all of a simple one), else the name of the field the
    next statement of the chain stands in: `body`, `orelse`, `finalbody`, `handler 0`, `case 1`.
    """

    chain: tuple[tuple[ast.stmt, str], ...]

    @property
    def stmt(self) -> ast.stmt:
        """The innermost statement."""
        return self.chain[-1][0]


@dataclass(slots=True)
class ScopeIndex:
    """The lines of one scope (a function, class or module body without what is defined inside it)."""

    node: Scope
    places: dict[int, Place] = field(default_factory=dict)
    inline: set[ast.stmt] = field(default_factory=set)
    """Compound statements with their body on the line of their head: one event stands for both."""
    followers: dict[ast.stmt, list[ast.stmt]] = field(default_factory=dict)
    """Simple statements after `;` on the line of the first one: they share its event."""

    def place(self, line: int) -> Place | None:
        """Return where a line stands, or None for a line of no statement (a decorator, a blank)."""
        return self.places.get(line)


def blocks(stmt: ast.stmt) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Yield the named statement lists of a compound statement."""
    if isinstance(stmt, ast.Match):
        for number, case in enumerate(stmt.cases):
            yield f"case {number}", case.body
        return
    for name in ("body", "orelse", "finalbody"):
        block = getattr(stmt, name, None)
        if block:
            yield name, block
    for number, handler in enumerate(getattr(stmt, "handlers", ())):
        yield f"handler {number}", handler.body


class Source:
    """A parsed program. Raises SyntaxError when it does not parse."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.splitlines()
        self.tree = ast.parse(text)
        self.scopes: dict[tuple[str, int], ScopeIndex] = {}
        self.names: dict[str, FunctionNode] = {}
        self.classes: dict[str, ast.ClassDef] = {}
        self._module = _index_scope(self.tree)
        self._methods: dict[int, str] = {}
        self._generators: dict[FunctionNode, bool] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, DEFINITIONS):
                first = _first_line(node)
                index = _index_scope(node)
                self.scopes[node.name, first] = index
                self.scopes[node.name, node.lineno] = index
                if isinstance(node, ast.ClassDef):
                    self.classes[node.name] = node
                    for stmt in node.body:
                        if isinstance(stmt, ast.FunctionDef | ast.AsyncFunctionDef):
                            self._methods[_first_line(stmt)] = node.name
                else:
                    self.names[node.name] = node

    def scope(self, function: str, line: int) -> ScopeIndex | None:
        """Return the scope of a frame by its function's name and first line; None for comprehensions and lambdas."""
        if function == "<module>":
            return self._module
        return self.scopes.get((function.rpartition(".")[2], line))

    def class_of(self, line: int) -> str | None:
        """Return the class whose method begins at a line (its first decorator or `def`)."""
        return self._methods.get(line)

    def is_generator(self, node: FunctionNode) -> bool:
        """Tell whether a function yields."""
        if node not in self._generators:
            self._generators[node] = any(isinstance(part, ast.Yield | ast.YieldFrom) for part in _own_nodes(node))
        return self._generators[node]


def _first_line(node: FunctionNode | ast.ClassDef) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (*DEFINITIONS, ast.Lambda)):
            yield child
            yield from _own_nodes(child)


def _index_scope(node: Scope) -> ScopeIndex:
    index = ScopeIndex(node)
    _index_block(node.body, (), index)
    return index


def _index_block(block: list[ast.stmt], above: tuple[tuple[ast.stmt, str], ...], index: ScopeIndex) -> None:
    leader: ast.stmt | None = None
    for stmt in block:
        if leader is not None and leader.end_lineno == stmt.lineno and not isinstance(stmt, COMPOUND):
            index.followers.setdefault(leader, []).append(stmt)
            continue
        leader = stmt
        header = Place((*above, (stmt, "header")))
        if not isinstance(stmt, COMPOUND):
            last = stmt.lineno if isinstance(stmt, DEFINITIONS) else stmt.end_lineno or stmt.lineno
            first = min([stmt.lineno, *(d.lineno for d in getattr(stmt, "decorator_list", ()))])
            for line in range(first, last + 1):
                index.places.setdefault(line, header)
            continue
        parts = list(blocks(stmt))
        first_body = parts[0][1][0]
        is_inline = first_body.lineno <= _head_end(stmt)
        if is_inline:
            index.inline.add(stmt)
        for line in range(stmt.lineno, max(stmt.lineno, _head_end(stmt)) + 1):
            index.places.setdefault(line, header)
        for name, body in parts:
            _index_block(body, (*above, (stmt, name)), index)
        for number, handler in enumerate(getattr(stmt, "handlers", ())):
            place = Place((*above, (stmt, f"handler {number}")))
            for line in range(handler.lineno, handler.body[0].lineno + 1):
                index.places.setdefault(line, place)
        if isinstance(stmt, ast.Match):
            for case in stmt.cases:
                for line in range(case.pattern.lineno, case.body[0].lineno + 1):
                    index.places.setdefault(line, header)


def _head_end(stmt: ast.stmt) -> int:
    heads: list[ast.AST] = []
    if isinstance(stmt, ast.If | ast.While):
        heads = [stmt.test]
    elif isinstance(stmt, ast.For | ast.AsyncFor):
        heads = [stmt.target, stmt.iter]
    elif isinstance(stmt, ast.With | ast.AsyncWith):
        heads = [part for item in stmt.items for part in (item.context_expr, item.optional_vars) if part]
    elif isinstance(stmt, ast.Match):
        heads = [stmt.subject]
    return max([stmt.lineno, *(getattr(head, "end_lineno", 0) or 0 for head in heads)])
