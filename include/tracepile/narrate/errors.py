"""Exceptions in words: where they are raised and where they are caught."""

import ast

from tracepile.narrate.model import code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.scene import Frame, Scene
from tracepile.narrate.tree import Node, Part


def tell_error(scene: Scene, node: Node, frame: Frame, before: Moment) -> Clause | None:
    """Tell which exception a statement raised, or let through from a function it called."""
    value = scene.events[node.errors[-1]].value or ""
    shown = value if len(value) <= 120 else value[:117] + "…"
    callees = [callee for callee in before.callees if callee.returned is None]
    if isinstance(node.stmt, ast.Raise):
        return clause(f"{code(shown)} is raised")
    if callees:
        return clause(f"{code(shown)} comes out of {code(callees[-1].name)}")
    explained = None
    target = _risky(node.stmt)
    if target is not None:
        explained = before.explain(target)
    if explained is not None and len(explained.filled or explained.source) <= 80:
        return clause(f"{code(explained.filled or explained.source)} raises {code(shown)}", explained.claims)
    return clause(f"line {node.stmt.lineno} raises {code(shown)}")


def _risky(stmt: ast.stmt) -> ast.expr | None:
    if isinstance(stmt, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return | ast.Expr):
        return stmt.value
    if isinstance(stmt, ast.Assert):
        return stmt.test
    return None


def tell_handler(node: Node, part: Part) -> Clause | None:
    """Tell which handler catches an exception."""
    assert isinstance(node.stmt, ast.Try | ast.TryStar)
    handler = node.stmt.handlers[int(part.name.split()[1])]
    kind = "except" if handler.type is None else f"except {ast.unparse(handler.type)}"
    return clause(f"the {code(kind)} clause catches it")
