"""What changed against the parent release: rows per config, and columns."""

from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from tracepile import sql
from tracepile.publish.releases import Release, fetch_file
from tracepile.publish.version import Bump, propose_bump
from tracepile.schema import TABLES, DerivedConfig
from tracepile.store import Objects

Columns = list[dict[str, str]]


def describe_schema(schema: pa.Schema) -> Columns:
    """Return the columns of a schema, each with its type in words: what a manifest says of the data."""
    return [{"name": column.name, "type": _describe_type(column.type)} for column in schema]


def _describe_type(dtype: pa.DataType) -> str:
    """Return a type in words; the names that writers give to the elements of a list are no part of it."""
    if pa.types.is_list(dtype):
        return f"list<{_describe_type(dtype.value_type)}>"
    if pa.types.is_struct(dtype):
        return "struct<" + ", ".join(f"{part.name}: {_describe_type(part.type)}" for part in dtype) + ">"
    return str(dtype)


@dataclass(frozen=True, slots=True)
class Changes:
    """rows: per config added, removed, changed, unchanged. The columns lost, retyped and new against the parent."""

    rows: list[dict[str, Any]]
    lost_columns: list[str] = field(default_factory=list)
    retyped_columns: list[str] = field(default_factory=list)
    new_columns: list[str] = field(default_factory=list)

    @property
    def bump(self) -> Bump:
        """Which part of the version must grow."""
        return propose_bump(
            lost_columns=len(self.lost_columns) + len(self.retyped_columns),
            new_columns=len(self.new_columns),
            added_rows=sum(row["added"] for row in self.rows if _is_news(row)),
        )


def _is_news(row: dict[str, Any]) -> bool:
    """Tell whether rows added to a config are new data: what is made of samples changes with any of them."""
    return row["config"] not in set(DerivedConfig) or row["removed"] + row["changed"] + row["unchanged"] == 0


def compare_with_parent(con: duckdb.DuckDBPyConnection, objects: Objects, parent: Release | None) -> Changes:
    """Compare the relation `released` with the parent release; without one, everything is added."""
    _define_rows(con, "parent_rows", objects, parent)
    con.execute("CREATE OR REPLACE VIEW current_rows AS SELECT * FROM released")
    rows = sql.query(con, "publish/changes.sql").to_pylist()
    if parent is None:
        return Changes(rows)
    return _describe(rows, parent.manifest["schema"], describe_schema(TABLES["samples"]))


def compare_releases(con: duckdb.DuckDBPyConnection, objects: Objects, old: Release, new: Release) -> Changes:
    """Compare two releases: what came, went and changed on the way from `old` to `new`."""
    _define_rows(con, "parent_rows", objects, old)
    _define_rows(con, "current_rows", objects, new)
    return _describe(sql.query(con, "publish/changes.sql").to_pylist(), old.manifest["schema"], new.manifest["schema"])


def _define_rows(con: duckdb.DuckDBPyConnection, relation: str, objects: Objects, release: Release | None) -> None:
    keys = pa.schema([TABLES["samples"].field(name) for name in ("config", "split", "sample_id", "content_sha256")])
    files = [fetch_file(objects, release, file.path) for file in release.data_files] if release else []
    sql.define(con, relation, files, keys)


def _describe(rows: list[dict[str, Any]], old_schema: Columns, new_schema: Columns) -> Changes:
    old = {column["name"]: column["type"] for column in old_schema}
    new = {column["name"]: column["type"] for column in new_schema}
    return Changes(
        rows,
        lost_columns=[name for name in old if name not in new],
        retyped_columns=[name for name in old if name in new and old[name] != new[name]],
        new_columns=[name for name in new if name not in old],
    )
