"""Values that a program reads from its standard input, in words."""

import ast
from typing import Final

from tracepile.narrate.fill import source_of
from tracepile.narrate.model import code
from tracepile.narrate.wording import Say

_READERS: Final = frozenset(
    "bytes decode deque dict float input int list map read readline readlines rstrip set split splitlines str strip "
    "tuple".split()
)
"""Calls that only read a value and give it its type."""


def reads_input(value: ast.expr) -> bool:
    """Tell whether an expression reads standard input itself."""
    for part in ast.walk(value):
        if isinstance(part, ast.Call):
            text = source_of(part.func)
            if text == "input" or text.startswith("sys.stdin") or text in ("stdin.readline", "stdin.read"):
                return True
    return False


def tell_reading(value: ast.expr, name: str, shown: str, say: Say) -> str:
    """Tell what a variable is read as; how, where more is done than giving the input its type."""
    pair = code(f"{name} = {shown}")
    calls = [part for part in ast.walk(value) if isinstance(part, ast.Call)]
    functions = {part.func.attr if isinstance(part.func, ast.Attribute) else source_of(part.func) for part in calls}
    does_more = not functions <= _READERS or any(isinstance(part, ast.BinOp) for part in ast.walk(value))
    source = source_of(value)
    if does_more and len(source) <= 80:
        return say("input_through").format(source=code(source), pair=pair)
    return say("input").format(name=code(name), value=code(shown), pair=pair)
