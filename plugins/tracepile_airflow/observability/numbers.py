"""The numbers: rows, rejects, shards and further sums of each table's newest commit; seconds and tries of tasks."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final

from tracepile.publish.releases import read_latest
from tracepile.settings import Settings
from tracepile.store import Commit, Shard, open_store
from tracepile_airflow.local.chain import CHAIN

_ENDS: Final = ("in", "ok", "filtered", "gave_up")


@dataclass(frozen=True)
class Sample:
    """One value of a metric with its labels."""

    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True)
class Metric:
    """One metric: its name without the prefix, kind (`gauge` or `counter`), meaning, and samples."""

    name: str
    kind: str
    meaning: str
    samples: list[Sample]

    def render(self) -> Iterator[str]:
        """Yield its lines in Prometheus' text format."""
        yield f"# HELP tracepile_{self.name} {self.meaning}"
        yield f"# TYPE tracepile_{self.name} {self.kind}"
        for sample in self.samples:
            labels = ",".join(f'{name}="{_escape(value)}"' for name, value in sample.labels.items())
            yield f"tracepile_{self.name}{{{labels}}} {sample.value:.15g}"


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


class Numbers:
    """Reads the numbers anew for each scrape; what shards say never changes and is kept."""

    def __init__(self, settings: Settings) -> None:
        self._release_name = settings.release_name
        self._store = open_store(settings)
        self._reasons: dict[str, Counter[str]] = {}
        self._lock = Lock()

    def render(self) -> str:
        """Return all metrics as text. Raises `StoreError` when the store does not answer."""
        with self._lock:
            commits = {link.table: self._store.latest(link.table) for link in CHAIN.values()}
            metrics = [*self._describe_tables(commits), *self._describe_release(), *read_tasks()]
        return "\n".join(line for metric in metrics for line in metric.render()) + "\n"

    def _describe_tables(self, commits: Mapping[str, Commit]) -> Iterator[Metric]:
        rows, sums, reasons = [], [], []
        for table, commit in commits.items():
            for name, count in commit.counts.items():
                if name in _ENDS:
                    rows.append(Sample({"table": table, "end": name}, count))
                else:
                    sums.append(Sample({"table": table, "name": name}, count))
            for reason, count in sorted(self._count_reasons(table, commit.shards).items()):
                reasons.append(Sample({"table": table, "reason": reason}, count))
        yield Metric("rows", "gauge", "Rows of the live shards: how many came in, and how they ended.", rows)
        yield Metric("sum", "gauge", "Further sums of the live shards, such as events, or tokens of the model.", sums)
        yield Metric("rejects", "gauge", "Rejected rows of the live shards by reason.", reasons)
        yield Metric("shards", "gauge", "Live shards.", _each(commits, lambda commit: len(commit.shards)))
        yield Metric("bytes", "gauge", "Bytes of the live shards.", _each(commits, _size))
        yield Metric("commit", "gauge", "Number of the newest commit.", _each(commits, lambda commit: commit.number))

    def _count_reasons(self, table: str, shards: Iterable[Shard]) -> Counter[str]:
        total: Counter[str] = Counter()
        for shard in shards:
            if not (shard.counts.get("filtered") or shard.counts.get("gave_up")):
                continue
            key = f"{table}/{shard.key}"
            if key not in self._reasons:
                column = self._store.read(f"{table}.rejects", [shard], ["reason"]).column(0)
                self._reasons[key] = Counter(column.to_pylist())
            total += self._reasons[key]
        return total

    def _describe_release(self) -> Iterator[Metric]:
        release = read_latest(self._store.objects, self._release_name)
        found = [] if release is None else [release]
        for name, meaning in (("n_rows", "Rows of the latest release."), ("n_tokens", "Tokens of the latest release.")):
            samples = [Sample({"version": str(item.version)}, int(item.manifest[name])) for item in found]
            yield Metric(f"release_{name.removeprefix('n_')}", "gauge", meaning, samples)


def _each(commits: Mapping[str, Commit], read: Callable[[Commit], int]) -> list[Sample]:
    return [Sample({"table": table}, read(commit)) for table, commit in commits.items()]


def _size(commit: Commit) -> int:
    return sum(shard.bytes for shard in commit.shards)


def read_tasks() -> Iterator[Metric]:
    """Yield what Airflow's database says of the chain's tasks and of the scheduler."""
    from airflow.jobs.job import Job
    from airflow.models.dagrun import DagRun
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import func, select

    seconds, numbers, tries = [], [], []
    kinds = (TaskInstance.dag_id, TaskInstance.task_id, TaskInstance.state)
    sums = (func.count(), func.sum(TaskInstance.duration), func.sum(TaskInstance.try_number))
    query = select(*kinds, *sums).where(TaskInstance.dag_id.in_(CHAIN)).group_by(*kinds)
    ended = select(DagRun.dag_id, func.max(DagRun.end_date)).where(DagRun.dag_id.in_(CHAIN), DagRun.state == "success")
    with create_session() as session:
        for dag_id, task, state, count, duration, n_tries in session.execute(query):
            labels = {"stage": CHAIN[dag_id].stage, "task": task, "state": str(state or "none")}
            numbers.append(Sample(labels, count))
            seconds.append(Sample(labels, float(duration or 0)))
            tries.append(Sample(labels, float(n_tries or 0)))
        numbers += _name_unfailed(numbers)
        last = [
            Sample({"stage": CHAIN[dag_id].stage}, end.timestamp())
            for dag_id, end in session.execute(ended.group_by(DagRun.dag_id))
            if end is not None
        ]
        beat = session.scalar(select(func.max(Job.latest_heartbeat)).where(Job.job_type == "SchedulerJob"))
        beats = [] if beat is None else [Sample({}, beat.timestamp())]
    yield Metric("task_seconds", "gauge", "Seconds that the tasks of a stage took, last tries only.", seconds)
    yield Metric("tasks", "gauge", "Tasks by state.", numbers)
    yield Metric("task_tries", "gauge", "Tries that these tasks took.", tries)
    yield Metric("last_success_timestamp_seconds", "gauge", "When the stage last succeeded.", last)
    yield Metric("scheduler_heartbeat_timestamp_seconds", "gauge", "When a scheduler last gave a sign of life.", beats)


def _name_unfailed(numbers: Iterable[Sample]) -> list[Sample]:
    """Return a zero for each task that never failed: an alert sees only the growth of what is there."""
    names = {(sample.labels["stage"], sample.labels["task"]) for sample in numbers}
    failed = {(s.labels["stage"], s.labels["task"]) for s in numbers if s.labels["state"] == "failed"}
    return [Sample({"stage": stage, "task": task, "state": "failed"}, 0) for stage, task in sorted(names - failed)]
