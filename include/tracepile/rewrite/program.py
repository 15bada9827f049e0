"""A program as the rewrites see it: its tree, the text of each part, its names, and edits of that text.

Rewrites replace the text of single statements and expressions; all else keeps its formatting and comments. Places that
a replacement cannot reach safely (two statements on a line, a body on the line of its head) are not offered.
"""

import ast
import builtins
import keyword
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Loop: TypeAlias = ast.For | ast.While
Scope: TypeAlias = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES: Final = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_FREE: Final = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Expr, ast.If, ast.While, ast.keyword)
"""Parents in which any expression stands without parentheses."""

BY_TEXT: Final = frozenset({"locals", "globals", "vars", "eval", "exec", "dir", "compile"})
"""Builtins that look at names or frames: a program that uses one may see what a rewrite changes."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the bytes from `start` to `end` of the program's UTF-8 text."""

    start: int
    end: int
    text: str


Site: TypeAlias = tuple[Edit, ...]
"""The edits of one change; they are made together or not at all."""


class Program:
    """A parsed program. Raises SyntaxError, ValueError or RecursionError for a text that does not parse."""

    def __init__(self, code: str, keep: Iterable[str], seed: int) -> None:
        self.code = code
        self.tree = ast.parse(code)
        self.keep = frozenset(keep)
        self.rng = random.Random(seed)  # noqa: S311
        self.nodes = list(ast.walk(self.tree))
        self._bytes = code.encode()
        self._starts = [0]
        for line in self._bytes.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._parents = {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}
        self._taken = _all_names(self.nodes) | set(dir(builtins)) | set(keyword.kwlist)
        self.unit = self._find_unit()

    # the text -------------------------------------------------------------------------------------------------------

    def span(self, node: ast.stmt | ast.expr) -> tuple[int, int]:
        """Return where the text of a node begins and ends, in bytes."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self._starts[node.lineno - 1] + node.col_offset
        return start, self._starts[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: ast.stmt | ast.expr) -> str:
        """Return the text of a node as it is written."""
        start, end = self.span(node)
        return self._bytes[start:end].decode()

    def indent(self, stmt: ast.stmt) -> str:
        """Return the white space before a statement that begins its line."""
        return self._bytes[self._starts[stmt.lineno - 1] :][: stmt.col_offset].decode()

    def is_alone(self, stmt: ast.stmt) -> bool:
        """Tell whether a statement has its lines for itself, so that other lines can take their place."""
        start, end = self.span(stmt)
        before = self._bytes[self._starts[stmt.lineno - 1] : start]
        after = self._bytes[end : self._starts[stmt.end_lineno or stmt.lineno]].strip()
        return not before.strip() and (not after or after.startswith(b"#")) and not self.is_elif(stmt)

    def is_elif(self, stmt: ast.stmt) -> bool:
        """Tell whether an `if` is written as the `elif` of another one."""
        return isinstance(stmt, ast.If) and self.text(stmt).startswith("elif")

    def block(self, body: Sequence[ast.stmt], indent: str) -> list[str]:
        """Return the lines of statements, moved to an indentation; comments between them stay."""
        first, last = body[0], body[-1]
        strings = [each for stmt in body for each in ast.walk(stmt) if isinstance(each, ast.Constant | ast.JoinedStr)]
        is_plain = all(each.lineno == each.end_lineno for each in strings)
        if not (is_plain and self.is_alone(first) and self.is_alone(last)):
            return [indent + line for stmt in body for line in ast.unparse(stmt).splitlines()]
        old = self.indent(first)
        text = self._bytes[self._starts[first.lineno - 1] : self.span(last)[1]].decode()
        lines = [line.removeprefix(old) if line.startswith(old) else line.lstrip() for line in text.splitlines()]
        return [indent + line if line.strip() else "" for line in lines]

    def _find_unit(self) -> str:
        for node in self.nodes:
            if isinstance(node, Function | ast.If | ast.For | ast.While) and self.is_alone(node.body[0]):
                inner = self.indent(node.body[0])
                outer = self._bytes[self._starts[node.lineno - 1] :][: node.col_offset].decode()
                if inner.startswith(outer) and not outer.strip() and inner != outer:
                    return inner.removeprefix(outer)
        return "    "

    # edits ----------------------------------------------------------------------------------------------------------

    def replace_stmt(self, stmt: ast.stmt, lines: Sequence[str]) -> Edit:
        """Put lines in the place of a statement; they carry their indentation except the first one."""
        return self.replace_stmts([stmt], lines)

    def replace_stmts(self, stmts: Sequence[ast.stmt], lines: Sequence[str]) -> Edit:
        """Put lines in the place of adjacent statements."""
        return Edit(self.span(stmts[0])[0], self.span(stmts[-1])[1], "\n".join(lines).lstrip(" \t"))

    def replace_expr(self, node: ast.expr, text: str, *, is_atom: bool = False) -> Edit:
        """Put an expression in the place of another one, in parentheses where they may be needed."""
        parent = self._parents.get(node)
        is_argument = isinstance(parent, ast.Call) and node in parent.args
        start, end = self.span(node)
        is_free = is_atom or is_argument or (isinstance(parent, _FREE) and node.lineno == node.end_lineno)
        return Edit(start, end, text if is_free else f"({text})")

    def insert_at_top(self, lines: Sequence[str]) -> Edit:
        """Put definitions before the first statement that is neither the docstring nor an import."""
        for stmt in self.tree.body:
            is_text = isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Constant)
            if not is_text and not isinstance(stmt, ast.Import | ast.ImportFrom):
                line = min([stmt.lineno, *(each.lineno for each in getattr(stmt, "decorator_list", []))])
                start = self._starts[line - 1]
                return Edit(start, start, "\n".join(lines) + "\n\n\n")
        return Edit(len(self._bytes), len(self._bytes), "\n\n" + "\n".join(lines) + "\n")

    def apply(self, sites: Sequence[Site], most: int) -> str | None:
        """Make up to `most` changes that do not touch one another, drawn by the seed; None if there is none."""
        drawn = list(sites)
        self.rng.shuffle(drawn)
        chosen: list[Edit] = []
        n_chosen = 0
        for site in drawn:
            if n_chosen < most and not any(_is_touching(edit, other) for edit in site for other in chosen):
                chosen += [edit for edit in site if edit not in chosen]
                n_chosen += 1
        if not chosen:
            return None
        text = self._bytes
        for edit in sorted(chosen, key=lambda edit: (edit.start, edit.end), reverse=True):
            text = text[: edit.start] + edit.text.encode() + text[edit.end :]
        return text.decode()

    # the tree -------------------------------------------------------------------------------------------------------

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node that holds a node."""
        return self._parents.get(node)

    def scope(self, node: ast.AST) -> Scope:
        """Return the innermost function, lambda or class a node stands in, or the module."""
        up = self._parents.get(node)
        while up is not None and not isinstance(up, _SCOPES):
            up = self._parents.get(up)
        return up if isinstance(up, _SCOPES) else self.tree

    def loop(self, node: ast.AST) -> ast.AST | None:
        """Return the innermost loop of the same scope whose body a node stands in."""
        up = self._parents.get(node)
        while up is not None and not isinstance(up, _SCOPES):
            if isinstance(up, ast.For | ast.AsyncFor | ast.While):
                return up
            up = self._parents.get(up)
        return None

    def bodies(self) -> Iterator[list[ast.stmt]]:
        """Yield every list of statements."""
        for node in self.nodes:
            for name in ("body", "orelse", "finalbody"):
                body = getattr(node, name, None)
                if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                    yield body

    def is_in_function(self, node: ast.AST) -> bool:
        """Tell whether a node runs in the frame of a plain function."""
        return isinstance(self.scope(node), Function)

    def is_builtin(self, name: str) -> bool:
        """Tell whether a name can only mean the builtin."""
        return name not in self.bound

    @property
    def bound(self) -> set[str]:
        """All names that the program binds anywhere."""
        return bound_names(self.nodes)

    @property
    def looks_at_names(self) -> bool:
        """Whether the program may see names or frames as data."""
        return any(isinstance(node, ast.Name) and node.id in BY_TEXT for node in self.nodes)

    def fresh(self, *stems: str) -> str:
        """Return a name that the program does not know, and take it."""
        stem = self.rng.choice(stems)
        name, number = stem, 2
        while name in self._taken:
            name, number = f"{stem}_{number}", number + 1
        self._taken.add(name)
        return name


def bound_names(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that nodes bind: assigned, defined, imported, caught, or parameters."""
    names: set[str] = set()
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.alias(name=name, asname=asname):
                names.add((asname or name).split(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                names.add(name)
            case ast.MatchMapping(rest=str(name)):
                names.add(name)
    return names


def loaded_names(node: ast.AST) -> set[str]:
    """Return the names that a node reads."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs in the frame of a scope: its nodes without the inside of the scopes in it."""
    pending = list(ast.iter_child_nodes(scope))
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, (*_SCOPES, *COMPREHENSIONS)):
            pending.extend(ast.iter_child_nodes(node))


def has(node: ast.AST | Iterable[ast.AST], *types: type[ast.AST]) -> bool:
    """Tell whether a node of one of the types is among a node or several, or inside."""
    nodes = [node] if isinstance(node, ast.AST) else node
    return any(isinstance(each, types) for one in nodes for each in ast.walk(one))


def leaves_loop(body: Sequence[ast.stmt], *types: type[ast.stmt]) -> bool:
    """Tell whether a `break` or `continue` (the types) in a loop's body is about that loop."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, types):
            return True
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            pending.extend(node.orelse)
        elif not isinstance(node, _SCOPES):
            pending.extend(ast.iter_child_nodes(node))
    return False


def negate(test: ast.expr) -> str:
    """Return the text of the opposite condition."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return ast.unparse(operand)
        case ast.Compare(ops=[op]):
            for one, other in _OPPOSITES:
                if isinstance(op, one):
                    return ast.unparse(ast.Compare(test.left, [other()], test.comparators))
    return ast.unparse(ast.UnaryOp(ast.Not(), test))


_OPPOSITES: Final[tuple[tuple[type[ast.cmpop], type[ast.cmpop]], ...]] = (
    (ast.Is, ast.IsNot),
    (ast.IsNot, ast.Is),
    (ast.In, ast.NotIn),
    (ast.NotIn, ast.In),
    (ast.Eq, ast.NotEq),
    (ast.NotEq, ast.Eq),
)
"""`<` has no opposite: of numbers that are no numbers, and of sets, neither `<` nor `>=` may hold."""


def _all_names(nodes: Iterable[ast.AST]) -> set[str]:
    names = bound_names(nodes)
    names |= {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    names |= {node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg}
    return names | {name for node in nodes if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}


def _is_touching(one: Edit, other: Edit) -> bool:
    if one.start == one.end or other.start == other.end:  # insertions stand beside anything but the inside of an edit
        return one != other and (one.start < other.start < one.end or other.start < one.start < other.end)
    return one.start < other.end and other.start < one.end
