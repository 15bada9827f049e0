"""The rows of a table, shard by shard: what a task of Airflow made."""

from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from tracepile.browse.desk import Snapshot
from tracepile.browse.samples import Page
from tracepile.schema import REJECTS, TABLES
from tracepile.store import Shard

ROWS: Final = 25

_LONG: Final = {"samples": {"prompt", "completion", "text", "messages"}}
"""Columns that would cost more to read than all others together; the page of one row has them."""


def list_rows(snapshot: Snapshot, table: str, shards: Sequence[Shard], page: int = 1) -> Page:
    """Return one page of the rows of these shards, in their order; `table` may be `<table>.rejects`.

    Only the row groups that hold the page are read, and of samples not their long texts.
    """
    key = ("rows", table, tuple(shard.key for shard in shards), page)
    return snapshot.results.remember(key, lambda: _cut_rows(snapshot, table, shards, page))


def _cut_rows(snapshot: Snapshot, table: str, shards: Sequence[Shard], page: int) -> Page:
    paths = snapshot.store.paths(table, shards)
    counts = [pq.read_metadata(path).num_rows for path in paths]
    total = sum(counts)
    page = min(page, max(1, -(-total // ROWS)))
    start, rows = (page - 1) * ROWS, list[dict[str, Any]]()
    for path, count in zip(paths, counts, strict=True):
        if start < count and len(rows) < ROWS:
            rows += _read_rows(path, table, start, ROWS - len(rows))
        start = max(0, start - count)
    return Page(rows, page, total, ROWS)


def _read_rows(path: Any, table: str, start: int, n_rows: int) -> list[dict[str, Any]]:
    """Return rows of one file from the row groups they lie in."""
    schema: pa.Schema = REJECTS if table.endswith(".rejects") else TABLES[table]
    columns = [name for name in schema.names if name not in _LONG.get(table, ())]
    file = pq.ParquetFile(path)
    found: list[dict[str, Any]] = []
    for group in range(file.num_row_groups):
        size = file.metadata.row_group(group).num_rows
        if start < size and len(found) < n_rows:
            part = file.read_row_group(group, columns=columns).slice(start, n_rows - len(found))
            found += part.to_pylist()
        start = max(0, start - size)
    return found
