"""Batches of programs with their recorded runs, put into a store: what the stage `narrate` reads."""

from collections.abc import Sequence
from textwrap import dedent
from typing import Any

from tests.narrate.programs import PROGRAMS, record
from tracepile.execution.recording import event_rows
from tracepile.schema import table_of
from tracepile.stage import Output
from tracepile.store import Store


def make_rows(names: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of programs, runs and events of some of `PROGRAMS`; trace and program are called by the name."""
    rows: dict[str, list[dict[str, Any]]] = {"programs": [], "runs": [], "events": []}
    for name in names:
        code, call, stdin = PROGRAMS[name]
        recording = record(name)
        kind = "call" if call else "stdin"
        program = {"program_id": name, "family_id": name, "code": dedent(code).strip() + "\n", "input_kind": kind}
        rows["programs"].append({**program, "source": "s", "inputs": []})
        error = recording.error
        rows["runs"].append(
            {
                "trace_id": f"t-{name}",
                "program_id": name,
                "family_id": name,
                "input": call or stdin,
                "input_kind": kind,
                "outcome": str(recording.outcome),
                "result": recording.result,
                "result_type": recording.result_type,
                "stdout": recording.stdout,
                "error": error and {"type": error.type, "message": error.message, "line": error.line},
                "n_events": recording.n_events,
                "is_truncated": False,
                "receipt": {"python": "3.11", "tracer": "reference", "hash_seed": 0, "trace_sha256": name},
            }
        )
        rows["events"] += [{"trace_id": f"t-{name}", **row} for row in event_rows(recording)]
    rows["runs"].sort(key=lambda row: row["trace_id"])
    rows["events"].sort(key=lambda row: (row["trace_id"], row["step"]))
    return rows


def fill_store(store: Store, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Put one batch of programs, variants, runs and events into a store."""

    def shard(table: str, tables: dict[str, list[dict[str, Any]]]) -> None:
        built = {name: table_of(name, part) for name, part in tables.items()}
        output = Output(built, table_of("rejects", []), 0)
        written = store.write_shard(
            f"key-{table}", built, output.rejects, batch="b", label="x/0001", recipe="r", counts=output.counts()
        )
        store.append(table, [written])

    shard("programs", {"programs": rows["programs"]})
    shard("variants", {"variants": []})
    shard("runs", {"runs": rows["runs"], "events": rows["events"]})
