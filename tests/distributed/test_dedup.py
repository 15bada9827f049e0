"""`dedup_corpus` over workers that share only the store: the verdicts of the command, though a worker dies in each step."""

import threading
import time
from pathlib import Path

from tests.dedup.corpus import COLUMNS, make_rows, read_verdicts, run_command, write_corpus
from tests.distributed.cluster import Cluster
from tests.distributed.machine import wait_until
from tests.distributed.report import Report
from tracepile.store import open_objects

DAG = "dedup_corpus"
STEPS = ("signatures", "pairs", "join")


def test_the_verdicts_are_those_of_the_command_though_workers_die(
    cluster: Cluster, report: Report, tmp_path: Path
) -> None:
    objects, rows = open_objects(cluster.settings), make_rows(3_000)
    write_corpus(tmp_path / "corpus", rows)
    for path in (tmp_path / "corpus").rglob("*"):
        if path.is_file():
            objects.create(f"corpora/mine/{path.relative_to(tmp_path / 'corpus').as_posix()}", path)
    killed: list[str] = []
    striker = threading.Thread(target=_kill_in_each_step, args=(cluster, killed), daemon=True)
    striker.start()
    run = cluster.client.trigger(DAG, {"source": "corpora/mine", "id_column": "key", "column": "content"})
    run_id = run["dag_run_id"]
    wait_until(lambda: cluster.client.read_run(DAG, run_id)["state"] in {"success", "failed"}, 600, "it does not end")
    striker.join(5)
    tasks = {(task["task_id"], task["map_index"]): task["state"] for task in cluster.client.list_tasks(DAG, run_id)}
    assert set(tasks.values()) == {"success"}, tasks
    result = cluster.client.read_result(DAG, run_id, "join")
    assert read_verdicts(objects, result).select(COLUMNS).equals(run_command(tmp_path, rows, "--code", "content"))
    assert list(objects.keys("scratch")) == []
    assert killed, "no worker was killed"
    report.note(f"`{DAG}` gave the verdicts of the command, with a worker killed in {', '.join(killed)}.")


def _kill_in_each_step(cluster: Cluster, killed: list[str]) -> None:
    deadline = time.monotonic() + 600
    while len(killed) < len(STEPS) and time.monotonic() < deadline:
        for pid, dag, task in cluster.tasks():
            if dag == DAG and task in STEPS[len(killed) :]:
                try:
                    cluster.worker_of(pid).kill()
                except LookupError:
                    continue  # the task has just ended
                killed.append(task)
                break
        time.sleep(0.05)
