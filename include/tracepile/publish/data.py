"""Writes the samples as the Parquet files of a release: one directory per config, sorted, the same bytes every time."""

from pathlib import Path
from typing import Any, Final

import duckdb

from tracepile import sql
from tracepile.publish.layout import ReleaseFile
from tracepile.schema import TABLES
from tracepile.store.parquet import write_parquet

SHARD_BYTES: Final = 256 * 1024 * 1024
"""Text in one file, before compression: the file is smaller, and readers of 500 MB at most can take it."""


def write_data(con: duckdb.DuckDBPyConnection, root: Path, shard_bytes: int = SHARD_BYTES) -> list[ReleaseFile]:
    """Write the relation `samples` below `root/data` and return its files, sorted by path.

    A file is `data/<config>/<split>-00000-of-000NN.parquet`, holds the columns of `schema.TABLES["samples"]` sorted by
    sample_id, and where it ends follows from its text alone. A split without samples has no file.
    """
    shards = sql.query(con, "publish/data_shards.sql", {"shard_bytes": shard_bytes}).to_pylist()
    return sorted((_write_shard(con, root, shard) for shard in shards), key=lambda file: file.path)


def _write_shard(con: duckdb.DuckDBPyConnection, root: Path, shard: dict[str, Any]) -> ReleaseFile:
    path = f"data/{shard['config']}/{shard['split']}-{shard['number']:05d}-of-{shard['n_shards']:05d}.parquet"
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    params = {name: shard[name] for name in ("config", "split", "first_id", "last_id")}
    rows = sql.query(con, "publish/shard_rows.sql", params)
    write_parquet(rows, TABLES["samples"], root / path)
    return ReleaseFile.describe(root, path, rows.num_rows)
