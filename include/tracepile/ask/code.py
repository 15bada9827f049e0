"""What the source text says about its lines, functions and variables: facts that no event carries.

Three relations with a row per function, line and variable of a program are given to SQL beside the events. They hold
only what a question may safely name; whatever is doubtful (several statements on a line, a statement over several
lines, a name that two functions share, a variable that an inner function binds) is left out.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import pyarrow as pa

Row: TypeAlias = dict[str, Any]

MODULE: Final = "<module>"
MAX_QUOTE: Final = 80

_PLACE: Final = [("program_id", pa.string()), ("scope", pa.int32())]

FUNCTIONS: Final = pa.schema([*_PLACE, ("function", pa.string()), ("def_line", pa.int32())])
"""A function whose name is its own in the program, or the module. `scope` is the line where its frames begin (the
first decorator, else the `def`; 0 for the module) and names it in the other relations; `def_line` is its `def`."""

SOURCE_LINES: Final = pa.schema(
    [
        *_PLACE,
        ("line", pa.int32()),
        ("role", pa.string()),
        ("body_first", pa.int32()),
        ("body_last", pa.int32()),
        ("is_outer_loop", pa.bool_()),
        ("is_conditional", pa.bool_()),
        ("is_literal", pa.bool_()),
        ("has_inlined_loop", pa.bool_()),
        ("text", pa.string()),
    ]
)
"""A line that holds the whole of one statement or the whole head of a compound one; `role` is a value of `_ROLES`.

body_first, body_last: the lines that a true condition or an iteration enters. is_outer_loop: a loop that is in no
other loop of its function. is_conditional: under a condition or in a `try`. is_literal: what it assigns, prints or
counts through stands on the line. has_inlined_loop: holds a comprehension, which is a loop of the same frame from
Python 3.12 on. text: null where the line cannot be quoted.
"""

VARIABLES: Final = pa.schema([*_PLACE, ("variable", pa.string()), ("is_parameter", pa.bool_())])
"""A variable that only its own frame binds: a parameter, a local, or a variable of the module."""

RELATIONS: Final[Mapping[str, pa.Schema]] = {
    "functions": FUNCTIONS,
    "source_lines": SOURCE_LINES,
    "variables": VARIABLES,
}

_LOOPS: Final = (ast.For, ast.AsyncFor, ast.While)
_COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_INLINED: Final = (ast.ListComp, ast.SetComp, ast.DictComp)
_CONDITIONAL: Final = (ast.If, ast.While, ast.Try, ast.TryStar, ast.Match)
_DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# Lines with these also run at other times than their statement, or bind a name before they are done.
_DOUBTFUL: Final = (ast.Lambda, ast.Yield, ast.YieldFrom, ast.Await, ast.NamedExpr)
_TRANSPARENT_DECORATORS: Final = {"staticmethod", "classmethod"}
# A program that uses one of these may bind a variable of the module by other means than a statement.
_NAMESPACE_TOOLS: Final = {"globals", "vars", "locals", "exec", "eval", "__dict__", "modules", "setattr"}
_LITERAL_PARTS: Final = (
    ast.Constant,
    ast.UnaryOp,
    ast.unaryop,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
    ast.expr_context,
)
_ROLES: Final[Mapping[type[ast.stmt], str]] = {
    ast.Assign: "assign",
    ast.AnnAssign: "assign",
    ast.AugAssign: "assign",
    ast.Expr: "expr",
    ast.Return: "return",
    ast.Delete: "delete",
    ast.Break: "break",
    ast.Continue: "continue",
    ast.Raise: "raise",
    ast.If: "if",
    ast.While: "while",
    ast.For: "for",
}


def read_program(program_id: str, code: str) -> dict[str, list[Row]]:
    """Return the rows of `functions`, `source_lines` and `variables` of one program.

    Raises SyntaxError (or ValueError, RecursionError) for a program that does not parse.
    """
    program = _Program(ast.parse(code), code)
    found = {"functions": program.functions(), "source_lines": program.lines(), "variables": program.variables()}
    return {name: [{"program_id": program_id, **row} for row in rows] for name, rows in found.items()}


def build_relations(programs: Iterable[Mapping[str, list[Row]]]) -> dict[str, pa.Table]:
    """Return the three relations of the programs read by `read_program`."""
    rows: dict[str, list[Row]] = {name: [] for name in RELATIONS}
    for program in programs:
        for name, found in program.items():
            rows[name] += found
    return {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in RELATIONS.items()}


class _Program:
    """One parsed program and the names in it that make a function or a variable doubtful."""

    def __init__(self, tree: ast.Module, code: str) -> None:
        self.texts = re.split(r"\r\n|\r|\n", code)
        nodes = list(ast.walk(tree))
        self.shared_globals = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
        self.shared_locals = {name for node in nodes if isinstance(node, ast.Nonlocal) for name in node.names}
        self.has_namespace_tools = any(
            (node.id if isinstance(node, ast.Name) else node.attr) in _NAMESPACE_TOOLS
            for node in nodes
            if isinstance(node, ast.Name | ast.Attribute)
        )
        statements = [node for node in nodes if isinstance(node, ast.stmt)]
        self.n_on_line = Counter(stmt.lineno for stmt in statements)
        self.n_on_line.update(
            _last_line(stmt) for stmt in statements if _last_line(stmt) != stmt.lineno and not hasattr(stmt, "body")
        )
        n_named = Counter(node.name for node in nodes if isinstance(node, _DEFINITIONS))
        n_named.update(_stored(nodes))
        first_lines = Counter(_first_line(node) for node in statements if isinstance(node, _DEFINITIONS))
        self.scopes: list[tuple[int, ast.Module | ast.FunctionDef]] = [(0, tree)]
        self.scopes += [
            (_first_line(node), node)
            for node in statements
            if isinstance(node, ast.FunctionDef)
            and n_named[node.name] == 1
            and first_lines[_first_line(node)] == 1
            and _is_plain(node)
        ]

    def functions(self) -> Iterator[Row]:
        for scope, node in self.scopes:
            name, def_line = (MODULE, 0) if isinstance(node, ast.Module) else (node.name, node.lineno)
            yield {"scope": scope, "function": name, "def_line": def_line}

    def variables(self) -> Iterator[Row]:
        for scope, node in self.scopes:
            own = list(_own_nodes(node))
            doubtful = self.shared_locals | _comprehension_names(own)
            parameters: set[str] = set()
            if isinstance(node, ast.Module):
                if self.has_namespace_tools:
                    continue
                doubtful |= self.shared_globals
            else:
                parameters = {arg.arg for arg in _parameters(node.args)}
                doubtful |= {name for each in own if isinstance(each, ast.Global) for name in each.names}
            for name in sorted((set(_stored(own)) | parameters) - doubtful):
                if not name.startswith("_"):
                    yield {"scope": scope, "variable": name, "is_parameter": name in parameters}

    def lines(self) -> Iterator[Row]:
        for scope, node in self.scopes:
            for stmt, parents in _statements(node.body, ()):
                row = self._line(stmt, parents)
                if row is not None:
                    yield {"scope": scope, **row}

    def _line(self, stmt: ast.stmt, parents: tuple[ast.stmt, ...]) -> Row | None:
        role = _ROLES.get(type(stmt))
        heads = _head(stmt)
        last = max(map(_last_line, heads))
        if role is None or last != stmt.lineno or self.n_on_line[stmt.lineno] != 1 or _never_runs(stmt):
            return None
        walked = [each for head in heads for each in ast.walk(head)]
        if any(isinstance(each, _DOUBTFUL) for each in walked):
            return None
        body = stmt.body if isinstance(stmt, ast.If | ast.While | ast.For) else []
        text = self.texts[stmt.lineno - 1].strip()
        is_quotable = len(text) <= MAX_QUOTE and "`" not in text and text.isprintable()
        return {
            "line": stmt.lineno,
            "role": role,
            "body_first": min(map(_first_line, body)) if body else None,
            "body_last": max(map(_last_line, body)) if body else None,
            "is_outer_loop": isinstance(stmt, _LOOPS) and not any(isinstance(parent, _LOOPS) for parent in parents),
            "is_conditional": any(isinstance(parent, _CONDITIONAL) for parent in parents),
            "is_literal": _is_literal(stmt),
            "has_inlined_loop": any(isinstance(each, _INLINED) for each in walked),
            "text": text if is_quotable else None,
        }


def _first_line(node: ast.stmt) -> int:
    """Return the line where a statement begins, decorators included (there a function's frames begin)."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _last_line(node: ast.stmt | ast.expr) -> int:
    return node.end_lineno or node.lineno


def _is_plain(node: ast.FunctionDef) -> bool:
    """Tell whether each call of a function is one frame that runs from start to end without a pause."""
    if node.name.startswith("__"):
        return False
    decorators = [each.id if isinstance(each, ast.Name) else "" for each in node.decorator_list]
    pauses = any(isinstance(each, ast.Yield | ast.YieldFrom) for each in _own_nodes(node))
    return not pauses and set(decorators) <= _TRANSPARENT_DECORATORS


def _parameters(arguments: ast.arguments) -> list[ast.arg]:
    """Return the parameters that a caller fills one by one; `*args` and `**kwargs` are not among them."""
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is inside a scope, without the inside of the scopes and comprehensions in it."""
    todo = list(ast.iter_child_nodes(node))
    while todo:
        child = todo.pop()
        yield child
        if not isinstance(child, (*_DEFINITIONS, ast.Lambda, *_COMPREHENSIONS)):
            todo.extend(ast.iter_child_nodes(child))


def _stored(nodes: Iterable[ast.AST]) -> Counter[str]:
    return Counter(
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del)
    )


def _comprehension_names(own: Iterable[ast.AST]) -> set[str]:
    """Return the names bound in comprehensions: their targets share a frame from Python 3.12 on, `:=` always does."""
    return {name for node in own if isinstance(node, _COMPREHENSIONS) for name in _stored(ast.walk(node))}


def _statements(body: list[ast.stmt], parents: tuple[ast.stmt, ...]) -> Iterator[tuple[ast.stmt, tuple[ast.stmt, ...]]]:
    """Yield the statements of one scope with the compound statements they are in, from the outside in."""
    for stmt in body:
        yield stmt, parents
        if isinstance(stmt, _DEFINITIONS):
            continue
        inside = (*parents, stmt)
        for name in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(stmt, name, []), inside)
        for part in (*getattr(stmt, "handlers", []), *getattr(stmt, "cases", [])):
            yield from _statements(part.body, inside)


def _head(stmt: ast.stmt) -> list[ast.stmt | ast.expr]:
    """Return what an `if`, `while` or `for` evaluates itself; the whole of any other statement."""
    if isinstance(stmt, ast.If | ast.While):
        return [stmt.test]
    return [stmt.target, stmt.iter] if isinstance(stmt, ast.For) else [stmt]


def _never_runs(stmt: ast.stmt) -> bool:
    """Tell whether a statement leaves nothing to run: a docstring, a constant condition, a bare annotation."""
    if isinstance(stmt, ast.If | ast.While):
        return isinstance(stmt.test, ast.Constant)
    if isinstance(stmt, ast.Expr):
        return isinstance(stmt.value, ast.Constant)
    return isinstance(stmt, ast.AnnAssign) and stmt.value is None


def _is_literal(stmt: ast.stmt) -> bool:
    """Tell whether what a statement assigns, prints or counts through is written with constants only."""
    match stmt:
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            parts = [value]
        case ast.Expr(value=ast.Call(func=ast.Name(), args=parts)):
            pass
        case ast.For(iter=ast.Call(func=ast.Name(id="range"), args=parts)):
            pass
        case ast.For(iter=value):
            parts = [value]
        case _:
            return False
    return all(isinstance(each, _LITERAL_PARTS) for part in parts for each in ast.walk(part))
