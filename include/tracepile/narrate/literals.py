"""Values read back from canonical literals."""

import ast
import math
from functools import lru_cache
from typing import Any

from tracepile.execution.values import Opaque

_FLOATS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def parse_literal(text: str) -> Any:
    """Return the value of a canonical literal; a stand-in that knows its type and its text when it is no plain one."""
    if text in _FLOATS:
        return _FLOATS[text]
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return Opaque(_type_of(text), text)


@lru_cache(maxsize=4096)
def number_of(text: str) -> int | float | None:
    """Return the number a literal stands for (no bool), or None."""
    if not text or text[0] not in "-0123456789in" or len(text) > 400:
        return None
    try:
        value = parse_literal(text)
    except ValueError:
        return None
    return value if type(value) in (int, float) else None


def _type_of(text: str) -> str:
    head = text.partition("(")[0].rpartition(".")[2]
    if head.isidentifier():
        return head
    if text.startswith("<"):
        return text[1:].partition(" ")[0].rstrip(">")
    kinds = {"[": "list", "{": "dict", "(": "tuple", "'": "str", '"': "str"}
    return kinds.get(text[:1], "object")
