"""Words that many kinds of statements share."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from tracepile.execution.canonical import type_name
from tracepile.execution.values import Instance, Opaque
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.model import code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.scene import Frame
from tracepile.narrate.show import TOO_LONG, shown, whole_literal
from tracepile.narrate.voice import PHRASINGS, Voice

CONTAINER_LIMIT: Final = 60
"""A container up to this long is shown whole after a change; of a longer one its size is told."""

_KINDS: Final = {"dict": "dictionary", "str": "string"}
_LIBRARY: Final = {
    "generator": "a generator",
    "function": "a function",
    "Match": "a match object",
    "dict_keys": "a view of the keys",
    "dict_values": "a view of the values",
    "dict_items": "a view of the keys and values",
}


Say: TypeAlias = Callable[[str], str]
"""Gives the phrasing of a construct at one place in the program."""

Finish: TypeAlias = Callable[[Moment | None], list[Clause]]
"""Tells a statement that was looked at before it ran: takes the state after it (None when it never ended)."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How a statement is told: in which voice, for the first time (its source is shown) or again, in how many words.

    `followed` are the calls of the statement that were told from the inside; it is filled before the statement's end
    is told. `seen` are the parts of conditions that were told with their source before.
    """

    voice: Voice
    is_first: bool
    is_compact: bool
    followed: list[Frame] = field(default_factory=list)
    seen: set[ast.AST] | None = None

    def at(self, stmt: ast.AST) -> Say:
        """Return the phrasings for a place in the program; the plainest ones when words are few."""
        if self.is_compact:
            return lambda name: PHRASINGS[name][0]
        return self.voice.at(getattr(stmt, "lineno", 0))


def count_of(number: int, word: str) -> str:
    """Return a number with its word in the right form: `1 item`, `3 items`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def times(number: int) -> str:
    """Return how often: `once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def kind_of(value: Any) -> str:
    """Return the word for a container's kind: list, dictionary, set, `deque` …"""
    name = type_name(value)
    return _KINDS.get(name, name if name in ("list", "set", "tuple") else code(name))


def size_of(value: Any) -> int | None:
    """Return how many elements a recorded container has; None for anything else."""
    if isinstance(value, Instance):
        value = value.items if value.kind not in ("value", "exception") else None
    if isinstance(value, Opaque | str | bytes) or not hasattr(value, "__len__"):
        return None
    return len(value)


def describe_opaque(value: Opaque) -> str:
    """Return words for a value that has no literal worth reading: `a generator`, `an iterator`."""
    name = value.type_name
    if name == "function" and value.literal.startswith("<function "):
        return f"the function {code(value.literal[10:-1])}" if "<lambda>" not in value.literal else "a lambda function"
    if name in _LIBRARY:
        return _LIBRARY[name]
    if name.endswith("iterator") or name in ("zip", "map", "filter", "enumerate", "reversed"):
        return "an iterator"
    article = "an" if name[:1].lower() in "aeiou" else "a"
    return f"{article} {code(name)} object"


def tell_container(node: ast.expr, after: Moment, say: Say) -> list[Clause]:
    """Tell how a changed container looks now, if it is short enough to be read."""
    path, value = after.path_of(node), after.find(node)
    if path is None or value is MISSING or size_of(value) is None:
        return []
    text = whole_literal(value)
    if len(text) > CONTAINER_LIMIT or text == TOO_LONG or _holds_instances(value):
        return []
    words = say("container").format(name=code(path), value=code(text), pair=code(f"{path} = {text}"))
    return [clause(words, [after.claim(path, value)])]


def tell_change(
    text: str,
    claims: list[Any],
    node: ast.expr,
    after: Moment,
    say: Say,
    before: tuple[str | None, int | None] = (None, None),
) -> Clause:
    """End a sentence about a mutation with what the container is now: `…, which makes xs [1, 2]`.

    `before` is the container's literal and its size before the mutation.
    """
    value, path = after.find(node), after.path_of(node)
    size = None if value is MISSING else size_of(value)
    if path is None or size is None:
        return clause(text, claims)
    now = whole_literal(value)
    before_text, before_size = before
    if now == before_text:
        return clause(text + say("changes_nothing"), claims)
    if size == 0:
        return clause(text + say("makes_empty").format(name=code(path)), [*claims, after.claim(path, value)])
    is_short = len(now) <= CONTAINER_LIMIT and now != TOO_LONG and not _holds_instances(value)
    if is_short or (size == before_size and isinstance(value, list)):
        literal = shown(value)
        words = say("makes").format(name=code(path), value=code(literal), pair=code(f"{path} = {literal}"))
        return clause(text + words, [*claims, after.claim(path, value)])
    word = "entry" if isinstance(value, dict) else "element"
    number = f"{size} entries" if word == "entry" and size != 1 else count_of(size, word)
    return clause(text + say("makes_size").format(size=number), [*claims, after.claim_expression(f"len({path})", size)])


def _holds_instances(value: Any) -> bool:
    items = value.items if isinstance(value, Instance) else value
    items = items.values() if isinstance(items, dict) else items
    return any(isinstance(item, Instance) for item in items)
