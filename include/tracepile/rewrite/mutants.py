"""Mutants: programs with one deliberate bug, labelled as such, for contrast with rewrites that keep behaviour.

A mutant is only kept where a run shows that it behaves otherwise.
"""

import ast
from collections.abc import Iterator
from typing import Final

from tracepile.rewrite.program import Program, Site
from tracepile.rewrite.registry import Finder

LABEL: Final = "mutant_"
"""How the names of mutant kinds begin in a rewrite chain."""

_SLIPS: Final[tuple[tuple[type[ast.cmpop], type[ast.cmpop]], ...]] = (
    (ast.Lt, ast.LtE),
    (ast.LtE, ast.Lt),
    (ast.Gt, ast.GtE),
    (ast.GtE, ast.Gt),
)
_WRONG: Final[tuple[tuple[type[ast.operator], type[ast.operator]], ...]] = (
    (ast.Add, ast.Sub),
    (ast.Sub, ast.Add),
    (ast.Mult, ast.Add),
    (ast.FloorDiv, ast.Div),
    (ast.Mod, ast.FloorDiv),
)


def find_bounds(program: Program) -> Iterator[Site]:
    """Yield bounds that are off by one: of a `range`, and of a comparison."""
    for node in program.nodes:
        match node:
            case ast.Call(func=ast.Name(id="range"), args=[*args], keywords=[]) if 1 <= len(args) <= 2:
                end = args[-1]
                yield (program.replace_expr(end, f"{ast.unparse(ast.BinOp(end, ast.Sub(), ast.Constant(1)))}"),)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                for one, other in _SLIPS:
                    if isinstance(op, one):
                        yield (program.replace_expr(node, ast.unparse(ast.Compare(left, [other()], [right]))),)


def find_branches(program: Program) -> Iterator[Site]:
    """Yield conditions turned into their opposite."""
    for node in program.nodes:
        if isinstance(node, ast.If | ast.IfExp):
            yield (program.replace_expr(node.test, ast.unparse(ast.UnaryOp(ast.Not(), node.test))),)


def find_operators(program: Program) -> Iterator[Site]:
    """Yield sums, products and divisions with a wrong operator."""
    for node in program.nodes:
        if isinstance(node, ast.BinOp):
            if isinstance(node.left, ast.Constant) and isinstance(node.left.value, str):
                continue
            for one, other in _WRONG:
                if isinstance(node.op, one):
                    text = ast.unparse(ast.BinOp(node.left, other(), node.right))
                    yield (program.replace_expr(node, text),)


def find_constants(program: Program) -> Iterator[Site]:
    """Yield whole numbers of assignments and indexes that are one too large."""
    for node in program.nodes:
        match node:
            case ast.Assign(value=ast.Constant(value=int(number)) as value) if type(number) is int:
                yield (program.replace_expr(value, str(number + 1), is_atom=True),)
            case ast.Subscript(slice=ast.Constant(value=int(number)) as value) if type(number) is int:
                yield (program.replace_expr(value, str(number + 1), is_atom=True),)


def find_variables(program: Program) -> Iterator[Site]:
    """Yield arguments of calls and operands that name another variable of the same function's signature."""
    for node in program.nodes:
        if not isinstance(node, ast.FunctionDef) or len(node.args.args) < 2:
            continue
        names = [each.arg for each in node.args.args if each.arg not in ("self", "cls")]
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id in names and len(names) > 1:
                other = names[(names.index(part.id) + 1) % len(names)]
                yield (program.replace_expr(part, other, is_atom=True),)


def find_lost_statements(program: Program) -> Iterator[Site]:
    """Yield simple statements of loops and branches that are missing."""
    for body in program.bodies():
        for node in body:
            is_simple = isinstance(node, ast.AugAssign | ast.Expr) and not isinstance(
                getattr(node, "value", None), ast.Constant | ast.Yield | ast.YieldFrom
            )
            if is_simple and program.is_in_function(node) and program.is_alone(node):
                yield (program.replace_stmt(node, ["pass"]),)


MUTANTS: Final[dict[str, Finder]] = {
    f"{LABEL}off_by_one": find_bounds,
    f"{LABEL}swapped_branches": find_branches,
    f"{LABEL}wrong_operator": find_operators,
    f"{LABEL}wrong_constant": find_constants,
    f"{LABEL}wrong_variable": find_variables,
    f"{LABEL}lost_statement": find_lost_statements,
}


def is_mutant(chain: list[str] | tuple[str, ...]) -> bool:
    """Tell whether a rewrite chain ends in a deliberate bug."""
    return any(kind.startswith(LABEL) for kind in chain)
