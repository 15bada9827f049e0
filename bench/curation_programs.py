"""Real programs against real benchmarks: which go, by which rule, and whether programs of one title are found.

The flagged programs are written to a file, each beside the item, for somebody to judge.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from curation_contamination import SETTINGS, read_items
from curation_corpus import CACHE

from tracepile.ingest import STAGE as INGEST
from tracepile.similarity import find_program_hits, is_contaminated, prepare_targets
from tracepile.similarity.titles import read_title

Print = Callable[[str, Sequence[str], Sequence[Sequence[object]]], None]
Row = dict[str, Any]
JUDGED = CACHE / "contaminated-programs.jsonl"


def measure_programs(programs: str, benchmarks: str | None, print_table: Print) -> dict[str, object]:
    """Hold the programs of a folder, as the platform takes them in, against benchmarks."""
    items = read_items(benchmarks)
    rows = list(read_programs(programs))
    hits = find_program_hits(
        [f"{row['title'] or ''}\n{row['statement'] or ''}" for row in rows],
        [row["code"] for row in rows],
        prepare_targets(items, SETTINGS),
        SETTINGS,
        [[(given["input"], given["expected"]) for given in row["inputs"]] for row in rows],
    )
    by_item = {(item["benchmark"], item["item_id"]): item for item in items.to_pylist()}
    titles: dict[str, list[Row]] = {}
    for item in by_item.values():
        if words := read_title(item["title"] or ""):
            titles.setdefault(" ".join(words), []).append(item)
    flagged: Counter[tuple[str, str, str]] = Counter()
    n_same_title: Counter[tuple[str, bool]] = Counter()
    with JUDGED.open("w") as file:
        for row, found in zip(rows, hits, strict=True):
            goes = bool(found) and is_contaminated(found[0], SETTINGS)
            if titles.get(" ".join(read_title(row["title"] or ""))):
                n_same_title[row["source"], goes] += 1
            if goes:
                flagged[row["source"], found[0]["benchmark"], found[0]["rule"]] += 1
                item = by_item[found[0]["benchmark"], found[0]["item_id"]]
                file.write(json.dumps(describe(row, found[0], item)) + "\n")
    counts = Counter(row["source"] for row in rows)
    print_table(
        f"{len(rows):,} programs against {items.num_rows:,} items; {sum(flagged.values())} go",
        ("source", "programs", "benchmark", "rule", "go"),
        [[source, counts[source], *key, n] for (source, *key), n in sorted(flagged.items())],
    )
    print_table(
        "Programs of the title of an item",
        ("source", "go", "stay"),
        [[name, n_same_title[name, True], n_same_title[name, False]] for name in sorted({k for k, _ in n_same_title})],
    )
    return {
        "programs": len(rows),
        "flagged": [[*key, n] for key, n in sorted(flagged.items())],
        "same title": [[*key, n] for key, n in sorted(n_same_title.items())],
    }


def read_programs(folder: str) -> list[Row]:
    options = SETTINGS.model_copy(update={"sources": (f"folder:{folder}",)})
    return [
        row
        for source in INGEST.sources(options)
        for batch in INGEST.collect(source, options, set())
        for row in batch.rows.to_pylist()
    ]


def describe(row: Row, hit: Row, item: Row) -> Row:
    return {
        "source": row["source"],
        "title": row["title"],
        "statement": (row["statement"] or "")[:600],
        "code": row["code"][:600],
        **hit,
        "item title": item["title"],
        "item": (item["prompt"] or "")[:600],
    }
