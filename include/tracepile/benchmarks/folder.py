"""Benchmark items in JSONL or Parquet rows.

Fields of a row (others are ignored): `id`, `prompt`; optional `benchmark` (else the name of the set), `title`,
`solution`, `test`, `entry_point`, `licence`, `revision`. `code`, where given, is taken as the solution instead of the
bare answer; `input` and `output` of an `entry_point` become the test `assert f(input) == output`. Lines `Licence: …`
and `Origin: …` of a README.md beside the rows stand in for the last two fields.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from tracepile.benchmarks.items import Item
from tracepile.fetch import BadRow, RawRow, hash_set, name_set, read_readme, read_set
from tracepile.schema import content_id

GENERIC_SET: Final = "items"
"""The file name that says nothing: such a set is called like its folder."""


def snapshot(path: Path) -> str:
    """Return the hash of the set and of its README. Raises `SourceError`."""
    return content_id(hash_set(path), read_readme(path))


def read(path: Path) -> Iterator[tuple[RawRow, Item | ValidationError] | BadRow]:
    """Yield the items of a set in order. Raises `SourceError`."""
    readme = read_readme(path)
    common = {
        "benchmark": name_set(str(path), GENERIC_SET),
        "licence": _read_line("Licence", readme),
        "revision": _read_line("Origin", readme) or hash_set(path)[:16],
    }
    for row in read_set(path):
        if isinstance(row, BadRow):
            yield row
        else:
            try:
                yield row, Item.model_validate({**common, **_rename(row.value)})
            except ValidationError as error:
                yield row, error


def _rename(value: dict[str, Any]) -> dict[str, Any]:
    fields = {name: given for name, given in value.items() if given is not None}
    if isinstance(fields.get("code"), str):
        fields["solution"] = fields["code"]
    call = [fields.get(name) for name in ("entry_point", "input", "output")]
    if "test" not in fields and all(isinstance(part, str) for part in call):
        fields["test"] = f"assert {call[0]}({call[1]}) == {call[2]}"
    return fields


def _read_line(label: str, readme: str) -> str | None:
    found = re.search(rf"^{label}: *(.+?)\.?$", readme, re.MULTILINE)
    return found.group(1) if found else None
