"""Lines that hold programs with several inputs: what `tracepile rewrite` and `tracepile equivalent` read."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tracepile.schema import InputKind
from tracepile.trace.cases import MAX_CODE_BYTES, MAX_INPUT_BYTES, LineError

_KINDS = {"calls": InputKind.CALL, "stdins": InputKind.STDIN}


@dataclass(frozen=True, slots=True)
class NamedPrograms:
    """The programs of one line, by field, with the inputs they all take."""

    row_id: str
    codes: dict[str, str]
    kind: InputKind
    inputs: list[str]


def map_lines(
    lines: Iterable[bytes],
    fields: tuple[str, ...],
    function: Callable[[NamedPrograms], Iterable[dict[str, Any]]],
) -> Iterator[dict[str, Any]]:
    """Yield the rows that the function gives for each line, and an error row in the place of a bad line."""
    for number, line in enumerate(lines, start=1):
        try:
            programs = read_programs(line, fields)
        except LineError as error:
            yield {"id": error.row_id, "line": number, "error": {"code": error.code, "message": str(error)}}
        else:
            yield from function(programs)


def read_programs(line: bytes, fields: tuple[str, ...]) -> NamedPrograms:
    """Return the programs of one line: `{id, <fields>, calls|stdins}`. Raises LineError."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError("bad_json", f"This line is not JSON: {error}.") from None
    if not isinstance(row, dict):
        raise LineError("bad_type", "A line must be a JSON object.")
    row_id = row.get("id") if isinstance(row.get("id"), str) else None
    for name in ("id", *fields):
        if row.get(name) is None:
            raise LineError("missing_field", f"The field `{name}` is missing.", row_id)
        if not isinstance(row[name], str):
            raise LineError("bad_type", f"The field `{name}` must be a string.", row_id)
        if len(row[name].encode("utf-8", "surrogatepass")) > MAX_CODE_BYTES:
            raise LineError("too_large", f"The field `{name}` is longer than {MAX_CODE_BYTES} bytes.", row_id)
    given = [name for name in _KINDS if row.get(name) is not None]
    if not given:
        raise LineError("missing_field", "A line needs the field `calls` or `stdins`.", row_id)
    if len(given) == 2:
        raise LineError("bad_type", "A line has either `calls` or `stdins`, not both.", row_id)
    inputs = row[given[0]]
    if not isinstance(inputs, list) or not all(isinstance(each, str) for each in inputs):
        raise LineError("bad_type", f"The field `{given[0]}` must be a list of strings.", row_id)
    if not inputs:
        raise LineError("missing_field", f"The field `{given[0]}` is empty: at least one input is needed.", row_id)
    if sum(len(each.encode("utf-8", "surrogatepass")) for each in inputs) > MAX_INPUT_BYTES:
        raise LineError("too_large", f"The field `{given[0]}` holds more than {MAX_INPUT_BYTES} bytes.", row_id)
    assert row_id is not None
    return NamedPrograms(row_id, {name: row[name] for name in fields}, _KINDS[given[0]], inputs)
