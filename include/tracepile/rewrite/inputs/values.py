"""New values of a known shape: the boundaries of its type first, then changes of a value that was seen."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracepile.rewrite.inputs.graphs import draw_graph
from tracepile.rewrite.inputs.shapes import Shape

LARGE: Final = 2**60 + 7
"""A whole number that a float cannot hold, nor its half or third."""
LONG: Final = 40
_MAX_TEXT: Final = 60
_GRAPHS: Final = 6
"""Graphs drawn over the nodes of each one seen."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Constants of the two programs, which decide where their branches part.

    probes: characters of the classes that the programs tell apart, such as digits where they ask `isalnum`.
    """

    numbers: Sequence[int] = ()
    texts: Sequence[str] = ()
    probes: str = ""


def boundaries(shape: Shape, pool: Pool, rng: random.Random, *, is_signed: bool) -> Iterator[Any]:
    """Yield the boundary values of a shape, the most telling ones first; never one that breaks what holds for it.

    is_signed: whether numbers below zero may be given though none was seen.
    """
    match shape.kind:
        case "bool":
            yield from (True, False)
        case "int":
            yield from _int_boundaries(shape, pool, is_signed=is_signed)
        case "float":
            yield from (0.0, 0.5, *(value + 0.25 for value in shape.numbers[:1]), *((-1.5,) if is_signed else ()))
        case "str":
            yield from _text_boundaries(shape, pool, rng)
        case "list":
            yield from _list_boundaries(shape, pool, rng)
        case "dict" if shape.graph is not None:
            yield from (draw_graph(value, shape.graph, rng) for value in shape.values for _ in range(_GRAPHS))
        case "dict":
            yield {}
            for value in shape.values[:1]:
                yield dict(reversed(value.items()))
                yield dict(list(value.items())[:1])
        case "set" | "frozenset":
            yield type(shape.values[0])()
        case "tuple" if shape.items is not None:
            for value in _list_boundaries(shape, pool, rng):
                yield tuple(value)


def _int_boundaries(shape: Shape, pool: Pool, *, is_signed: bool) -> Iterator[int]:
    low, high = min(shape.values), max(shape.values)
    yield from (0, 1)
    yield from (2, high + 1, low - 1 if low > 0 or is_signed else low, 3)
    if is_signed or low < 0:
        yield from (-1, -high, -2, -7)
    for number in pool.numbers:
        yield from (value for value in (number, number - 1, number + 1) if value >= 0 or is_signed or low < 0)
    yield from (4, 5, 10)


def _text_boundaries(shape: Shape, pool: Pool, rng: random.Random) -> Iterator[str]:
    letters = shape.alphabet()
    longest: str = max(shape.values, key=_length)
    yield ""
    if letters:
        first = rng.choice(letters)
        yield from (first, first * 2, longest + longest, longest[::-1], longest[:-1], longest[1:])
        yield "".join(rng.choice(letters) for _ in range(6))
        yield first + longest + first
        for probe in pool.probes:
            yield from (longest[:1] + probe + longest[1:], longest + probe)
    yield from (text for text in pool.texts if len(text) <= _MAX_TEXT)
    yield from (longest.upper(), longest.lower(), f" {longest} ")


def _list_boundaries(shape: Shape, pool: Pool, rng: random.Random) -> Iterator[list[Any]]:
    longest: list[Any] = list(max(shape.values, key=_length))
    yield []
    if not longest:
        return
    if shape.is_square:
        yield [row[:1] for row in longest[:1]]
        yield [row[:2] for row in longest[:2]]
        return
    one = longest[0]
    yield [one]
    yield [one, one]
    yield [*longest, *longest] if not shape.is_sorted else [item for item in longest for _ in range(2)]
    if not shape.is_sorted:
        yield longest[::-1]
        yield [longest[-1], *longest, longest[0]]
    items = shape.items
    if items is not None and items.kind in ("int", "float") and not shape.is_inner:
        numbers = sorted(longest)
        yield numbers
        is_whole = items.kind == "int"
        yield keep_order(shape, [-value - (1 if is_whole else 0.5) for value in numbers])
        yield keep_order(shape, [value if at % 2 else -value for at, value in enumerate(longest)])
        yield [0 if is_whole else 0.0] * 3
        # far below what was seen: a program that takes no negative numbers fails here, if anywhere
        yield [-10 * abs(numbers[-1]) - (1_000 if is_whole else 1_000.0)]
        yield numbers[:1] * 3 + numbers[-1:] * 3
        drawn = [change(value, items, pool, rng, is_signed=True) for value in (longest * LONG)[:LONG]]
        yield keep_order(shape, drawn)
    elif items is not None:
        drawn = [change(value, items, pool, rng, is_signed=False) for value in (longest * LONG)[: LONG // 2]]
        yield keep_order(shape, drawn) if not shape.is_rectangular else longest * 2


def change(value: Any, shape: Shape, pool: Pool, rng: random.Random, *, is_signed: bool) -> Any:
    """Return a value like the given one, of the same shape; the same value where nothing can be changed."""
    match shape.kind:
        case "bool":
            return rng.random() < 0.5
        case "int":
            return _change_int(value, shape, pool, rng, is_signed=is_signed)
        case "float":
            options = [value + 0.5, value / 2, value * 2, rng.choice(shape.numbers), float(rng.randrange(16)) / 4]
            options += [-value] if is_signed or shape.has_negative else []
            return rng.choice(options)
        case "str":
            return _change_text(value, shape, pool, rng)
        case "list" | "set" | "frozenset":
            return type(value)(change_items(list(value), shape, pool, rng, is_signed=is_signed))
        case "tuple" if shape.by_length:
            same = shape.by_length.get(len(value))
            return change(value, same, pool, rng, is_signed=False) if same and value else rng.choice(shape.values)
        case "tuple" if shape.fields:
            at = rng.randrange(len(shape.fields))
            new = change(value[at], shape.fields[at], pool, rng, is_signed=False)
            return (*value[:at], new, *value[at + 1 :])
        case "tuple":
            return tuple(change_items(list(value), shape, pool, rng, is_signed=False))
        case "dict" if shape.graph is not None:
            return draw_graph(value, shape.graph, rng)
        case "dict":
            return _change_dict(value, shape, pool, rng)
    return rng.choice(shape.values)


def keep_order(shape: Shape, items: list[Any]) -> list[Any]:
    """Return the items in order if the shape's lists always were."""
    if not shape.is_sorted:
        return items
    try:
        return sorted(items)
    except TypeError:
        return items


def _change_int(value: int, shape: Shape, pool: Pool, rng: random.Random, *, is_signed: bool) -> int:
    low, high = min(shape.values), max(shape.values)
    options = [value + 1, value - 1, rng.randint(low, high), rng.choice(shape.values), low, high]
    if not shape.is_inner:
        options += [
            rng.randint(0, max(12, high)),
            rng.randint(0, max(40, 2 * high)),
            value * 2,
            *rng.sample(list(pool.numbers), min(2, len(pool.numbers))),
        ]
    if is_signed or low < 0:
        options += [-value, -1]
    allowed = [each for each in options if each >= 0 or is_signed or low < 0]
    chosen: int = rng.choice(allowed or [value])
    return chosen


def _change_text(value: str, shape: Shape, pool: Pool, rng: random.Random) -> str:
    letters = shape.alphabet()
    if not letters:
        return value
    at, letter = rng.randrange(len(value) + 1), rng.choice(letters)
    options = [
        value[:at] + letter + value[at:],
        value[:at] + value[at + 1 :],
        value[:at] + letter + value[at + 1 :],
        value[:at],
        value[at:] + value[:at],
        value[:at] + value[max(0, at - 2) :],
        "".join(rng.choice(letters) for _ in range(rng.randrange(1, 12))),
        rng.choice(shape.values),
    ]
    if pool.probes:
        options.append(value[:at] + rng.choice(pool.probes) + value[at:])
    if pool.texts:
        text = rng.choice(list(pool.texts))
        options.append(value[:at] + text + value[at:])
    chosen: str = rng.choice(options)
    return chosen[:_MAX_TEXT]


def _length(value: Any) -> int:
    return len(value)


def change_items(items: list[Any], shape: Shape, pool: Pool, rng: random.Random, *, is_signed: bool) -> list[Any]:
    """Return the elements of a list or set with some taken away, repeated, moved or changed."""
    if not items or shape.items is None:
        return list(rng.choice(shape.values))
    at, other = rng.randrange(len(items)), rng.randrange(len(items))
    inner = shape.items
    if shape.is_rectangular or inner.kind in ("mixed", "fixed"):
        return _change_rows(items, shape, pool, rng)
    changed = change(items[at], inner, pool, rng, is_signed=is_signed)
    options = [
        items[:at] + items[at + 1 :],
        [*items[:at], changed, *items[at + 1 :]],
        [*items[:at], changed, *items[at + 1 :]],
        [*items[:at], changed, *items[at:]],
        [*items[:at], items[at], items[other], *items[at:]],
        items[:at],
        rng.sample(items, len(items)),
        [change(item, inner, pool, rng, is_signed=is_signed) for item in items],
        [rng.choice(items) for _ in items],
    ]
    return keep_order(shape, rng.choice(options))


def _change_rows(items: list[Any], shape: Shape, pool: Pool, rng: random.Random) -> list[Any]:
    """Change a table: a cell, the order of its rows, or (unless it is square) their number."""
    at = rng.randrange(len(items))
    inner = shape.items
    if inner is None or not items[at] or inner.kind not in ("list", "str"):
        return rng.sample(items, len(items))
    if rng.random() < 0.3:
        if shape.is_square:
            return rng.sample(items, len(items))
        return items[: at + 1] if rng.random() < 0.5 else [*items, items[at]]
    row = items[at]
    cell = rng.randrange(len(row))
    if isinstance(row, str):
        new: Any = row[:cell] + rng.choice(inner.alphabet()) + row[cell + 1 :]
    elif inner.items is None:
        return items
    else:
        new = [*row[:cell], change(row[cell], inner.items, pool, rng, is_signed=False), *row[cell + 1 :]]
    return [*items[:at], new, *items[at + 1 :]]


def _change_dict(value: dict[Any, Any], shape: Shape, pool: Pool, rng: random.Random) -> dict[Any, Any]:
    if not value or shape.items is None:
        return dict(rng.choice(shape.values))
    key = rng.choice(list(value))
    kind = rng.randrange(4)
    if kind == 0:
        return {other: item for other, item in value.items() if other != key}
    if kind == 1:
        pairs = list(value.items())
        return dict(rng.sample(pairs, len(pairs)))
    if kind == 2 and shape.keys is not None and shape.keys.kind in ("str", "int"):
        new = change(key, shape.keys, pool, rng, is_signed=False)
        return {**value, new: value[key]}
    return {**value, key: change(value[key], shape.items, pool, rng, is_signed=False)}
