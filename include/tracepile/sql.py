"""Loads and runs the files of `sql/`: each is one SELECT over named relations with `$params`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from tracepile.settings import Settings, resource_dir


@contextmanager
def connect(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an in-memory DuckDB that spills to a temporary directory and never reaches the network."""
    with TemporaryDirectory(prefix="tracepile-duckdb-") as spill:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": settings.duckdb_memory_limit,
            "threads": settings.duckdb_threads,
            "temp_directory": spill,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        con = duckdb.connect(":memory:", config=config)
        try:
            yield con
        finally:
            con.close()


@cache
def load(name: str) -> str:
    """Return the text of one file, for example `ask/final_value.sql`."""
    return (resource_dir("sql") / name).read_text(encoding="utf-8")


def names(folder: str) -> list[str]:
    """Return the files of one folder of `sql/`, sorted, as `load` takes them."""
    return sorted(f"{folder}/{path.name}" for path in (resource_dir("sql") / folder).glob("*.sql"))


def define(con: duckdb.DuckDBPyConnection, relation: str, data: pa.Table | Sequence[Path], schema: pa.Schema) -> None:
    """Give a relation its rows: an Arrow table, or Parquet files of the given schema (none: an empty relation)."""
    if isinstance(data, pa.Table):
        con.register(relation, data)
    elif data:
        files = list_files(data)
        con.execute(f'CREATE OR REPLACE VIEW "{relation}" AS SELECT * FROM read_parquet({files})')  # noqa: S608
    else:
        con.register(relation, schema.empty_table())


def list_files(paths: Sequence[Path]) -> str:
    """Return paths as a list of SQL texts, for `read_parquet`."""
    return "[" + ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths) + "]"


def query(con: duckdb.DuckDBPyConnection, name: str, params: Mapping[str, Any] | None = None) -> pa.Table:
    """Run one file of `sql/` and return its rows in the order the file asks for."""
    relation = con.sql(load(name), params=dict(params) if params else None)
    return relation.to_arrow_table()
