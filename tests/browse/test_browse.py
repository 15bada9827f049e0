"""Readers of a store: filters, stories, the funnel, and states of a real run."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.browse.runs import commit_run
from tests.publish.factory import commit_rows, fill_store, make_sample, make_samples, pass_judgement, publish
from tracepile.browse import (
    Desk,
    RejectFilter,
    SampleFilter,
    Snapshot,
    Spend,
    UnknownRowError,
    add_up_spend,
    describe_funnel,
    find_sample,
    find_trace,
    list_contaminated,
    list_facets,
    list_model_use,
    list_reasons,
    list_rejects,
    list_rows,
    list_samples,
    map_contamination,
    tell_story,
)
from tracepile.browse.memo import Memo
from tracepile.browse.releases import compare, list_checks, list_documents, read_document
from tracepile.execution.model import Case
from tracepile.execution.recording import record_in_process
from tracepile.publish import read_funnel
from tracepile.schema import content_id, reject, table_of
from tracepile.settings import Settings
from tracepile.store import Store

CODE = """\
def total(numbers):
    found = 0
    for number in numbers:
        found += number
        print("so far", found)
    return found
"""


@pytest.fixture
def snapshot(store: Store, settings: Settings) -> Snapshot:
    fill_store(store, make_samples(120))
    return Snapshot.latest(store, settings)


def test_filters_narrow_the_list_and_pages_cut_it(snapshot: Snapshot) -> None:
    everything = list_samples(snapshot, SampleFilter())
    assert (everything.n_found, len(everything.rows), everything.n_pages) == (120, 50, 3)
    last = list_samples(snapshot, SampleFilter(), page=99)
    assert (last.number, len(last.rows)) == (3, 20)
    assert {row["sample_id"] for row in everything.rows}.isdisjoint(row["sample_id"] for row in last.rows)
    some = list_samples(snapshot, SampleFilter(config="coe_output", domain="algorithm", split="train"))
    assert 0 < some.n_found < 40
    assert {(row["config"], row["domain"], row["split"]) for row in some.rows} == {("coe_output", "algorithm", "train")}


def test_a_search_finds_ids_questions_places_and_code(snapshot: Snapshot) -> None:
    sample = make_sample(17)
    for text in (sample["sample_id"][:12], sample["sample_id"], "ADD(17)", sample["trace_id"]):
        found = list_samples(snapshot, SampleFilter(search=text))
        assert [row["sample_id"] for row in found.rows] == [sample["sample_id"]], text
    assert list_samples(snapshot, SampleFilter(search="algorithm/add_7")).n_found == 8
    assert list_samples(snapshot, SampleFilter(search="return a + 14")).n_found == 8
    assert list_samples(snapshot, SampleFilter(search="' OR 1 = 1 --")).n_found == 0
    assert list_samples(snapshot, SampleFilter(search="%")).n_found == 0


def test_facets_count_every_sample_once(snapshot: Snapshot) -> None:
    for facet, rows in list_facets(snapshot).items():
        assert sum(row["n_rows"] for row in rows) == 120, facet


def test_one_sample_comes_whole_and_an_unknown_one_not_at_all(snapshot: Snapshot) -> None:
    sample = make_sample(5)
    found = find_sample(snapshot, sample["sample_id"])
    assert found is not None
    assert {name: found[name] for name in ("prompt", "completion", "receipt")} == {
        name: sample[name] for name in ("prompt", "completion", "receipt")
    }
    assert find_sample(snapshot, content_id("nothing")) is None


def test_the_funnel_is_that_of_a_release(snapshot: Snapshot, store: Store, settings: Settings) -> None:
    assert describe_funnel(snapshot) == read_funnel(store, settings)


def test_tokens_and_cost_of_the_model_are_added_up_live_and_of_a_release(store: Store, settings: Settings) -> None:
    first = publish(store, settings, make_samples(60))
    snapshot = Snapshot.latest(store, settings)
    assert list_model_use(snapshot) == []
    assert add_up_spend(snapshot, first) == Spend(0, 0)
    fill_store(store, make_samples(75))
    asked = {"requests": 3, "attempts": 4, "failed": 1, "prompt_tokens": 900, "cached_tokens": 600}
    asked |= {"completion_tokens": 100, "cost_micros": 1_250_000}
    counts = {"in": 1, "ok": 1} | {f"llm_{name}": count for name, count in asked.items()}
    rows = {"rationales": table_of("rationales", [{"rationale_id": content_id("written")}])}
    none = table_of("rejects", [])
    store.extend("rationales", store.write_shard("ab", rows, none, batch="m", label="m", recipe="m", counts=counts))
    pass_judgement(store)
    second = publish(store, settings)
    snapshot = Snapshot.latest(store, settings)
    assert [(row["stage"], row["requests"], row["cost"]) for row in list_model_use(snapshot)] == [("narrate", 3, 1.25)]
    assert [add_up_spend(snapshot, release) for release in (first, second)] == [Spend(0, 0), Spend(1000, 1.25)]


def test_rejects_are_found_by_stage_reason_and_id(snapshot: Snapshot) -> None:
    assert list_rejects(snapshot, RejectFilter()).n_found == 5
    assert [row["stage"] for row in list_reasons(snapshot)] == ["ingest", "curate", "curate", "trace"]
    assert list_rejects(snapshot, RejectFilter(stage="curate", reason="duplicate")).n_found == 1
    assert list_rejects(snapshot, RejectFilter(ending="gave_up")).rows[0]["reason"] == "time_limit"
    row_id = content_id("copy", 2)
    assert [row["row_id"] for row in list_rejects(snapshot, RejectFilter(search=row_id[:10])).rows] == [row_id]


def test_contamination_stands_beside_its_item(snapshot: Snapshot) -> None:
    assert map_contamination(snapshot) == [
        {"benchmark": "humaneval", "rule": "ngram", "n_items": 4, "n_rejected": 1, "n_overlaps": 0}
    ]
    page = list_contaminated(snapshot, "humaneval", "ngram")
    assert [(row["item_id"], row["coverage"]) for row in page.rows] == [("HumanEval/0", 0.9)]
    assert list_contaminated(snapshot, "humaneval", "code").rows == []


def test_a_story_is_found_by_the_beginning_of_an_id(snapshot: Snapshot) -> None:
    sample = make_sample(9)
    story = tell_story(snapshot, sample["sample_id"][:16])
    assert story["family_id"] == sample["family_id"]
    assert sample["sample_id"] in {row["sample_id"] for row in story["samples"]}
    assert "prompt" in story["samples"][0]
    assert "prompt" not in tell_story(snapshot, sample["sample_id"], is_brief=True)["samples"][0]
    with pytest.raises(UnknownRowError, match="No row has the id"):
        tell_story(snapshot, "no such row")


def test_a_source_row_that_never_became_a_program_is_found_by_its_place(store: Store, settings: Settings) -> None:
    dropped = reject("ingest", content_id("raw"), "syntax_error", "It does not parse.", source_ref="folder/7")
    commit_rows(store, "programs", [], [dropped])
    story = tell_story(Snapshot.latest(store, settings), "folder/7")
    assert story["program"] is None
    assert [row["reason"] for row in story["rejects"]] == ["syntax_error"]


def test_rows_of_shards_are_cut_into_pages_over_files(store: Store, settings: Settings) -> None:
    commit_rows(store, "programs", [{"program_id": content_id(i), "code": f"x = {i}"} for i in range(30)])
    commit_rows(store, "benchmarks", [])
    snapshot = Snapshot.latest(store, settings)
    shards = snapshot.commits["programs"].shards
    second = list_rows(snapshot, "programs", shards, page=2)
    assert (second.n_found, len(second.rows), second.n_pages) == (30, 5, 2)
    assert list_rows(snapshot, "programs.rejects", shards).rows == []
    assert list_rows(snapshot, "benchmarks", ()).n_found == 0


def test_a_desk_shows_a_new_commit_and_keeps_a_snapshot_while_there_is_none(settings: Settings) -> None:
    desk = Desk(settings, look_every_s=0)
    before = desk.snapshot()
    assert list_samples(before, SampleFilter()).n_found == 0
    assert desk.snapshot() is before
    fill_store(desk.store, make_samples(60))
    wait_for(lambda: list_samples(desk.snapshot(), SampleFilter()).n_found == 60)
    assert "sample_index" in desk.snapshot().relations
    assert list_samples(before, SampleFilter()).n_found == 0


def test_who_misses_a_row_waits_for_the_newest_commits(settings: Settings) -> None:
    desk = Desk(settings, look_every_s=3600)
    before = desk.snapshot()
    fill_store(desk.store, make_samples(60))
    assert desk.snapshot() is before
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: desk.newest(), range(8)))
    assert {list_samples(each, SampleFilter()).n_found for each in found} == {60}
    assert desk.newest() is desk.snapshot()


def test_a_desk_shows_the_last_commits_while_newer_ones_cannot_be_read(settings: Settings) -> None:
    desk = Desk(settings, look_every_s=0)
    fill_store(desk.store, make_samples(60))
    before = desk.snapshot()
    assert list_samples(before, SampleFilter()).n_found == 60
    commit_rows(desk.store, "samples", make_samples(70))
    [shard] = desk.store.latest("samples").shards
    path = desk.store.paths("samples", [shard])[0]
    hidden = path.rename(path.with_suffix(".hidden"))
    for _ in range(5):
        assert desk.snapshot() is before
        time.sleep(0.02)
    hidden.rename(path)
    wait_for(lambda: list_samples(desk.snapshot(), SampleFilter()).n_found == 70)


def test_a_burst_of_equal_questions_is_answered_once_and_a_failure_is_not_kept() -> None:
    memo, calls, barrier = Memo(2), [], threading.Barrier(6)

    def compute() -> int:
        calls.append(1)
        time.sleep(0.05)
        return len(calls)

    def ask(answers: list[int]) -> None:
        barrier.wait()
        answers.append(memo.remember("key", compute))

    answers: list[int] = []
    threads = [threading.Thread(target=ask, args=(answers,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [1] * 6
    with pytest.raises(ZeroDivisionError):
        memo.remember("other", lambda: 1 // 0)
    assert memo.remember("other", lambda: 7) == 7
    assert memo.remember("third", lambda: 8) == 8  # the oldest goes
    assert memo.remember("key", compute) == 2


def wait_for(holds: Callable[[], bool]) -> None:
    """Wait until a condition holds, however busy the machine is."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_two_releases_are_compared_and_their_documents_read(store: Store, settings: Settings) -> None:
    old = publish(store, settings, make_samples(60))
    new = publish(store, settings, make_samples(75))
    snapshot = Snapshot.latest(store, settings)
    changes, drifts = compare(snapshot, old, new)
    assert sum(row["added"] for row in changes.rows) == 15
    assert [drift.name for drift in drifts if not drift.is_success] == []
    assert [check.name for check in list_checks(snapshot, new)] == ["sample_id_is_unique", "no_source_dominates"]
    assert "README.md" in [file.path for file in list_documents(new)]
    assert (read_document(snapshot, new, "README.md") or b"").startswith(b"---")
    for path in ("../latest.json", "claim.json", "data/coe_output/train-00000-of-00001.parquet", "/etc/passwd"):
        assert read_document(snapshot, new, path) is None


def test_a_window_of_a_run_shows_variables_stack_output_and_effects(store: Store, settings: Settings) -> None:
    recording = record_in_process(Case(CODE, call="total([3, 4])"))
    trace_id = commit_run(store, CODE, recording)
    trace = find_trace(Snapshot.latest(store, settings), trace_id)
    assert trace is not None
    assert trace.program["code"] == CODE
    everything = trace.window(0, len(recording.events))
    assert [step["step"] for step in everything["steps"]] == list(range(len(recording.events)))
    last = everything["steps"][-1]
    assert "".join(step["printed"] for step in everything["steps"]) in recording.stdout
    assert "so far 3" in "".join(step["printed"] for step in everything["steps"])
    inside = [step for step in everything["steps"] if step["function"] == "total" and step["kind"] == "return"][-1]
    assert {v["name"]: v["value"] for v in inside["stack"][0]["variables"]}["found"] == "7"
    assert inside["value"] == "7"
    adding = next(step for step in everything["steps"] if step["line"] == 4)
    assert adding["changes"] == [{"path": "found", "op": "set", "value": "3"}]
    later = trace.window(last["step"], 10)
    assert len(later["steps"]) == 1
    assert later["output"] + later["steps"][0]["printed"] == "".join(s["printed"] for s in everything["steps"])
    assert trace.rationales[0]["steps"][0]["prose"] == "It adds."
    assert trace.window(10_000, 10)["steps"] == []


def test_an_unknown_run_is_none(snapshot: Snapshot, tmp_path: Path) -> None:
    assert find_trace(snapshot, content_id("nothing")) is None
