"""The rewrite kind `rename`: other names for variables and helper functions, nothing else changed.

Names that can be seen from outside stay: the entry point, names the inputs use, attributes, methods, parameters that
are passed by keyword. Programs that look names up as text (`locals()`, `eval`, …) are left alone.
"""

import ast
import builtins
import keyword
import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import libcst as cst
import libcst.matchers
from libcst.metadata import (
    Assignment,
    ClassScope,
    ComprehensionScope,
    FunctionScope,
    GlobalScope,
    MetadataWrapper,
    Scope,
    ScopeProvider,
)

KIND: Final = "rename"

_BY_TEXT: Final = frozenset({"locals", "globals", "vars", "eval", "exec", "getattr", "setattr", "dir", "compile"})
"""Builtins that find a name by its text: a program that mentions one is not renamed."""

_WORDS: Final = tuple(
    "amount anchor basket batch beacon block bound branch bucket cargo cell chain chunk code column core count cursor "
    "depth digit draft edge entry factor field figure flag frame front gauge goal grade grid group handle head hold "
    "index item joint kernel label layer ledger level limit link mark measure member mode node notch offset order "
    "output pace pair part path peak piece pivot place point pool portion probe quota range_of rank rate record "
    "reach region remainder rest ring room rope round_no route row sample score seat section seed shape share shelf "
    "side signal size slice_of slot source_of span spot stage_no state step stock store stream stretch strip sum_of "
    "tail tally target term tile token total_of track trail tray trend turn unit value_of vessel view volume wave "
    "weight width window yard zone".split()
)
_PLAIN: Final = ("v", "x", "n", "tmp", "val", "var")


def rename(code: str, keep: Iterable[str], seed: int) -> str | None:
    """Return the program with other names, or None where nothing can safely be renamed.

    keep: names that must stay (the entry point, names used by inputs). seed: chooses the names.
    """
    try:
        tree = ast.parse(code)
        wrapper = MetadataWrapper(cst.parse_module(code))
        # In the order of the program: a set would follow the addresses of its members.
        scopes = dict.fromkeys(scope for scope in wrapper.resolve(ScopeProvider).values() if scope is not None)
    except (SyntaxError, ValueError, RecursionError, MemoryError, cst.ParserSyntaxError):
        return None
    used = _names_in(tree)
    # `match` binds names in ways the scope analysis does not follow.
    if used & _BY_TEXT or any(isinstance(node, ast.Match) for node in ast.walk(tree)):
        return None
    fixed = (
        _shown_by_name(wrapper.module)
        | set(keep)
        | _passed_by_keyword(tree)
        | _dunders(used)
        | _declared_elsewhere(tree)
        | _in_annotations(tree)
    )
    renames = _Renames(used | set(dir(builtins)) | set(keyword.kwlist), random.Random(seed))  # noqa: S311
    for scope in sorted(scopes, key=lambda scope: not isinstance(scope, GlobalScope)):
        for name, nodes in sorted(_renameable(scope, fixed).items()):
            renames.add(name, nodes)
    if not renames.by_node:
        return None
    return cst.MetadataWrapper(wrapper.module, unsafe_skip_copy=True).module.visit(_Apply(renames.by_node)).code


def _names_in(tree: ast.AST) -> set[str]:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names |= {node.name for node in ast.walk(tree) if isinstance(node, kinds)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    return names


def _passed_by_keyword(tree: ast.AST) -> set[str]:
    return {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}


def _dunders(names: Iterable[str]) -> set[str]:
    return {name for name in names if name.startswith("__")} | {"self", "cls", "_"}


def _declared_elsewhere(tree: ast.AST) -> set[str]:
    # A name of a `global` or `nonlocal` statement lives in two scopes at once; one bound by `:=` within a
    # comprehension lives outside it, which the scope analysis does not know.
    names = {name for node in ast.walk(tree) if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    return names | {node.target.id for node in ast.walk(tree) if isinstance(node, ast.NamedExpr)}


def _in_annotations(tree: ast.AST) -> set[str]:
    # A quoted annotation names things by text.
    words: set[str] = set()
    for node in ast.walk(tree):
        for note in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(note, ast.AST):
                for part in ast.walk(note):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        words |= {word for word in part.value.replace("[", " ").replace("]", " ").split() if word}
    return words


def _shown_by_name(module: cst.Module) -> set[str]:
    # f"{x=}" prints the name itself.
    names: set[str] = set()
    for part in cst.matchers.findall(module, cst.matchers.FormattedStringExpression()):
        if cst.ensure_type(part, cst.FormattedStringExpression).equal is not None:
            found = cst.matchers.findall(part, cst.matchers.Name())
            names |= {cst.ensure_type(name, cst.Name).value for name in found}
    return names


def _renameable(scope: Scope, fixed: set[str]) -> dict[str, list[cst.Name]]:
    """Return the names a scope binds that may change, each with all the Name nodes that mean it."""
    if isinstance(scope, ClassScope) or not isinstance(scope, GlobalScope | FunctionScope | ComprehensionScope):
        return {}
    found: dict[str, list[cst.Name]] = {}
    for name in {assignment.name for assignment in scope.assignments}:
        if name in fixed:
            continue
        nodes = _nodes_of(scope, name)
        if nodes is not None:
            found[name] = nodes
    return found


def _nodes_of(scope: Scope, name: str) -> list[cst.Name] | None:
    nodes: list[cst.Name] = []
    for assignment in scope[name]:
        if not isinstance(assignment, Assignment) or assignment.scope is not scope:
            return None  # an import, a builtin, or a name of an outer scope
        target = _name_node(assignment.node)
        if target is None:
            return None
        nodes.append(target)
        for access in assignment.references:
            if len(access.referents) != len(scope[name]) or not isinstance(access.node, cst.Name):
                return None  # may mean another thing, too
            nodes.append(access.node)
    return nodes


def _name_node(node: cst.CSTNode) -> cst.Name | None:
    if isinstance(node, cst.Name):
        return node
    if isinstance(node, cst.Param | cst.FunctionDef):
        return node.name
    return None


class _Renames:
    """Chooses new names, none twice and none that the program knows."""

    def __init__(self, taken: set[str], rng: random.Random) -> None:
        self.by_node: dict[cst.Name, str] = {}
        self._taken = taken
        self._rng = rng
        words = list(_WORDS)
        rng.shuffle(words)
        self._words: Sequence[str] = words if rng.random() < 0.7 else ()
        self._stem = rng.choice(_PLAIN)
        self._count = 0

    def add(self, name: str, nodes: Sequence[cst.Name]) -> None:
        new = self._next_name()
        for node in nodes:
            self.by_node[node] = new

    def _next_name(self) -> str:
        while True:
            self._count += 1
            at, turn = (self._count - 1) % max(1, len(self._words)), (self._count - 1) // max(1, len(self._words))
            name = f"{self._words[at]}{turn + 1 if turn else ''}" if self._words else f"{self._stem}{self._count}"
            if name not in self._taken:
                self._taken.add(name)
                return name


class _Apply(cst.CSTTransformer):
    def __init__(self, by_node: Mapping[cst.Name, str]) -> None:
        super().__init__()
        self._by_node = by_node

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:  # noqa: N802
        new = self._by_node.get(original_node)
        return updated_node.with_changes(value=new) if new else updated_node
