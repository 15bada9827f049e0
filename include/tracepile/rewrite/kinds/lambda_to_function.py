"""A lambda becomes a function with a name, defined right before the statement that uses it."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import COMPREHENSIONS, Program, Site, has


def find(program: Program) -> Iterator[Site]:
    """Yield lambdas that stand in a simple statement of their own, outside other lambdas and comprehensions."""
    for node in program.nodes:
        if not isinstance(node, ast.Lambda) or has(node.body, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.Lambda):
            continue
        up = program.parent(node)
        while up is not None and not isinstance(up, ast.stmt):
            if isinstance(up, (*COMPREHENSIONS, ast.Lambda, ast.IfExp, ast.BoolOp)):
                break
            up = program.parent(up)
        if not isinstance(up, ast.Assign | ast.Return | ast.Expr) or not program.is_alone(up):
            continue
        if isinstance(program.scope(up), ast.ClassDef) or node.args.defaults or node.args.kw_defaults:
            continue
        name = program.fresh("key_of", "rule", "pick", "measure")
        indent = program.indent(up)
        start, end = program.span(up)
        begin, finish = program.span(node)
        text = program.code.encode()
        rest = (text[start:begin] + name.encode() + text[finish:end]).decode()
        definition = [f"{indent}def {name}({ast.unparse(node.args)}):"]
        definition.append(f"{indent}{program.unit}return {ast.unparse(node.body)}")
        yield (program.replace_stmt(up, [*definition, indent + rest]),)
