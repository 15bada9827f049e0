"""A whole DAG in one process: real stage, real store, real Airflow."""

from pathlib import Path
from typing import Any

import pytest

from tests.publish.factory import fill_store, make_samples, pass_judgement, publish
from tracepile.publish import read_pointer
from tracepile.settings import Settings
from tracepile.store import open_store

pytestmark = [pytest.mark.airflow, pytest.mark.usefixtures("airflow_db")]


@pytest.fixture
def home(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings whose store the tasks use too."""
    monkeypatch.setenv("TRACEPILE_HOME", str(settings.home))
    return settings


def run_dag(dag_bag, dag_id: str, conf: dict[str, Any]) -> Any:
    return dag_bag.dags[dag_id].test(run_conf=conf)


def states(run: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for task in sorted(run.get_task_instances(), key=lambda task: task.map_index):
        found.setdefault(task.task_id, []).append(str(task.state))
    return found


def events_of(asset: str) -> list[dict[str, Any]]:
    from airflow.models.asset import AssetEvent, AssetModel
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        query = select(AssetEvent).join(AssetModel, AssetModel.id == AssetEvent.asset_id)
        return [event.extra for event in session.scalars(query.where(AssetModel.name == asset).order_by(AssetEvent.id))]


def test_a_run_commits_and_a_second_one_has_nothing_to_do_and_still_tells_its_asset(dag_bag, home: Settings) -> None:
    before = len(events_of("programs"))
    conf = {"sources": ["seed_corpus"], "limit": 3, "profile": "full"}
    assert states(run_dag(dag_bag, "ingest_sources", conf)) == {
        "plan": ["success"],
        "run": ["success"],
        "commit": ["success"],
        "check": ["success"],
    }
    commit = open_store(home).latest("programs")
    assert (commit.number, commit.counts["ok"]) == (1, 3)
    assert states(run_dag(dag_bag, "ingest_sources", conf)) == {
        "plan": ["success"],
        "run": ["skipped"],
        "commit": ["success"],
        "check": ["success"],
    }
    first, second = events_of("programs")[before:]
    assert first == {**commit.counts, "commit": 1, "changed": True, "shards": 1, "missing": 0, "profile": "full"}
    assert second == {**first, "changed": False}


def test_an_unreachable_source_fails_its_own_task_only(dag_bag, home: Settings, tmp_path: Path) -> None:
    conf = {"sources": ["seed_corpus", f"folder:{tmp_path / 'missing'}"], "limit": 2}
    run = run_dag(dag_bag, "ingest_sources", conf)
    found = states(run)
    assert sorted(found.pop("run")) == ["failed", "success"]
    assert found == {"plan": ["success"], "commit": ["success"], "check": ["success"]}
    assert str(run.state) == "success"
    assert open_store(home).latest("programs").counts["ok"] == 2


def test_wrong_settings_fail_the_run_at_once(dag_bag, home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACEPILE_MAX_EVENTS", "none")
    run = run_dag(dag_bag, "ingest_sources", {})
    assert states(run)["plan"] == ["failed"]
    assert str(run.state) == "failed"


def test_a_profile_travels_with_the_asset_event() -> None:
    from types import SimpleNamespace

    from tracepile_airflow.operators import _inherited_profile

    def event(**extra: Any) -> Any:
        return SimpleNamespace(extra=extra)

    assert _inherited_profile({}) is None
    assert _inherited_profile({"triggering_asset_events": {"programs": [event(changed=True)]}}) is None
    events = {"programs": [event(profile="fast"), event(profile="full")]}
    assert _inherited_profile({"triggering_asset_events": events}) == "full"


def test_a_release_is_rolled_back_and_rows_are_withdrawn_by_their_dags(dag_bag, home: Settings) -> None:
    store = open_store(home)
    publish(store, home, make_samples(30))
    publish(store, home, make_samples(33))
    run = run_dag(dag_bag, "rollback_release", {"version": "v0.1.0"})
    assert str(run.state) == "success"
    assert read_pointer(store.objects, "tracepile")["version"] == "v0.1.0"
    assert str(run_dag(dag_bag, "rollback_release", {"version": "v0.7.0"}).state) == "failed"

    before = len(events_of("withdrawals"))
    conf = {"by": "source", "value": "algorithms", "reason": "Its author asked."}
    assert str(run_dag(dag_bag, "withdraw_rows", conf).state) == "success"
    [event] = events_of("withdrawals")[before:]
    assert (event["reason"], event["n_samples"]) == ("Its author asked.", 10)
    assert store.latest("withdrawals").counts["ok"] == 1


def test_a_release_is_published_at_once_where_nobody_must_approve_it(dag_bag, home: Settings) -> None:
    store = open_store(home)
    fill_store(store, make_samples(60))
    pass_judgement(store)
    assert states(run_dag(dag_bag, "publish_release", {"release_version": "v3.0.0"}))["approve"] == ["success"]
    assert read_pointer(store.objects, "tracepile")["version"] == "v3.0.0"
