"""Rows and files to ingest."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from tracepile.fetch import RawRow
from tracepile.ingest import STAGE
from tracepile.settings import Settings
from tracepile.stage import run_all
from tracepile.store import Store


def make_row(number: int = 0, **changes: Any) -> dict[str, Any]:
    """A good row of the folder format; a change to None removes the field."""
    row = {
        "id": f"made/add-{number}",
        "domain": "algorithm",
        "title": f"Add {number}",
        "statement": f"Return x + {number}.",
        "code": f"def add(x):\n    return x + {number}\n",
        "entry_point": "add",
        "inputs": ["1", "2", "30"],
        "expected_outputs": [str(1 + number), str(2 + number), str(30 + number)],
        "compare": "==",
        "licence": "MIT",
        **changes,
    }
    return {name: value for name, value in row.items() if value is not None}


def write_rows(path: Path, rows: Iterable[dict[str, Any] | bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    path.write_bytes(b"".join(line + b"\n" for line in lines))


def ingest(store: Store, settings: Settings) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Run the stage; return the live programs and rejects in order."""
    result = run_all(STAGE, store, settings)
    shards = result.commit.shards
    programs: pa.Table = store.read("programs", shards)
    return programs.to_pylist(), store.read("programs.rejects", shards).to_pylist()


def raw_row(value: dict[str, Any]) -> RawRow:
    return RawRow("x.jsonl:1", json.dumps(value), value)
