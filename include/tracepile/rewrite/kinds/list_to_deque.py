"""A list that serves as a queue becomes a `deque`, and `pop(0)` becomes `popleft()`."""

import ast
from collections.abc import Iterator
from typing import Final

from tracepile.rewrite.program import Program, Site, own_nodes

_SHARED_METHODS: Final = frozenset({"append", "extend", "clear"})


def find(program: Program) -> Iterator[Site]:
    """Yield lists of a function that are only appended to, popped from either end, measured and tested."""
    for scope in program.nodes:
        if not isinstance(scope, ast.FunctionDef):
            continue
        for node in own_nodes(scope):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.List() as value):
                    site = _swap(program, scope, name, value)
                    if site:
                        yield site


def _swap(program: Program, scope: ast.FunctionDef, name: str, value: ast.List) -> Site | None:
    heads: list[ast.Call] = []
    n_stored = 0
    for node in ast.walk(scope):
        if not isinstance(node, ast.Name) or node.id != name:
            continue
        if isinstance(node.ctx, ast.Store):
            n_stored += 1
            continue
        parent = program.parent(node)
        above = program.parent(parent) if parent is not None else None
        match (parent, above):
            case (ast.Attribute(attr="pop"), ast.Call(args=[ast.Constant(value=0)], keywords=[]) as call):
                heads.append(call)
            case (ast.Attribute(attr="pop"), ast.Call(args=[], keywords=[])):
                pass
            case (ast.Attribute(attr=method), ast.Call()) if method in _SHARED_METHODS:
                pass
            case (ast.Call(func=ast.Name(id="len")), _) | (ast.While(), _) | (ast.If(), _):
                pass
            case (ast.UnaryOp(op=ast.Not()), _):
                pass
            case _:
                return None
    if not heads or n_stored != 1:
        return None
    deque = program.fresh("deque")
    line = "from collections import deque" + ("" if deque == "deque" else f" as {deque}")
    edits = [program.replace_expr(call, f"{name}.popleft()", is_atom=True) for call in heads]
    return (
        program.insert_at_top([line]),
        program.replace_expr(value, f"{deque}({program.text(value)})", is_atom=True),
        *edits,
    )
