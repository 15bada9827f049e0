"""The events of a recording as an Arrow table: the same rows, whether built from columns or from events."""

from dataclasses import replace

import pytest

from tracepile.execution.event_table import event_table
from tracepile.execution.model import Case
from tracepile.execution.recording import event_rows, record_in_process, settle
from tracepile.schema import table_of

PROGRAMS = {
    "nothing happens": "",
    "changes, output, exceptions": """
def f(xs, n):
    xs.append(n)
    print("at", n)
    return f(xs, n - 1) if n else xs[9]
try:
    f([], 2)
except IndexError as e:
    del e.args
""",
}


@pytest.mark.parametrize("tracer", ["fast", "reference"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_columns_give_the_rows(name: str, tracer: str) -> None:
    recording = settle(record_in_process(Case(PROGRAMS[name], stdin=""), tracer=tracer))
    rows = table_of("events", [{"trace_id": "t", **row} for row in event_rows(recording)])
    table = event_table("t", recording)
    table.validate(full=True)
    assert table.equals(rows)
    assert event_table("t", replace(recording, events=tuple(recording.events))).equals(rows)
