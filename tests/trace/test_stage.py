"""The stage `trace` on a small batch: what is kept, what is rejected and why, and that nothing runs twice."""

import json
from typing import Any

import pytest

from tracepile.execution.model import Recording
from tracepile.schema import content_id, table_of
from tracepile.settings import Settings
from tracepile.stage import plan, run_all
from tracepile.store import Store
from tracepile.trace.stage import STAGE, find_reason


def make_program(code: str, inputs: list[tuple[str, str | None, str | None]], kind: str = "call") -> dict[str, Any]:
    """A row of `programs`; inputs are (input, expected, compare)."""
    program_id = content_id(code)
    rows = [
        {"input_id": content_id(text), "input": text, "expected": expected, "compare": compare, "origin": "given"}
        for text, expected, compare in inputs
    ]
    return {
        "program_id": program_id,
        "family_id": program_id,
        "code": code,
        "entry_point": "f" if kind == "call" else "stdin",
        "input_kind": kind,
        "inputs": rows,
        "source": "test",
        "source_ref": f"test/{program_id[:4]}",
    }


PROGRAMS = [
    make_program(
        "def f(x):\n    return x + 1", [("f(1)", "2", "literal"), ("f(2)", "4", "literal"), ("f(3)", None, None)]
    ),
    make_program("def f(x):\n    return 1 // x", [("f(0)", "ZeroDivisionError", "raises"), ("f(1)", "1", "equal")]),
    make_program("print(input()[::-1])", [("abc", "cba", "tokens")], "stdin"),
    make_program("import random\ndef f():\n    return random.random()", [("f()", None, None)]),
    make_program("import os\ndef f():\n    return os.listdir('/')", [("f()", None, None)]),
    make_program("raise SystemExit(4)", [("", None, None)], "stdin"),
    make_program("def f(:", [("f()", None, None)]),
    make_program("def f():\n    return 'dropped'", [("f()", None, None)]),
]
VARIANT = {
    **{k: v for k, v in PROGRAMS[0].items() if not k.startswith("source")},
    "program_id": content_id("variant"),
    "code": "def f(y):\n    return y + 1",
    "inputs": PROGRAMS[0]["inputs"][:1],
    "parent_id": PROGRAMS[0]["program_id"],
    "rewrite_chain": ["rename"],
}
N_RUNS = sum(len(program["inputs"]) for program in PROGRAMS[:-1]) + 1


def fill(store: Store) -> None:
    kept = [{"program_id": row["program_id"], "family_id": row["family_id"]} for row in PROGRAMS[:-1]]
    for table, rows in {"programs": PROGRAMS, "curated": kept, "variants": [VARIANT]}.items():
        shard = store.write_shard(
            content_id(table), {table: table_of(table, rows)}, table_of("rejects", []),
            batch="b" * 64, label="test/0001", recipe="r", counts={"in": len(rows)},
        )  # fmt: skip
        store.append(table, [shard])


@pytest.fixture
def traced(store: Store, settings: Settings) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    fill(store)
    result = run_all(STAGE, store, settings)
    shards = result.commit.shards
    tables = [store.read(name, shards).to_pylist() for name in ("runs", "events", "runs.rejects")]
    assert plan(STAGE, store, settings) == []
    return tables[0], tables[1], tables[2]


Tables = tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]


def test_every_program_and_input_has_one_end(traced: Tables) -> None:
    runs, _, rejects = traced
    assert len(runs) + len(rejects) == N_RUNS
    reasons = sorted(row["reason"] for row in rejects)
    assert reasons == ["exit", "nondeterministic", "refused", "unexpected_result", "unsupported"]
    ids = [row["trace_id"] for row in runs] + [row["row_id"] for row in rejects]
    assert len(set(ids)) == N_RUNS


def test_kept_runs_say_what_happened(traced: Tables) -> None:
    runs, events, _ = traced
    by_input = {(row["program_id"], row["input"]): row for row in runs}
    added = by_input[PROGRAMS[0]["program_id"], "f(1)"]
    assert (added["outcome"], added["result"], added["result_type"], added["is_expected"]) == ("ok", "2", "int", True)
    assert by_input[PROGRAMS[0]["program_id"], "f(3)"]["is_expected"] is None
    raised = by_input[PROGRAMS[1]["program_id"], "f(0)"]
    assert (raised["outcome"], raised["error"]["type"], raised["error"]["line"]) == (
        "exception",
        "ZeroDivisionError",
        2,
    )
    assert by_input[PROGRAMS[2]["program_id"], "abc"]["stdout"] == "cba\n"
    assert by_input[VARIANT["program_id"], "f(1)"]["family_id"] == PROGRAMS[0]["program_id"]
    for row in runs:
        steps = [event["step"] for event in events if event["trace_id"] == row["trace_id"]]
        assert steps == list(range(row["n_events"]))
        assert row["receipt"]["trace_sha256"]
        assert json.loads(row["receipt"]["limits"])["max_events"] == 2_000
        assert row["sandbox_level"].startswith("landlock")
    assert events == sorted(events, key=lambda event: (event["trace_id"], event["step"]))


def test_rejects_carry_reason_and_evidence(traced: Tables) -> None:
    rejects = {row["reason"]: row for row in traced[2]}
    evidence = json.loads(rejects["unexpected_result"]["evidence"])
    assert (evidence["input"], evidence["expected"], evidence["result"]) == ("f(2)", "4", "3")
    assert json.loads(rejects["exit"]["evidence"])["exit_status"] == 4
    assert "os.listdir" in rejects["refused"]["message"]
    assert all(row["source"] == "test" and row["source_ref"] and row["stage"] == "trace" for row in rejects.values())


def test_a_second_run_of_the_same_batch_gives_the_same_rows(store: Store, settings: Settings, traced: Tables) -> None:
    for shard in store.latest("runs").shards:
        store.drop_shard("runs", shard.key)
    shards = run_all(STAGE, store, settings).commit.shards
    again = store.read("runs", shards).to_pylist()
    for row in [*traced[0], *again]:
        row.pop("duration_s")
    assert (again, store.read("events", shards).to_pylist()) == (traced[0], traced[1])


def test_a_fault_of_ours_ends_one_run_and_names_it(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judge(recording: Recording, expected: str | None, compare: str | None) -> str | None:
        if expected == "4":
            raise RecursionError("too deep")
        return find_reason(recording, expected, compare)

    monkeypatch.setattr("tracepile.trace.stage.find_reason", judge)
    fill(store)
    counts = run_all(STAGE, store, settings).commit.counts
    assert (counts["in"], counts["gave_up"]) == (N_RUNS, 1)
    rejects = store.read("runs.rejects", store.latest("runs").shards).to_pylist()
    (fault,) = (row for row in rejects if row["reason"] == "internal_error")
    assert (fault["message"], fault["program_id"]) == ("RecursionError: too deep", PROGRAMS[0]["program_id"])
    assert json.loads(fault["evidence"])["input"] == "f(2)"
