"""The steps in the middle: a number for every row, and the candidate pairs of some bands."""

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyarrow.parquet as pq

from tracepile.dedup.job import BandItem, Job, read_job
from tracepile.schema import canonical_json
from tracepile.settings import Settings
from tracepile.similarity import N_BANDS, SignatureFolder, find_band_pairs
from tracepile.store import Objects

_TASK_ROWS: Final = 200_000
_MIN_TASKS: Final = 4
"""The bands are searched by so many tasks at least, and by one more for so many rows, up to one a band."""


def number_rows(objects: Objects, job_name: str) -> list[BandItem]:
    """Number the rows of all groups, one after the other, and list the bands in groups to be searched.

    The shards are numbered here, when all are known, so that none of them had to wait for those before it.
    """
    job = read_job(objects, job_name)
    layout: list[tuple[str, int]] = []
    n_rows = 0
    for group in range(len(job.groups)):
        for shard, rows in job.load(objects, f"groups/{group:03d}.json")["shards"]:
            layout.append((shard, n_rows))
            n_rows += rows
    objects.create(job.key("layout.json"), canonical_json(layout).encode())
    n_tasks = min(N_BANDS, max(_MIN_TASKS, -(-n_rows // _TASK_ROWS)))
    cuts = [N_BANDS * task // n_tasks for task in range(n_tasks + 1)]
    return [
        BandItem(name=_name_bands(start, stop), job=job.name, bands=list(range(start, stop)))
        for start, stop in pairwise(cuts)
    ]


def find_pairs(objects: Objects, settings: Settings, item: BandItem) -> dict[str, int]:
    """Write the candidate pairs of bands, unless they are there; return their number."""
    job = read_job(objects, item["job"])
    names = {band: f"pairs/{band:02d}.parquet" for band in item["bands"]}
    missing = [band for band, name in names.items() if not objects.exists(job.key(name))]
    if missing:
        with TemporaryDirectory(prefix="tracepile-dedup-") as scratch:
            folder, shards = _place_bands(objects, job, Path(scratch), missing)
            for band, pairs in zip(missing, find_band_pairs(folder, shards, missing, settings), strict=True):
                path = Path(scratch) / "pairs.parquet"
                pq.write_table(pairs, path, compression="zstd")
                objects.create(job.key(names[band]), path)
    return {"pairs": sum(pq.read_metadata(job.fetch(objects, name)).num_rows for name in names.values())}


def _place_bands(objects: Objects, job: Job, root: Path, bands: list[int]) -> tuple[SignatureFolder, list[str]]:
    """Bring bands of all shards into a folder, with documents numbered over all shards; return it and the shards."""
    folder = SignatureFolder(root)
    layout = job.load(objects, "layout.json")
    for band in bands:
        for shard, first in layout:
            place = folder.band_files(band, [shard])[0].relative_to(root).as_posix()
            folder.place_band(band, shard, first, job.fetch(objects, f"signatures/{place}"))
    return folder, [shard for shard, _ in layout]


def _name_bands(start: int, stop: int) -> str:
    return f"band {start}" if stop == start + 1 else f"bands {start} … {stop - 1}"
