"""The events of a recording as an Arrow table, built column by column."""

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Any, Final

import pyarrow as pa

from tracepile.execution.events import ReadEvents, RecordedEvents
from tracepile.execution.model import Recording
from tracepile.execution.recording import event_rows
from tracepile.schema import TABLES, table_of

_SCHEMA: Final = TABLES["events"]
_CHANGES: Final = _SCHEMA.field("changes").type
_N_FIELDS: Final = _CHANGES.value_type.num_fields


def event_table(trace_id: str, recording: Recording) -> pa.Table:
    """Return the events of a recording as rows of the table `events`, in order of `step`.

    Raises what reading the events raises: see `RecordedEvents`.
    """
    if isinstance(recording.events, RecordedEvents):
        return _build_table(trace_id, recording.events.read_columns())
    return table_of("events", [{"trace_id": trace_id, **row} for row in event_rows(recording)])


def _build_table(trace_id: str, read: ReadEvents) -> pa.Table:
    columns, n = read.columns, len(read.values)
    parts: list[Any] = [
        pa.repeat(pa.scalar(trace_id, pa.string()), n),
        range(n),
        *(columns.kinds, columns.frames, columns.depths, columns.functions, columns.lines, columns.visits),
        _build_changes(read.changes),
        *(read.values, columns.printed, columns.heaps),
    ]
    arrays = [
        part if isinstance(part, pa.Array) else pa.array(part, field.type)
        for field, part in zip(_SCHEMA, parts, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)


def _build_changes(changes: Sequence[Sequence[tuple[str | None, ...]]]) -> pa.Array:
    ends = accumulate(map(len, changes), initial=0)
    fields = list(zip(*chain.from_iterable(changes), strict=True)) or [()] * _N_FIELDS
    struct = _CHANGES.value_type
    children = [pa.array(values, struct.field(k).type) for k, values in enumerate(fields)]
    flat = pa.StructArray.from_arrays(children, fields=list(struct))
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), flat, type=_CHANGES)
