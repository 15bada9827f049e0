"""`for i in range(…)` becomes a `while` loop with a counter of its own."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Program, Site


def find(program: Program) -> Iterator[Site]:
    """Yield the loops over a `range` with a constant step."""
    for node in program.nodes:
        if not isinstance(node, ast.For) or not program.is_alone(node) or not program.is_builtin("range"):
            continue
        match node.iter:
            case ast.Call(func=ast.Name(id="range"), args=[*bounds], keywords=[]) if 1 <= len(bounds) <= 3:
                pass
            case _:
                continue
        step = _constant_step(bounds)
        if step and isinstance(node.target, ast.Name) and not any(isinstance(each, ast.Starred) for each in bounds):
            yield (program.replace_stmt(node, _while_lines(program, node, bounds, step)),)


def _constant_step(bounds: list[ast.expr]) -> int:
    if len(bounds) < 3:
        return 1
    try:
        step = ast.literal_eval(bounds[2])
    except ValueError:
        return 0
    return step if type(step) is int else 0


def _while_lines(program: Program, node: ast.For, bounds: list[ast.expr], step: int) -> list[str]:
    indent, inner = program.indent(node), program.indent(node) + program.unit
    first, stop = ("0", bounds[0]) if len(bounds) == 1 else (program.text(bounds[0]), bounds[1])
    counter = program.fresh("position", "counter", "at", "step")
    lines = [f"{indent}{counter} = {first}"]
    if isinstance(stop, ast.Constant):
        limit = program.text(stop)
    else:
        limit = program.fresh("limit", "bound", "stop")
        lines.append(f"{indent}{limit} = {program.text(stop)}")
    change = f"+= {step}" if step > 0 else f"-= {-step}"
    lines += [
        f"{indent}while {counter} {'<' if step > 0 else '>'} {limit}:",
        f"{inner}{ast.unparse(node.target)} = {counter}",
        f"{inner}{counter} {change}",
        *program.block(node.body, inner),
    ]
    return [*lines, f"{indent}else:", *program.block(node.orelse, inner)] if node.orelse else lines
