"""A list that is only walked through or searched becomes a tuple, and the other way round."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import Program, Site


def find(program: Program) -> Iterator[Site]:
    """Yield the literals that a `for` walks through or that `in` searches."""
    for node in program.nodes:
        match node:
            case (
                ast.For(iter=ast.List() | ast.Tuple() as value)
                | ast.comprehension(iter=ast.List() | ast.Tuple() as value)
            ):
                pass
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.List() | ast.Tuple() as value]):
                pass
            case _:
                continue
        if len(value.elts) >= 1 and program.text(value)[0] in "[(":
            swapped = ast.Tuple if isinstance(value, ast.List) else ast.List
            text = ast.unparse(swapped(value.elts, ast.Load()))
            yield (program.replace_expr(value, text, is_atom=True),)
