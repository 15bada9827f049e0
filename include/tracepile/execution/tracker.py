"""The heap tracker: follows every object reachable from the program's frames, by identity, from event to event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import is_not
from typing import Any

from tracepile.execution import classes, objects
from tracepile.execution.canonical import atom_literal, cut, opaque_literal
from tracepile.execution.classes import class_of
from tracepile.execution.container_shadows import BufferShadow, FrozenSetShadow, SequenceShadow, SetShadow, TupleShadow
from tracepile.execution.dict_shadow import DictShadow
from tracepile.execution.object_shadow import ObjectShadow
from tracepile.execution.objects import identity
from tracepile.execution.shadow import OpaqueShadow, Shadow
from tracepile.execution.traits import Traits

Code = Any  # a child as JSON: an atom, or [serial]
_INT = id(int)
_FLOAT = id(float)
_STR = id(str)
_NATIVE = classes.NATIVE_ATOMS
_ATOMS = classes.NATIVE_ATOMS | classes.OTHER_ATOMS
_BITS_PER_CHARACTER = 3  # a decimal digit holds more, so this never lets a too long integer through
_MAX_JSON_BITS = 14_000  # about 4200 digits: what JSON is read back with
_SHADOWS: dict[str, type[Shadow]] = {
    "list": SequenceShadow,
    "deque": SequenceShadow,
    "tuple": TupleShadow,
    "set": SetShadow,
    "frozenset": FrozenSetShadow,
    "dict": DictShadow,
    "buffer": BufferShadow,
}
_UNKNOWN = object()


class BudgetSpentError(Exception):
    """The work budget of the tracer is used up."""


class HeapTracker:
    """All objects known at an event.

    `holds` says that objects are kept alive until the tracer has seen that they are gone, so that serial numbers name
    objects for good. Where the program might notice that, no object of it is kept between events, so that finalisers,
    weak references and the closing of generators happen exactly when they would without the tracer; an object at the
    address of one that died since the last event then takes over its serial number.
    """

    def __init__(self, max_nodes: int, max_value_chars: int, traits: Traits) -> None:
        self.max_nodes = max_nodes
        self.max_value_chars = max_value_chars
        self.traits = traits
        self.holds = holds = not traits.notice_death
        self.table: dict[int, Shadow] = {}
        self.active: dict[int, Shadow] = {}
        self.ops: list[list[Any]] = []
        self.size = 0  # children compared at each event
        self.nodes = 0  # work done so far
        self.may_have_cycles = False
        self.differ: Callable[[Iterable[Any], Iterable[Any]], Iterable[bool]] = (
            self._differ_by_identity if not holds else _differ_by_reference
        )
        self._serial = 0
        self._fresh: list[Shadow] = []
        self._dead: list[Shadow] = []
        self._max_bits = min(max_value_chars * _BITS_PER_CHARACTER, _MAX_JSON_BITS)

    # What shadows use

    def spend(self, work: int) -> None:
        """Count work: objects and elements visited. Raises BudgetSpentError when there is none left."""
        self.nodes += work
        if self.nodes > self.max_nodes:
            raise BudgetSpentError

    def encode(self, value: Any) -> Code:
        """A child as JSON, counted as one more reference to it; an object not yet known becomes known."""
        key = id(type(value))
        if key in _NATIVE:
            return self._encode_native(value, key)
        if key in classes.OTHER_ATOMS:
            return [classes.type_name(type(value)), atom_literal(value, self.max_value_chars)]
        shadow = self.table.get(identity(value))
        if shadow is None:
            code = self._encode_opaque(value)
            if code is not None:
                return code
            shadow = self._make_shadow(value)
        shadow.refs += 1
        return [shadow.serial]

    def encode_known(self, kept: Any) -> Code:
        """A remembered child as JSON, not counted."""
        if issubclass(type(kept), Shadow):
            return [kept.serial]
        key = id(type(kept))
        if key in _NATIVE:
            return self._encode_native(kept, key)
        shadow = self.table.get(identity(kept)) if key not in _ATOMS else None
        return [shadow.serial] if shadow is not None else self.encode(kept)

    def keep(self, children: list[Any]) -> list[Any]:
        """The children as they are remembered: themselves, or the shadows of those that must not be kept alive."""
        if self.holds:
            return children
        table = self.table
        return [child if id(type(child)) in _ATOMS else table.get(identity(child), child) for child in children]

    def release(self, kept: Any) -> None:
        """Count one reference less to a remembered child."""
        shadow: Shadow | None
        if issubclass(type(kept), Shadow):
            shadow = kept
        elif id(type(kept)) in _ATOMS:
            return
        else:
            shadow = self.table.get(identity(kept))
        if shadow is not None:
            shadow.refs -= 1
            if shadow.refs <= 0 and shadow.is_known:
                self._dead.append(shadow)
            else:
                self.may_have_cycles = True

    def is_equal(self, new: Any, old: Any) -> bool:
        """Are these two atoms of one type and value?"""
        cls = type(new)
        if cls is not type(old):
            return False
        key = id(cls)
        if key not in _ATOMS:
            return False
        if key == _FLOAT:
            return repr(new) == repr(old)
        if key in (_INT, _STR):
            return bool(new == old)
        return atom_literal(new, self.max_value_chars) == atom_literal(old, self.max_value_chars)

    def token(self, kept: Any) -> Any:
        """What tells members of one set apart: type and value of an atom, else the identity of the object."""
        if issubclass(type(kept), Shadow):
            return id(kept)
        key = id(type(kept))
        if key in (_INT, _STR):
            return type(kept), kept
        if key in _ATOMS:
            return type(kept), atom_literal(kept, self.max_value_chars)
        shadow = self.table.get(identity(kept))
        return id(kept) if shadow is None or self.holds else id(shadow)

    # What the tracer uses

    def check(self) -> None:
        """Compare every known object with its shadow, write what changed, and make the new ones known."""
        self.spend(len(self.active) + self.size)
        for shadow in [shadow for shadow in self.active.values() if not shadow.is_same()]:
            shadow.update()
        self.settle()

    def settle(self) -> None:
        """Write the objects found new, with everything they lead to."""
        fresh = self._fresh
        done = 0
        while done < len(fresh):
            shadow = fresh[done]
            done += 1
            self.ops.append(shadow.start())
            if shadow.can_change:
                self.active[shadow.serial] = shadow
                self.size += shadow.size()
        fresh.clear()

    def drop_dead(self) -> None:
        """Forget the objects that nothing known refers to any more; writes the operation `g`."""
        gone: list[int] = []
        dead = self._dead
        while dead:
            shadow = dead.pop()
            if shadow.refs > 0 or not shadow.is_known:
                continue
            for child in shadow.held():
                self.release(child)
            shadow.is_known = False
            del self.table[identity(shadow.value)]
            if self.active.pop(shadow.serial, None) is not None:
                self.size -= shadow.size()
            gone.append(shadow.serial)
        if gone:
            self.ops.append(["g", sorted(gone)])

    # Inside

    def _encode_native(self, value: Any, key: int) -> Code:
        if key == _STR:
            if len(value) <= self.max_value_chars:
                return value
            self.spend(len(value) // 64)
            return ["str", cut(repr(value), self.max_value_chars)]
        if key == _INT:
            if value.bit_length() <= self._max_bits:
                return value
            self.spend(value.bit_length() // 64)
            return ["int", atom_literal(value, self.max_value_chars)]
        if key == _FLOAT and (value != value or value in (_INFINITY, -_INFINITY)):
            return ["float", repr(value)]
        return value

    def _encode_opaque(self, value: Any) -> Code | None:
        """A value that is no object to follow, such as a function of a library; None for one that is."""
        how = class_of(value)
        kind = how.kind
        if kind == "enum" or (kind in ("opaque", "function", "class") and not _has_identity(value, kind)):
            return [how.name, cut(opaque_literal(value, how), self.max_value_chars)]
        return None

    def _make_shadow(self, value: Any) -> Shadow:
        how = class_of(value)
        kind = how.kind
        serial = self._serial
        self._serial += 1
        made = _SHADOWS.get(kind)
        shadow: Shadow
        if kind in ("function", "class"):
            shadow = ObjectShadow(self, serial, value, how, text=opaque_literal(value, how))
            shadow.can_change = self.traits.set_attributes
        elif kind in ("opaque", "view"):
            shadow = OpaqueShadow(self, serial, value, how, opaque_literal(value, how))
        elif made is None:
            shadow = ObjectShadow(self, serial, value, how)
        elif how.is_exact:
            shadow = made(self, serial, value, how)
        else:
            shadow = ObjectShadow(self, serial, value, how, inner=made(self, serial, value, how))
        self.table[identity(value)] = shadow
        self._fresh.append(shadow)
        return shadow

    def _differ_by_identity(self, now: Iterable[Any], kept: Iterable[Any]) -> Iterator[bool]:
        find = self.table.get
        pairs = zip(now, kept, strict=False)
        return (child is not old and find(identity(child), _UNKNOWN) is not old for child, old in pairs)


_INFINITY = float("inf")
_differ_by_reference: Callable[[Iterable[Any], Iterable[Any]], Iterable[bool]] = lambda now, kept: map(  # noqa: E731
    is_not, now, kept
)


def _has_identity(value: Any, kind: str) -> bool:
    """Has this opaque value state or an identity worth following? Library functions, classes and modules have not."""
    if kind == "class":
        return classes.is_program_class(value)
    if kind == "function":
        return bool(value.__code__.co_filename == classes.PROGRAM_FILENAME)
    return id(type(value)) not in _LIBRARY


_LIBRARY = frozenset(map(id, (type(len), type(objects), type(str.join), type(int.__add__), type(None.__eq__))))
