"""Which variables a loop works on: what it binds, reads, changes, and carries from pass to pass."""

import ast
from collections.abc import Sequence

from tracepile.narrate.container_phrasings import METHODS
from tracepile.narrate.scene import Scene
from tracepile.narrate.tree import Node


def targets_of(loop: ast.stmt) -> list[str]:
    """Return the names that a `for` loop binds."""
    if not isinstance(loop, ast.For | ast.AsyncFor):
        return []
    return [part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name)]


def mutated(node: Node) -> set[str]:
    """Return the names whose contents the body of a loop may change: by a method, or by setting an element."""
    found: set[str] = set()
    for stmt in getattr(node.stmt, "body", []):
        for part in ast.walk(stmt):
            target = None
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in METHODS:
                target = part.func.value
            elif isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store):
                target = part.value
            if isinstance(target, ast.Name):
                found.add(target.id)
    return found


def names_read(node: Node) -> list[str]:
    """Return the names that a loop's body reads: what they hold may change without a binding."""
    body = getattr(node.stmt, "body", [])
    names = (part.id for stmt in body for part in ast.walk(stmt) if isinstance(part, ast.Name))
    return list(dict.fromkeys(names))


def is_kept(node: Node, path: str) -> bool:
    """Tell whether a variable is carried from pass to pass: it is read or updated before it is set anew."""
    return _first_use(getattr(node.stmt, "body", []), path) != "set"


def _first_use(block: Sequence[ast.stmt], name: str) -> str | None:
    """Return whether statements first read or set a name; None where they do neither for sure."""
    for stmt in block:
        found: str | None = None
        if isinstance(stmt, ast.For | ast.AsyncFor):
            inside = "set" if _mentions(stmt.target, name) else _first_use(stmt.body, name)
            found = "read" if _mentions(stmt.iter, name) else inside
        elif isinstance(stmt, ast.If):
            sides = {_first_use(stmt.body, name), _first_use(stmt.orelse, name)}
            only = sides.pop() if len(sides) == 1 else None
            found = "read" if _mentions(stmt.test, name) or "read" in sides else only
        elif isinstance(stmt, ast.Assign) and name in _bound(stmt):
            found = "read" if _mentions(stmt.value, name) else "set"
        elif _mentions(stmt, name):
            found = "read"
        if found is not None:
            return found
    return None


def _mentions(node: ast.AST, name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))


def _bound(stmt: ast.Assign) -> set[str]:
    return {
        part.id
        for target in stmt.targets
        for part in ast.walk(target)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }


def read_after(scene: Scene, frame: int, node: Node) -> set[str]:
    """Return the names that stand behind a loop in its function."""
    scope = scene.scope(scene.frames[frame])
    if scope is None:
        return set()
    end = node.stmt.end_lineno or node.stmt.lineno
    return {part.id for part in ast.walk(scope.node) if isinstance(part, ast.Name) and part.lineno > end}
