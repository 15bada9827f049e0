"""A recursive function becomes a generator that asks for its inner calls, driven by a loop with an explicit stack."""

import ast
from collections.abc import Iterator

from tracepile.rewrite.program import COMPREHENSIONS, Program, Site, has


def find(program: Program) -> Iterator[Site]:
    """Yield functions of the module that call themselves, with plain parameters and no handlers of their own."""
    for node in program.nodes:
        if isinstance(node, ast.FunctionDef) and isinstance(program.parent(node), ast.Module) and _is_safe(node):
            calls = _own_calls(node)
            is_named_elsewhere = sum(
                isinstance(each, ast.Name) and each.id == node.name for each in ast.walk(node)
            ) != len(calls)
            if calls and not is_named_elsewhere and program.is_alone(node):
                yield (program.replace_stmt(node, _stack_lines(program, node)),)


def _is_safe(node: ast.FunctionDef) -> bool:
    given = node.args
    if given.vararg or given.kwarg or given.kwonlyargs or given.defaults or node.decorator_list:
        return False
    return not has(
        node.body, ast.Try, ast.With, ast.Yield, ast.YieldFrom, ast.FunctionDef, ast.ClassDef, ast.Global, ast.Await
    )


def _own_calls(node: ast.FunctionDef) -> list[ast.Call]:
    hidden = {
        inner for each in ast.walk(node) if isinstance(each, (*COMPREHENSIONS, ast.Lambda)) for inner in ast.walk(each)
    }
    n_names = len(node.args.posonlyargs) + len(node.args.args)
    calls = [
        each
        for each in ast.walk(node)
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == node.name
    ]
    is_plain = all(
        call not in hidden
        and len(call.args) == n_names
        and not call.keywords
        and not any(isinstance(arg, ast.Starred) for arg in call.args)
        for call in calls
    )
    return calls if is_plain else []


def _stack_lines(program: Program, node: ast.FunctionDef) -> list[str]:
    steps = program.fresh(f"{node.name}_steps", f"walk_{node.name}")
    stack, value, given, done = (program.fresh(stem) for stem in ("stack", "value", "arguments", "done"))
    names = ", ".join(each.arg for each in [*node.args.posonlyargs, *node.args.args])
    inner = ast.parse(ast.unparse(node)).body[0]
    assert isinstance(inner, ast.FunctionDef)
    inner = _Ask(node.name).visit(inner)
    docstring = ast.get_docstring(node, clean=False)
    if docstring is not None:
        del inner.body[0]
    inner.name, inner.returns = steps, None
    head = ast.unparse(ast.FunctionDef(node.name, node.args, [ast.Pass()], [], node.returns, None, lineno=0))
    unit = program.unit
    body = [
        *([repr(docstring)] if docstring is not None else []),
        f"{stack} = [{steps}({names})]",
        f"{value} = None",
        f"while {stack}:",
        f"{unit}try:",
        f"{unit * 2}{given} = {stack}[-1].send({value})",
        f"{unit}except StopIteration as {done}:",
        f"{unit * 2}{stack}.pop()",
        f"{unit * 2}{value} = {done}.value",
        f"{unit}else:",
        f"{unit * 2}{stack}.append({steps}(*{given}))",
        f"{unit * 2}{value} = None",
        f"return {value}",
    ]
    return [*ast.unparse(ast.fix_missing_locations(inner)).splitlines(), "", "", head.splitlines()[0]] + [
        unit + line for line in body
    ]


class _Ask(ast.NodeTransformer):
    """Turns `f(a, b)` into `(yield (a, b))`."""

    def __init__(self, name: str) -> None:
        self._name = name

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == self._name:
            return ast.Yield(ast.Tuple(node.args, ast.Load()))
        return node
