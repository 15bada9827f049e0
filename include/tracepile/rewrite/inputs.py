"""More inputs for the equivalence test, made from the stored ones: boundary, empty, duplicate and shifted values."""

import ast
import random
from collections.abc import Sequence
from typing import Any

from tracepile.schema import InputKind


def generate_inputs(inputs: Sequence[str], kind: InputKind, count: int, seed: int) -> list[str]:
    """Return up to `count` new inputs, unlike the stored ones and each other.

    A call's literal arguments keep their types and change their values; of a stdin text the whole numbers change.
    Such an input may be invalid for the program: both sides must then fail alike.
    """
    rng = random.Random(seed)  # noqa: S311
    change = _change_call if kind is InputKind.CALL else _change_text
    made: list[str] = []
    for _ in range(count * 4):
        if len(made) >= count or not inputs:
            break
        new = change(inputs[rng.randrange(len(inputs))], rng)
        if new is not None and new not in inputs and new not in made:
            made.append(new)
    return made


def _change_call(call: str, rng: random.Random) -> str | None:
    try:
        tree = ast.parse(call, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(tree, ast.Call) or not (tree.args or tree.keywords):
        return None
    places: list[tuple[list[Any], int]] = [(tree.args, i) for i in range(len(tree.args))]
    arguments = [*tree.args, *(word.value for word in tree.keywords)]
    chosen = rng.randrange(len(arguments))
    try:
        value = ast.literal_eval(arguments[chosen])
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None
    new = ast.parse(repr(_change_value(value, rng)), mode="eval").body
    if chosen < len(places):
        tree.args[chosen] = new
    else:
        tree.keywords[chosen - len(places)].value = new
    return ast.unparse(tree)


def _change_value(value: Any, rng: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return rng.choice((0, 1, -1, value + 1, value - 1, value * 2, -value))
    if isinstance(value, float):
        return rng.choice((0.0, -value, value + 1.0, value / 2))
    if isinstance(value, str):
        return rng.choice(("", value[::-1], value[:-1], value + value[:1], value.upper(), value[: len(value) // 2]))
    if isinstance(value, list | tuple):
        return type(value)(_change_sequence(list(value), rng))
    if isinstance(value, dict) and value:
        key = rng.choice(list(value))
        return {**value, key: _change_value(value[key], rng)}
    return value


def _change_sequence(items: list[Any], rng: random.Random) -> list[Any]:
    if not items:
        return items
    at = rng.randrange(len(items))
    kind = rng.randrange(6)
    if kind == 0:
        return []
    if kind == 1:
        return items[:1]
    if kind == 2:
        return items[::-1]
    if kind == 3:
        return [*items, items[at]]
    if kind == 4:
        return items[:at] + items[at + 1 :]
    return [*items[:at], _change_value(items[at], rng), *items[at + 1 :]]


def _change_text(text: str, rng: random.Random) -> str | None:
    lines = text.split("\n")
    numbers = [
        (row, column)
        for row, line in enumerate(lines)
        for column, word in enumerate(line.split(" "))
        if word.lstrip("-").isdecimal() and len(word) < 12
    ]
    if not numbers:
        return None
    row, column = rng.choice(numbers)
    words = lines[row].split(" ")
    words[column] = str(_change_value(int(words[column]), rng))
    return "\n".join([*lines[:row], " ".join(words), *lines[row + 1 :]])
