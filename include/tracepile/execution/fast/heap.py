"""The fast tracer's heap: compares no more of an object than what a line can have changed."""

from __future__ import annotations

from collections import deque
from json.encoder import encode_basestring_ascii
from typing import Any

from tracepile.execution.fast.known import INT_LIMIT, KnownObjects
from tracepile.execution.fast.resolve import NOTHING, attribute
from tracepile.execution.fast.shadows import MirroredDict, MirroredObject, MirroredSet
from tracepile.execution.objects import identity


class FastHeap(KnownObjects):
    """Looks at parts of objects. Where more than the part has changed, it looks at the whole object."""

    def look_at_item(self, base: Any, key: Any) -> None:
        """Compare after `base[key] = …`."""
        shadow: Any = self.table.get(identity(base))
        if shadow is None:
            return
        if type(base) is list:
            kept = shadow.kept
            if type(key) is int and len(base) == len(kept):
                if 0 <= key < len(kept):
                    value, old = base[key], kept[key]
                elif -len(kept) <= key < 0:
                    key += len(kept)
                    value, old = base[key], kept[key]
                else:
                    return
                if value is not old:
                    kept[key] = value
                    kind = type(value)
                    if kind is int and -INT_LIMIT < value < INT_LIMIT:
                        if type(old) is not int or value != old:
                            self.put(f'["i",{shadow.serial},{key},{value}]')
                    elif not self.is_equal(value, old):
                        self.put(f'["i",{shadow.serial},{key},{self.text(value)}]')
                return
        elif type(shadow) is MirroredDict and self._look_at_entry(shadow, base, key):
            return
        if not shadow.is_same():
            shadow.update()
            self.flush()

    def _look_at_entry(self, shadow: MirroredDict, base: Any, key: Any) -> bool:
        kind, mirror = type(key), shadow.mirror
        if mirror is None or (kind is not int and kind is not str and not _is_flat(key)):
            return False
        value, old = dict.get(base, key, NOTHING), mirror.get(key, NOTHING)
        if value is old:
            return len(base) == len(mirror)
        if old is NOTHING:
            return self._add_last(shadow, mirror, base)
        if value is NOTHING or len(base) != len(mirror):
            return False
        mirror[key] = value
        if not self.is_equal(value, old):
            name = self.text(shadow.stored[key] if kind is tuple else key)
            self.put(f'["i",{shadow.serial},{name},{self.text(value)}]')
        return True

    def _add_last(self, shadow: Any, mirror: dict[Any, Any], base: Any) -> bool:
        if len(base) != len(mirror) + 1:
            return False
        key = next(reversed(base))
        kind = type(key)
        if kind is not int and kind is not str:
            if not _is_flat(key):
                return False
            if kind is tuple:
                shadow.stored[key] = key
        value = mirror[key] = dict.__getitem__(base, key)
        self.size += 2
        name = self.text(key)
        self.put(f'["i",{shadow.serial},{name},{self.text(value)}]')
        return True

    def look_at_growth(self, base: Any) -> None:
        """Compare after what can only have added one entry to a dict at its end."""
        shadow = self.table.get(identity(base))
        if shadow is None:
            return
        mirror = shadow.mirror if type(shadow) is MirroredDict else None
        if mirror is not None and (len(base) == len(mirror) or self._add_last(shadow, mirror, base)):
            return
        if not shadow.is_same():
            shadow.update()
            self.flush()

    def look_at_end(self, base: Any) -> None:
        """Compare after `base.append(…)` or `base.extend(…)`."""
        shadow: Any = self.table.get(identity(base))
        if shadow is None:
            return
        kind = type(base)
        if kind is list or kind is deque:
            kept = shadow.kept
            n_before, n_now = len(kept), len(base)
            if n_now > n_before and (not n_before or base[n_before - 1] is kept[n_before - 1]):
                if n_now == n_before + 1:
                    value = base[n_before]
                    kept.append(value)
                    self.size += 1
                    self.put(f'["s",{shadow.serial},{n_before},0,[{self.text(value)}]]')
                    return
                new = base[n_before:] if kind is list else list(base)[n_before:]
                self.spend(len(new))
                self.size += len(new)
                kept.extend(new)
                text = ",".join(map(self.text, new))
                self.count(text)
                self.put(f'["s",{shadow.serial},{n_before},0,[{text}]]')
                return
        if not shadow.is_same():
            shadow.update()
            self.flush()

    def look_at_last(self, base: Any) -> None:
        """Compare after `base.pop()`."""
        shadow: Any = self.table.get(identity(base))
        if shadow is None:
            return
        kind = type(base)
        if (kind is list or kind is deque) and len(base) == len(shadow.kept) - 1:
            shadow.kept.pop()
            self.size -= 1
            self.put(f'["s",{shadow.serial},{len(base)},1,[]]')
        elif not shadow.is_same():
            shadow.update()
            self.flush()

    def look_at_first(self, base: Any) -> None:
        """Compare after `base.popleft()`."""
        shadow: Any = self.table.get(identity(base))
        if shadow is None:
            return
        if type(base) is deque and len(base) == len(shadow.kept) - 1:
            del shadow.kept[0]
            self.size -= 1
            self.put(f'["s",{shadow.serial},0,1,[]]')
        elif not shadow.is_same():
            shadow.update()
            self.flush()

    def look_at_member(self, base: Any, member: Any) -> None:
        """Compare after `base.add(member)` or `base.discard(member)`."""
        shadow = self.table.get(identity(base))
        if shadow is None:
            return
        if type(shadow) is MirroredSet and shadow.mirror is not None:
            mirror, kind = shadow.mirror, type(member)
            if kind is int or kind is str or (kind is tuple and _is_flat(member)):
                change = len(base) - len(mirror)
                if change == 0:
                    return
                if change == 1 and member not in mirror:
                    stored = _find_stored(base, member)
                    mirror[stored] = stored
                    self.size += 1
                    self.put(f'["+",{shadow.serial},[{self.text(stored)}]]')
                    return
                if change == -1 and member in mirror:
                    stored = mirror.pop(member)
                    self.size -= 1
                    self.put(f'["-",{shadow.serial},[{self.text(stored)}]]')
                    return
        if not shadow.is_same():
            shadow.update()
            self.flush()

    def look_at_size(self, base: Any) -> None:
        """Compare a set after what can only have added members, or only removed some."""
        shadow = self.table.get(identity(base))
        if type(shadow) is not MirroredSet or shadow.mirror is None or len(shadow.mirror) != len(base):
            self.look(base)

    def look_at_attribute(self, base: Any, name: str) -> Any:
        """Compare after `base.name = …`; gives what the attribute is now."""
        shadow = self.table.get(identity(base))
        if type(shadow) is MirroredObject:
            mirror, every = shadow.mirror, shadow.get_dict(base)
            value, old = every.get(name, NOTHING), mirror.get(name, NOTHING)
            if value is not NOTHING and len(every) == len(mirror) + (old is NOTHING):
                if value is old:
                    return value
                mirror[name] = value
                if old is NOTHING:
                    self.size += 1
                kind = type(value)
                if kind is int and -INT_LIMIT < value < INT_LIMIT:
                    if type(old) is not int or value != old:
                        self.put(f'["a",{shadow.serial},"{name}",{value}]')
                elif old is NOTHING or not self.is_equal(value, old):
                    self.put(f'["a",{shadow.serial},{encode_basestring_ascii(name)},{self.text(value)}]')
                return value
        if shadow is not None and shadow.can_change and not shadow.is_same():
            shadow.update()
            self.flush()
        return attribute(base, name)

    def look_at_pushed(self, base: Any) -> None:
        """Compare after `heapq.heappush(base, …)`: the new element went up from the end."""
        shadow: Any = self.table.get(identity(base))
        if shadow is None:
            return
        if type(base) is list and len(base) == len(shadow.kept) + 1:
            kept, place, serial = shadow.kept, len(base) - 1, shadow.serial
            value = base[place]
            kept.append(value)
            self.size += 1
            self.put(f'["s",{serial},{place},0,[{self.text(value)}]]')
            while place:
                place = (place - 1) >> 1
                value = base[place]
                if value is not kept[place]:
                    kept[place] = value
                    self.put(f'["i",{serial},{place},{self.text(value)}]')
        elif not shadow.is_same():
            shadow.update()
            self.flush()

    def look_at_popped(self, base: Any) -> None:
        """Compare after `heapq.heappop(base)`: the last element went in at the top, and down to its place.

        On its way, each element that it passes moves up to where it was: so where the child of a place now stands in
        that place, the way may have led on to that child's.
        """
        shadow: Any = self.table.get(identity(base))
        if shadow is None:
            return
        if type(base) is list and len(base) == len(shadow.kept) - 1:
            kept, size, serial = shadow.kept, len(base), shadow.serial
            kept.pop()
            self.size -= 1
            self.put(f'["s",{serial},{size},1,[]]')
            todo = [0] if size else []
            changed: list[tuple[int, Any]] = []
            for place in todo:
                value = base[place]
                if value is not kept[place]:
                    changed.append((place, value))
                child = 2 * place + 1
                if child < size and kept[child] is value:
                    todo.append(child)
                child += 1
                if child < size and kept[child] is value:
                    todo.append(child)
            self.spend(len(todo))
            for place, value in changed:
                kept[place] = value
                self.put(f'["i",{serial},{place},{self.text(value)}]')
        elif not shadow.is_same():
            shadow.update()
            self.flush()


class _Probe:
    """Equal to what it is compared with where that equals `member`, which it then has found."""

    __slots__ = ("found", "hash", "member")

    def __init__(self, member: Any) -> None:
        self.member = member
        self.hash = hash(member)
        self.found: Any = NOTHING

    def __hash__(self) -> int:
        return self.hash

    def __eq__(self, other: object) -> bool:
        if type(other) is type(self.member) and other == self.member:
            self.found = other
            return True
        return False


def _find_stored(members: set[Any], member: Any) -> Any:
    """The very object in a set that equals this one."""
    if type(member) is not tuple:
        return member
    probe = _Probe(member)
    return probe.found if probe in members else member


def _is_flat(key: Any) -> bool:
    """Is this a tuple of plain atoms, or one itself?"""
    if type(key) is not tuple:
        return key is None or type(key) in _PLAIN
    return all(child is None or type(child) in _PLAIN for child in key)


_PLAIN = frozenset((int, str, bool, float, bytes))
