"""Library functions and methods that only compute: what the evaluator may call on recorded values."""

import bisect
import builtins
import heapq
import itertools
import math
import re
import string
from collections import Counter, deque
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Final

from tracepile.execution.values import Instance, Opaque

MAX_SIZE: Final = 20_000
"""Largest container or string that an evaluation may make."""
MAX_BITS: Final = 100_000
"""Largest integer that an evaluation may make."""


class UnknownError(Exception):
    """The value of an expression cannot be told from the state alone."""


def _bounded(items: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    size = 0
    for item in items:
        found.append(item)
        size += 1 + (len(item) if isinstance(item, tuple) else 0)
        if size > MAX_SIZE:
            raise UnknownError
    return found


def _listed(function: Callable[..., Iterable[Any]]) -> Callable[..., list[Any]]:
    return lambda *arguments, **keywords: _bounded(function(*arguments, **keywords))


def _guard_power(base: Any, exponent: Any, modulus: Any = None) -> Any:
    if modulus is not None:
        if max(abs(part).bit_length() for part in (base, exponent, modulus)) > 5_000:
            raise UnknownError
        return pow(base, exponent, modulus)
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * abs(exponent) > MAX_BITS:
        raise UnknownError
    return base**exponent


def _guard_factorial(n: int) -> int:
    if n > 2_000:
        raise UnknownError
    return math.factorial(n)


def _guard_product(items: Iterable[Any], *, start: Any = 1) -> Any:
    found = list(itertools.islice(items, 501))
    if len(found) > 500:
        raise UnknownError
    return math.prod(found, start=start)


def _guard_round(number: Any, digits: int | None = None) -> Any:
    if digits is not None and abs(digits) > 300:
        raise UnknownError
    return round(number, digits)


def _product(*pools: Iterable[Any], repeat: int = 1) -> list[Any]:
    if repeat > 20:
        raise UnknownError
    return _bounded(itertools.product(*pools, repeat=repeat))


def _guard_choice(function: Callable[..., int]) -> Callable[..., int]:
    def guarded(n: int, k: int | None = None) -> int:
        if n > 2_000:
            raise UnknownError
        return function(n, k) if k is not None else function(n)

    return guarded


def _convert_int(*arguments: Any, **keywords: Any) -> int:
    if arguments and isinstance(arguments[0], str) and len(arguments[0]) > 4_000:
        raise UnknownError
    return int(*arguments, **keywords)


def _sum(items: Iterable[Any], start: Any = 0) -> Any:
    return sum(_bounded(items), start)


def _isinstance(value: Any, kinds: Any) -> bool:
    wanted = [_TYPES.get(kind) for kind in (kinds if isinstance(kinds, tuple) else (kinds,))]
    if isinstance(value, Instance | Opaque) or None in wanted:
        raise UnknownError
    return isinstance(value, tuple(kind for kind in wanted if kind is not None))


def _fraction(*parts: Any) -> Fraction:
    if not all(
        isinstance(part, int | float | Fraction) or (isinstance(part, str) and len(part) < 40) for part in parts
    ):
        raise UnknownError
    return Fraction(*parts)


def _type(value: Any) -> Any:
    """Return what stands for the type of a plain value: the function that makes values of it."""
    if isinstance(value, Instance | Opaque) or type(value) not in _NAMES_OF_TYPES:
        raise UnknownError
    return _NAMES_OF_TYPES[type(value)]


BUILTINS: Final[dict[str, Callable[..., Any]]] = {
    **{
        name: getattr(builtins, name)
        for name in ("abs", "all", "any", "bin", "bool", "chr", "complex", "dict", "divmod", "float", "frozenset")
    },
    **{name: getattr(builtins, name) for name in ("hex", "len", "list", "max", "min", "oct", "ord", "range", "repr")},
    **{name: getattr(builtins, name) for name in ("set", "sorted", "str", "tuple")},
    **{name: _listed(getattr(builtins, name)) for name in ("enumerate", "filter", "map", "reversed", "zip")},
    "bytearray": lambda *arguments: bytearray(*arguments) if arguments and isinstance(arguments[0], bytes) else None,
    "int": _convert_int,
    "isinstance": _isinstance,
    "pow": _guard_power,
    "round": _guard_round,
    "sum": _sum,
    "type": _type,
    "Counter": Counter,
    "deque": deque,
    "Fraction": _fraction,
}

_TYPES: Final[dict[Any, type]] = {
    _convert_int: int,
    **{kind: kind for kind in (bool, complex, dict, float, frozenset, list, set, str, tuple, range)},
}

_NAMES_OF_TYPES: Final[dict[type, Any]] = {kind: function for function, kind in _TYPES.items()}

_MATH: Final = (
    "acos asin atan atan2 ceil copysign cos degrees dist exp fabs floor fmod fsum gcd hypot isclose isfinite isinf "
    "isnan isqrt lcm log log10 log2 pow radians sin sqrt tan trunc"
).split()

MODULES: Final[dict[str, dict[str, Any]]] = {
    "math": {
        **{name: getattr(math, name) for name in _MATH},
        **{name: getattr(math, name) for name in ("inf", "pi", "e", "tau", "nan")},
        "factorial": _guard_factorial,
        "prod": _guard_product,
        "comb": _guard_choice(math.comb),
        "perm": _guard_choice(math.perm),
    },
    "bisect": {name: getattr(bisect, name) for name in ("bisect", "bisect_left", "bisect_right")},
    "collections": {"Counter": Counter, "deque": deque},
    "fractions": {"Fraction": _fraction},
    "heapq": {"nlargest": _listed(heapq.nlargest), "nsmallest": _listed(heapq.nsmallest)},
    "itertools": {
        "product": _product,
        **{
            name: _listed(getattr(itertools, name))
            for name in ("accumulate", "chain", "combinations", "pairwise", "permutations", "zip_longest")
        },
    },
    "string": {
        "ascii_lowercase": "abcdefghijklmnopqrstuvwxyz",
        "ascii_uppercase": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "digits": "0123456789",
    },
}

METHODS: Final[dict[type, frozenset[str]]] = {
    str: frozenset(
        (
            "capitalize casefold center count encode endswith find format index isalnum isalpha isascii isdecimal "
            "isdigit islower isnumeric isspace istitle isupper join ljust lower lstrip partition removeprefix "
            "removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip "
            "swapcase title upper zfill"
        ).split()
    ),
    bytes: frozenset(("count", "decode", "find", "hex", "index", "split")),
    list: frozenset(("copy", "count", "index")),
    tuple: frozenset(("count", "index")),
    deque: frozenset(("copy", "count", "index")),
    dict: frozenset(("copy", "get", "items", "keys", "values")),
    set: frozenset(
        ("copy", "difference", "intersection", "isdisjoint", "issubset", "issuperset", "symmetric_difference", "union")
    ),
    frozenset: frozenset(("copy", "difference", "intersection", "isdisjoint", "issubset", "issuperset", "union")),
    int: frozenset(("bit_count", "bit_length")),
    float: frozenset(("is_integer",)),
    Counter: frozenset(("elements", "most_common", "total")),
    range: frozenset(("count", "index")),
    Fraction: frozenset(("limit_denominator",)),
}
_VIEWS: Final = frozenset(("items", "keys", "values", "elements"))

_ORDERLESS: Final = frozenset((all, any, bool, frozenset, len, max, min, set, sorted, _isinstance))


def check_order(function: Any, arguments: Iterable[Any], keywords: Iterable[str]) -> None:
    """Raise UnknownError where a result may depend on the order of a set, which no recording holds.

    That order differs from process to process, so whatever follows from it would too.
    """
    if function in _ORDERLESS and "key" not in keywords:
        return
    for argument in arguments:
        if isinstance(argument, set | frozenset) and len(argument) > 1:
            if function is _sum and all(isinstance(item, int) for item in argument):
                continue
            raise UnknownError


def _check_format(text: str, given: list[Any]) -> None:
    """Raise UnknownError for a format string that does more than put plain values into short fields."""
    if not all(isinstance(value, int | float | str) for value in given):
        raise UnknownError
    for _, name, spec, _ in string.Formatter().parse(text):
        if name is not None and (not re.fullmatch(r"\w*", name) or len(spec or "") > 8 or "{" in (spec or "")):
            raise UnknownError


def call_method(owner: Any, name: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    """Call a method that only computes. Raises UnknownError for any other; whatever the method raises passes."""
    for kind in type(owner).__mro__:
        if name in METHODS.get(kind, ()):
            break
    else:
        raise UnknownError
    if isinstance(owner, str) and name in ("center", "ljust", "rjust", "zfill") and arguments[0] > MAX_SIZE:
        raise UnknownError
    if name == "replace" and len(owner) * len(arguments[1]) > 10 * MAX_SIZE:
        raise UnknownError
    if name == "format":
        _check_format(owner, [*arguments, *keywords.values()])
    result = getattr(owner, name)(*arguments, **keywords)
    return list(result) if name in _VIEWS else result
