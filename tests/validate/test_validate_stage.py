"""The gate as a stage: a row per expectation, a verdict that stops a release, and nothing left behind."""

import json
from pathlib import Path

import pytest

from tests.publish.factory import commit_rows, fill_store, make_sample, make_samples, publish
from tracepile.settings import Settings
from tracepile.stage import plan, run_all
from tracepile.store import Store
from tracepile.validate import STAGE, UnfitError, failed_expectations, raise_if_failed
from tracepile.validate.suite import load_suite


def test_good_samples_pass_in_silence_and_every_expectation_leaves_a_row(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("here", "temp"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path / "here"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    commit_rows(store, "samples", make_samples(60))
    result = run_all(STAGE, store, settings)
    rows = store.read("quality", result.commit.shards).to_pylist()
    assert [row["expectation"] for row in rows] == [e.name for e in load_suite(settings)]
    assert {row["n_samples"] for row in rows} == {60}
    assert {row["samples_sha256"] for row in rows} == {store.latest("samples").content}
    assert failed_expectations(store) == []
    raise_if_failed(store)
    assert plan(STAGE, store, settings) == []
    assert list((tmp_path / "here").iterdir()) == list((tmp_path / "temp").iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_a_blocking_failure_is_named_with_its_examples_and_a_warning_stops_nothing(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    bad = make_sample(60, licence="Proprietary" * 100)
    twin = make_sample(61, content_sha256=make_sample(0)["content_sha256"])
    rows = [*make_samples(60), bad, twin]
    commit_rows(store, "samples", rows)
    verdict = run_all(STAGE, store, settings).commit
    failed = failed_expectations(store)
    assert [(row["expectation"], row["severity"], row["n_unexpected"]) for row in failed] == [
        ("licence_is_allowed", "blocking", 1),
        ("content_is_unique", "warning", 2),
    ]
    [example] = json.loads(failed[0]["observed"])["result"]["partial_unexpected_list"]
    assert example.startswith("Proprietary")
    assert len(example) == 201
    with pytest.raises(UnfitError, match=r"fail 1 of .*: licence_is_allowed \(1 rows\); "):
        raise_if_failed(store)
    # the same words on another store: no path, no time, no identifier of the moment
    other = Store(type(store.objects)(tmp_path / "another place"))
    commit_rows(other, "samples", rows)
    assert run_all(STAGE, other, settings).commit.content == verdict.content


def test_a_release_carries_the_verdict_of_the_gate(store: Store, settings: Settings) -> None:
    fill_store(store, make_samples(60))
    run_all(STAGE, store, settings)
    release = publish(store, settings)
    results = json.loads(store.objects.read(f"{release.prefix}/quality/expectations.json"))
    assert results["success"]
    assert results["statistics"]["evaluated_expectations"] == len(results["results"]) == len(load_suite(settings))
    assert (
        f"All {len(results['results'])} expectations are met"
        in store.objects.read(f"{release.prefix}/quality/report.html").decode()
    )


def test_a_table_without_samples_is_unfit(store: Store, settings: Settings) -> None:
    run_all(STAGE, store, settings)
    assert [row["expectation"] for row in failed_expectations(store)] == ["rows_are_enough"]


def test_a_setting_that_the_suite_names_makes_a_new_verdict_and_no_other_does(settings: Settings) -> None:
    def recipe(**changes: object) -> str:
        return STAGE.recipe(settings.model_copy(update=changes))

    assert recipe(max_sample_tokens=100) != recipe(min_release_samples=61) != recipe()
    assert recipe(jobs=7) == recipe()
