"""Exceptions in words: where they are raised and where they are caught."""

import ast

from tracepile.narrate.model import code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.scene import Scene
from tracepile.narrate.tree import Node, Part
from tracepile.narrate.wording import Say

_LIMIT = 120


def tell_error(scene: Scene, node: Node, before: Moment, say: Say) -> Clause:
    """Tell which exception a statement raised, or let through from a function it called."""
    value = scene.events[node.errors[-1]].value or ""
    shown = code(value if len(value) <= _LIMIT else value[: _LIMIT - 1] + "…")
    if isinstance(node.stmt, ast.Raise):
        return clause(say("raise").format(error=shown))
    callees = [callee for callee in before.callees if callee.returned is None]
    if callees:
        return clause(say("come_out").format(error=shown, name=code(callees[-1].name)))
    risky = _risky(node.stmt)
    if risky is not None:
        explained = before.explain(risky)
        source = explained.filled or explained.source
        if len(source) <= 80:
            return clause(say("fail").format(what=code(source), error=shown), explained.claims)
    return clause(say("fail").format(what=f"line {node.stmt.lineno}", error=shown))


def _risky(stmt: ast.stmt) -> ast.expr | None:
    if isinstance(stmt, ast.AugAssign):
        load = ast.parse(ast.unparse(stmt.target), mode="eval").body
        return ast.BinOp(load, stmt.op, stmt.value)
    if isinstance(stmt, ast.Assign | ast.AnnAssign | ast.Return | ast.Expr):
        return stmt.value
    if isinstance(stmt, ast.For | ast.AsyncFor):
        return stmt.iter
    if isinstance(stmt, ast.With | ast.AsyncWith):
        return stmt.items[0].context_expr
    if isinstance(stmt, ast.Match):
        return stmt.subject
    return stmt.test if isinstance(stmt, ast.Assert | ast.If | ast.While) else None


def tell_handler(node: Node, part: Part, say: Say) -> Clause:
    """Tell which handler catches an exception."""
    assert isinstance(node.stmt, ast.Try | ast.TryStar)
    handler = node.stmt.handlers[int(part.name.split()[1])]
    kind = "except" if handler.type is None else f"except {ast.unparse(handler.type)}"
    return clause(say("catch").format(clause=code(kind)))
