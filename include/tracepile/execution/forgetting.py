"""Forgetting the objects that a program cannot reach any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tracepile.execution import classes, objects
from tracepile.execution.atoms import opaque_literal
from tracepile.execution.classes import Class, class_of
from tracepile.execution.object_shadow import ObjectShadow
from tracepile.execution.objects import identity
from tracepile.execution.shadow import OpaqueShadow, Shadow

if TYPE_CHECKING:
    from tracepile.execution.tracker import HeapTracker

_ATOMS = classes.NATIVE_ATOMS | classes.OTHER_ATOMS


def sweep(tracker: HeapTracker, roots: Iterable[Any]) -> None:
    """Forget what is not reachable from the remembered children `roots`: cycles that reference counts miss."""
    reached: set[int] = set()
    todo = list(roots)
    while todo:
        kept = todo.pop()
        shadow = _find(tracker, kept)
        if shadow is not None and shadow.serial not in reached:
            reached.add(shadow.serial)
            todo.extend(shadow.held())
    tracker.spend(len(reached))
    _drop(tracker, [(key, shadow) for key, shadow in tracker.table.items() if shadow.serial not in reached])
    tracker.may_have_cycles = False


def meet_again(tracker: HeapTracker, roots: Iterable[Any]) -> None:
    """Without holding: find the known objects again from the live `roots`, and forget those that are gone."""
    reached: set[int] = set()
    todo = list(roots)
    while todo:
        value = todo.pop()
        if id(type(value)) in _ATOMS:
            continue
        shadow = tracker.table.get(identity(value))
        if shadow is None or shadow.serial in reached:
            continue
        if not _may_be(shadow, value):
            continue
        reached.add(shadow.serial)
        shadow.value = value
        todo.extend(_children(value, class_of(value)))
    _drop(tracker, [(key, shadow) for key, shadow in tracker.table.items() if shadow.serial not in reached])


def let_go(tracker: HeapTracker) -> None:
    """Without holding: keep no object of the program alive until the next event."""
    for shadow in tracker.table.values():
        shadow.value = None
        if isinstance(shadow, ObjectShadow) and shadow.inner is not None:
            shadow.inner.value = None


def _find(tracker: HeapTracker, kept: Any) -> Shadow | None:
    if issubclass(type(kept), Shadow):
        return kept  # type: ignore[no-any-return]
    return None if id(type(kept)) in _ATOMS else tracker.table.get(identity(kept))


def _drop(tracker: HeapTracker, gone: list[tuple[int, Shadow]]) -> None:
    for key, shadow in gone:
        shadow.is_known = False
        del tracker.table[key]
        if tracker.active.pop(shadow.serial, None) is not None:
            tracker.size -= shadow.size()
    for _, shadow in gone:
        for child in shadow.held():
            survivor = _find(tracker, child)
            if survivor is not None:
                survivor.refs -= 1
    if gone:
        tracker.ops.append(["g", sorted(shadow.serial for _, shadow in gone)])


def _may_be(shadow: Shadow, value: Any) -> bool:
    """Can the object at this address be the one remembered, or must it be another one, made after that one died?"""
    if isinstance(shadow, OpaqueShadow):
        return type(value) is shadow.cls and opaque_literal(value) == shadow.text
    if type(value) is shadow.cls:
        return True
    return shadow.how.kind == "object" and class_of(value).kind == "object"  # a change of `__class__`


def _children(value: Any, how: Class) -> Iterable[Any]:
    """All children of a live object."""
    found: list[Any] = []
    if how.kind == "dict":
        found.extend(child for item in dict.items(value) for child in item)
    elif how.kind not in ("buffer", "value", "view"):
        found.extend(objects.read_items(value, how))
    if not how.is_exact:
        found.extend(child for _, child in objects.read_attributes(value, how))
    return found
