"""A reading position in a recording: the state at any step, cheap when steps are asked for in order."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tracepile.execution.heap import Heap
from tracepile.execution.model import Event, Recording


class Names:
    """The names visible from a frame: its own variables over those of the module."""

    __slots__ = ("module", "own")

    def __init__(self, own: Mapping[str, Any], module: Mapping[str, Any]) -> None:
        self.own = own
        self.module = module

    def get(self, name: str, default: Any) -> Any:
        """Return the value of a name, or the default."""
        if name in self.own:
            return self.own[name]
        return self.module.get(name, default)


class Cursor:
    """Folds a recording up to the step that is asked for; going back starts anew.

    The values are live: they are valid until another step is asked for.
    """

    def __init__(self, recording: Recording) -> None:
        self._events: Sequence[Event] = recording.events
        self._ops: list[Any] = [None] * len(recording.events)
        self._heap = Heap()
        self._next = 0

    def move(self, step: int) -> Heap:
        """Return the state when event `step` fired, before its line runs."""
        if step < self._next - 1:
            self._heap, self._next = Heap(), 0
        heap, events, all_ops = self._heap, self._events, self._ops
        while self._next <= step:
            event = events[self._next]
            ops = all_ops[self._next]
            if ops is None:
                ops = all_ops[self._next] = json.loads(event.heap)
            heap.value = None
            heap.apply(event.kind, event.frame, event.depth, ops)
            self._next += 1
        return heap

    def names(self, step: int, frame: int) -> Names:
        """Return what is visible from a frame at a step; nothing for a frame that is not alive then."""
        heap = self.move(step)
        module = {} if heap.module is None else heap.variables.get(heap.module, {})
        return Names(heap.variables.get(frame, {}), module)
