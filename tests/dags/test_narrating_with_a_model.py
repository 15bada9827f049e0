"""The DAG `narrate_traces` with a model: the mode comes from the run's parameters or the environment."""

from pathlib import Path
from typing import Any

import pytest

from tests.narrate.batches import fill_store, make_rows
from tests.sglang_server.process import start_server
from tracepile.ask import STAGE as ASK
from tracepile.settings import Settings
from tracepile.stage import run_all
from tracepile.store import Store


@pytest.mark.airflow
def test_a_run_with_a_model_tells_what_it_took(
    airflow_db: None, dag_bag: Any, store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_store(store, make_rows(("largest", "squares", "main")))
    run_all(ASK, store, settings)
    monkeypatch.setattr("tracepile_airflow.operators.die_with_parent", lambda: None)  # it would tie the tests, too
    monkeypatch.setenv("TRACEPILE_HOME", str(settings.home))
    with start_server() as server:
        monkeypatch.setenv("TRACEPILE_SGLANG_URL", server.url)
        run = dag_bag.dags["narrate_traces"].test(run_conf={"narration_mode": "anchored", "sglang_model": server.model})
        states = {task.task_id: str(task.state) for task in run.get_task_instances()}
        assert states == dict.fromkeys(("plan", "run", "commit", "check"), "success")
        stats = server.stats()
    commit = store.latest("rationales")
    rows = store.read("rationales", commit.shards).to_pylist()
    assert {row["narrator"]["mode"] for row in rows} == {"anchored"}
    assert {row["level"] for row in rows} == {"L2"}
    assert commit.counts["llm_requests"] == stats["answered"] > 0
    assert commit.counts["llm_rows_accepted"] == commit.counts["ok"] == len(rows)
