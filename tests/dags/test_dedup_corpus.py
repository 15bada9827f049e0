"""`dedup_corpus` in a real Airflow: the verdicts of `tracepile dedup`, and no second try of what people must mend."""

from pathlib import Path
from typing import Any

import pytest

from tests.dedup.corpus import COLUMNS, make_rows, read_verdicts, run_command, write_corpus
from tracepile.settings import Settings
from tracepile.store import Objects, open_objects

pytestmark = [pytest.mark.airflow, pytest.mark.usefixtures("airflow_db")]


@pytest.fixture
def objects(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Objects:
    """A store that the tasks use too."""
    monkeypatch.setenv("TRACEPILE_HOME", str(settings.home))
    return open_objects(settings)


def run_dag(dag_bag, **conf: Any) -> tuple[str, dict[str, list[tuple[str, str]]], Any]:
    """Return the state of the run, of each task the names and states, and what `join` returned."""
    run = dag_bag.dags["dedup_corpus"].test(run_conf={"id_column": "key", "column": "content", **conf})
    tasks: dict[str, list[tuple[str, str]]] = {}
    for task in sorted(run.get_task_instances(), key=lambda task: task.map_index):
        tasks.setdefault(task.task_id, []).append((task.rendered_map_index or "", str(task.state)))
    join = run.get_task_instance("join")
    return str(run.state), tasks, join.xcom_pull(task_ids="join") if str(join.state) == "success" else None


def test_the_verdicts_are_those_of_the_command(dag_bag, objects: Objects, tmp_path: Path) -> None:
    rows = make_rows()
    write_corpus(tmp_path / "corpus", rows)
    state, tasks, report = run_dag(dag_bag, source=str(tmp_path / "corpus"))
    assert state == "success"
    names = ["a.parquet", "x.jsonl", "empty.parquet", "part.jsonl", "c.parquet", "d.parquet"]
    assert sorted(tasks.pop("signatures")) == sorted((name, "success") for name in names)
    bands = [f"bands {start} … {start + 7}" for start in range(0, 32, 8)]
    assert tasks.pop("pairs") == [(name, "success") for name in bands]
    assert tasks == {name: [("", "success")] for name in ("plan", "number", "join")}
    verdicts = read_verdicts(objects, report)
    assert verdicts.select(COLUMNS).equals(run_command(tmp_path, rows, "--code", "content"))
    assert report["rows_removed"] > 20
    assert list(objects.keys("dedup")) == [
        f"dedup/{report['job']}/{name}" for name in ("report.json", "verdicts.parquet")
    ]
    assert list(objects.keys("scratch")) == []


def test_what_people_must_mend_fails_at_once(dag_bag, objects: Objects, tmp_path: Path) -> None:
    state, tasks, _ = run_dag(dag_bag, source=str(tmp_path / "nothing"))
    assert (state, tasks["plan"]) == ("failed", [("", "failed")])
    (tmp_path / "broken.jsonl").write_text("no\n")
    state, tasks, _ = run_dag(dag_bag, source=str(tmp_path / "broken.jsonl"))
    assert (state, tasks["signatures"]) == ("failed", [("broken.jsonl", "failed")])
