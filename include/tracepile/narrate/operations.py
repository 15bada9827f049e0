"""What the evaluator's operators do on recorded values, and where they must give up."""

import ast
import operator
import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

from tracepile.execution.values import Instance, Opaque
from tracepile.narrate.library import MAX_BITS, MAX_SIZE, UnknownError

_MAX_WORK: Final = 20_000
_MAX_MADE: Final = 300_000
_MAX_POWER: Final = 200

BINARY: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}
UNARY: Final[dict[type[ast.unaryop], Callable[[Any], Any]]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Invert: operator.invert,
    ast.Not: operator.not_,
}
COMPARE: Final[dict[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: lambda a, b: _is_same(a, b),
    ast.IsNot: lambda a, b: not _is_same(a, b),
    ast.In: lambda a, b: operator.contains(b, a),
    ast.NotIn: lambda a, b: not operator.contains(b, a),
}


def read_fraction(value: Opaque) -> Any:
    """Return the fraction that a recorded one stands for."""
    found = re.fullmatch(r"Fraction\((-?\d{1,300}), (\d{1,300})\)", value.literal)
    return value if found is None else Fraction(int(found[1]), int(found[2]))


def _is_same(left: Any, right: Any) -> bool:
    if left is None or right is None or isinstance(left, bool | Instance) or isinstance(right, bool | Instance):
        return left is right
    if isinstance(left, list | dict | set | deque) and type(left) is type(right):
        return left is right
    if callable(left) and callable(right):  # types
        return left is right
    raise UnknownError


def compute(kind: type[ast.operator], left: Any, right: Any) -> Any:
    """Apply a binary operator. Raises UnknownError where the result would be too big; its own errors pass."""
    if kind is ast.Pow and isinstance(left, Fraction) and not (isinstance(right, int) and abs(right) <= _MAX_POWER):
        raise UnknownError
    if kind is ast.Pow and isinstance(left, int) and isinstance(right, int):
        if left.bit_length() * abs(right) > MAX_BITS:
            raise UnknownError
    elif kind is ast.LShift and right > MAX_BITS:
        raise UnknownError
    elif kind is ast.Mult and isinstance(left, int) and isinstance(right, int):
        if left.bit_length() + right.bit_length() > MAX_BITS:
            raise UnknownError
    elif kind is ast.Mult:
        for one, other in ((left, right), (right, left)):
            if isinstance(one, str | list | tuple | bytes) and isinstance(other, int) and len(one) * other > MAX_SIZE:
                raise UnknownError
    elif kind is ast.Mod and isinstance(left, str | bytes):
        check_plain(right)
        if len(left) > 200 or re.search(r"\*|\d{4}", str(left)):
            raise UnknownError
    return BINARY[kind](left, right)


class Budget:
    """How much one evaluation may still do; every overdraft is an UnknownError."""

    def __init__(self) -> None:
        self._work = 0
        self._made = 0

    def tick(self) -> None:
        """Charge for one step."""
        self._work += 1
        if self._work > _MAX_WORK:
            raise UnknownError

    def made(self, value: Any) -> Any:
        """Charge for the size of a value that was made; return the value."""
        if isinstance(value, list | tuple | str | dict | set):
            self._made += len(value)
            if self._made > _MAX_MADE:
                raise UnknownError
        return value

    def read(self, values: Sequence[Any]) -> None:
        """Charge for containers that are gone through as a whole; a huge range never is."""
        for value in values:
            if isinstance(value, range) and len(value) > MAX_SIZE:
                raise UnknownError
            if isinstance(value, list | tuple | str | dict | set | deque):
                self._work += len(value) // 50


def peek(owner: Any, method: str, arguments: list[Any]) -> Any:
    """Return what `pop` or `popleft` will give back."""
    if isinstance(owner, dict) and arguments and arguments[0] in owner:
        return owner[arguments[0]]
    if not isinstance(owner, list | deque) or len(arguments) > 1:
        raise UnknownError
    return owner[0 if method == "popleft" else arguments[0] if arguments else -1]


def default_of(owner: dict[Any, Any]) -> Any:
    """Return what a subscript gives for a key that is not there."""
    if isinstance(owner, Counter):
        return 0
    if isinstance(owner, defaultdict):
        factory = owner.default_factory
        if factory in (int, float, str, list, set, dict, tuple, bool, deque, Counter):
            return factory()
    raise UnknownError


def items_of(value: Any) -> Any:
    """Return what a container subclass of the program holds; any other value as it is."""
    if isinstance(value, Instance) and value.items is not None and value.kind not in ("exception", "value"):
        return value.items
    return value


def check_plain(value: Any) -> None:
    """Raise UnknownError for a value whose text the program itself, or the order of a set, may decide."""
    stack = [value]
    for _ in range(2_000):
        if not stack:
            return
        item = stack.pop()
        if isinstance(item, Instance | Opaque) or (isinstance(item, set | frozenset) and len(item) > 1):
            raise UnknownError
        if isinstance(item, dict):
            stack.extend(item)
            stack.extend(item.values())
        elif isinstance(item, list | tuple | set | frozenset | deque):
            stack.extend(item)
    raise UnknownError
