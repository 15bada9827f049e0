"""Code as its shape: the same for consistently renamed, commented, annotated or reformatted copies of a program.

The shape is read from the syntax tree. Docstrings, comments and the annotations of functions are left out; each name
that the program itself chooses is replaced by the distance to its previous use; operators, literals, imported names,
builtins and attributes of foreign objects stay as they are.
"""

import ast
import copy
import hashlib
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from tracepile.schema import content_id
from tracepile.similarity import scopes
from tracepile.similarity.scopes import Scope
from tracepile.similarity.tokens import count_code_tokens, find_token_lines, split_code

_SKIPPED: Final = {"ctx", "kind", "type_comment", "type_ignores"}
_ANNOTATIONS: Final = {"returns", "annotation"}
_DOCUMENTED: Final = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Fingerprint:
    """code_sha256: hash of code (comments and layout left out) and entry point; alpha_sha256: hash of its shape and
    the place of the entry point in it, None for code under the minimum, not parseable or too deep; n_code_tokens: its
    size."""

    code_sha256: str
    alpha_sha256: str | None
    n_code_tokens: int


def fingerprint_code(code: str, entry_point: str, min_tokens: int) -> Fingerprint:
    """Return the fingerprints by which a program's duplicates are found; `min_tokens`: size from which shape counts."""
    tokens = split_code(code)
    n_tokens = count_code_tokens(tokens)
    tree = parse_code(code) if n_tokens >= min_tokens else None
    return Fingerprint(
        code_sha256=content_id("code", tokens, entry_point),
        alpha_sha256=None if tree is None else _hash_shape(tree, entry_point),
        n_code_tokens=n_tokens,
    )


def shape_keys(code: str, min_tokens: int) -> tuple[str | None, list[str]]:
    """Return the hashes by which code is held against benchmark solutions: of the whole and of each single function.

    Both leave out imports; the first is None, the second empty, where there is no code of at least `min_tokens`. A
    method that never uses `self` counts as a function. The whole of code that is one function is that function.
    Functions with nothing but a docstring are left out.
    """
    tree = parse_code(code)
    if tree is None:
        return None, []
    tree.body = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom) and not _is_stub(node)]
    lines = find_token_lines(code)
    shapes = [
        _hash_shape(ast.Module(body=[_without_self(node)], type_ignores=[]))
        for node in _functions(tree)
        if _count_between(lines, node) >= min_tokens and not _is_stub(node)
    ]
    functions = [shape for shape in shapes if shape is not None]
    if sum(_count_between(lines, node) for node in tree.body) < min_tokens:
        return None, functions
    return _hash_shape(tree), functions


def parse_code(code: str) -> ast.Module | None:
    """Return the syntax tree of code; None if it does not parse."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


class Shape:
    """Describes one syntax tree; the pieces are the same for two trees of the same shape, and only for them."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._inventory = scopes.Inventory.of(tree)
        self._last: dict[Any, int] = {}
        self._n_uses = 0
        self._pieces: list[str] = []

    def describe(self, entry_point: str = "") -> list[str]:
        """Return the pieces of the tree, in order, and of the entry point (an expression) as seen from its top."""
        top = scopes.module_scope(self._tree, self._inventory)
        self._visit(self._tree, top)
        if entry_point:
            try:
                self._visit(ast.parse(entry_point, mode="eval"), top)
            except SyntaxError:
                self._pieces.append(repr(entry_point))
        return self._pieces

    def _visit(self, node: ast.AST, scope: Scope) -> None:
        self._pieces.append(type(node).__name__)
        inner = self._inner_scope(node, scope)
        for name, value in ast.iter_fields(node):
            if name in _SKIPPED or value is None or value == []:
                continue
            if name in _ANNOTATIONS and isinstance(node, (*scopes.FUNCTIONS, ast.arg)):
                continue
            self._pieces.append("." + name)
            self._visit_field(node, name, value, scope, inner)
        self._pieces.append(")")

    def _visit_field(self, node: ast.AST, name: str, value: Any, scope: Scope, inner: Scope) -> None:
        if isinstance(node, ast.Constant):
            self._pieces.append(f"{type(value).__name__} {value!r}")
        elif isinstance(value, str):
            self._name(node, name, value, scope)
        elif isinstance(value, ast.AST):
            self._visit(value, self._scope_for(node, name, scope, inner))
        elif isinstance(value, list):
            for item in _without_docstring(node, name, value):
                if isinstance(item, str):
                    self._name(node, name, item, scope)
                elif isinstance(item, ast.AST):
                    self._visit(item, self._scope_for(node, name, scope, inner))
                else:
                    self._pieces.append(repr(item))  # the missing key of `**` in a dict, a parameter without default
        else:
            self._pieces.append(repr(value))

    @staticmethod
    def _inner_scope(node: ast.AST, scope: Scope) -> Scope:
        if isinstance(node, (*scopes.FUNCTIONS, ast.Lambda)):
            return scopes.function_scope(node, scope)
        if isinstance(node, ast.ClassDef):
            return scopes.class_scope(node, scope)
        if isinstance(node, scopes.COMPREHENSIONS):
            return scopes.comprehension_scope(node, scope)
        return scope

    @staticmethod
    def _scope_for(node: ast.AST, name: str, scope: Scope, inner: Scope) -> Scope:
        """Decorators, defaults and bases belong to the scope around a function or class."""
        is_outside = isinstance(node, (*scopes.FUNCTIONS, ast.ClassDef)) and name not in {"args", "body"}
        return scope if is_outside else inner

    def _name(self, node: ast.AST, field: str, name: str, scope: Scope) -> None:
        if isinstance(node, ast.Attribute):
            key: Any = ("attribute", name) if name in self._inventory.attributes else None
        elif isinstance(node, ast.keyword | ast.MatchClass):
            key = ("keyword", name) if name in self._inventory.parameters else None
        elif isinstance(node, ast.ImportFrom) or (isinstance(node, ast.alias) and field == "name"):
            key = None
        else:
            owner = scope.owner(name)
            key = None if owner is None else ("attribute", name) if owner.is_class else (owner, name)
        if key is None:
            self._pieces.append(f"name {name}")
            return
        self._n_uses += 1
        before = self._last.get(key)
        self._last[key] = self._n_uses
        self._pieces.append(f"back {0 if before is None else self._n_uses - before}")


def _without_docstring(node: ast.AST, field: str, body: list[Any]) -> list[Any]:
    if field != "body" or not isinstance(node, _DOCUMENTED):
        return body
    first = body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if is_docstring and isinstance(first.value.value, str) else body


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in tree.body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        yield from (member for member in members if isinstance(member, ast.FunctionDef))


def _is_stub(node: ast.stmt) -> bool:
    return isinstance(node, scopes.FUNCTIONS) and not _without_docstring(node, "body", node.body)


def _without_self(node: ast.FunctionDef) -> ast.FunctionDef:
    args = node.args.args
    if not args or args[0].arg != "self":
        return node
    if any(isinstance(inner, ast.Name) and inner.id == "self" for inner in ast.walk(node)):
        return node
    plain = copy.copy(node)
    plain.args = copy.copy(node.args)
    plain.args.args = args[1:]
    return plain


def _count_between(lines: list[int], node: ast.stmt) -> int:
    return bisect_right(lines, node.end_lineno or node.lineno) - bisect_left(lines, node.lineno)


def _hash_shape(tree: ast.Module, entry_point: str = "") -> str | None:
    """Return the hash of a shape; None for code nested deeper than can be walked (a sum of hundreds of terms)."""
    try:
        pieces = Shape(tree).describe(entry_point)
    except RecursionError:
        return None
    return hashlib.sha256("\n".join(pieces).encode()).hexdigest()
