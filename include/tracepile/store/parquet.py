"""The one writer of Parquet: the same rows give the same bytes, on every machine."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP_ROWS = 10_000


def write_parquet(rows: pa.Table, schema: pa.Schema, path: Path) -> None:
    """Write rows (columns of `schema`, in any order) as one zstd file with a fixed row-group size.

    Raises `ValueError` when a column is missing or cannot be cast.
    """
    missing = [name for name in schema.names if name not in rows.column_names]
    if missing:
        raise ValueError(f"the rows lack the columns {missing}; give every column of the table's schema.")
    exact = rows.select(schema.names).cast(schema).combine_chunks()
    pq.write_table(exact, path, compression="zstd", row_group_size=ROW_GROUP_ROWS, store_schema=True)


def read_parquet(paths: Sequence[Path], schema: pa.Schema, columns: Sequence[str] | None = None) -> pa.Table:
    """Read files of one schema, in the order given, as one table."""
    if columns is not None:
        schema = pa.schema([schema.field(name) for name in columns])
    parts = [pq.read_table(path, columns=list(schema.names)).cast(schema) for path in paths]
    return pa.concat_tables(parts) if parts else schema.empty_table()


def is_readable(path: Path) -> bool:
    """Tell whether a file is whole enough to be read to its end."""
    try:
        pq.read_table(path)
    except (pa.ArrowException, OSError):
        return False
    return True
