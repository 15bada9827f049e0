"""The stage `narrate` in the shard engine: every run and every question ends as a row or as a reject."""

import pytest

from tests.narrate.batches import fill_store, make_rows
from tracepile.ask import STAGE as ASK
from tracepile.narrate import STAGE
from tracepile.narrate.model import count_tokens
from tracepile.settings import Settings
from tracepile.stage import BatchStage, run_all
from tracepile.store import Store

NAMES = ("largest", "squares", "main", "uncaught", "stack")


@pytest.fixture
def filled(store: Store, settings: Settings) -> Store:
    fill_store(store, make_rows(NAMES))
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
    rows = make_rows(NAMES)
    rows["runs"][0]["is_truncated"] = True
    lost = rows["runs"][1]["trace_id"]
    rows["events"] = [row for row in rows["events"] if row["trace_id"] != lost]
    broken = rows["runs"][2]["trace_id"]
    for row in rows["events"]:
        if row["trace_id"] == broken and row["step"] == 3:
            row["heap"] = "not JSON"
    fill_store(store, rows)
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
