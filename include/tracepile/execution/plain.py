"""Values without sharing and without surprises, whose canonical literal is found faster than by a `Writer`."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from tracepile.execution.atoms import ATOM_TEXT
from tracepile.execution.objects import identity
from tracepile.execution.values import Instance

_ATOM_TYPES = (int, str, type(None), bool, float)
_ATOMS = frozenset(map(identity, _ATOM_TYPES))
_INT, _STR = frozenset({identity(int)}), frozenset({identity(str)})
_INTS_AND_TEXTS = _INT | _STR
_SEQUENCES = (frozenset({identity(list)}), frozenset({identity(tuple)}))


def write_plain(value: Any) -> str | None:
    """The literal of a built-in container of plain atoms, or of lists or tuples of them; None for any other value."""
    write = _WRITERS.get(identity(type(value)))
    if write is None:
        return None
    try:
        return write(value) if value else repr(value)
    except ValueError:  # an integer beyond the interpreter's limit
        return None


def write_tree(value: Instance, depth: int) -> str | None:
    """The literal of a rebuilt instance, if no other instance is met twice on the way; see `literal` for `depth`."""
    return _write_branch(value, depth, set()) if value.kind == "object" else None


def _write_branch(value: Instance, depth: int, met: set[int]) -> str | None:
    met.add(id(value))
    parts = []
    for name, child in value.attributes.items():
        text: str | None
        if type(child) is Instance:
            if child.kind != "object" or id(child) in met:
                return None
            text = f"{child.type_name}(...)" if depth == 1 else _write_branch(child, depth - 1, met)
        elif type(child) in _ATOM_TYPES:
            text = ATOM_TEXT[id(type(child))](child)
        else:
            text = write_plain(child)
        if text is None:
            return None
        parts.append(f"{name}={text}")
    return f"{value.type_name}({', '.join(parts)})"


def are_atoms(values: Iterable[Any]) -> bool:
    """Are these plain atoms, all of them?"""
    return _are(_ATOMS, values)


def are_ints_and_texts(values: Iterable[Any]) -> bool:
    """Are these integers and texts, all of them?"""
    return _are(_INTS_AND_TEXTS, values)


def _are(allowed: frozenset[int], values: Iterable[Any]) -> bool:
    return allowed.issuperset(map(identity, map(type, values)))


def _are_plain(values: Iterable[Any]) -> bool:
    """Are these atoms, or all of them lists, or all tuples, of atoms?"""
    if _are(_ATOMS, values):
        return True
    return any(_are(kind, values) for kind in _SEQUENCES) and _are(_ATOMS, chain.from_iterable(values))


def _write_sequence(value: list[Any] | tuple[Any, ...]) -> str | None:
    return repr(value) if _are_plain(value) else None


def _write_items(value: dict[Any, Any]) -> str | None:
    keys, children = dict.keys(value), dict.values(value)
    has_plain_keys = _are(_ATOMS, keys) or (_are(_SEQUENCES[1], keys) and _are(_ATOMS, chain.from_iterable(keys)))
    return dict.__repr__(value) if has_plain_keys and _are_plain(children) else None


def _write_counter(value: Counter[Any]) -> str | None:
    items = _write_items(value)
    return None if items is None else f"Counter({items})"


def _write_deque(value: deque[Any]) -> str | None:
    if not _are_plain(value):
        return None
    return f"deque({list(value)!r}" + (")" if value.maxlen is None else f", maxlen={value.maxlen})")


def _write_members(value: set[Any]) -> str | None:
    if not (_are(_INT, value) or _are(_STR, value)):
        return None
    return f"{{{', '.join(sorted(map(repr, value)))}}}"


_WRITERS: dict[int, Callable[[Any], str | None]] = {
    identity(list): _write_sequence,
    identity(tuple): _write_sequence,
    identity(dict): _write_items,
    identity(Counter): _write_counter,
    identity(deque): _write_deque,
    identity(set): _write_members,
}
