"""Cases as lines: what `tracepile trace` reads and writes, one JSON object a line."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from tracepile.execution.executor import Executor, Tracer
from tracepile.execution.model import Case, Event, Recording
from tracepile.execution.recording import settle

MAX_CODE_BYTES: Final = 1_000_000
MAX_INPUT_BYTES: Final = 16_000_000


class LineError(ValueError):
    """A line that is no case. `code`: bad_json | missing_field | bad_type | too_large."""

    def __init__(self, code: str, message: str, row_id: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.row_id = row_id


@dataclass(frozen=True, slots=True)
class NamedCase:
    """A case and the id that its line gave it."""

    row_id: str
    case: Case


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not be read, as the row that stands for it."""

    row: dict[str, Any]


def trace_lines(
    lines: Iterable[bytes], executor: Executor, *, with_events: bool = False, tracer: Tracer = "fast"
) -> Iterator[dict[str, Any]]:
    """Trace the case of each line; yield one row per line, in order.

    A row is `{id, outcome, exit_status, result, result_type, stdout, error, n_events, truncated, receipt[, events]}`,
    or `{id, line, error: {code, message}}` for a line that is no case.

    Args:
        lines: JSON objects `{id, code, call}` or `{id, code, stdin}` in UTF-8.
        executor: where they run, twice each.
        with_events: whether rows hold the events.
        tracer: which tracer records them.
    """
    waiting: deque[NamedCase | BadLine] = deque()

    def read_cases() -> Iterator[Case]:
        for number, line in enumerate(lines, start=1):
            try:
                named = read_case(line)
            except LineError as error:
                row = {"id": error.row_id, "line": number, "error": {"code": error.code, "message": str(error)}}
                waiting.append(BadLine(row))
                continue
            waiting.append(named)
            yield named.case

    for recording in executor.record(read_cases(), tracer=tracer):
        while isinstance(waiting[0], BadLine):
            yield waiting.popleft().row  # type: ignore[union-attr]
        named = waiting.popleft()
        assert isinstance(named, NamedCase)
        shown = settle(recording) if with_events else recording
        yield {"id": named.row_id, **show_recording(shown, with_events=with_events)}
    yield from (entry.row for entry in waiting if isinstance(entry, BadLine))


def read_case(line: bytes) -> NamedCase:
    """Return the case of one line.

    Raises:
        LineError: it is not a JSON object with the fields of a case.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError("bad_json", f"This line is not JSON: {error}.") from None
    if not isinstance(row, dict):
        raise LineError("bad_type", "A line must be a JSON object.")
    row_id = row.get("id")
    known_id = row_id if isinstance(row_id, str) else None
    for name in ("id", "code"):
        if row.get(name) is None:
            raise LineError("missing_field", f"The field `{name}` is missing.", known_id)
    given = {name: row[name] for name in ("call", "stdin") if row.get(name) is not None}
    if not given:
        raise LineError("missing_field", "A case needs the field `call` or `stdin`.", known_id)
    if len(given) == 2:
        raise LineError("bad_type", "A case has either `call` or `stdin`, not both.", known_id)
    for name, value in {"id": row_id, "code": row["code"], **given}.items():
        if not isinstance(value, str):
            raise LineError("bad_type", f"The field `{name}` must be a string.", known_id)
        most = MAX_INPUT_BYTES if name == "stdin" else MAX_CODE_BYTES
        if len(value.encode("utf-8", "surrogatepass")) > most:
            raise LineError("too_large", f"The field `{name}` is longer than {most} bytes.", known_id)
    assert known_id is not None
    return NamedCase(known_id, Case(row["code"], call=given.get("call"), stdin=given.get("stdin")))


def show_recording(recording: Recording, *, with_events: bool) -> dict[str, Any]:
    """Return a recording as the fields of a row."""
    error = recording.error
    row: dict[str, Any] = {
        "outcome": recording.outcome.value,
        "exit_status": recording.exit_status,
        "result": recording.result,
        "result_type": recording.result_type,
        "stdout": recording.stdout,
        "error": None if error is None else asdict(error),
        "n_events": recording.n_events,
        "truncated": recording.truncated,
        "receipt": recording.receipt.to_dict(),
    }
    if with_events:
        row["events"] = [_show_event(event) for event in recording.events]
    return row


def _show_event(event: Event) -> dict[str, Any]:
    return {
        "step": event.step,
        "kind": event.kind,
        "frame": event.frame,
        "depth": event.depth,
        "function": event.function,
        "line": event.line,
        "visit": event.visit,
        "changes": [asdict(change) for change in event.changes],
        "value": event.value,
        "stdout_delta": event.stdout_delta,
    }
