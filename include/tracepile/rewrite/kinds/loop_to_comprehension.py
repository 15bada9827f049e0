"""An empty list and the loop that fills it become a list comprehension."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from tracepile.rewrite.program import Program, Site, has, loaded_names


def find(program: Program) -> Iterator[Site]:
    """Yield `x = []` with `for … : [if …:] x.append(…)` right after it."""
    for body in program.bodies():
        for before, node in pairwise(body):
            if isinstance(node, ast.For) and program.is_alone(before) and program.is_alone(node):
                text = _comprehension(program, before, node)
                if text is not None:
                    yield (program.replace_stmts([before, node], [text]),)


def _comprehension(program: Program, before: ast.stmt, node: ast.For) -> str | None:
    if not program.is_in_function(node) or node.orelse or len(node.body) != 1:
        return None
    stmt: ast.stmt = node.body[0]
    test: ast.expr | None = None
    if isinstance(stmt, ast.If) and not stmt.orelse and len(stmt.body) == 1:
        test, stmt = stmt.test, stmt.body[0]
    match (before, stmt):
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=[])),
            ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=used), attr="append"), args=[item])),
        ) if name == used:
            pass
        case _:
            return None
    parts = [part for part in (item, node.iter, test) if part is not None]
    if any(name in loaded_names(part) for part in parts) or has(parts, ast.Lambda, ast.Starred, ast.NamedExpr):
        return None
    if has(parts, ast.Yield, ast.YieldFrom, ast.Await) or _is_used_outside(program, node):
        return None
    condition = f" if {ast.unparse(test)}" if test is not None else ""
    target = ast.unparse(node.target)
    source = ast.unparse(node.iter)
    source = f"({source})" if isinstance(node.iter, ast.IfExp | ast.Lambda) else source
    return f"{program.indent(before)}{name} = [{ast.unparse(item)} for {target} in {source}{condition}]"


def _is_used_outside(program: Program, node: ast.For) -> bool:
    targets = {each.id for each in ast.walk(node.target) if isinstance(each, ast.Name)}
    if len(targets) != sum(isinstance(each, ast.Name) for each in ast.walk(node.target)):
        return True
    if not all(isinstance(each, ast.Name | ast.Tuple | ast.expr_context) for each in ast.walk(node.target)):
        return True
    inside = set(ast.walk(node))
    scope = program.scope(node)
    names = (each.id for each in ast.walk(scope) if isinstance(each, ast.Name) and each not in inside)
    declared = {name for each in ast.walk(scope) if isinstance(each, ast.Global | ast.Nonlocal) for name in each.names}
    return bool(targets & (set(names) | declared)) or has(node, ast.FunctionDef)
