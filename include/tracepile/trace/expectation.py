"""Does a run give the answer that its source states?"""

import ast
import math
import re
from typing import Any, Final

from tracepile.execution.model import Outcome, Recording
from tracepile.schema import Compare

_DEFAULT_FACTORY: Final = re.compile(r"\bdefaultdict\(<[^<>]*>, ")
_NAMED: Final = {"nan": math.nan, "inf": math.inf, "NotImplemented": NotImplemented, "Ellipsis": ...}


def meets_expectation(recording: Recording, expected: str, compare: Compare) -> bool:
    """Tell whether a recording (outcome `ok` or `exception`) has the expected answer; see `Compare` for the kinds."""
    if compare is Compare.RAISES:
        error = recording.error
        if recording.outcome is not Outcome.EXCEPTION or error is None:
            return False
        return expected.strip() in (error.type, f"{error.type}: {error.message}".strip())
    if recording.outcome is not Outcome.OK:
        return False
    if compare is Compare.TOKENS:
        return recording.stdout.split() == expected.split()
    result = recording.result
    if result is None:
        return False
    match compare:
        case Compare.LITERAL:
            return result == expected
        case Compare.EQUAL:
            return are_equal_literals(result, expected)
        case Compare.APPROX:
            return _are_close(result, expected)
        case Compare.TEXT:
            return _is_text(recording, expected)


def are_equal_literals(one: str, other: str) -> bool:
    """Tell whether two canonical literals are equal as Python values (`1 == 1.0`, a nan equals a nan)."""
    if one == other:
        return True
    try:
        return bool(_equal(read_literal(one), read_literal(other)))
    except (ValueError, SyntaxError, RecursionError, TypeError, MemoryError):
        return False


def read_literal(text: str) -> Any:
    """Return the value of a canonical literal; what only equals its own kind becomes a tuple that starts with the name.

    Raises:
        ValueError, SyntaxError: the text is no canonical literal, or was cut.
    """
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        without_factories = _DEFAULT_FACTORY.sub("defaultdict(", text.strip())
        return _read_node(ast.parse(without_factories, mode="eval").body)


def _read_node(node: ast.expr) -> Any:
    match node:
        case ast.Name(id=name) if name in _NAMED:
            return _NAMED[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_read_node(operand)
        case ast.List(elts=elements):
            return [_read_node(element) for element in elements]
        case ast.Tuple(elts=elements):
            return tuple(_read_node(element) for element in elements)
        case ast.Set(elts=elements):
            return {_read_node(element) for element in elements}
        case ast.Dict(keys=keys, values=values) if None not in keys:
            pairs = zip(keys, values, strict=True)
            return {_read_node(key): _read_node(value) for key, value in pairs if key is not None}
        case ast.Call(func=ast.Name(id=("set" | "frozenset") as name), args=arguments):
            items = _read_node(arguments[0]) if arguments else ()
            return set(items) if name == "set" else frozenset(items)
        case ast.Call(func=ast.Name(id="Counter" | "OrderedDict" | "defaultdict"), args=arguments):
            return dict(_read_node(arguments[-1])) if arguments else {}  # they equal plain dicts
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=keywords):
            named = sorted((keyword.arg or "", _read_node(keyword.value)) for keyword in keywords)
            return (name, *(_read_node(argument) for argument in arguments), *named)
        case _:
            return ast.literal_eval(node)


def _equal(one: Any, other: Any) -> Any:
    return one is other or one == other  # one nan object stands for all, so identity finds it, inside lists as well


def _are_close(result: str, expected: str) -> bool:
    try:
        one, other = read_literal(result), read_literal(expected)
        are_numbers = isinstance(one, int | float) and isinstance(other, int | float)
        return are_numbers and math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-6)
    except (ValueError, SyntaxError, TypeError, OverflowError, RecursionError):
        return False


def _is_text(recording: Recording, expected: str) -> bool:
    assert recording.result is not None
    if recording.result_type == "str":
        return bool(ast.literal_eval(recording.result) == expected)
    # The text of a set shows its elements in any order, its canonical literal in one.
    return recording.result == expected or are_equal_literals(recording.result, expected)
