"""Inputs with their answers: a program that gives a benchmark item's examples under the function's name repeats it."""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

Example = tuple[str, str, str]
"""Name of the function (lower case, no `_`), its arguments and its answer, the last two in canonical form."""

_MIN_MATCHES: Final = 2
_TELLING_CHARS: Final = 24
"""One example in common is a hit only if arguments and answer have so many characters: many a function `is_prime` is
called with 7."""


@dataclass(frozen=True)
class Examples:
    """The examples of benchmark items: items by example, and how many examples each item has."""

    by_example: dict[Example, list[int]] = field(default_factory=dict)
    n_of_item: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, tests: Iterable[tuple[int, str, str]]) -> "Examples":
        """Read (item, test, entry point): every `assert name(literals) == literal` of a test is an example."""
        by_example: dict[Example, list[int]] = {}
        n_of_item: dict[int, int] = {}
        for item, test, entry_point in tests:
            found = set(_read_asserts(test, entry_point))
            n_of_item[item] = len(found)
            for example in sorted(found):
                by_example.setdefault(example, []).append(item)
        return cls(by_example, n_of_item)


def find_example_hits(examples: Sequence[tuple[str, str | None]], known: Examples) -> Iterator[tuple[int, float, str]]:
    """Yield (item, coverage, one of the examples as text) for each item whose examples a program repeats.

    examples: of the program, (call, answer). coverage: examples in common / the number of examples of the item or of
    the program, whichever is less.
    """
    if not known.by_example:
        return
    own = {found for call, answer in examples if answer is not None and (found := read_example(call, answer))}
    shared: dict[int, list[Example]] = {}
    for example in sorted(own):
        for item in known.by_example.get(example, ()):
            shared.setdefault(item, []).append(example)
    for item, common in sorted(shared.items()):
        longest = max(common, key=lambda example: (len(example[1]) + len(example[2]), example))
        if len(common) >= _MIN_MATCHES or len(longest[1]) + len(longest[2]) >= _TELLING_CHARS:
            text = f"{longest[0]}({longest[1]}) == {longest[2]}"
            yield item, len(common) / min(known.n_of_item[item], len(own)), text


def read_example(call: str, answer: str, rename: dict[str, str] | None = None) -> Example | None:
    """Return a call of a named function with literal arguments, and its literal answer, in canonical form."""
    return _describe(_parse(call), _parse(answer), rename or {})


def _read_asserts(test: str, entry_point: str) -> Iterator[Example]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(test)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare):
            compared = node.test
            if len(compared.ops) == 1 and isinstance(compared.ops[0], ast.Eq):
                found = _describe(compared.left, compared.comparators[0], {"candidate": entry_point})
                if found is not None:
                    yield found


def _describe(call: ast.expr | None, answer: ast.expr | None, rename: dict[str, str]) -> Example | None:
    if not isinstance(call, ast.Call) or answer is None:
        return None
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    if not name or not all(_is_literal(value) for value in (*values, answer)):
        return None
    return (
        re.sub(r"_", "", (rename.get(name) or name).lower()),
        ", ".join(ast.unparse(value) for value in values),
        ast.unparse(answer),
    )


def _parse(text: str) -> ast.expr | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
