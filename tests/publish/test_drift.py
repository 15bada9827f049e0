"""Drift against the release before: warnings are reported, failures stop a release, and limits are settings."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.publish.factory import commit_rows, make_samples, publish
from tracepile.publish import PublishError, list_releases, propose_release
from tracepile.publish.drift import load_limits
from tracepile.settings import Settings
from tracepile.store import Store, open_store

Rows = list[dict[str, Any]]
BEFORE = make_samples(60)


def change(rows: Rows, **values: Any) -> Rows:
    return [{**row, **values} for row in rows]


WARNED: dict[str, Callable[[], Rows]] = {
    "rows_stay": lambda: BEFORE[:45],
    "domains_stay": lambda: change(BEFORE[:40], domain="math") + BEFORE[40:],
    "sources_stay": lambda: change(BEFORE[:40], source="algorithms") + BEFORE[40:],
    "question_kinds_stay": lambda: change(BEFORE[:40], question_kind="trip_count") + BEFORE[40:],
    "configs_keep_their_share": lambda: change(BEFORE[:40], config="coe_output") + BEFORE[40:],
    "lengths_stay": lambda: change(BEFORE, n_tokens=100),
    "levels_stay": lambda: change(BEFORE[:6], level="L1") + BEFORE[6:],
}
STOPPED: dict[str, Callable[[], Rows]] = {
    "rows_do_not_collapse": lambda: BEFORE[:27],
    "configs_stay": lambda: [row for row in BEFORE if row["config"] != "rewrites"],
    "domains_do_not_turn_over": lambda: change(BEFORE, domain="chess"),
    "lengths_do_not_explode": lambda: change(BEFORE, n_tokens=400),
    "levels_do_not_fall": lambda: change(BEFORE[:20], level="L0") + BEFORE[20:],
}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Settings]:
    """A store with one release of `BEFORE`."""
    settings = Settings(home=tmp_path_factory.mktemp("drift"))
    store = open_store(settings)
    publish(store, settings, BEFORE)
    return store, settings


@pytest.mark.parametrize("name", [*WARNED, *STOPPED])
def test_exactly_the_limits_are_not_kept_that_were_passed(name: str, released: tuple[Store, Settings]) -> None:
    store, settings = released
    severity = "warning" if name in WARNED else "blocking"
    commit_rows(store, "samples", (WARNED | STOPPED)[name]())
    lost = [(drift.name, drift.severity) for drift in propose_release(store, settings).drifts if not drift.is_success]
    assert lost[0] == (name, severity)
    assert [found for found in lost if found[1] == severity] == [(name, severity)]


def test_what_drifts_a_little_is_told_and_released(store: Store, settings: Settings) -> None:
    publish(store, settings, BEFORE)
    release = publish(store, settings, WARNED["levels_stay"]())
    assert str(release.version) == "v0.1.1"
    found = json.loads(store.objects.read(f"{release.prefix}/quality/drift.json"))
    assert found["against"] == "v0.1.0"
    assert [entry["name"] for entry in found["limits"] if not entry["is_success"]] == ["levels_stay"]
    for file in ("CHANGES.md", "quality/report.html"):
        assert "100.0% → 90.0% verified" in store.objects.read(f"{release.prefix}/{file}").decode()


def test_what_drifts_far_is_not_released_unless_the_limit_is_raised(store: Store, settings: Settings) -> None:
    publish(store, settings, BEFORE)
    words = r"drifted too far from v0\.1\.0 \(rows_do_not_collapse: 60 → 27 samples\).*TRACEPILE_DRIFT_ROWS_FAILURE"
    with pytest.raises(PublishError, match=words):
        publish(store, settings, STOPPED["rows_do_not_collapse"]())
    assert len(list_releases(store.objects, "tracepile")) == 1
    assert not store.objects.exists("releases/tracepile/v0.1.1/claim.json")
    assert str(publish(store, settings.model_copy(update={"drift_rows_failure": 0.6})).version) == "v0.1.1"


def test_growth_with_the_same_mixture_is_no_drift_and_the_first_release_has_none(
    store: Store, settings: Settings
) -> None:
    first = publish(store, settings, BEFORE)
    assert json.loads(store.objects.read(f"{first.prefix}/quality/drift.json")) == {"against": None, "limits": []}
    publish(store, settings, make_samples(600))
    assert "are within their limits" in store.objects.read("releases/tracepile/v0.2.0/CHANGES.md").decode()


def test_every_limit_is_tested() -> None:
    assert {limit.name for limit in load_limits()} == {*WARNED, *STOPPED}
