"""A task whose model server is starting waits in the triggerer, not in a worker slot."""

import asyncio
import sys
import time
from types import SimpleNamespace
from typing import Any

import pytest

from tests.llm.conftest import make_requests
from tests.sglang_server.process import start_server
from tracepile.llm import Client
from tracepile.schema import table_of
from tracepile.settings import Settings
from tracepile.stage import Batch, SourceStage


def collect(source: str, settings: Settings, known: set[str]) -> list[Batch]:
    with Client(settings) as client:
        replies = list(client.complete(make_requests(5)))
    assert all(reply.failure is None for reply in replies)
    return [Batch(table_of("programs", []), table_of("rejects", []), len(replies))]


STAGE = SourceStage(
    name="asking",
    version="1",
    tables=("programs",),
    sources=lambda settings: ("a",),
    name_of=str,
    snapshot=lambda source, settings: "1",
    collect=collect,
    id_column="program_id",
    is_cumulative=False,
)


@pytest.fixture
def run_task(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The mapped task of a stage that asks the model, and its context; the settings come from the environment."""
    from tracepile_airflow.operators import RunOperator

    monkeypatch.setitem(sys.modules, "tracepile.asking", SimpleNamespace(STAGE=STAGE))
    monkeypatch.setattr("tracepile_airflow.operators.die_with_parent", lambda: None)  # it would tie the tests, too
    monkeypatch.setenv("TRACEPILE_HOME", str(settings.home))
    monkeypatch.setenv("TRACEPILE_SGLANG_MODEL", "test-model")
    item = {"name": "a", "batches": ["a"], "commits": {}}
    return RunOperator(task_id="run", stage="asking", item=item), {"params": {}}


def wait(trigger: Any) -> dict[str, Any]:
    async def first() -> Any:
        async for event in trigger.run():
            return event.payload
        raise AssertionError("no event")

    return asyncio.run(first())


def test_a_task_defers_until_the_server_is_ready_and_then_does_its_work(
    run_task: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.sdk.exceptions import TaskDeferred

    task, context = run_task
    with start_server(unready_looks=3) as server:
        monkeypatch.setenv("TRACEPILE_SGLANG_URL", server.url)
        with pytest.raises(TaskDeferred) as deferred:
            task.execute(context)
        assert deferred.value.method_name == "resume"
        path, arguments = deferred.value.trigger.serialize()
        assert path == "tracepile_airflow.triggers.ModelServerTrigger"
        trigger = type(deferred.value.trigger)(**{**arguments, "interval_s": 0.1})
        event = wait(trigger)
        assert event["is_ready"]
        assert task.resume(context, event)["in"] == 5
        stats = server.stats()
        # the task looked and deferred, the trigger looked three times, the resumed task once more
        assert (stats["ends"]["/health"], stats["answered"]) == (5, 5)


@pytest.mark.airflow
def test_airflow_carries_the_wait_from_the_task_to_the_trigger_and_back(
    run_task: Any, airflow_db: None, dag_bag: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tracepile.narrate", SimpleNamespace(STAGE=STAGE))
    with start_server(unready_looks=2) as server:
        monkeypatch.setenv("TRACEPILE_SGLANG_URL", server.url)
        run = dag_bag.dags["narrate_traces"].test()
        states = {task.task_id: str(task.state) for task in run.get_task_instances()}
        assert states == dict.fromkeys(("plan", "run", "commit", "check"), "success")
        stats = server.stats()
        # the task looked and deferred, the trigger looked twice, the resumed task once more
        assert (stats["ends"]["/health"], stats["answered"]) == (4, 5)


def test_a_server_that_never_comes_fails_the_task_after_the_wait(
    run_task: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.sdk.exceptions import AirflowFailException

    from tracepile_airflow.triggers import ModelServerTrigger

    task, context = run_task
    started = time.monotonic()
    event = wait(ModelServerTrigger("http://127.0.0.1:9", timeout_s=0.3, interval_s=0.1))
    assert not event["is_ready"]
    assert 0.3 <= time.monotonic() - started < 10
    with pytest.raises(AirflowFailException, match="TRACEPILE_SGLANG_URL"):
        task.resume(context, event)


def test_a_wrong_deployment_fails_the_task_at_once(run_task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.sdk.exceptions import AirflowFailException

    task, context = run_task
    monkeypatch.setenv("TRACEPILE_SGLANG_URL", "")
    with pytest.raises(AirflowFailException, match="TRACEPILE_SGLANG_URL"):
        task.execute(context)


def test_the_pool_of_tasks_that_ask_a_model_is_there_and_waiting_takes_no_slot(airflow_db: None) -> None:
    from airflow.models.pool import Pool

    pool = Pool.get_pool("llm")
    assert pool is not None
    assert pool.slots == 2
    assert not pool.include_deferred
