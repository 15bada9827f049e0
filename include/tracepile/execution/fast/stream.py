"""The stream of events that a fast tracer writes: see `steps`."""

from __future__ import annotations

from collections.abc import Callable
from json.encoder import encode_basestring_ascii as quote

from tracepile.execution.model import Limits
from tracepile.execution.steps import NO_EVENT
from tracepile.execution.streams import Output

EVENTS_PER_CHUNK = 512


class Stream:
    """Texts in chunks of 512 events, within the budgets of events and bytes.

    `put` adds a text; `ticks` holds one item for each event that the chunk still has room for: who writes an event
    takes one away, or calls `end_chunk` when there is none.
    """

    def __init__(self, limits: Limits, emit: Callable[[str], None], output: Output) -> None:
        self.out: list[str] = []
        self.put = self.out.append
        self.ticks: list[None] = []
        self.output = output
        self._limits = limits
        self._emit = emit
        self._n_before = 0  # events of the chunks before this one
        self._n_chunk = 0  # events this chunk may have
        self._n_chars = 0
        self._begin_chunk()

    @property
    def n_events(self) -> int:
        """Events written so far."""
        return self._n_before + self._n_chunk - len(self.ticks)

    def flush(self) -> None:
        """Emit what is not yet emitted."""
        if self.out:
            text = "\n".join(self.out)
            self.out.clear()
            self._n_chars += len(text)
            self._emit(text)

    def put_printed(self) -> None:
        """Write what was printed since the last event."""
        self.put("P" + quote(self.output.read_fresh()))

    def end_chunk(self) -> bool:
        """Emit the chunk, which is full. The event written last is the first of the next one: is there room for it?"""
        event = self._take_event()
        self.flush()
        if self.n_events >= self._limits.max_events or self._n_chars >= self._limits.max_trace_bytes:
            return False
        self.out.extend(event)
        self._begin_chunk()
        self.ticks.pop()
        return True

    def drop_unfinished(self) -> None:
        """Take back what was written for an event that did not come about."""
        while self.out and self.out[-1][0] in NO_EVENT:
            self.out.pop()

    def _begin_chunk(self) -> None:
        self._n_before += self._n_chunk
        self._n_chunk = min(EVENTS_PER_CHUNK, self._limits.max_events - self._n_before)
        self.ticks.extend([None] * self._n_chunk)

    def _take_event(self) -> list[str]:
        out = self.out
        start = len(out) - 1
        while start > 0 and out[start - 1][0] in NO_EVENT:
            start -= 1
        event = out[start:]
        del out[start:]
        return event
