"""Recordings read back from the tables `runs` and `events`, one at a time."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from tracepile.execution.model import Case, ErrorInfo, Event, Outcome, Receipt, Recording
from tracepile.execution.recording import read_events
from tracepile.schema import InputKind

_ROWS: Final = 5_000


def read_traces(paths: Sequence[Path]) -> Iterator[tuple[str, tuple[Event, ...]]]:
    """Yield the events of each trace, in the order of the files; the rows of a trace stand together."""

    def rows() -> Iterator[dict[str, Any]]:
        for path in paths:
            for batch in pq.ParquetFile(path).iter_batches(_ROWS):
                yield from batch.to_pylist()

    for trace_id, group in groupby(rows(), key=lambda row: str(row["trace_id"])):
        yield trace_id, read_events(sorted(group, key=lambda row: int(row["step"])))


def rebuild_recording(run: Mapping[str, Any], code: str, events: tuple[Event, ...]) -> Recording:
    """Build the recording of a row of `runs`, as far as the narrator needs it."""
    is_call = run["input_kind"] == InputKind.CALL
    error = run["error"]
    receipt = run["receipt"] or {}
    return Recording(
        case=Case(code, call=run["input"]) if is_call else Case(code, stdin=run["input"]),
        outcome=Outcome(run["outcome"]),
        receipt=Receipt(
            python=receipt.get("python") or "",
            tracer=receipt.get("tracer") or "",
            limits={},
            hash_seed=receipt.get("hash_seed") or 0,
            sandbox_level=run["sandbox_level"] or "",
            trace_sha256=receipt.get("trace_sha256"),
        ),
        exit_status=run["exit_status"],
        result=run["result"],
        result_type=run["result_type"],
        stdout=run["stdout"] or "",
        error=None if error is None else ErrorInfo(error["type"], error["message"], error["line"]),
        n_events=run["n_events"],
        truncated=bool(run["is_truncated"]),
        events=events,
    )
