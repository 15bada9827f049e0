"""The last step: candidate pairs verified, keepers chosen, verdicts written, what was intermediate removed."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tracepile.dedup.errors import DedupError
from tracepile.dedup.job import Job, open_source, read_job, report_key, scratch_prefix, verdicts_key
from tracepile.dedup.signing import join_ids
from tracepile.dedup.verdicts import name_verdicts
from tracepile.settings import Settings
from tracepile.similarity import N_BANDS, SignatureFolder, join_pairs, judge_texts, link_keys
from tracepile.store import Objects


def join_rows(objects: Objects, settings: Settings, job_name: str) -> dict[str, Any]:
    """Write `verdicts.parquet`, then `report.json`, below `dedup/<job>`; return the report.

    Verdicts: one per row, in the order of the files by name: `file` (below the source), `row` (from 1), then the
    columns of `verdict_schema`. Where the report is there already, only what is intermediate is removed.
    """
    key = report_key(job_name)
    if not objects.exists(key):
        try:
            report = _join(objects, settings, read_job(objects, job_name))
            objects.create(key, (json.dumps(report, indent=2, ensure_ascii=False) + "\n").encode())
        except DedupError:
            # another attempt may have been quicker, and removed what this one reads
            if not objects.exists(key):
                raise
    report = json.loads(objects.read(key))
    for left in objects.keys(scratch_prefix(job_name)):
        objects.delete(left)
    return dict(report)


def _join(objects: Objects, settings: Settings, job: Job) -> dict[str, Any]:
    shards = [shard for shard, _ in job.load(objects, "layout.json")]
    rows = [pq.read_table(job.fetch(objects, f"rows/{shard}.parquet")) for shard in shards]
    ids = join_ids([part.column("id") for part in rows]) if rows else pa.chunked_array([], pa.null())
    exact, shapes = ([key for part in rows for key in part.column(name).to_pylist()] for name in ("exact", "shape"))
    with TemporaryDirectory(prefix="tracepile-dedup-") as scratch:
        folder = _link_shingles(objects, job, Path(scratch), shards)
        removed = join_pairs(
            folder, shards, _read_pairs(objects, job), settings, job.options.threshold, link_keys(exact, shapes)
        )
        verdicts = judge_texts(removed, exact, shapes)
        files = [entry for group in range(len(job.groups)) for entry in _read_files(objects, job, group)]
        table = _place_rows(files, name_verdicts(ids, verdicts))
        path = Path(scratch) / "verdicts.parquet"
        pq.write_table(table, path, compression="zstd")
        key = verdicts_key(job.name)
        objects.create(key, path)
    n_kept = pc.sum(table.column("is_kept")).as_py() or 0
    channels = pc.value_counts(table.column("channel").drop_null()).to_pylist()
    return {
        "job": job.name,
        **asdict(job.options),
        "min_alpha_tokens": job.min_alpha_tokens,
        "signature_version": job.version,
        "files": len(files),
        "rows": len(table),
        "rows_kept": n_kept,
        "rows_removed": len(table) - n_kept,
        "rows_by_channel": {entry["values"]: entry["counts"] for entry in channels},
        "rows_without_id": ids.null_count,
        "verdicts": objects.location(key),
    }


def _link_shingles(objects: Objects, job: Job, root: Path, shards: list[str]) -> SignatureFolder:
    """Lay the shingles of all shards out in a folder, as links to what the store hands out."""
    folder = SignatureFolder(root)
    for shard in shards:
        for path in folder.shingle_files(shard):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(job.fetch(objects, f"signatures/{path.relative_to(root).as_posix()}"))
    return folder


def _read_pairs(objects: Objects, job: Job) -> Iterator[pa.Table]:
    for band in range(N_BANDS):
        yield pq.read_table(job.fetch(objects, f"pairs/{band:02d}.parquet"))


def _read_files(objects: Objects, job: Job, group: int) -> list[tuple[str, int]]:
    _, prefix = open_source(objects, job.options.source)
    return [
        (key.removeprefix(f"{prefix}/"), rows) for key, rows in job.load(objects, f"groups/{group:03d}.json")["files"]
    ]


def _place_rows(files: list[tuple[str, int]], table: pa.Table) -> pa.Table:
    """Return the table with the columns `file` and `row` before the others."""
    sizes = [rows for _, rows in files]
    at = np.repeat(np.arange(len(files), dtype=np.int32), sizes)
    rows = np.concatenate([np.zeros(0, np.int64), *(np.arange(1, size + 1) for size in sizes)])
    names = pa.DictionaryArray.from_arrays(pa.array(at), pa.array([name for name, _ in files], pa.string()))
    return table.add_column(0, "row", pa.array(rows)).add_column(0, "file", names)
