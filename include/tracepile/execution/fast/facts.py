"""What is known of the names of a program, from its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from tracepile.execution.fast.library import (
    CHANGES_FIRST,
    CHANGING_METHODS,
    PURE_BUILTINS,
    PURE_FUNCTIONS,
    list_exported,
)


class Callee(Enum):
    """What calling something does: nothing itself (it is pure, or traced), changing its first argument, or unknown."""

    HARMLESS = 1
    CHANGES_FIRST = 2
    OPAQUE = 3


class Position(NamedTuple):
    """Where a node ends: line and column in bytes."""

    line: int
    column: int


_KNOWN_DECORATORS = frozenset(
    "staticmethod classmethod property lru_cache cache wraps dataclass total_ordering".split()
)
_BINDING = frozenset(
    (
        *(ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.arg, ast.Assign),
        *(ast.Name, ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping),
    )
)
"""The nodes that `_list_bindings` takes up: the others need not be asked."""


class Facts:
    """The syntax tree by positions, and what is known of each name.

    Private names (`__x` in a class) stand as the interpreter knows them.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.calls: dict[Position, ast.Call | None] = {}
        self.subscripts: dict[Position, ast.Subscript | None] = {}
        self.attributes: dict[Position, ast.Attribute | None] = {}
        self.augmented: dict[Position, ast.AugAssign | None] = {}
        self.comprehensions: dict[Position, ast.expr | None] = {}
        self.is_defaultdict_possible = False
        self.methods: set[str] = set()  # functions defined anywhere
        self.extends_library = False  # a class of the program extends one that is not, other than `object` and its like
        self.extends_exception = False  # whose `__init__` sets `args`
        self.is_tame = True  # all it imports is known here
        self._bound: dict[str, set[tuple[str, ...]]] = {}  # name: how it is bound
        indices: dict[type[ast.AST], dict[Position, Any]] = {
            ast.Call: self.calls,
            ast.Subscript: self.subscripts,
            ast.Attribute: self.attributes,
            ast.AugAssign: self.augmented,
            **dict.fromkeys((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), self.comprehensions),
        }
        nodes = list(ast.walk(tree))
        classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
        if classes:
            _Mangler().visit(tree)
        for node in nodes:
            kind = type(node)
            if kind in indices:
                _put(indices[kind], node)
            elif kind in _BINDING:
                self._bind(node)
        self.extends_library = not all(self._is_plain_base(base) for node in classes for base in node.bases)

    def _bind(self, node: ast.AST) -> None:
        for name, how in _list_bindings(node):
            self._bound.setdefault(name, set()).add(how)
            if how[0] == "def":
                self.methods.add(name)
                continue
            if how[0] in ("from", "import") and how[1] not in PURE_FUNCTIONS and how[1] not in CHANGES_FIRST:
                self.is_tame = self.is_tame and how[1] in ("__future__", "abc", "sys")
            if name == "defaultdict" or "defaultdict" in how or how == ("import", "collections"):
                self.is_defaultdict_possible = True

    def _is_plain_base(self, base: ast.expr) -> bool:
        name = base.value if isinstance(base, ast.Subscript) else base
        if not isinstance(name, ast.Name):
            return False
        if name.id in ("object", "ABC", "Generic", "Protocol"):
            return True
        if name.id.endswith(("Exception", "Error")):
            self.extends_exception = True
            return True
        return self._bound.get(name.id) == {("def", "class")}

    def judge_name(self, name: str) -> Callee | None:
        """What calling this name does; None where that depends on what it is bound to at the time."""
        hows = self._bound.get(name)
        if hows is None:
            return Callee.HARMLESS if name in PURE_BUILTINS else Callee.OPAQUE
        verdicts = {_judge_binding(how) for how in hows}
        return verdicts.pop() if len(verdicts) == 1 else None

    def find_module(self, name: str) -> str | None:
        """The module that this name always stands for."""
        hows = self._bound.get(name, set())
        if len(hows) == 1:
            (how,) = hows
            if how[0] == "import":
                return how[1]
        return None

    def find_original(self, name: str) -> str:
        """What a function is called in the module it is imported from."""
        hows = self._bound.get(name, set())
        originals = {how[2] for how in hows if how[0] == "from"}
        return originals.pop() if len(originals) == 1 else name

    def is_builtin(self, name: str) -> bool:
        """Does the program leave this name to the built-in functions?"""
        return name not in self._bound

    def is_loose_changer(self, node: ast.expr) -> bool:
        """Might this be a function that changes containers, to be handed to another function?"""
        if isinstance(node, ast.Attribute):
            module = self.find_module(node.value.id) if isinstance(node.value, ast.Name) else None
            if module in CHANGES_FIRST and node.attr in CHANGES_FIRST[module]:
                return True
            return node.attr in CHANGING_METHODS and node.attr not in self.methods
        if isinstance(node, ast.Name):
            for how in self._bound.get(node.id, ()):
                if how[0] == "loose" or (how[0] == "from" and how[2] in CHANGES_FIRST.get(how[1], ())):
                    return True
        return False


def _judge_binding(how: tuple[str, ...]) -> Callee | None:
    if how[0] == "def":
        return Callee.HARMLESS
    return judge_function(how[1], how[2]) if how[0] == "from" else None


def judge_function(module: str, name: str) -> Callee:
    """What calling a function of a library module does."""
    if module in PURE_FUNCTIONS:
        names = PURE_FUNCTIONS[module]
        if names is None or name in names:
            return Callee.HARMLESS
    return Callee.CHANGES_FIRST if name in CHANGES_FIRST.get(module, ()) else Callee.OPAQUE


def _put(found: dict[Position, Any], node: Any) -> None:
    place = Position(node.end_lineno, node.end_col_offset)
    found[place] = None if place in found else node  # ambiguous inside some f-strings


def _list_bindings(node: ast.AST) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names that a node binds, and how: def (and class), from, import, loose (a changing method), other."""
    match node:
        case ast.Import(names=aliases):
            for alias in aliases:
                if alias.asname is None and "." in alias.name:
                    yield alias.name.partition(".")[0], ("other",)
                else:
                    yield alias.asname or alias.name, ("import", alias.name)
        case ast.ImportFrom(module=module, names=aliases):
            for alias in aliases:
                for name in list_exported(module or "") if alias.name == "*" else (alias.name,):
                    yield alias.asname or name, ("from", module or "", name)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            is_known = all(_is_known_decorator(each) for each in node.decorator_list)
            how = ("def", "class") if isinstance(node, ast.ClassDef) else ("def",)
            yield node.name, how if is_known else ("other",)
        case ast.arg(arg=name):
            yield name, ("other",)
        case ast.Assign(targets=targets, value=ast.Attribute(attr=attribute)) if attribute in CHANGING_METHODS:
            for target in targets:
                if isinstance(target, ast.Name):
                    yield target.id, ("loose",)
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name, ("other",)
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name, ("other",)
        case ast.MatchMapping(rest=str(name)):
            yield name, ("other",)


def _is_known_decorator(node: ast.expr) -> bool:
    node = node.func if isinstance(node, ast.Call) else node
    if isinstance(node, ast.Attribute):
        return node.attr in {*_KNOWN_DECORATORS, "setter", "getter", "deleter"}
    return isinstance(node, ast.Name) and node.id in _KNOWN_DECORATORS


class _Mangler(ast.NodeTransformer):
    """Writes private names as the compiler does."""

    def __init__(self) -> None:
        self._class: str | None = None

    def _mangle(self, name: str) -> str:
        if self._class is None or not name.startswith("__") or name.endswith("__") or "." in name:
            return name
        stripped = self._class.lstrip("_")
        return f"_{stripped}{name}" if stripped else name

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        outside = self._class
        for decorator in [*node.decorator_list, *node.bases]:
            self.visit(decorator)
        node_name, self._class = node.name, node.name
        node.name = node_name
        for child in node.body:
            self.visit(child)
        self._class = outside
        node.name = self._mangle(node.name)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self._mangle(node.name)
        return self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        node.attr = self._mangle(node.attr)
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._mangle(node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._mangle(node.arg)
        return self.generic_visit(node)
