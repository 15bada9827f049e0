"""From a row of any benchmark to an item, by the columns of its entry."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from tracepile.benchmarks.catalogue import ItemColumns
from tracepile.benchmarks.items import Item
from tracepile.fetch import BadRow, RawRow

Found = tuple[RawRow, Item | ValidationError] | BadRow


def read_items(
    rows: Iterable[RawRow | BadRow], columns: ItemColumns, common: dict[str, Any], prefix: str
) -> Iterator[Found]:
    """Yield the item of each row. common: fields that all items share. prefix: of the ids of rows without one."""
    for number, row in enumerate(rows, start=1):
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            yield (
                row,
                Item.model_validate(
                    {**_read_fields(row.value, columns), "id": _read_id(row, columns, prefix, number), **common}
                ),
            )
        except ValidationError as error:
            yield row, error


def find(value: Any, path: str) -> Any:
    """Return what stands at a dotted path; None where there is nothing."""
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _read_id(row: RawRow, columns: ItemColumns, prefix: str, number: int) -> str:
    found = find(row.value, columns.id) if columns.id else None
    return f"{prefix}{number}" if found is None else str(found)


def _read_fields(value: dict[str, Any], columns: ItemColumns) -> dict[str, Any]:
    paths = (columns.prompt,) if isinstance(columns.prompt, str) else columns.prompt
    parts = [_as_text(find(value, path)) for path in (*paths, *((columns.choices,) if columns.choices else ()))]
    fields = {
        name: _as_text(find(value, path))
        for name in ("title", "solution", "test", "entry_point", "input", "output")
        if (path := getattr(columns, name))
    }
    given, answer = fields.pop("input", None), fields.pop("output", None)
    if given is not None and answer is not None:
        fields["entry_point"] = fields.get("entry_point") or "f"
        fields["test"] = f"assert {fields['entry_point']}({given}) == {answer}"
    prompt = "\n".join(part for part in parts if part)
    return {**fields, **({"prompt": prompt} if parts[0] is not None else {})}


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(str(part) for part in value)
    return str(value)
