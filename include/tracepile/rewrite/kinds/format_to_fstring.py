"""A call of `format` on a text with empty slots becomes an f-string."""

import ast
import string
from collections.abc import Iterator

from tracepile.rewrite.program import Program, Site, has


def find(program: Program) -> Iterator[Site]:
    """Yield `'…{}…{:>4}…'.format(a, b)` with as many arguments as slots."""
    for node in program.nodes:
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Constant(value=str(template)), attr="format"), args=args, keywords=[]
            ):
                text = _fstring(template, args)
                if text is not None and node.lineno == node.end_lineno:
                    yield (program.replace_expr(node, text, is_atom=True),)


def _fstring(template: str, args: list[ast.expr]) -> str | None:
    if has(args, ast.Starred, ast.Constant, ast.JoinedStr, ast.Lambda, ast.Dict, ast.Set, ast.NamedExpr):
        return None
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        return None
    values: list[ast.expr] = []
    waiting = list(args)
    for text, name, spec, conversion in parts:
        values.append(ast.Constant(text))
        if name is None:
            continue
        if name or not waiting or "{" in (spec or ""):
            return None
        plain = ast.JoinedStr([ast.Constant(spec)]) if spec else None
        values.append(ast.FormattedValue(waiting.pop(0), ord(conversion) if conversion else -1, plain))
    if waiting:
        return None
    written = ast.unparse(ast.fix_missing_locations(ast.Expression(ast.JoinedStr(values))))
    return None if "\\" in written else written  # Python 3.11 allows none inside the braces
