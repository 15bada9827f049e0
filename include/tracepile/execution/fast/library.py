"""What functions and methods of the standard library do to the objects they are given.

Only names listed here are trusted; a call of anything else makes the fast tracer compare everything.
"""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import importlib
import random
import re
import string
import types
from array import array

# Built-in functions and classes that change nothing they are given. (Iterators they consume may run code of the
# program, which is traced by itself.)
PURE_BUILTINS = frozenset(
    "abs all any ascii bin bool bytearray bytes callable chr complex dict divmod enumerate filter float format"
    " frozenset getattr hasattr hash hex id input int isinstance issubclass iter len list map max min next object"
    " oct ord pow print property range repr reversed round set slice sorted staticmethod classmethod str sum super"
    " tuple type zip BaseException Exception ArithmeticError AssertionError AttributeError EOFError"
    " FloatingPointError ImportError IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError"
    " NotImplementedError OSError OverflowError RecursionError RuntimeError StopIteration SyntaxError SystemExit"
    " TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError ValueError ZeroDivisionError"
    " exit quit".split()
)
# Functions of modules that change nothing they are given.
_ALL = None
PURE_FUNCTIONS: dict[str, frozenset[str] | None] = {
    "math": _ALL,
    "cmath": _ALL,
    "statistics": _ALL,
    "string": _ALL,
    "time": _ALL,
    "datetime": _ALL,
    "decimal": _ALL,
    "fractions": _ALL,
    "itertools": _ALL,
    "re": _ALL,
    "typing": _ALL,
    "enum": _ALL,
    "textwrap": _ALL,
    "numbers": _ALL,
    "hashlib": _ALL,
    "json": frozenset({"dumps", "loads"}),
    "random": frozenset(
        "random randint randrange choice choices sample uniform gauss getrandbits seed triangular normalvariate".split()
    ),
    "copy": frozenset({"copy", "deepcopy"}),
    "bisect": frozenset({"bisect", "bisect_left", "bisect_right"}),
    "heapq": frozenset({"nlargest", "nsmallest", "merge"}),
    "functools": frozenset({"reduce", "lru_cache", "cache", "cmp_to_key", "partial", "wraps"}),
    "collections": frozenset({"deque", "Counter", "defaultdict", "OrderedDict", "namedtuple", "ChainMap"}),
    "operator": frozenset(
        "add sub mul truediv floordiv mod neg pos itemgetter attrgetter eq ne lt le gt ge xor and_ or_ not_ getitem"
        " contains pow abs concat".split()
    ),
    "dataclasses": frozenset({"field", "dataclass", "asdict", "astuple", "replace"}),
    "sys": frozenset({"exit", "getsizeof", "setrecursionlimit", "getrecursionlimit"}),
}
# Functions that change only their first argument.
CHANGES_FIRST: dict[str, frozenset[str]] = {
    "heapq": frozenset("heappush heappop heapify heapreplace heappushpop _heapify_max _heappop_max".split()),
    "bisect": frozenset("insort insort_left insort_right".split()),
    "random": frozenset({"shuffle"}),
}

# Methods of the built-in containers, those that change the container itself and the others.
_CHANGING: dict[type, frozenset[str]] = {
    list: frozenset("append extend insert remove pop clear sort reverse __setitem__ __delitem__ __iadd__".split()),
    dict: frozenset("pop popitem clear update setdefault __setitem__ __delitem__ __ior__".split()),
    set: frozenset(
        "add discard remove pop clear update intersection_update difference_update symmetric_difference_update".split()
    ),
    collections.deque: frozenset(
        "append appendleft extend extendleft insert remove pop popleft clear rotate reverse".split()
    ),
    collections.Counter: frozenset("pop popitem clear update setdefault subtract".split()),
    collections.defaultdict: frozenset("pop popitem clear update setdefault".split()),
    collections.OrderedDict: frozenset("pop popitem clear update setdefault move_to_end".split()),
    bytearray: frozenset("append extend insert remove pop clear reverse".split()),
    array: frozenset("append extend insert remove pop reverse fromlist frombytes".split()),
}
CHANGING_METHODS = frozenset().union(*_CHANGING.values())
# Methods that change nothing, of values that cannot be looked up before the line runs.
PURE_METHODS = frozenset(
    name
    for kind in (str, bytes, int, float, tuple, dict, range, re.Match, re.Pattern)
    for name in dir(kind)
    if not name.startswith("_") and name not in CHANGING_METHODS and name != "get"
)
_IMMUTABLE = (
    *(str, bytes, int, float, complex, bool, tuple, frozenset, range, slice, type(None), re.Pattern, re.Match),
    *(decimal.Decimal, fractions.Fraction, datetime.date, datetime.time, datetime.datetime, datetime.timedelta),
    *(random.Random, string.Template, types.GeneratorType, memoryview),
)
_immutable = {id(kind) for kind in _IMMUTABLE}
_changing = {id(kind): names for kind, names in _CHANGING.items()}
_kept = _IMMUTABLE, _CHANGING  # so that ids stay theirs


def list_exported(module: str) -> list[str]:
    """The names that `from module import *` binds, of a module that is known here."""
    if module not in PURE_FUNCTIONS and module not in CHANGES_FIRST:
        return []
    loaded = importlib.import_module(module)
    return list(getattr(loaded, "__all__", None) or [name for name in vars(loaded) if not name.startswith("_")])


def is_harmless(kind: type) -> bool:
    """Can no method of an exact instance of this type change anything that is followed?"""
    return id(kind) in _immutable


def is_container(kind: type) -> bool:
    """Is this an exact built-in container that can change?"""
    return id(kind) in _changing


def changes_itself(kind: type, name: str) -> bool:
    """May this method of an exact built-in container change it?"""
    names = _changing[id(kind)]
    return name in names or name.startswith("__")
