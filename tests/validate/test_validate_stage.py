"""The gate as a stage: a row per expectation, a verdict that stops a release, and nothing left behind."""

import json
from pathlib import Path

import pytest

from tests.publish.factory import commit_rows, make_sample, make_samples
from tracepile.settings import Settings
from tracepile.stage import plan, run_all
from tracepile.store import Store
from tracepile.validate import STAGE, UnfitError, failed_expectations, raise_if_failed
from tracepile.validate.suite import load_suite


def test_good_samples_pass_and_every_expectation_leaves_a_row(store: Store, settings: Settings) -> None:
    commit_rows(store, "samples", make_samples(60))
    result = run_all(STAGE, store, settings)
    rows = store.read("quality", result.commit.shards).to_pylist()
    assert [row["expectation"] for row in rows] == [e.name for e in load_suite(settings)]
    assert {row["n_samples"] for row in rows} == {60}
    assert {row["samples_sha256"] for row in rows} == {store.latest("samples").content}
    assert failed_expectations(store) == []
    raise_if_failed(store)
    assert plan(STAGE, store, settings) == []


def test_a_blocking_failure_is_named_with_its_examples_and_a_warning_stops_nothing(
    store: Store, settings: Settings
) -> None:
    bad = make_sample(60, licence="Proprietary")
    twin = make_sample(61, content_sha256=make_sample(0)["content_sha256"])
    commit_rows(store, "samples", [*make_samples(60), bad, twin])
    run_all(STAGE, store, settings)
    failed = failed_expectations(store)
    assert [(row["expectation"], row["severity"], row["n_unexpected"]) for row in failed] == [
        ("licence_is_allowed", "blocking", 1),
        ("content_is_unique", "warning", 2),
    ]
    assert json.loads(failed[0]["observed"])["result"]["partial_unexpected_list"] == ["Proprietary"]
    with pytest.raises(UnfitError, match=r"fail 1 of .*: licence_is_allowed \(1 rows\); "):
        raise_if_failed(store)


def test_a_table_without_samples_is_unfit(store: Store, settings: Settings) -> None:
    run_all(STAGE, store, settings)
    assert [row["expectation"] for row in failed_expectations(store)] == ["rows_are_enough"]


def test_the_verdict_holds_no_path_and_is_the_same_on_another_store(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    rows = [*make_samples(60), make_sample(60, answer="x" * 1000)]
    commit_rows(store, "samples", rows)
    other = Store(type(store.objects)(tmp_path / "another place"))
    commit_rows(other, "samples", rows)
    first, second = run_all(STAGE, store, settings).commit, run_all(STAGE, other, settings).commit
    assert first.content == second.content
    observed = "".join(store.read("quality", first.shards).column("observed").to_pylist())
    assert str(tmp_path) not in observed
    assert "x" * 201 not in observed


def test_a_threshold_in_the_settings_makes_a_new_verdict(store: Store, settings: Settings) -> None:
    commit_rows(store, "samples", make_samples(60))
    run_all(STAGE, store, settings)
    stricter = settings.model_copy(update={"max_sample_tokens": 100, "min_release_samples": 61})
    assert len(plan(STAGE, store, stricter)) == 1
    run_all(STAGE, store, stricter)
    assert [row["expectation"] for row in failed_expectations(store)] == ["rows_are_enough"]
    assert plan(STAGE, store, settings.model_copy(update={"jobs": 7})) == []


def test_great_expectations_says_nothing_and_leaves_no_file(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "temp").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path / "here"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    commit_rows(store, "samples", make_samples(60))
    run_all(STAGE, store, settings)
    assert list((tmp_path / "here").iterdir()) == list((tmp_path / "temp").iterdir()) == []
    assert capfd.readouterr() == ("", "")
