"""The second step, for one group of files: signatures, and the keys of exact copies and of shapes."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from tracepile.dedup.errors import DedupError
from tracepile.dedup.job import GroupItem, Job, open_source, read_job
from tracepile.fetch import TableError, hash_file, read_columns
from tracepile.schema import canonical_json, content_id
from tracepile.similarity import N_BANDS, SignatureFolder, describe_texts
from tracepile.store import Objects

_SHARD_ROWS: Final = 100_000
_SHARD_BYTES: Final = 256 << 20
"""A shard ends with the rows after which it has as many, or as many bytes of text: the memory of a task is bounded."""

_Batch = tuple[pa.Array, pa.Array]


def sign_group(objects: Objects, item: GroupItem) -> dict[str, int]:
    """Write the signatures of a group's rows, unless they are there; return the numbers of files and rows.

    Raises `DedupError` for a file that cannot be read as the options say.
    """
    job = read_job(objects, item["job"])
    manifest = f"groups/{item['group']:03d}.json"
    if not objects.exists(job.key(manifest)):
        objects.create(job.key(manifest), canonical_json(_sign(objects, job, item["group"])).encode())
    files = job.load(objects, manifest)["files"]
    return {"files": len(files), "rows": sum(rows for _, rows in files)}


def _sign(objects: Objects, job: Job, group: int) -> dict[str, list[tuple[str, int]]]:
    place, _ = open_source(objects, job.options.source)
    paths = {key: _fetch(place, key) for key in job.groups[group]}
    # In the names of the shards: an attempt that met other content than the one before shares nothing with it.
    digest = content_id([hash_file(path) for path in paths.values()])
    files = dict.fromkeys(paths, 0)
    shards: list[tuple[str, int]] = []

    def read() -> Iterator[_Batch]:
        for key, path in paths.items():
            for ids, texts in read_columns(path, job.options.id_column, job.options.column, key):
                files[key] += len(ids)
                yield ids, texts

    try:
        for batches in _cut(read()):
            shard = f"{group:03d}-{digest[:12]}-{len(shards):04d}"
            shards.append((shard, _write_shard(objects, job, shard, batches)))
    except TableError as error:
        raise DedupError(str(error)) from None
    return {"files": list(files.items()), "shards": shards}


def _fetch(place: Objects, key: str) -> Path:
    try:
        return place.fetch(key)
    except KeyError:
        raise DedupError(f"The file {place.location(key)} is gone since the run began; trigger it again.") from None


def _cut(batches: Iterator[_Batch]) -> Iterator[list[_Batch]]:
    part: list[_Batch] = []
    for batch in batches:
        part.append(batch)
        if sum(len(ids) for ids, _ in part) >= _SHARD_ROWS or sum(texts.nbytes for _, texts in part) >= _SHARD_BYTES:
            yield part
            part = []
    if part:
        yield part


def _write_shard(objects: Objects, job: Job, shard: str, batches: list[_Batch]) -> int:
    ids = join_ids([pa.chunked_array([ids]) for ids, _ in batches])
    texts = pa.concat_arrays([texts for _, texts in batches])
    keys = list(describe_texts(texts.to_pylist(), job.min_alpha_tokens, is_code=job.options.is_code))
    exact, shapes = ([pair[at] for pair in keys] for at in (0, 1))
    with TemporaryDirectory(prefix="tracepile-dedup-") as scratch:
        root = Path(scratch) / "signatures"
        folder = SignatureFolder(root)
        folder.write(shard, 0, texts)
        rows = Path(scratch) / "rows.parquet"
        columns = {"id": ids, "exact": pa.array(exact, pa.binary()), "shape": pa.array(shapes, pa.binary())}
        pq.write_table(pa.table(columns), rows, compression="zstd")
        bands = [folder.band_files(band, [shard])[0] for band in range(N_BANDS)]
        for path in [*bands, *folder.shingle_files(shard)]:
            objects.create(job.key(f"signatures/{path.relative_to(root).as_posix()}"), path)
        objects.create(job.key(f"rows/{shard}.parquet"), rows)
    return len(texts)


def join_ids(parts: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    """Return ids of several places as one column. Raises `DedupError` when no type holds them all."""
    tables = [pa.table({"id": part}) for part in parts]
    try:
        return pa.concat_tables(tables, promote_options="permissive").column("id")
    except pa.ArrowException:
        kinds = ", ".join(sorted({str(part.type) for part in parts} - {"null"}))
        raise DedupError(f"The ids are of different types in different files ({kinds}); give them one type.") from None
