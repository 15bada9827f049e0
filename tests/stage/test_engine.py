"""The shard engine: what is missing is computed once, committed once, and nothing is ever half there."""

from collections.abc import Iterable
from dataclasses import replace

import pyarrow.compute as pc
import pytest

from tracepile.schema import reject, table_of
from tracepile.settings import Settings
from tracepile.stage import (
    Batch,
    BatchStage,
    IncompleteError,
    Inputs,
    Output,
    SourceStage,
    VersionError,
    WholeStage,
    check,
    commit,
    plan,
    run_all,
    run_item,
)
from tracepile.store import Store, StoreError
from tracepile.store.tables import shard_object

SOURCES = {"a": 5, "b": 3}


def _collect(source: str, settings: Settings, known: set[str]) -> Iterable[Batch]:
    if source == "down":
        raise OSError("no route")
    rows = [{"program_id": f"{source}{i}", "source": source, "code": f"x = {i}"} for i in range(SOURCES[source])]
    rows = [row for row in rows[: settings.limit] if row["program_id"] not in known]
    for start in range(0, len(rows), settings.batch_size):
        part = rows[start : start + settings.batch_size]
        yield Batch(table_of("programs", part), table_of("rejects", []), len(part))


INGEST = SourceStage(
    name="ingest",
    version="1",
    tables=("programs",),
    scope=("limit", "batch_size"),
    sources=lambda settings: settings.sources,
    name_of=lambda source: source,
    snapshot=lambda source, settings: str(SOURCES.get(source)),
    collect=_collect,
    id_column="program_id",
    is_cumulative=True,
)


def _curate(inputs: Inputs, settings: Settings) -> Output:
    earlier = set(inputs.table("curated").column("code_sha256").to_pylist())
    kept, dropped = [], []
    for row in inputs.rows("programs"):
        if row["code"] in earlier:
            dropped.append(reject("curate", row["program_id"], "duplicate", "seen before"))
        else:
            kept.append({"program_id": row["program_id"], "code_sha256": row["code"]})
    return Output.of_rows({"curated": kept}, dropped, len(kept) + len(dropped))


CURATE = BatchStage(
    name="curate", version="1", tables=("curated",), reads=("programs",), is_sequential=True, function=_curate
)


def _count(inputs: Inputs, settings: Settings) -> Output:
    rows = [{"sample_id": row["program_id"]} for row in inputs.rows("curated")]
    return Output.of_rows({"samples": rows}, [], len(rows))


ASSEMBLE = WholeStage(name="assemble", version="1", tables=("samples",), reads=("curated",), function=_count)


@pytest.fixture
def two(settings: Settings) -> Settings:
    return settings.model_copy(update={"sources": ("a", "b"), "batch_size": 2})


def run_chain(store: Store, settings: Settings) -> list[bool]:
    return [run_all(stage, store, settings).is_changed for stage in (INGEST, CURATE, ASSEMBLE)]


def test_a_chain_ends_with_every_row_and_a_second_run_changes_nothing(store: Store, two: Settings) -> None:
    assert run_chain(store, two) == [True, True, True]
    assert store.latest("programs").counts == {"in": 8, "ok": 8, "filtered": 0, "gave_up": 0}
    # b0, b1, b2 have the same code as a0, a1, a2, which come first
    assert store.latest("curated").counts == {"in": 8, "ok": 5, "filtered": 3, "gave_up": 0}
    assert store.latest("samples").shards[0].rows == 5
    before = sorted(store.objects.keys("tables"))
    assert run_chain(store, two) == [False, False, False]
    assert plan(INGEST, store, two) == plan(CURATE, store, two) == plan(ASSEMBLE, store, two) == []
    assert sorted(store.objects.keys("tables")) == before


def test_a_source_that_fails_leaves_the_others_and_is_named(store: Store, two: Settings) -> None:
    settings = two.model_copy(update={"sources": ("a", "down")})
    a, down = plan(INGEST, store, settings)
    run_item(INGEST, store, settings, a)
    with pytest.raises(OSError, match="no route"):
        run_item(INGEST, store, settings, down)
    result = commit(INGEST, store, settings)
    assert (result.missing, result.commit.counts["ok"]) == (("down",), 5)
    with pytest.raises(IncompleteError, match="down"):
        check(INGEST, result.missing)


def test_a_larger_limit_adds_programs_and_never_judges_an_old_batch_again(store: Store, two: Settings) -> None:
    run_chain(store, two.model_copy(update={"limit": 2}))
    first = store.latest("curated").shards
    run_chain(store, two)
    assert {s.key for s in first} <= {s.key for s in store.latest("curated").shards}
    rows = store.read("programs", store.latest("programs").shards).column("program_id").to_pylist()
    assert sorted(rows) == [*(f"a{i}" for i in range(5)), *(f"b{i}" for i in range(3))]


def test_a_run_on_one_source_keeps_what_others_brought(store: Store, two: Settings) -> None:
    run_all(INGEST, store, two)
    result = run_all(INGEST, store, two.model_copy(update={"sources": ("a",)}))
    assert not result.is_changed
    assert result.commit.counts["ok"] == 8


def test_a_killed_run_ends_as_an_undisturbed_one(store: Store, two: Settings, tmp_path) -> None:
    run_chain(store, two)
    other = Store(type(store.objects)(tmp_path / "other"))
    for item in plan(INGEST, other, two)[:1]:  # killed after the first source, before its commit
        run_item(INGEST, other, two, item)
    run_chain(other, two)
    for table in ("programs", "curated", "samples"):
        assert other.latest(table).content == store.latest(table).content


def test_a_new_stage_version_makes_new_shards(store: Store, two: Settings) -> None:
    run_chain(store, two)
    newer = replace(CURATE, version="2")
    assert len(plan(newer, store, two)) == 1
    assert run_all(newer, store, two).is_changed


def test_a_damaged_shard_is_found_and_computed_again(store: Store, two: Settings) -> None:
    run_chain(store, two)
    shard = store.latest("curated").shards[0]
    path = store.objects.fetch(shard_object("curated", shard.key))
    good = path.read_bytes()
    path.write_bytes(good[:-1] + b"x")
    assert store.verify_shard("curated", shard.key) == [shard_object("curated", shard.key)]
    assert not run_all(CURATE, store, two).is_changed
    assert path.read_bytes() == good


def test_a_shard_without_its_description_does_not_exist(store: Store, two: Settings) -> None:
    run_all(INGEST, store, two)
    shard = store.latest("programs").shards[0]
    store.objects.delete(f"tables/programs/{shard.key}.shard.json")
    assert store.find_shard("programs", shard.key) is None
    run_all(INGEST, store, two)


def rowwise() -> BatchStage:
    return replace(CURATE, is_sequential=False, function=lambda i, s: Output.of_rows({"curated": []}, [], 0))


def test_many_missing_shards_are_grouped(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SOURCES, "a", 250)
    many = settings.model_copy(update={"sources": ("a",), "batch_size": 1})
    run_all(INGEST, store, many)
    items = plan(rowwise(), store, many)
    assert sorted({len(item["batches"]) for item in items}) == [2, 3]
    assert [batch for item in items for batch in item["batches"]] == [
        shard.batch for shard in store.latest("programs").shards
    ]
    assert len(items) == 100


def test_light_shards_share_a_task_and_are_shared_out_evenly(store: Store, two: Settings) -> None:
    run_all(INGEST, store, two)  # five batches
    light = replace(rowwise(), batches_per_item=4)
    assert [len(item["batches"]) for item in plan(light, store, two)] == [2, 3]
    assert [item["name"] for item in plan(replace(light, batches_per_item=9), store, two)] == ["a/0001 … b/0002"]
    assert run_all(light, store, two).missing == ()
    assert len(store.latest("curated").shards) == 5


def test_rejects_of_a_commit_are_rows_with_reasons(store: Store, two: Settings) -> None:
    run_chain(store, two)
    rejects = store.read("curated.rejects", store.latest("curated").shards)
    assert pc.value_counts(rejects.column("reason")).to_pylist() == [{"values": "duplicate", "counts": 3}]


def test_sums_of_a_stages_own_are_kept_with_the_shards_and_told_with_the_commit(store: Store, two: Settings) -> None:
    run_all(INGEST, store, two)

    def spend(inputs: Inputs, settings: Settings) -> Output:
        return Output.of_rows({"curated": []}, [], 0, {"llm_prompt_tokens": 7})

    result = run_all(replace(CURATE, is_sequential=False, function=spend), store, two)
    n_shards = len(result.commit.shards)
    assert result.extra()["llm_prompt_tokens"] == 7 * n_shards > 0


def test_work_that_another_version_planned_is_refused_by_name_of_both(store: Store, two: Settings) -> None:
    run_all(INGEST, store, two)
    [item] = plan(CURATE, store, two)
    with pytest.raises(VersionError, match=r"by version 1 of the stage curate, and this worker has version 0"):
        run_item(replace(CURATE, version="0"), store, two, item)
    run_item(CURATE, store, two, item)
    assert commit(CURATE, store, two).missing == ()


def test_rows_of_a_damaged_shard_are_not_read_and_its_own_stage_computes_it_anew(store: Store, two: Settings) -> None:
    run_all(INGEST, store, two)
    run_all(CURATE, store, two)
    shard = store.latest("curated").shards[0]
    name = shard_object("curated", shard.key)
    whole = store.objects.read(name)
    store.objects.replace(name, whole[:-20] + bytes(20))
    with pytest.raises(StoreError, match=r"is damaged; run the DAG that owns 'curated' again"):
        run_all(ASSEMBLE, store, two)
    run_all(CURATE, store, two)
    assert store.objects.read(name) == whole
    run_all(ASSEMBLE, store, two)


def test_a_half_written_file_without_a_description_is_written_over(store: Store, two: Settings) -> None:
    run_all(INGEST, store, two)
    [item] = plan(CURATE, store, two)
    run_item(CURATE, store, two, item)
    found = [key for key in store.objects.keys("tables/curated") if key.endswith(".parquet")]
    whole = {key: store.objects.read(key) for key in found}
    for key in list(store.objects.keys("tables/curated")):
        if key.endswith(".shard.json"):
            store.objects.delete(key)
        else:
            store.objects.replace(key, whole[key][:50])
    run_all(CURATE, store, two)
    assert {key: store.objects.read(key) for key in found} == whole


def test_a_failure_names_the_shard_and_the_stage(store: Store, two: Settings) -> None:
    def fail(inputs: Inputs, settings: Settings) -> Output:
        raise OSError("no space left")

    run_all(INGEST, store, two)
    failing = BatchStage(name="ask", version="1", tables=("questions",), reads=("programs",), function=fail)
    item = plan(failing, store, two)[0]
    with pytest.raises(OSError, match="no space left") as caught:
        run_item(failing, store, two, item)
    assert caught.value.__notes__ == [f"While computing the shard {item['name']} of the stage ask."]
