"""A function that only calls itself as the last thing it does becomes a loop."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Edit, Program, Site, has


def find(program: Program) -> Iterator[Site]:
    """Yield functions whose every mention of themselves is `return f(…)` with as many arguments as parameters."""
    for node in program.nodes:
        if isinstance(node, ast.FunctionDef) and isinstance(program.parent(node), ast.Module):
            site = _loop(program, node)
            if site:
                yield site


def _loop(program: Program, node: ast.FunctionDef) -> Site | None:
    given = node.args
    names = [each.arg for each in [*given.posonlyargs, *given.args]]
    if given.vararg or given.kwarg or given.kwonlyargs or node.decorator_list or not names:
        return None
    if has(node.body, ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.Yield, ast.YieldFrom, ast.Try, ast.With):
        return None
    mentions = [each for each in program.nodes if isinstance(each, ast.Name) and each.id == node.name]
    inside = set(ast.walk(node))
    returns: list[tuple[ast.Return, ast.Call]] = []
    for stmt in inside:
        match stmt:
            case ast.Return(value=ast.Call(func=ast.Name(id=called), args=args, keywords=[]) as call) if (
                called == node.name and len(args) == len(names)
            ):
                if any(isinstance(each, ast.Starred) for each in args) or not program.is_alone(stmt):
                    return None
                if program.loop(stmt) is not None and program.loop(stmt) in inside:
                    return None  # `continue` would go on with the inner loop
                returns.append((stmt, call))
    if not returns or sum(each in inside for each in mentions) != len(returns):
        return None
    body = node.body[1:] if _is_docstring(node.body[0]) else node.body
    if not body or not program.is_alone(body[0]) or not program.is_alone(node):
        return None
    return (program.replace_stmts(body, _lines(program, body, returns, names)),)


def _lines(
    program: Program, body: list[ast.stmt], returns: list[tuple[ast.Return, ast.Call]], names: list[str]
) -> list[str]:
    edits = []
    offset = program.span(body[0])[0]
    for stmt, call in returns:
        pairs = [(name, program.text(arg)) for name, arg in zip(names, call.args, strict=True)]
        changed = [(name, text) for name, text in pairs if name != text]
        indent = program.indent(stmt)
        lines = [f"{', '.join(n for n, _ in changed)} = {', '.join(t for _, t in changed)}"] if changed else []
        start, end = program.span(stmt)
        edits.append(Edit(start - offset, end - offset, f"\n{indent}".join([*lines, "continue"])))
    text = program.code.encode()[offset : program.span(body[-1])[1]]
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text.encode() + text[edit.end :]
    indent, unit = program.indent(body[0]), program.unit
    lines = [line if not line.strip() else unit + line for line in (indent + text.decode()).splitlines()]
    ends = isinstance(body[-1], ast.Return)
    return [f"{indent}while True:", *lines, *([] if ends else [f"{indent}{unit}return None"])]


def _is_docstring(stmt: ast.stmt) -> bool:
    return isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Constant)
