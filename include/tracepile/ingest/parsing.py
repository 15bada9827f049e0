"""Parse program text, and say what it imports and defines."""

import ast
import sys
import warnings
from collections.abc import Iterator
from functools import lru_cache

from tracepile.ingest.candidate import Reason, RejectedError

STDIN = "stdin"


@lru_cache(maxsize=16)  # the steps of one row ask for the same text again
def parse_code(code: str) -> ast.Module:
    """Parse a program and check that it compiles; leave the tree as it is. Raises `RejectedError` (`syntax_error`)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an invalid escape sequence in the program is not our warning
        try:
            tree = ast.parse(code, "<program>")
            compile(tree, "<program>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
            line = getattr(error, "lineno", None)
            where = f" in line {line}" if line else ""
            what = getattr(error, "msg", None) or str(error) or type(error).__name__
            raise RejectedError(Reason.SYNTAX_ERROR, f"The code does not compile: {what}{where}.") from None
    return tree


def walk_statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the module and every statement in it, nested ones included; much faster than a walk over expressions."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for block in ("body", "orelse", "finalbody", "handlers", "cases"):
            waiting.extend(getattr(node, block, ()))


def find_modules(tree: ast.Module) -> list[str]:
    """Return the top-level modules outside the standard library that a program imports anywhere, sorted.

    A relative import counts as a module called `.`.
    """
    found: set[str] = set()
    for node in walk_statements(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add("." if node.level else (node.module or "").partition(".")[0])
    return sorted(found - sys.stdlib_module_names)


def check_entry_point(tree: ast.Module, entry_point: str) -> None:
    """Check that the program defines its entry point: a function, or `Class().method`. Raises `RejectedError`."""
    if entry_point == STDIN:
        return
    owner, is_method, method = entry_point.partition("().")
    names = dict(_bindings(tree.body))
    if is_method:
        found = names.get(owner)
        is_defined = isinstance(found, ast.ClassDef) and (
            bool(found.bases) or any(name == method for name, _ in _bindings(found.body))
        )
    else:
        is_defined = entry_point in names
    if not is_defined:
        raise RejectedError(Reason.ENTRY_POINT_UNDEFINED, f"The code does not define its entry point {entry_point!r}.")


def _bindings(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    for statement in body:
        for name in bound_names(statement):
            yield name, statement


def bound_names(statement: ast.stmt) -> set[str]:
    """Return the names that a statement binds in the scope it stands in, its nested blocks included."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    names: set[str] = set()
    for node in ast.iter_child_nodes(statement):
        if isinstance(node, ast.stmt):
            names |= bound_names(node)
        elif isinstance(node, ast.ExceptHandler | ast.match_case):
            for inner in node.body:
                names |= bound_names(inner)
        else:
            names |= {
                inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
            }
    return names
