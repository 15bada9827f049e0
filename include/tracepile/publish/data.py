"""Writes the samples as the Parquet files of a release: one directory per config, sorted, the same bytes every time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from tracepile import sql
from tracepile.publish.layout import ReleaseFile
from tracepile.schema import TABLES
from tracepile.store.parquet import write_parquet

SHARD_BYTES: Final = 256 * 1024 * 1024
"""Text in one file, before compression: the file is smaller, and readers of 500 MB at most can take it."""

_BATCH_ROWS: Final = 2_000


def write_data(con: duckdb.DuckDBPyConnection, root: Path, shard_bytes: int = SHARD_BYTES) -> list[ReleaseFile]:
    """Write the relation `released` below `root/data` and return its files, sorted by path.

    A file is `data/<config>/<split>-00000-of-000NN.parquet`, holds the columns of `schema.TABLES["samples"]` sorted by
    sample_id, and where it ends follows from its text alone. A split without rows has no file. The rows are read
    once, and one file's rows are in memory at a time.
    """
    shards = sql.query(con, "publish/data_shards.sql", {"shard_bytes": shard_bytes}).to_pylist()
    reader = con.sql(sql.load("publish/sorted_samples.sql")).to_arrow_reader(_BATCH_ROWS)
    parts = _cut(reader, [shard["n_rows"] for shard in shards])
    return [_write_shard(root, shard, rows) for shard, rows in zip(shards, parts, strict=True)]


def _cut(reader: pa.RecordBatchReader, lengths: list[int]) -> Iterator[pa.Table]:
    """Yield tables of these numbers of rows, one after the other, from a stream that holds their sum."""
    batch = pa.RecordBatch.from_pylist([], schema=reader.schema)
    for length in lengths:
        taken: list[pa.RecordBatch] = []
        missing = length
        while missing:
            if not batch.num_rows:
                batch = reader.read_next_batch()
            taken.append(batch.slice(0, missing))
            batch = batch.slice(taken[-1].num_rows)
            missing -= taken[-1].num_rows
        yield pa.Table.from_batches(taken, schema=reader.schema)


def _write_shard(root: Path, shard: dict[str, Any], rows: pa.Table) -> ReleaseFile:
    path = f"data/{shard['config']}/{shard['split']}-{shard['number']:05d}-of-{shard['n_shards']:05d}.parquet"
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    write_parquet(rows, TABLES["samples"], root / path)
    return ReleaseFile.describe(root, path, rows.num_rows)
