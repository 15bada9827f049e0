"""Evaluate what binds names of its own: comprehensions and lambdas."""

import ast
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from tracepile.narrate.library import UnknownError, check_order
from tracepile.narrate.operations import items_of

if TYPE_CHECKING:
    from tracepile.narrate.evaluate import Evaluator


def make_function(evaluator: "Evaluator", node: ast.Lambda) -> Callable[..., Any]:
    """Return a function that evaluates a lambda's body. Raises UnknownError for more than plain parameters."""
    names = [each.arg for each in node.args.args]
    if len(names) != sum(1 for part in ast.walk(node.args) if isinstance(part, ast.arg)) or node.args.defaults:
        raise UnknownError

    def call(*arguments: Any) -> Any:
        before = evaluator.local
        evaluator.local = {**before, **dict(zip(names, arguments, strict=True))}
        try:
            return evaluator.compute(node.body)
        finally:
            evaluator.local = before

    return call


def build_sequence(evaluator: "Evaluator", node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Any:
    """Return the list or set that a comprehension builds; of a generator expression the list of what it yields."""
    before = dict(evaluator.local)
    try:
        found = [evaluator.compute(node.elt) for _ in _generate(evaluator, node.generators)]
    finally:
        evaluator.local = before
    return set(found) if isinstance(node, ast.SetComp) else found


def build_dict(evaluator: "Evaluator", node: ast.DictComp) -> Any:
    """Return the dict that a comprehension builds."""
    before = dict(evaluator.local)
    try:
        return {
            evaluator.compute(node.key): evaluator.compute(node.value) for _ in _generate(evaluator, node.generators)
        }
    finally:
        evaluator.local = before


def _generate(evaluator: "Evaluator", generators: list[ast.comprehension]) -> Iterator[None]:
    first, *rest = generators
    items = items_of(evaluator.compute(first.iter))
    check_order(None, [items], ())
    for item in items:
        _bind(evaluator, first.target, item)
        if all(evaluator.truth(evaluator.compute(test)) for test in first.ifs):
            if rest:
                yield from _generate(evaluator, rest)
            else:
                yield None


def _bind(evaluator: "Evaluator", target: ast.expr, value: Any) -> None:
    if isinstance(target, ast.Name):
        evaluator.local = {**evaluator.local, target.id: value}
    elif isinstance(target, ast.Tuple | ast.List):
        parts = list(value)
        if len(parts) != len(target.elts):
            raise UnknownError
        for part, item in zip(target.elts, parts, strict=True):
            _bind(evaluator, part, item)
    else:
        raise UnknownError
