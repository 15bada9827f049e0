"""The stage `narrate` in the shard engine: every run and every question ends as a row or as a reject."""

from textwrap import dedent
from typing import Any

import pytest

from tests.narrate.programs import PROGRAMS, record
from tracepile.ask import STAGE as ASK
from tracepile.execution.recording import event_rows
from tracepile.narrate import STAGE
from tracepile.narrate.model import count_tokens
from tracepile.schema import table_of
from tracepile.settings import Settings
from tracepile.stage import BatchStage, Inputs, Output, run_all
from tracepile.store import Store

NAMES = ("largest", "squares", "main", "uncaught", "stack")


def _rows() -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {"programs": [], "runs": [], "events": []}
    for name in NAMES:
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
            }
        )
        rows["events"] += [{"trace_id": f"t-{name}", **row} for row in event_rows(recording)]
    rows["runs"].sort(key=lambda row: row["trace_id"])
    rows["events"].sort(key=lambda row: (row["trace_id"], row["step"]))
    return rows


def _fill(store: Store, rows: dict[str, list[dict[str, Any]]]) -> None:
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


@pytest.fixture
def filled(store: Store, settings: Settings) -> Store:
    _fill(store, _rows())
    run_all(ASK, store, settings)
    return store


def test_every_row_has_one_end(filled: Store, settings: Settings) -> None:
    result = run_all(STAGE, filled, settings)
    rationales = filled.read("rationales", result.commit.shards).to_pylist()
    questions = filled.read("questions", filled.latest("questions").shards).to_pylist()
    assert questions
    assert {row["question_id"] for row in rationales} == {None, *(row["question_id"] for row in questions)}
    assert len(rationales) == len(NAMES) + len(questions) == result.extra()["in"]
    for row in rationales:
        assert row["level"] == "L3"
        assert row["narrator"]["mode"] == "template"
        assert row["n_claims"] > 0
        assert "**Answer:**" in row["text"]
        assert count_tokens(row["text"]) <= settings.max_rationale_tokens
    assert [row["trace_id"] for row in rationales] == sorted(row["trace_id"] for row in rationales)


def test_the_same_inputs_and_settings_give_the_same_bytes(filled: Store, settings: Settings) -> None:
    first = run_all(STAGE, filled, settings).commit.shards[0]
    filled.drop_shard("rationales", first.key)
    second = run_all(STAGE, filled, settings).commit.shards[0]
    assert first == second
    other = run_all(STAGE, filled, settings.model_copy(update={"seed": 1})).commit.shards[0]
    assert other.sha256 != first.sha256


def test_what_cannot_be_told_is_a_reject_with_its_reason(store: Store, settings: Settings) -> None:
    rows = _rows()
    rows["runs"][0]["is_truncated"] = True
    lost = rows["runs"][1]["trace_id"]
    rows["events"] = [row for row in rows["events"] if row["trace_id"] != lost]
    broken = rows["runs"][2]["trace_id"]
    for row in rows["events"]:
        if row["trace_id"] == broken and row["step"] == 3:
            row["heap"] = "not JSON"
    _fill(store, rows)
    run_all(ASK, store, settings.model_copy(update={"questions_per_run": 0}))
    result = run_all(STAGE, store, settings)
    rejects = store.read("rationales.rejects", result.commit.shards).to_pylist()
    reasons = {row["row_id"]: (row["reason"], row["end"]) for row in rejects}
    assert reasons[rows["runs"][0]["trace_id"]] == ("truncated", "filtered")
    assert reasons[lost] == ("no_events", "filtered")
    assert reasons[broken][1] == "gave_up"
    assert result.extra()["ok"] == len(NAMES) - 3


def test_the_settings_that_change_rows_are_part_of_the_recipe() -> None:
    assert isinstance(STAGE, BatchStage)
    assert set(STAGE.settings) == {"seed", "narration_mode", "narration_style", "max_rationale_tokens"}
    assert Inputs is not None
