"""Generates inputs in rounds: boundaries, then changes of inputs that showed something new."""

import ast
import random
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from tracepile.rewrite.inputs.calls import CallInputs, Made
from tracepile.rewrite.inputs.texts import TextInputs
from tracepile.rewrite.inputs.values import Pool
from tracepile.schema import InputKind

_MOST_CONSTANTS: Final = 24
_ATTEMPTS: Final = 6

_CASES: Final = "aZ"
_PROBES: Final = {
    "isalnum": "7-",
    "isalpha": "a7",
    "isdigit": "7a",
    "isdecimal": "7a",
    "isnumeric": "7a",
    "isspace": " a",
    "strip": " ",
    "lstrip": " ",
    "rstrip": " ",
    "split": " ",
    **dict.fromkeys(("isupper", "islower", "upper", "lower", "casefold", "swapcase", "title", "capitalize"), _CASES),
}
"""By the names of methods of texts: characters on which their answers differ."""


class Generator:
    """Generates inputs for programs that take the stored ones; the same inputs for the same seed and feedback.

    codes: the texts of the programs, whose constants and comparisons tell where their behaviour may change.
    """

    def __init__(self, stored: Sequence[str], kind: InputKind, codes: Sequence[str], seed: int) -> None:
        self._rng = random.Random(seed)  # noqa: S311
        self._seen = set(stored)
        self._parents = list(stored)
        pool = find_constants(codes)
        self._source: CallInputs | TextInputs
        if kind is InputKind.CALL:
            self._source = CallInputs(stored, pool, _find_guarded(stored, codes))
        else:
            self._source = TextInputs(stored, pool)
        boundaries = list(self._source.boundaries(self._rng))
        # the first is the emptiest; the order of the rest is drawn, so that a few of them show many sorts
        self._boundaries = chain(boundaries[:1], self._rng.sample(boundaries[1:], max(0, len(boundaries) - 1)))

    def learn(self, text: str) -> None:
        """Take an input that showed something new as one to change further."""
        self._parents.append(text)

    def boundaries(self, count: int) -> list[Made]:
        """Return up to `count` boundary inputs not given before."""
        return self._take(self._boundaries, count)

    def changed(self, count: int) -> list[Made]:
        """Return up to `count` changed inputs not given before."""
        return self._take(self._changes(count * _ATTEMPTS), count)

    def large(self, count: int) -> list[Made]:
        """Return up to `count` inputs with a large number, on which a program may well meet a limit."""
        return self._take(self._source.large(), count)

    def _changes(self, attempts: int) -> Iterator[Made]:
        for _ in range(attempts if self._parents else 0):
            made = self._source.changed(self._rng.choice(self._parents), self._rng)
            if made is not None:
                yield made

    def _take(self, source: Iterator[Made], count: int) -> list[Made]:
        taken: list[Made] = []
        while len(taken) < count:
            made = next(source, None)
            if made is None:
                break
            if made.text not in self._seen:
                self._seen.add(made.text)
                taken.append(made)
        return taken


def find_constants(codes: Sequence[str]) -> Pool:
    """Return the whole numbers and short texts in the programs, and characters of the classes that they ask for."""
    numbers: dict[int, None] = {}
    texts: dict[str, None] = {}
    probes: dict[str, None] = {}
    for code in codes:
        for node in _walk(code):
            if isinstance(node, ast.Constant):
                if type(node.value) is int and abs(node.value) <= 10**6:
                    numbers[node.value] = None
                elif isinstance(node.value, str) and 0 < len(node.value) <= 10:
                    texts[node.value] = None
            elif isinstance(node, ast.Attribute):
                probes.update(dict.fromkeys(_PROBES.get(node.attr, "")))
    return Pool(list(numbers)[:_MOST_CONSTANTS], list(texts)[:_MOST_CONSTANTS], "".join(probes))


def _walk(code: str) -> list[ast.AST]:
    try:
        return list(ast.walk(ast.parse(code)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _find_guarded(stored: Sequence[str], codes: Sequence[str]) -> frozenset[int]:
    """Return the places of parameters that a program asks whether they are below zero: such numbers it expects."""
    functions = {text.split("(", 1)[0].strip() for text in stored}
    places: set[int] = set()
    for code in codes:
        for node in _walk(code):
            if isinstance(node, ast.FunctionDef) and node.name in functions:
                names = [each.arg for each in [*node.args.posonlyargs, *node.args.args]]
                asked = {name for part in ast.walk(node) for name in _asked_for_sign(part)}
                places |= {place for place, name in enumerate(names) if name in asked}
    return frozenset(places)


def _asked_for_sign(node: ast.AST) -> list[str]:
    match node:
        case ast.If(test=test) | ast.IfExp(test=test):
            pass
        case ast.Call(func=ast.Name(id="abs"), args=[ast.Name(id=name)]):
            return [name]
        case _:
            return []
    found = []
    for part in ast.walk(test):
        match part:
            case ast.Compare(left=ast.Name(id=name), ops=[ast.Lt()], comparators=[ast.Constant(value=0)]):
                found.append(name)
            case ast.Compare(left=ast.Constant(value=0), ops=[ast.Gt()], comparators=[ast.Name(id=name)]):
                found.append(name)
    return found
