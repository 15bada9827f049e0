"""What is common to all benchmark connectors: an item is a row of `benchmarks`, or is rejected with a reason."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from tracepile.fetch import BadRow, RawRow
from tracepile.schema import content_id, reject, storable


class Item(BaseModel):
    """One item as its source states it; `licence` and `revision` may be the source's."""

    model_config = ConfigDict(strict=True, extra="ignore")

    benchmark: str
    id: str | int
    prompt: str
    title: str | None = None
    solution: str | None = None
    test: str | None = None
    entry_point: str | None = None
    licence: str | None = None
    revision: str | None = None


def judge_items(
    found: Iterable[tuple[RawRow, Item | ValidationError] | BadRow], source: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of `benchmarks` and the rejects.

    Rejected are rows that do not parse or lack a field, an item without a word in its prompt (it would match
    everything), and a second item of the same id.
    """
    rows: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    seen: set[tuple[str, str]] = set()
    repeats: dict[str, int] = {}
    for entry in found:
        raw, item = (entry, None) if isinstance(entry, BadRow) else entry
        problem = _find_problem(raw, item, seen)
        if problem is None:
            assert isinstance(item, Item)
            seen.add((item.benchmark, str(item.id)))
            rows.append(_make_row(item))
        else:
            number = repeats[raw.text] = repeats.get(raw.text, -1) + 1
            row_id = content_id("item", raw.text, number)
            reason, message = problem
            rejects.append(reject("benchmarks", row_id, reason, message, source=source, source_ref=raw.ref))
    return rows, rejects


def _find_problem(
    raw: RawRow | BadRow, item: Item | ValidationError | None, seen: set[tuple[str, str]]
) -> tuple[str, str] | None:
    if isinstance(raw, BadRow):
        return raw.reason, raw.message
    if isinstance(item, ValidationError):
        first = item.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        if first["type"] == "missing":
            return "missing_field", f"The field {field!r} is missing."
        return "wrong_type", f"The field {field!r} is wrong: {first['msg']}."
    assert item is not None
    if not any(character.isalnum() for character in item.prompt):
        return "empty_prompt", "The prompt holds no letter and no digit."
    if (item.benchmark, str(item.id)) in seen:
        return "duplicate", f"The item {item.id!r} of {item.benchmark!r} came before."
    return None


def _make_row(item: Item) -> dict[str, Any]:
    values = item.model_dump()
    values["item_id"] = str(values.pop("id"))
    return {name: storable(value) if isinstance(value, str) else value for name, value in values.items()}
