"""Cut one definition out of a module, with the top-level statements and imports it needs."""

import ast
import builtins
import symtable
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from tracepile.ingest.candidate import Reason, RejectedError
from tracepile.ingest.parsing import bound_names, parse_code

_MAX_MODULES = 12


@dataclass
class Module:
    """A parsed module: `name` is its dotted name, `path` its file."""

    name: str
    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree. Raises `RejectedError` (`syntax_error`)."""
        return parse_code(self.text)

    @cached_property
    def lines(self) -> list[bytes]:
        """The lines as the parser counts them."""
        return self.text.encode().splitlines(keepends=True)

    @cached_property
    def has_lazy_annotations(self) -> bool:
        """Whether annotations are not evaluated."""
        return any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in self.tree.body)

    @cached_property
    def bindings(self) -> dict[str, list[int]]:
        """Which top-level statements (positions in the body) bind a name."""
        found: dict[str, list[int]] = {}
        for position, statement in enumerate(self.tree.body):
            for name in bound_names(statement):
                found.setdefault(name, []).append(position)
        return found

    def completing_statements(self, name: str) -> list[int]:
        """The top-level loops, calls and item assignments that work on a variable without binding it."""
        body = self.tree.body
        if not any(isinstance(body[position], ast.Assign | ast.AnnAssign) for position in self.bindings.get(name, [])):
            return []
        return [
            position
            for position, statement in enumerate(body)
            if name not in bound_names(statement)
            and (
                isinstance(statement, ast.For | ast.While | ast.With)
                or (isinstance(statement, ast.Assign) and not bound_names(statement))
                or (
                    isinstance(statement, ast.Expr)
                    and isinstance(statement.value, ast.Call)
                    and _is_method_of(statement.value, name)
                )
            )
            and any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(statement))
        ]

    def segment(self, position: int) -> str:
        """The exact text of a top-level statement, its decorators included."""
        statement = self.tree.body[position]
        decorators = getattr(statement, "decorator_list", [])
        start = min([statement.lineno, *(node.lineno for node in decorators)]) - 1
        assert statement.end_lineno is not None
        column = 0 if decorators else statement.col_offset
        lines = self.lines[start : statement.end_lineno]
        lines[-1] = lines[-1][: statement.end_col_offset]
        lines[0] = lines[0][column:]
        return b"".join(lines).decode()

    def free_names(self, position: int) -> set[str]:
        """The global names that a top-level statement reads, in its functions too."""
        prefix = "from __future__ import annotations\n" if self.has_lazy_annotations else ""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = symtable.symtable(prefix + self.segment(position), "<segment>", "exec")
        return _read_names(table)


def _is_method_of(call: ast.Call, name: str) -> bool:
    function = call.func
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == name


def _read_names(table: symtable.SymbolTable) -> set[str]:
    is_module = table.get_type() == "module"
    names = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_referenced() and (is_module or symbol.is_global())
    }
    return names.union(*(_read_names(child) for child in table.get_children()))


def name_module(path: str) -> str:
    """Return the dotted name of a module file, `pkg/__init__.py` being `pkg`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


Resolve = Callable[[str], Module | None]
"""Gives the module of a dotted name that belongs to the same package or repository; None: it comes from elsewhere."""


@dataclass
class _Slice:
    resolve: Resolve
    chosen: dict[str, set[int]] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    def need(self, module: Module, name: str) -> None:
        """Choose what binds a name in a module, and what that needs in turn."""
        positions = module.bindings.get(name)
        if positions is None:
            stars = module.bindings.get("*", [])  # may bind any name, builtins included
            for position in stars:
                self._choose(module, position, "*")
            if stars or hasattr(builtins, name) or name in {"__name__", "__file__", "__doc__"}:
                return
            raise RejectedError(
                Reason.PACKAGE_IMPORT, f"{module.path} uses {name!r}, which it does not define.", {"name": name}
            )
        self.modules.setdefault(module.name, module)
        if len(self.modules) > _MAX_MODULES:
            raise RejectedError(Reason.PACKAGE_IMPORT, "The function needs too many modules of its package.")
        for position in positions:
            self._choose(module, position, name)
        for position in module.completing_statements(name):
            self._choose(module, position, name)

    def _choose(self, module: Module, position: int, name: str) -> None:
        statement = module.tree.body[position]
        if isinstance(statement, ast.Import | ast.ImportFrom):
            target = self._package_target(module, statement, name)
            if target is not None:
                self.need(*target)
                return
        chosen = self.chosen.setdefault(module.name, set())
        if position in chosen:
            return
        chosen.add(position)
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            for needed in sorted(module.free_names(position)):
                self.need(module, needed)
        if module.name not in self.order:
            self.order.append(module.name)  # after the modules it needs

    def _package_target(
        self, module: Module, statement: ast.Import | ast.ImportFrom, name: str
    ) -> tuple[Module, str] | None:
        """Return where an import inside the package leads; None for an import from elsewhere."""
        if isinstance(statement, ast.Import):
            if any(self.resolve(alias.name) is not None for alias in statement.names):
                raise RejectedError(
                    Reason.PACKAGE_IMPORT, f"{module.path} imports a whole module of its package; that is not inlined."
                )
            return None
        home = _absolute(module, statement)
        found = self.resolve(home)
        if found is None:
            if statement.level:
                raise RejectedError(Reason.PACKAGE_IMPORT, f"{module.path} imports {home!r}, which is not there.")
            return None
        alias = next(alias for alias in statement.names if (alias.asname or alias.name) == name)
        if alias.asname not in {None, alias.name} or alias.name not in found.bindings:
            raise RejectedError(
                Reason.PACKAGE_IMPORT, f"{module.path} imports {alias.name!r} of its package in a way not inlined."
            )
        return found, alias.name


def _absolute(module: Module, statement: ast.ImportFrom) -> str:
    if not statement.level:
        return statement.module or ""
    is_package = module.path.endswith("__init__.py")
    parts = module.name.split(".")
    base = parts[: len(parts) - statement.level + is_package]
    return ".".join([*base, *([statement.module] if statement.module else [])])


def slice_module(module: Module, name: str, resolve: Resolve = lambda name: None) -> str:
    """Return a self-contained program that defines `name`: its statement and all that it needs, in module order.

    Names imported from the same package (as `resolve` knows it) are inlined. Raises `RejectedError`
    (`package_import`) where that is not simple.
    """
    work = _Slice(resolve)
    work.need(module, name)
    futures: list[str] = []
    parts: list[tuple[str, bool]] = []
    owner: dict[str, tuple[str, str]] = {}
    for home in work.order:
        part = work.modules[home]
        if part.has_lazy_annotations:
            futures = ["from __future__ import annotations"]
        for position in sorted(work.chosen[home]):
            statement, segment = part.tree.body[position], part.segment(position)
            for bound in bound_names(statement):
                first = owner.setdefault(bound, (home, segment))
                if first[0] != home and first[1] != segment:
                    raise RejectedError(Reason.PACKAGE_IMPORT, f"Two modules of the package both define {bound!r}.")
            is_block = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            if not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
                parts.append((segment, is_block))
    parts = list(dict.fromkeys(parts))  # two modules may have the same import
    imports = [segment for segment, _ in parts if segment.startswith(("import ", "from "))]
    others = [entry for entry in parts if entry[0] not in imports]
    text = "\n\n".join(["\n".join(group) for group in (futures, imports) if group])
    was_block = True
    for segment, is_block in others:
        gap = "\n\n\n" if is_block or was_block else "\n"
        text += (gap if text else "") + segment
        was_block = is_block
    return text + "\n"
