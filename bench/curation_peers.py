"""One contender of the curation benchmark on one corpus, in a process of its own; prints a line of JSON.

python curation_peers.py NAME CORPUS.parquet OUT.parquet

All shingle the same way (runs of three tokens), with 128 permutations in 32 bands of 4. What each leaves out is said
in its function. OUT holds the documents that a contender calls duplicates, and of which (document, original); of flags
alone the original is null.
"""

import importlib
import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

_TOKEN = re.compile(r"\w+|[^\w\s]")
_ROWS_AT_ONCE = 20_000
Removed = list[tuple[int, int | None]]


def read_codes(path: str) -> Iterator[list[str]]:
    for batch in pq.ParquetFile(path).iter_batches(batch_size=_ROWS_AT_ONCE, columns=["code"]):
        yield batch.column(0).to_pylist()


def shingle(code: str) -> list[str]:
    tokens = _TOKEN.findall(code)
    return [" ".join(tokens[at : at + 3]) for at in range(len(tokens) - 2)]


def run_tracepile(path: str) -> Removed:
    """Signatures, candidates, exact verification and components, within the memory limit of the settings."""
    from tracepile.settings import Settings
    from tracepile.similarity import find_near_duplicates

    settings = Settings(
        duckdb_memory_limit=os.environ.get("BENCH_MEMORY_LIMIT", "1GB"),
        duckdb_threads=int(os.environ.get("BENCH_THREADS", "2")),
    )
    file = pq.ParquetFile(path)
    texts = (batch.column(0) for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=["code"]))
    found = find_near_duplicates(texts, settings, 0.7)
    return list(zip(found.column("document").to_pylist(), found.column("keeper").to_pylist(), strict=True))


def run_datasketch(path: str) -> Removed:
    """MinHash and LSH; the first candidate is taken as it is: no verification, no components."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(num_perm=128, params=(32, 4))
    removed: Removed = []
    document = 0
    for codes in read_codes(path):
        for code in codes:
            sketch = MinHash(num_perm=128)
            sketch.update_batch([text.encode() for text in set(shingle(code))])
            found = index.query(sketch)
            if found:
                removed.append((document, min(found)))
            index.insert(document, sketch, check_duplication=False)
            document += 1
    return removed


def run_rensa(path: str) -> Removed:
    """R-MinHash of Python shingles and its LSH; duplicate flags: no verification, no clusters."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.7, num_perm=128, num_bands=32)
    sketches = []
    for codes in read_codes(path):
        sketches += RMinHash.from_token_sets([shingle(code) for code in codes], 128, 42)
    index.insert_many(sketches)
    flags = index.query_duplicate_flags(sketches)
    return [(document, None) for document, is_flagged in enumerate(flags) if is_flagged]


def run_rensa_flat(path: str) -> Removed:
    """The flat digest of rensa over shingle hashes that are given (beside the corpus): tokens are not counted."""
    from rensa import RMinHash, RMinHashLSH

    values, starts = (np.load(f"{path}.{name}.npy") for name in ("values", "starts"))
    index = RMinHashLSH(threshold=0.7, num_perm=128, num_bands=32)
    removed: Removed = []
    for first in range(0, len(starts) - 1, _ROWS_AT_ONCE):
        cuts = starts[first : first + _ROWS_AT_ONCE + 1]
        hashes = values[cuts[0] : cuts[-1]]
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, (cuts - cuts[0]).astype(np.uint64), 128, 42)
        flags = index.insert_matrix_and_query_duplicate_flags(matrix, first)
        removed += [(first + at, None) for at, is_flagged in enumerate(flags) if is_flagged]
    return removed


def run_datatrove(path: str) -> Removed:
    """The four steps of its MinHash pipeline on local files: signatures, buckets, clusters, no verification."""
    import struct
    import tempfile
    from pathlib import Path

    from datatrove.data import Document
    from datatrove.pipeline.dedup import MinhashConfig, MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupSignature

    config = MinhashConfig(n_grams=3, num_buckets=32, hashes_per_bucket=4)
    with tempfile.TemporaryDirectory() as scratch:
        signatures, buckets, clusters = (f"{scratch}/{name}" for name in ("signatures", "buckets", "clusters"))
        documents = (
            Document(text=" ".join(_TOKEN.findall(code)), id=str(at))
            for codes in read_codes(path)
            for at, code in enumerate(codes)
        )
        MinhashDedupSignature(signatures, config).run(documents, 0, 1)
        for bucket in range(32):
            MinhashDedupBuckets(signatures, buckets, config=config).run(None, bucket, 32)
        MinhashDedupCluster(buckets, clusters, config=config).run(None, 0, 1)
        data = b"".join(file.read_bytes() for file in sorted(Path(clusters).glob("*.remove")))
        return [(document, None) for (document,) in struct.iter_unpack("<I", data)]


CONTENDERS: dict[str, Callable[[str], Removed]] = {
    "tracepile": run_tracepile,
    "datasketch": run_datasketch,
    "rensa": run_rensa,
    "rensa_flat": run_rensa_flat,
    "datatrove": run_datatrove,
}


IMPORTS = {
    "tracepile": ("tracepile.settings", "tracepile.similarity"),
    "datasketch": ("datasketch",),
    "rensa": ("rensa",),
    "rensa_flat": ("rensa",),
    "datatrove": ("datatrove.pipeline.dedup", "spacy"),
}
"""What a contender imports is loaded before the clock starts."""


def main() -> None:
    name, corpus, target = sys.argv[1:]
    run = CONTENDERS[name]
    for module in IMPORTS[name]:
        importlib.import_module(module)
    before, started = time.process_time(), time.perf_counter()
    removed = run(corpus)
    wall_s, cpu_s = time.perf_counter() - started, time.process_time() - before
    columns = {"document": [at for at, _ in removed], "original": [original for _, original in removed]}
    pq.write_table(pa.table(columns, schema=pa.schema([("document", pa.int32()), ("original", pa.int32())])), target)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    sys.stdout.write(json.dumps({"wall_s": wall_s, "cpu_s": cpu_s, "peak_gib": peak, "n_removed": len(removed)}) + "\n")


if __name__ == "__main__":
    main()
