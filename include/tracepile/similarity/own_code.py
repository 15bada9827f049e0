"""The part of a program that says what it does: what its entry point reaches, without imports, comments and layout.

Programs of one source often open with the same page of helpers that most of them never use. Held against each other
with it, different programs would be near-duplicates.
"""

import ast
from dataclasses import dataclass
from typing import Final

from tracepile.similarity.alpha import parse_code
from tracepile.similarity.tokens import BLOCKS, split_code

_STDIN: Final = "stdin"
_DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class OwnCode:
    """text: the tokens of the part, one space between them; names: what it defines at its top; n_tokens: its size."""

    text: str
    names: frozenset[str]
    n_tokens: int


def find_own_code(code: str, entry_point: str) -> OwnCode:
    """Return the part of a program that its entry point (a call's name, or `stdin`) reaches; of broken code, all."""
    tree = parse_code(code)
    names: frozenset[str] = frozenset()
    if tree is not None:
        reached = _reach(tree, entry_point)
        lines = code.splitlines(keepends=True)
        code = "\n".join("".join(lines[_first_line(node) - 1 : node.end_lineno]) for node in reached)
        names = frozenset(node.name for node in reached if isinstance(node, _DEFINITIONS))
    tokens = drop_docstrings(split_code(code))
    return OwnCode(" ".join(tokens), names, len(tokens))


def drop_docstrings(tokens: list[str]) -> list[str]:
    """Return the tokens that `split_code` gives without the marks of blocks and without strings that stand alone."""
    kept = []
    for at, token in enumerate(tokens):
        if token in BLOCKS:
            continue
        is_alone = (at == 0 or tokens[at - 1] in BLOCKS) and (at + 1 == len(tokens) or tokens[at + 1] in BLOCKS)
        if not (is_alone and token.endswith(('"', "'"))):
            kept.append(token)
    return kept


def _reach(tree: ast.Module, entry_point: str) -> list[ast.stmt]:
    """Return the top-level statements that run when the module is loaded or that the entry point needs, in order."""
    statements = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    definitions: dict[str, list[ast.stmt]] = {}
    for node in statements:
        if isinstance(node, _DEFINITIONS):
            definitions.setdefault(node.name, []).append(node)
    is_script = entry_point == _STDIN
    open_nodes: list[ast.AST] = [node for node in statements if is_script and not isinstance(node, _DEFINITIONS)]
    bound: dict[str, list[ast.stmt]] = {} if is_script else _bindings(statements)
    if not is_script:
        try:
            open_nodes.append(ast.parse(entry_point, mode="eval"))
        except SyntaxError:
            return statements
    reached: set[int] = set()
    while open_nodes:
        current = open_nodes.pop()
        reached.add(id(current))
        for name in {inner.id for inner in ast.walk(current) if isinstance(inner, ast.Name)}:
            for found in (*definitions.get(name, ()), *bound.get(name, ())):
                if id(found) not in reached:
                    open_nodes.append(found)
    return [statement for statement in statements if id(statement) in reached] or statements


def _bindings(statements: list[ast.stmt]) -> dict[str, list[ast.stmt]]:
    """Return the top-level statements, other than definitions, that mention each name: they may set it."""
    found: dict[str, list[ast.stmt]] = {}
    for node in statements:
        if not isinstance(node, _DEFINITIONS):
            for name in {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and _is_set(inner)}:
                found.setdefault(name, []).append(node)
    return found


def _is_set(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, _DEFINITIONS) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])
