"""A call of a function that only returns an expression becomes that expression."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import COMPREHENSIONS, Program, Site, bound_names, has, loaded_names


def find(program: Program) -> Iterator[Site]:
    """Yield calls, with names and constants as arguments, of one-line functions of the module."""
    functions = {
        node.name: node for node in program.tree.body if isinstance(node, ast.FunctionDef) and _is_one_expression(node)
    }
    names = [node.name for node in program.nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    for call in program.nodes:
        match call:
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in functions:
                pass
            case _:
                continue
        node = functions[name]
        given = node.args.args
        is_simple = all(isinstance(arg, ast.Name | ast.Constant) for arg in args) and len(args) == len(given)
        if not is_simple or names.count(name) != 1 or program.scope(call) is node or not program.is_in_function(call):
            continue
        stmt = node.body[-1]
        assert isinstance(stmt, ast.Return)
        assert stmt.value is not None
        free = loaded_names(stmt.value) - {each.arg for each in given}
        if free & bound_names(ast.walk(program.scope(call))):
            continue  # a name would mean another thing there
        values = dict(zip((each.arg for each in given), args, strict=True))
        expression = _Fill(values).visit(ast.parse(ast.unparse(stmt.value), mode="eval").body)
        assert isinstance(call, ast.Call)
        yield (program.replace_expr(call, ast.unparse(expression)),)


def _is_one_expression(node: ast.FunctionDef) -> bool:
    body = node.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    given = node.args
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None or node.decorator_list:
        return False
    if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs or given.defaults:
        return False
    value = body[0].value
    return node.name not in loaded_names(value) and not has(
        value, *COMPREHENSIONS, ast.Lambda, ast.NamedExpr, ast.Yield, ast.YieldFrom
    )


class _Fill(ast.NodeTransformer):
    def __init__(self, values: dict[str, ast.expr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._values.get(node.id, node)
