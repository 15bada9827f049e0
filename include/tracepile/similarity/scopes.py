"""Which names a Python program chooses itself, scope by scope: those may be renamed without changing what it does."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(eq=False)
class Scope:
    """One scope with the names bound in it. `is_class`: its names are attributes, unseen by the functions inside."""

    parent: "Scope | None" = None
    is_class: bool = False
    bound: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)

    def owner(self, name: str) -> "Scope | None":
        """Return the scope that binds a name as seen from here; None for builtins and imported names."""
        scope: Scope | None = self
        while scope is not None:
            is_visible = scope is self or not scope.is_class
            if is_visible and name in scope.bound and name not in scope.outer:
                return scope
            scope = scope.parent
        return None


@dataclass(frozen=True)
class Inventory:
    """What a program names itself apart from variables.

    attributes: methods, class variables, and `….name = …`; parameters: of all its functions, since calls may name
    them; shared: what its functions declare global.
    """

    attributes: frozenset[str]
    parameters: frozenset[str]
    shared: frozenset[str]

    @classmethod
    def of(cls, tree: ast.AST) -> "Inventory":
        """Read a whole syntax tree."""
        attributes: set[str] = set()
        named: set[str] = set()
        shared: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                attributes |= {node.attr} if isinstance(node.ctx, ast.Store) else set()
            elif isinstance(node, ast.ClassDef):
                attributes |= _scope_of(node.body, None).bound
            elif isinstance(node, ast.arg):
                named.add(node.arg)
            elif isinstance(node, ast.Global):
                shared.update(node.names)
        return cls(frozenset(name for name in attributes if not _is_special(name)), frozenset(named), frozenset(shared))


def module_scope(tree: ast.Module, inventory: Inventory) -> Scope:
    """Return the scope of a module's top level."""
    scope = _scope_of(tree.body, None)
    scope.bound |= inventory.shared
    return scope


def function_scope(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, parent: Scope) -> Scope:
    """Return the scope of a function's body: its parameters and what it assigns."""
    body: list[ast.AST] = list(node.body) if isinstance(node.body, list) else [node.body]
    scope = _scope_of(body, parent)
    scope.bound |= {arg.arg for arg in parameters(node.args)}
    return scope


def class_scope(node: ast.ClassDef, parent: Scope) -> Scope:
    """Return the scope of a class body."""
    scope = _scope_of(node.body, parent)
    scope.is_class = True
    return scope


def comprehension_scope(node: ast.AST, parent: Scope) -> Scope:
    """Return the scope of a comprehension: its loop variables."""
    scope = Scope(parent)
    for generator in node.generators:  # type: ignore[attr-defined]
        scope.bound |= set(_stored_names(generator.target))
    return scope


def parameters(args: ast.arguments) -> Iterator[ast.arg]:
    """Yield a function's parameters."""
    yield from args.posonlyargs
    yield from args.args
    yield from args.kwonlyargs
    yield from (arg for arg in (args.vararg, args.kwarg) if arg is not None)


def _scope_of(body: Iterable[ast.AST], parent: Scope | None) -> Scope:
    scope = Scope(parent)
    imported: set[str] = set()
    for node in _own_nodes(body):
        if isinstance(node, ast.Import | ast.ImportFrom):
            scope.bound |= {alias.asname for alias in node.names if alias.asname}
            imported |= {alias.name.partition(".")[0] for alias in node.names if not alias.asname}
        elif isinstance(node, ast.Global | ast.Nonlocal):
            scope.outer |= set(node.names)
        else:
            scope.bound |= set(_bindings(node))
    # What is imported under its own name keeps it: `heappush` is not `heappop`.
    scope.bound -= imported
    scope.bound = {name for name in scope.bound if not _is_special(name)}
    return scope


def _bindings(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        name = None if isinstance(node.ctx, ast.Load) else node.id
    elif isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
        name = node.name
    else:
        name = node.rest if isinstance(node, ast.MatchMapping) else None
    if name is not None:
        yield name


def _own_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of one scope: those of inner scopes are left out, except what `:=` binds in comprehensions."""
    stack = list(body)
    while stack:
        node = stack.pop()
        if isinstance(node, COMPREHENSIONS):
            stack += [inner.target for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr)]
            continue
        yield node
        if isinstance(node, FUNCTIONS):
            stack += [*node.decorator_list, *node.args.defaults, *(d for d in node.args.kw_defaults if d)]
        elif isinstance(node, ast.ClassDef):
            stack += [*node.decorator_list, *node.bases, *(k.value for k in node.keywords)]
        elif isinstance(node, ast.Lambda):
            stack += [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]
        else:
            stack += ast.iter_child_nodes(node)


def _stored_names(target: ast.AST) -> Iterator[str]:
    return (node.id for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")
