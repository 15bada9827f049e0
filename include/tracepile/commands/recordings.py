"""Lines that hold cases, each run in the sandbox: what `tracepile narrate` and `tracepile verify` read."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracepile.trace.cases import LineError, NamedCase, read_case

if TYPE_CHECKING:
    from tracepile.execution.executor import Executor
    from tracepile.execution.model import Case, Recording


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case with the other fields of its line."""

    named: NamedCase
    fields: dict[str, Any]


def map_recordings(
    lines: Iterable[bytes],
    executor: "Executor",
    check: Callable[[CaseLine], None],
    show: Callable[[CaseLine, "Recording"], dict[str, Any]],
) -> Iterator[dict[str, Any]]:
    """Run the case of each line and yield what `show` makes of it, in order; an error row for a bad line.

    check: raises LineError for a line whose further fields are wrong; it is asked before anything runs.
    """
    waiting: deque[CaseLine | dict[str, Any]] = deque()

    def read_lines() -> "Iterator[Case]":
        for number, line in enumerate(lines, start=1):
            try:
                case = CaseLine(read_case(line), json.loads(line))
                check(case)
            except LineError as error:
                fault = {"code": error.code, "message": str(error)}
                waiting.append({"id": error.row_id, "line": number, "error": fault})
                continue
            waiting.append(case)
            yield case.named.case

    for recording in executor.record(read_lines()):
        while isinstance(waiting[0], dict):
            yield waiting.popleft()  # type: ignore[misc]
        case = waiting.popleft()
        assert isinstance(case, CaseLine)
        yield {"id": case.named.row_id, **show(case, recording)}
    yield from (entry for entry in waiting if isinstance(entry, dict))
