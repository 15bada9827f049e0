"""What Prometheus may scrape: numbers of the store and of Airflow's database, with the token and not without."""

import re
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from tracepile.schema import reject, table_of
from tracepile.settings import Settings
from tracepile.store import Store
from tracepile_airflow.observability import MetricsApp
from tracepile_airflow.observability.numbers import Sample, _name_unfailed

LINE = re.compile(r'^(tracepile_[a-z_]+)\{([a-z_]+="(?:[^"\\\n]|\\.)*",?)*\} -?[0-9.e+]+$')


@pytest.fixture
def client(settings: Settings, monkeypatch: pytest.MonkeyPatch, airflow_db: None) -> TestClient:
    monkeypatch.setenv("TRACEPILE_HOME", str(settings.home))
    monkeypatch.setenv("TRACEPILE_METRICS_TOKEN", "token-of-tests")
    return TestClient(MetricsApp())


def fill(store: Store) -> None:
    rows = table_of("programs", [{"program_id": "a"}])
    odd = reject("ingest", "b", 'no "licence"\n', "It has none.")
    counts = {"in": 2, "ok": 1, "filtered": 1, "gave_up": 0, "prompt_tokens": 7}
    shard = store.write_shard(
        "k", {"programs": rows}, table_of("rejects", [odd]), batch="k", label="x/1", recipe="r", counts=counts
    )
    store.append("programs", [shard])


def test_numbers_are_there_for_whoever_has_the_token(client: TestClient, store: Store) -> None:
    from airflow.jobs.job import Job
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from airflow.utils.state import DagRunState
    from airflow.utils.types import DagRunType

    fill(store)
    ended = datetime(2026, 1, 2, tzinfo=UTC)
    with create_session() as session:
        run = DagRun(dag_id="ask_questions", run_id="m", run_type=DagRunType.MANUAL, state=DagRunState.SUCCESS)
        run.end_date = ended
        session.add(run)
        session.add(Job(job_type="SchedulerJob", latest_heartbeat=ended))
    answer = client.get("/", headers={"Authorization": "Bearer token-of-tests"})
    with create_session() as session:
        session.query(DagRun).filter_by(run_id="m").delete()
        session.query(Job).filter_by(latest_heartbeat=ended).delete()
    assert answer.status_code == 200
    lines = answer.text.splitlines()
    assert all(line.startswith("# ") or LINE.match(line) for line in lines)
    assert {
        'tracepile_rows{table="programs",end="in"} 2',
        'tracepile_rows{table="programs",end="filtered"} 1',
        'tracepile_sum{table="programs",name="prompt_tokens"} 7',
        r'tracepile_rejects{table="programs",reason="no \"licence\"\n"} 1',
        'tracepile_shards{table="programs"} 1',
        f'tracepile_last_success_timestamp_seconds{{stage="ask"}} {ended.timestamp():.15g}',
        f"tracepile_scheduler_heartbeat_timestamp_seconds{{}} {ended.timestamp():.15g}",
    } <= set(lines)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic dG9rZW4="}])
def test_others_are_refused(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.get("/", headers=headers)
    assert answer.status_code == 401
    assert "tracepile_" not in answer.text


def test_without_a_token_there_are_no_metrics(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACEPILE_METRICS_TOKEN", "")
    assert client.get("/", headers={"Authorization": "Bearer "}).status_code == 404


def test_a_task_that_never_failed_is_told_as_a_zero() -> None:
    numbers = [
        Sample({"stage": "ask", "task": "run", "state": "success"}, 4),
        Sample({"stage": "ask", "task": "run", "state": "failed"}, 1),
        Sample({"stage": "ask", "task": "plan", "state": "success"}, 2),
    ]
    assert _name_unfailed(numbers) == [Sample({"stage": "ask", "task": "plan", "state": "failed"}, 0)]
