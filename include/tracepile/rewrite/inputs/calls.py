"""Call expressions as data: the literal arguments of stored calls, their shapes, and calls with other arguments."""

import ast
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from tracepile.rewrite.inputs.shapes import Shape, learn
from tracepile.rewrite.inputs.values import LARGE, Pool, boundaries, change, keep_order

_END: Final = object()
_FIRST: Final = 3
"""Boundaries of each argument that are also given together with those of the others."""


@dataclass(frozen=True, slots=True)
class Made:
    """A generated input. `is_stretched`: it goes beyond what was seen (a sign, a size), so failing on it is no news."""

    text: str
    is_stretched: bool = False
    is_large: bool = False


@dataclass(frozen=True, slots=True)
class _Call:
    """A parsed call and the values of its literal arguments by place; other arguments stay as they are."""

    tree: ast.Call
    values: dict[int, Any]


class CallInputs:
    """Makes calls like the stored ones.

    guarded: places of arguments that the program compares with zero or takes the absolute value of: they may be
    negative though no stored call has a negative number there.
    """

    def __init__(self, stored: Sequence[str], pool: Pool, guarded: frozenset[int]) -> None:
        self._calls = [call for text in stored if (call := _parse(text)) is not None]
        self._pool = pool
        self._guarded = guarded
        places = sorted({place for call in self._calls for place in call.values})
        seen = {place: [call.values[place] for call in self._calls if place in call.values] for place in places}
        self._shapes = {place: learn(values) for place, values in seen.items()}
        self._lengths = _find_lengths(self._calls, places)

    def boundaries(self, rng: random.Random) -> Iterator[Made]:
        """Yield calls with one argument at a boundary of its type, the arguments taking turns."""
        if not self._calls:
            return
        found = {
            place: list(boundaries(shape, self._pool, rng, is_signed=self._is_signed(place)))
            for place, shape in self._shapes.items()
        }
        for turn in range(max(map(len, found.values()), default=0)):
            if len(found) > 1 and turn < _FIRST:
                # what goes wrong in two places at once shows which one comes first
                values = {place: options[turn] for place, options in found.items() if turn < len(options)}
                yield from self._with(self._calls[0], values)
            for place, options in found.items():
                if turn >= len(options):
                    continue
                value = options[turn]
                holders = [call for call in self._calls if place in call.values]
                call = max(holders, key=lambda each: len(ast.unparse(each.tree)))
                yield from self._with(call, {place: value})

    def large(self) -> Iterator[Made]:
        """Yield calls with a number too large for a float, one for each whole number among the arguments."""
        for place, shape in self._shapes.items():
            if shape.kind == "int" and self._calls and place not in self._lengths:
                call = next(call for call in self._calls if place in call.values)
                for made in self._with(call, {place: LARGE}):
                    yield Made(made.text, is_stretched=True, is_large=True)

    def changed(self, text: str, rng: random.Random) -> Made | None:
        """Return a call like the given one with one or more arguments changed."""
        call = _parse(text)
        if call is None:
            return None
        places = [place for place in call.values if place in self._shapes]
        if not places:
            return None
        chosen = rng.sample(places, min(len(places), 1 if rng.random() < 0.7 else 2))
        new = {
            place: change(call.values[place], self._shapes[place], self._pool, rng, is_signed=self._is_signed(place))
            for place in chosen
        }
        return next(self._with(call, new), None)

    def _is_signed(self, place: int) -> bool:
        shape = self._shapes[place]
        items = shape.items
        is_flat_list = items is not None and items.kind in ("int", "float")
        return place in self._guarded or shape.has_negative or is_flat_list

    def _with(self, call: _Call, new: dict[int, Any]) -> Iterator[Made]:
        values = {**call.values, **new}
        for place, others in self._lengths.items():
            for other in others:
                if place in values and other in values:
                    values = _match_length(values, place, other, new)
        values = {place: _ordered(self._shapes.get(place), value) for place, value in values.items()}
        try:
            text = _write(call.tree, values)
        except (ValueError, RecursionError, SyntaxError):
            return
        yield Made(text, is_stretched=any(self._is_stretched(place, value) for place, value in values.items()))

    def _is_stretched(self, place: int, value: Any) -> bool:
        shape = self._shapes.get(place)
        if shape is None or place in self._guarded:
            return False
        numbers = [value] if isinstance(value, int | float) else value if isinstance(value, list) else []
        seen = shape if isinstance(value, int | float) else shape.items
        return (
            seen is not None
            and not seen.has_negative
            and any(isinstance(number, int | float) and number < 0 for number in numbers)
        )


def _parse(text: str) -> _Call | None:
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(tree, ast.Call):
        return None
    return _Call(tree, {place: value for place, (_, value) in enumerate(_slots(tree)) if value is not _END})


def _slots(tree: ast.Call) -> Iterator[tuple[Callable[[ast.expr], None], Any]]:
    """Yield, in a fixed order, how to replace each argument of a call and its value (`_END`: it is no literal).

    Calls among the arguments, and the call that makes the object whose method is called, have arguments, too.
    """
    for at, argument in enumerate(tree.args):
        yield from _slot(argument, partial(tree.args.__setitem__, at))
    for word in tree.keywords:
        yield from _slot(word.value, partial(setattr, word, "value"))
    if isinstance(tree.func, ast.Attribute) and isinstance(tree.func.value, ast.Call):
        yield from _slots(tree.func.value)


def _slot(argument: ast.expr, put: Callable[[ast.expr], None]) -> Iterator[tuple[Callable[[ast.expr], None], Any]]:
    if isinstance(argument, ast.Call):
        yield from _slots(argument)
        return
    try:
        yield put, ast.literal_eval(argument)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        yield put, _END


def _write(tree: ast.Call, values: dict[int, Any]) -> str:
    new = ast.parse(ast.unparse(tree), mode="eval").body
    assert isinstance(new, ast.Call)
    for place, (put, _) in enumerate(list(_slots(new))):
        if place in values:
            put(_node(values[place]))
    return ast.unparse(new)


def _node(value: Any) -> ast.expr:
    return ast.parse(repr(value), mode="eval").body


def _ordered(shape: Shape | None, value: Any) -> Any:
    return keep_order(shape, value) if shape is not None and isinstance(value, list) else value


def _find_lengths(calls: Sequence[_Call], places: Sequence[int]) -> dict[int, list[int]]:
    """Return which places always hold as many elements as another place: {place: others}, also a number that is it."""
    found: dict[int, list[int]] = {}
    for one in places:
        for other in places:
            pairs = [(call.values[one], call.values[other]) for call in calls if {one, other} <= call.values.keys()]
            is_rule = len(pairs) > 1 and all(_has_length_of(a, b) for a, b in pairs)
            if one != other and is_rule and len({len(b) for _, b in pairs}) > 1:
                found.setdefault(one, []).append(other)
    return found


def _has_length_of(one: Any, other: Any) -> bool:
    if not isinstance(other, list | str | tuple):
        return False
    if isinstance(one, int) and not isinstance(one, bool):
        return one == len(other)
    return isinstance(one, list | str | tuple) and len(one) == len(other)


def _match_length(values: dict[int, Any], place: int, other: int, new: dict[int, Any]) -> dict[int, Any]:
    """Return the values with one place fitted to the length of another; what was changed last leads."""
    if isinstance(values[place], int):
        if place in new and other not in new:
            number = max(0, min(int(values[place]), len(values[other])))
            return {**values, place: number, other: values[other][:number]}
        return {**values, place: len(values[other])}
    led, leader = (other, place) if place in new else (place, other)
    wanted, has = len(values[leader]), values[led]
    if not has:
        return {**values, leader: values[leader][:0]}
    return {**values, led: (has * (wanted // len(has) + 1))[:wanted]}
