"""The fast tracer's objects: the reference's model of them, without reference counts, written as texts at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from json.encoder import encode_basestring_ascii
from typing import Any

from tracepile.execution.classes import Class, class_of, is_dunder
from tracepile.execution.container_shadows import SequenceShadow, TupleShadow
from tracepile.execution.encoding import write_json
from tracepile.execution.fast.shadows import MirroredDict, MirroredObject, MirroredSet
from tracepile.execution.forgetting import sweep
from tracepile.execution.model import Limits
from tracepile.execution.objects import identity
from tracepile.execution.shadow import Shadow
from tracepile.execution.tracker import BudgetSpentError, HeapTracker
from tracepile.execution.traits import Traits

INT_LIMIT = 1 << 62
_LARGE = 512  # children, above which it counts as work to compare an object that has not changed
_TUPLE = class_of(())
_LIST = class_of([])
_CONSTANTS = {None: "null", True: "true", False: "false"}


class KnownObjects(HeapTracker):
    """Objects by identity, without counting references: what is gone is found by sweeps.

    Operations are written as JSON texts with `put`.
    """

    def __init__(self, limits: Limits, traits: Traits, put: Callable[[str], None]) -> None:
        super().__init__(limits.max_nodes, limits.max_value_chars, traits)
        self.put = put
        self._left = limits.max_trace_bytes  # characters that the texts of objects may still have

    def release(self, kept: Any) -> None:
        """References are not counted."""

    def _make_shadow(self, value: Any) -> Shadow:
        how = class_of(value)
        made: type[Shadow] | None = None
        if how.is_exact and how.kind in ("dict", "set") and how.name != "OrderedDict":
            made = MirroredDict if how.kind == "dict" else MirroredSet
        elif how.kind == "object" and how.get_dict is not None and not how.slots and how.shown is None:
            made = MirroredObject
        if made is None:
            return super()._make_shadow(value)
        shadow = made(self, self._serial, value, how)
        self._serial += 1
        self.table[identity(value)] = shadow
        self._fresh.append(shadow)
        return shadow

    def is_equal(self, new: Any, old: Any) -> bool:
        """Are these two atoms of one type and value?"""
        kind = type(new)
        if kind is not type(old):
            return False
        if kind is int or kind is str or kind is bool:
            return bool(new == old)
        return super().is_equal(new, old)

    # Writing values

    def text(self, value: Any) -> str:
        """A child as JSON text; a new object is written first."""
        kind = type(value)
        if kind is int:
            if -INT_LIMIT < value < INT_LIMIT:
                return str(value)
        elif kind is str:
            if len(value) <= self.max_value_chars:
                return encode_basestring_ascii(value)
        elif kind is bool or value is None:
            return _CONSTANTS[value]
        elif kind is float:
            if value - value == 0.0:
                return repr(value)
        else:
            shadow = self.table.get(identity(value))
            if shadow is not None:
                return f"[{shadow.serial}]"
            if kind is tuple or kind is list:
                return self._write_sequence(value, kind)
            how = class_of(value)
            if how.kind == "object" and how.get_dict is not None and not how.slots and how.shown is None:
                return self._write_object(value, how)
        return self._write_slowly(value)

    def _write_slowly(self, value: Any) -> str:
        code = self.encode(value)
        if self._fresh:
            self.flush()
        return write_json(code)

    def _write_parts(self, children: Iterable[Any]) -> list[str] | None:
        """Plain atoms and known objects as JSON texts; None if there is anything else among them."""
        parts: list[str] = []
        table, limit = self.table, self.max_value_chars
        for child in children:
            kind = type(child)
            if kind is int:
                if not -INT_LIMIT < child < INT_LIMIT:
                    return None
                parts.append(str(child))
            elif kind is str:
                if len(child) > limit:
                    return None
                parts.append(encode_basestring_ascii(child))
            elif kind is bool or child is None:
                parts.append(_CONSTANTS[child])
            else:
                known = table.get(identity(child))
                if known is None:
                    return None
                parts.append(f"[{known.serial}]")
        return parts

    def _write_object(self, value: Any, how: Class) -> str:
        """Write a new object at once if all its attributes are plain atoms or known objects."""
        assert how.get_dict is not None
        every = how.get_dict(value)
        parts = self._write_parts(every.values())
        if parts is None or any(type(name) is not str or is_dunder(name) for name in every):
            return self._write_slowly(value)
        serial = self._serial
        self._serial = serial + 1
        shadow = MirroredObject(self, serial, value, how)
        shadow.get_dict, shadow.mirror, shadow.attributes = how.get_dict, every.copy(), {}
        self.table[identity(value)] = shadow
        self.active[serial] = shadow
        self.size += len(parts)
        self.spend(1 + len(parts))
        named = ",".join(f"[{encode_basestring_ascii(name)},{part}]" for name, part in zip(every, parts, strict=True))
        text = f'["n",{serial},"object",{encode_basestring_ascii(how.name)},null,[{named}]]'
        self.count(text)
        self.put(text)
        return f"[{serial}]"

    def _write_sequence(self, value: Any, kind: type) -> str:
        """Write a new list or tuple at once if all its children are plain atoms or known objects."""
        parts = self._write_parts(value)
        if parts is None:
            return self._write_slowly(value)
        serial = self._serial
        self._serial = serial + 1
        shadow: TupleShadow | SequenceShadow
        if kind is tuple:
            shadow = TupleShadow(self, serial, value, _TUPLE)
            shadow.can_change = False
            shadow.kept = value
        else:
            shadow = SequenceShadow(self, serial, value, _LIST)
            shadow.iterate, shadow.length = list.__iter__, list.__len__
            shadow.kept = list(value)
            self.active[serial] = shadow
            self.size += len(parts)
        self.table[identity(value)] = shadow
        self.spend(1 + len(parts))
        text = f'["n",{serial},"{kind.__name__}","{kind.__name__}",[{",".join(parts)}]]'
        self.count(text)
        self.put(text)
        return f"[{serial}]"

    def flush(self) -> None:
        """Write the operations not yet written, with the objects they bring."""
        self.settle()
        for op in self.ops:
            text = write_json(op)
            self.count(text)
            self.put(text)
        self.ops.clear()

    def count(self, text: str) -> None:
        """Count the characters of a text that may be long. Raises BudgetSpentError when there is no room left."""
        self._left -= len(text)
        if self._left < 0:
            raise BudgetSpentError

    # Looking at objects

    def look(self, value: Any) -> None:
        """Compare one object with what is remembered of it."""
        shadow = self.table.get(identity(value))
        if shadow is None or not shadow.can_change:
            return
        size = shadow.size()
        if size > _LARGE:
            self.spend(size >> 4)  # by the interpreter itself, and so much faster than else
        if not shadow.is_same():
            shadow.update()
            self.flush()

    def look_at_all(self) -> None:
        """Compare every object that can change."""
        self.spend(len(self.active) + self.size)
        for shadow in [shadow for shadow in self.active.values() if not shadow.is_same()]:
            shadow.update()
        if self.ops:
            self.flush()

    # Audits

    def forget_all_but(self, roots: Iterable[Any]) -> None:
        """Forget the objects that cannot be reached from the values `roots`."""
        sweep(self, roots)
        self.flush()

    def is_exact(self) -> bool:
        """Is every object as it is remembered?"""
        return all(shadow.is_same() for shadow in self.active.values())

    def clear(self) -> None:
        """Let go of every object."""
        self.table.clear()
        self.active.clear()
        self._fresh.clear()
        self.ops.clear()
