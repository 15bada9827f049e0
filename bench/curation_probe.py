"""A day's new shard: what it takes to hold it against all documents published so far."""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from tracepile.settings import Settings
from tracepile.similarity import SignatureFolder, find_band_pairs, join_pairs
from tracepile.similarity.minhash import N_BANDS

NEW = 20_000
Print = Callable[[str, Sequence[str], Sequence[Sequence[object]]], None]


def measure_probe(corpus: Path, print_table: Print) -> dict[str, float]:
    """Sign all of a corpus but its last 20,000 documents, then time these alone, step by step."""
    settings = Settings(duckdb_memory_limit="1GB")
    with tempfile.TemporaryDirectory() as scratch:
        folder = SignatureFolder(Path(scratch))
        shards: list[str] = []
        first, steps = 0, {}
        n = pq.ParquetFile(corpus).metadata.num_rows
        for batch in pq.ParquetFile(corpus).iter_batches(batch_size=NEW, columns=["code"]):
            shards.append(f"{len(shards):06d}")
            started = time.process_time()
            folder.write(shards[-1], first, batch.column(0))
            steps["signatures of the new shard"] = time.process_time() - started
            first += len(batch)
        started = time.process_time()
        pairs = list(find_band_pairs(folder, shards, range(N_BANDS), settings, first_new=n - NEW))
        steps["pairs with a new document, 32 bands"] = time.process_time() - started
        started = time.process_time()
        removed = join_pairs(folder, shards, pairs, settings, 0.7, first_new=n - NEW)
        steps["verification and keepers"] = time.process_time() - started
    steps["in all"] = sum(steps.values())
    print_table(
        f"{NEW:,} new documents against {n - NEW:,}: {len(removed):,} go",
        ("step", "CPU s"),
        [[name, f"{seconds:.2f}"] for name, seconds in steps.items()],
    )
    return {**steps, "removed": float(len(removed))}
