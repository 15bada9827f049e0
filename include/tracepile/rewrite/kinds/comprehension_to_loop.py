"""`x = [e for a in b if c]` becomes an empty list (set, dict) and a loop that fills it."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import COMPREHENSIONS, Program, Site, has, own_nodes


def find(program: Program) -> Iterator[Site]:
    """Yield comprehensions that are assigned to a variable or returned, in a function."""
    for node in program.nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                result = name
            case ast.Return(value=ast.expr() as value):
                result = ""
            case _:
                continue
        assert isinstance(node, ast.stmt)
        if not isinstance(value, ast.ListComp | ast.SetComp | ast.DictComp) or not program.is_in_function(node):
            continue
        if program.is_alone(node) and _is_plain(value) and not (result and result in _names(value)):
            yield (program.replace_stmt(node, _loop_lines(program, node, value, result)),)


def _is_plain(value: ast.ListComp | ast.SetComp | ast.DictComp) -> bool:
    """Tell whether nothing inside makes a scope that could keep the comprehension's variables, or binds more."""
    inner = [each for each in ast.walk(value) if each is not value]
    is_nested = any(isinstance(each, (*COMPREHENSIONS, ast.Lambda, ast.NamedExpr, ast.Await)) for each in inner)
    return not is_nested and not any(each.is_async for each in value.generators)


def _names(value: ast.expr) -> set[str]:
    return {each.id for each in ast.walk(value) if isinstance(each, ast.Name)}


def _loop_lines(
    program: Program, node: ast.stmt, value: ast.ListComp | ast.SetComp | ast.DictComp, result: str
) -> list[str]:
    indent = program.indent(node)
    # in the order of the text: names are drawn for them
    variables = dict.fromkeys(
        each.id for generator in value.generators for each in ast.walk(generator.target) if isinstance(each, ast.Name)
    )
    own = {each.id for each in own_nodes(program.scope(node)) if isinstance(each, ast.Name)} | {
        each.arg for each in ast.walk(program.scope(node)) if isinstance(each, ast.arg)
    }
    # the variables of a comprehension are its own: one that the function knows, too, gets another name
    shared = has(program.scope(node), ast.Lambda, ast.FunctionDef, ast.Global, ast.Nonlocal)
    renames = {name: program.fresh(f"each_{name}", f"inner_{name}") for name in variables if name in own or shared}
    value = _Rename(renames).visit(ast.parse(ast.unparse(value), mode="eval").body)
    name = result or program.fresh("result", "collected", "found")
    lines = [f"{indent}{name} = {_EMPTY[type(value)]}"]
    for generator in value.generators:
        lines.append(f"{indent}for {_target(generator.target)} in {ast.unparse(generator.iter)}:")
        indent += program.unit
        for test in generator.ifs:
            lines.append(f"{indent}if {ast.unparse(test)}:")
            indent += program.unit
    if isinstance(value, ast.DictComp):
        lines.append(f"{indent}{name}[{ast.unparse(value.key)}] = {ast.unparse(value.value)}")
    else:
        adder = "append" if isinstance(value, ast.ListComp) else "add"
        lines.append(f"{indent}{name}.{adder}({ast.unparse(value.elt)})")
    return lines if result else [*lines, f"{program.indent(node)}return {name}"]


_EMPTY = {ast.ListComp: "[]", ast.SetComp: "set()", ast.DictComp: "{}"}


def _target(target: ast.expr) -> str:
    text = ast.unparse(target)
    return text[1:-1] if isinstance(target, ast.Tuple) and len(target.elts) > 1 else text


class _Rename(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self._names.get(node.id, node.id), node.ctx)
