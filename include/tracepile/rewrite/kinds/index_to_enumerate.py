"""`for i in range(len(xs))` becomes `for i, x in enumerate(xs)`, and reads of `xs[i]` become `x`."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Program, Site, bound_names, has


def find(program: Program) -> Iterator[Site]:
    """Yield such loops whose body changes neither the index nor the sequence, by name or in place."""
    for node in program.nodes:
        match node:
            case ast.For(
                target=ast.Name(id=index),
                iter=ast.Call(
                    func=ast.Name(id="range"),
                    args=[ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)], keywords=[])],
                    keywords=[],
                ),
            ) if program.is_builtin("range") and program.is_builtin("len") and program.is_builtin("enumerate"):
                pass
            case _:
                continue
        assert isinstance(node, ast.For)
        inside = [each for stmt in node.body for each in ast.walk(stmt)]
        if {index, name} & bound_names(inside) or _is_used_otherwise(program, inside, name):
            continue
        reads = [each for each in inside if _is_read(each, name, index)]
        if reads and not has(node.body, ast.Lambda, ast.FunctionDef):
            item = program.fresh("item", "element", "entry")
            edits = [program.replace_expr(each, item, is_atom=True) for each in reads if isinstance(each, ast.expr)]
            head = (
                program.replace_expr(node.target, f"{index}, {item}", is_atom=True),
                program.replace_expr(node.iter, f"enumerate({name})", is_atom=True),
            )
            yield (*head, *edits)


def _is_read(node: ast.AST, name: str, index: str) -> bool:
    match node:
        case ast.Subscript(value=ast.Name(id=one), slice=ast.Name(id=two), ctx=ast.Load()):
            return one == name and two == index
    return False


def _is_used_otherwise(program: Program, inside: list[ast.AST], name: str) -> bool:
    """Tell whether the body does anything with the sequence but read its elements."""
    for node in inside:
        if isinstance(node, ast.Name) and node.id == name:
            parent = program.parent(node)
            is_element = isinstance(parent, ast.Subscript) and parent.value is node
            if not (is_element and isinstance(parent.ctx, ast.Load)):  # type: ignore[union-attr]
                return True
    return False
