"""Follow one walk through the ten DAGs: start the first two, then go where the asset events lead."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from tracepile_airflow.local.client import Client


class Link(NamedTuple):
    """What a DAG of the chain runs: the package of its stage, and the table that the stage owns."""

    stage: str
    table: str


CHAIN: Final = {
    "refresh_benchmarks": Link("benchmarks", "benchmarks"),
    "ingest_sources": Link("ingest", "programs"),
    "curate_programs": Link("curate", "curated"),
    "rewrite_programs": Link("rewrite", "variants"),
    "trace_programs": Link("trace", "runs"),
    "ask_questions": Link("ask", "questions"),
    "narrate_traces": Link("narrate", "rationales"),
    "assemble_samples": Link("assemble", "samples"),
    "validate_samples": Link("validate", "quality"),
    "publish_release": Link("publish", "release"),
}
"""The DAGs in order. The first two are triggered; each further one is started by
the asset event of the one before it, except that nothing waits for the benchmarks' event."""

_TRIGGERED: Final = ("refresh_benchmarks", "ingest_sources")
_FINAL: Final = frozenset({"success", "failed"})
START_TIMEOUT_S: Final = 120.0
"""How long the next DAG may take to start after its asset event, when nothing else of it is running."""


_INTERVAL_S: Final = 0.5
_LONGEST_INTERVAL_S: Final = 3.0


class ChainError(Exception):
    """The chain broke off; the message says where and what to do."""


@dataclass
class Walk:
    """One DAG's run as seen from outside. State is that of Airflow, `waiting` before it has started."""

    dag_id: str
    stage: str
    run_id: str = ""
    state: str = "waiting"
    duration_s: float = 0.0
    n_items: int | None = None
    n_done: int = 0
    n_failed: int = 0
    n_rows: int = 0
    result: dict[str, Any] = field(default_factory=dict)
    """What its commit returned: counts, `changed`, `commit`, `missing_names`."""
    failed_tasks: list[dict[str, Any]] = field(default_factory=list)
    committed_at: datetime | None = None
    """When its commit succeeded: the asset event follows at once."""
    _counted: set[int] = field(default_factory=set)

    @property
    def is_final(self) -> bool:
        """Whether the run has ended."""
        return self.state in _FINAL


def follow_chain(client: Client, check_alive: Callable[[], None]) -> Iterator[Walk]:
    """Trigger the chain and yield each DAG's walk again and again while it goes on; its last yield is final.

    check_alive is called between two looks and raises when the platform has stopped. Raise `ChainError` when a DAG
    that an asset event should have started does not start.
    """
    since: datetime | None = None
    for dag_id, link in CHAIN.items():
        walk = Walk(dag_id, link.stage)
        started = time.monotonic()
        if dag_id in _TRIGGERED:
            walk.run_id = client.trigger(dag_id)["dag_run_id"]
        while not walk.is_final:
            if walk.run_id:
                _look(client, walk)
            else:
                assert since is not None
                walk.run_id = _find_run(client, dag_id, since, started)
            walk.duration_s = time.monotonic() - started
            yield walk
            check_alive()
            if not walk.is_final:
                # looking costs the api-server time that the tasks could use: look less often at what takes long
                time.sleep(min(_LONGEST_INTERVAL_S, _INTERVAL_S + walk.duration_s / 20))
        if walk.committed_at is None:
            raise ChainError(f"{dag_id} committed nothing, so no DAG after it runs.")
        since = walk.committed_at


def _find_run(client: Client, dag_id: str, since: datetime, started: float) -> str:
    """Return the id of the run that began after the commit, empty while there is none.

    Any run that starts after a commit reads it. Airflow may serve several asset events by one run, and its API of
    asset events answers with an error while a run that they created is queued.
    """
    run = client.find_started_run(dag_id, since)
    if run is None and time.monotonic() - started > START_TIMEOUT_S:
        state = client.list_dags().get(dag_id, {})
        reason = "it is paused" if state.get("is_paused") else "the scheduler's log says more"
        raise ChainError(f"{dag_id} did not start within {START_TIMEOUT_S:.0f} s of its asset event: {reason}.")
    return str(run["dag_run_id"]) if run else ""


def _look(client: Client, walk: Walk) -> None:
    """Bring a walk up to date."""
    state = client.read_run(walk.dag_id, walk.run_id)["state"]
    tasks = client.list_tasks(walk.dag_id, walk.run_id)
    mapped = [task for task in tasks if task["task_id"] == "run" and task["map_index"] >= 0]
    is_planned = any(task["task_id"] == "plan" and task["state"] == "success" for task in tasks)
    walk.n_items = len(mapped) if is_planned else None
    walk.n_done = sum(task["state"] == "success" for task in mapped)
    walk.n_failed = sum(task["state"] in ("failed", "upstream_failed") for task in mapped)
    for task in mapped:
        index = task["map_index"]
        if task["state"] == "success" and index not in walk._counted and len(mapped) <= 100:
            walk._counted.add(index)
            counts = client.read_result(walk.dag_id, walk.run_id, "run", index) or {}
            walk.n_rows += counts.get("ok", 0)
    if state in _FINAL:
        walk.failed_tasks = [task for task in tasks if task["state"] == "failed"]
        commits = [task for task in tasks if task["task_id"] == "commit" and task["state"] == "success"]
        walk.committed_at = datetime.fromisoformat(commits[0]["end_date"]) if commits else None
        walk.result = client.read_result(walk.dag_id, walk.run_id, "commit") or {}
    walk.state = state


def explain_failure(client: Client, dag_id: str, task: dict[str, Any]) -> str:
    """Return the DAG, the name of a failed task, and the line of its log that says why it failed."""
    name = f"{dag_id} › {task.get('rendered_map_index') or task['task_id']}"
    events = client.read_log(dag_id, task["dag_run_id"], task["task_id"], task["try_number"], task["map_index"])
    for event in reversed(events):
        for detail in event.get("error_detail") or []:
            said = str(detail.get("exc_value", "")).strip().splitlines() or ["no reason given"]
            kind = detail.get("exc_type", "error")
            return f"{name}: {said[0]}" if kind == "AirflowFailException" else f"{name}: {kind}: {said[0]}"
    return f"{name}: failed; its log is in the UI (`make up`)"
