"""Precision and recall of near-duplicates on one corpus: against all pairs, and by planted kind."""

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tracepile.settings import Settings
from tracepile.similarity import find_duplicates, find_near_duplicates

THRESHOLD = 0.7
_TOKEN = re.compile(r"(?:[A-Za-z0-9_]|[^\x00-\x7f])+|[^\w\s]")
Print = Callable[[str, Sequence[str], Sequence[Sequence[object]]], None]


def measure_recall(corpus: Path, print_table: Print) -> dict[str, object]:
    """Hold what goes against every pair at the threshold, found with Python sets and without signatures."""
    table = pq.read_table(corpus)
    codes = table.column("code").to_pylist()
    shingles = [shingle(code) for code in codes]
    pairs = find_all_pairs(shingles)
    texts = [table.column("code").cast(pa.large_string()).combine_chunks()]
    removed = find_near_duplicates(texts, Settings(), THRESHOLD).to_pylist()
    keeper = {row["document"]: row["keeper"] for row in removed}
    n_found = sum(keeper.get(a, a) == keeper.get(b, b) for a, b in pairs)
    n_wrong = sum(jaccard(shingles[row["document"]], shingles[row["nearest"]]) < THRESHOLD for row in removed)
    result: dict[str, object] = {
        "pairs": len(pairs),
        "pairs in one cluster": n_found / len(pairs),
        "removed": len(removed),
        "removed without a neighbour at the threshold": n_wrong,
    }
    print_table(
        f"All pairs of {len(codes):,} documents", ("what", "value"), [[key, value] for key, value in result.items()]
    )
    rows = []
    for kind, planted in list_planted(table).items():
        near = sum(keeper.get(a, a) == keeper.get(b, b) for a, b in planted) / len(planted)
        share = sum(jaccard(shingles[a], shingles[b]) >= THRESHOLD for a, b in planted) / len(planted)
        rows.append([kind, len(planted), f"{share:.3f}", f"{near:.3f}"])
    print_table("Planted duplicates by MinHash", ("planted kind", "n", "share at J >= 0.7", "found"), rows)
    return {**result, "kinds": rows}


def measure_channels(corpus: Path, print_table: Print) -> dict[str, object]:
    """Hold the planted duplicates against their originals in all channels that code has."""
    table = pq.read_table(corpus)
    planted = list_planted(table)
    chosen = sorted({at for pairs in planted.values() for pair in pairs for at in pair})
    place = {at: number for number, at in enumerate(chosen)}
    texts = [table.column("code").cast(pa.large_string()).combine_chunks().take(pa.array(chosen))]
    started = time.process_time()
    keepers = find_duplicates(texts, Settings(), THRESHOLD, is_code=True).column("keeper").to_pylist()
    speed = len(chosen) / (time.process_time() - started)
    rows = [
        [kind, len(pairs), f"{sum(keepers[place[a]] == keepers[place[b]] for a, b in pairs) / len(pairs):.3f}"]
        for kind, pairs in planted.items()
    ]
    title = f"Planted duplicates by all channels of code ({speed:,.0f} functions/CPU s)"
    print_table(title, ("planted kind", "n", "found"), rows)
    return {"kinds": rows, "functions/CPU s": speed}


def list_planted(table: pa.Table) -> dict[str, list[tuple[int, int]]]:
    """Return (copy, original) by kind."""
    found: dict[str, list[tuple[int, int]]] = {}
    for at, (kind, original) in enumerate(
        zip(*(table.column(name).to_pylist() for name in ("kind", "original")), strict=True)
    ):
        if kind is not None:
            found.setdefault(kind, []).append((at, original))
    return found


def shingle(code: str) -> frozenset[tuple[str, ...]]:
    tokens = _TOKEN.findall(code)
    return frozenset(tuple(tokens[at : at + 3]) for at in range(len(tokens) - 2))


def jaccard(one: frozenset[object], other: frozenset[object]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def find_all_pairs(shingles: Sequence[frozenset[tuple[str, ...]]]) -> list[tuple[int, int]]:
    """Return every pair at the threshold, by prefix filtering, which loses none (Chaudhuri et al. 2006).

    With shingles in one order, the rarest first, two sets at J >= t share one of the first n - ceil(t * n) + 1.
    """
    count: dict[tuple[str, ...], int] = {}
    for own in shingles:
        for found in own:
            count[found] = count.get(found, 0) + 1
    number = {found: at for at, found in enumerate(sorted(count, key=lambda key: (count[key], key)))}
    documents: list[int] = []
    prefixes: list[int] = []
    for at, own in enumerate(shingles):
        ordered = sorted(number[found] for found in own)
        n_prefix = len(ordered) - -(-7 * len(ordered) // 10) + 1
        prefixes += ordered[:n_prefix]
        documents += [at] * len(ordered[:n_prefix])
    with duckdb.connect() as con:
        con.register("prefixes", pa.table({"document": documents, "shingle": prefixes}))
        candidates = con.sql(
            "SELECT DISTINCT a.document AS one, b.document AS other FROM prefixes a "
            "JOIN prefixes b ON a.shingle = b.shingle AND a.document < b.document"
        ).fetchall()
    return [(a, b) for a, b in candidates if jaccard(shingles[a], shingles[b]) >= THRESHOLD]
