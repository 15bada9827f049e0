"""Programs to curate, and what became of them."""

import json
from collections.abc import Sequence
from typing import Any

from tracepile.curate import STAGE
from tracepile.schema import content_id, table_of
from tracepile.settings import Settings
from tracepile.stage import CommitResult, run_all
from tracepile.store import Store

Row = dict[str, Any]


def make_program(code: str, *, entry_point: str = "total", expected: str | None = None, **fields: Any) -> Row:
    program_id = content_id(code, entry_point, fields)
    given = {"input_id": "i", "input": f"{entry_point}([1])", "expected": expected, "compare": None, "origin": "given"}
    return {
        "program_id": program_id,
        "family_id": program_id,
        "code": code,
        "entry_point": entry_point,
        "input_kind": "call",
        "inputs": [given],
        "source": "seed_corpus",
        "source_ref": "here",
        **fields,
    }


def put(store: Store, table: str, batches: Sequence[Sequence[Row]], sources: Sequence[str] = ("seed_corpus",)) -> None:
    shards = [
        store.write_shard(
            content_id(table, at, list(rows)),
            {table: table_of(table, rows)},
            table_of("rejects", []),
            batch=f"batch {at}",
            label=f"{sources[at % len(sources)]}/{at:04d}",
            recipe="test",
            counts={},
        )
        for at, rows in enumerate(batches)
    ]
    store.append(table, shards)


def curate(store: Store, settings: Settings, *batches: Sequence[Row], benchmarks: Sequence[Row] = ()) -> CommitResult:
    put(store, "programs", batches)
    put(store, "benchmarks", [benchmarks])
    return run_all(STAGE, store, settings)


def kept(store: Store) -> list[str]:
    return list(store.read("curated", store.latest("curated").shards).column("program_id").to_pylist())


def rejects(store: Store) -> dict[str, tuple[str, Row]]:
    rows = store.read("curated.rejects", store.latest("curated").shards).to_pylist()
    return {row["program_id"]: (row["reason"], json.loads(row["evidence"])) for row in rows}
