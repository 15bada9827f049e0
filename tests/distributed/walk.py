"""One walk through the ten DAGs, with faults on the way, and what the store holds after it."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from tests.distributed.cluster import Cluster
from tracepile.publish import list_releases, verify_release
from tracepile.schema import TABLES
from tracepile.settings import Settings
from tracepile.store import Store, open_store
from tracepile_airflow.local.chain import CHAIN, follow_chain

MOMENT_S: Final = 400.0
"""How long a walk may take to come to the moment of its next fault."""

_ID_COLUMNS: Final = {
    "programs": "program_id",
    "curated": "program_id",
    "variants": "program_id",
    "runs": "trace_id",
    "questions": "question_id",
    "rationales": "rationale_id",
    "samples": "sample_id",
}


@dataclass(frozen=True)
class Moment:
    """When a fault strikes: a process executes a task of a DAG."""

    pid: int
    dag: str
    task: str


Seen = str | Callable[[], str]


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and when.

    name: for the report. dag, task: it happens while a process runs this task of this DAG. strike: does it, and
    returns what was seen; or a function that mends it after the walk, and then says what was seen.
    """

    name: str
    dag: str
    strike: Callable[[Cluster, Moment], Seen]
    task: str = "run"


@dataclass
class Outcome:
    """What a walk left: the release's hash, rows by table and end, ids that occur twice, broken files."""

    data_sha256: dict[str, str]
    counts: dict[str, dict[str, int]]
    n_doubled: int
    n_broken: int

    @property
    def release(self) -> str:
        """The hash over the data of the only release."""
        assert list(self.data_sha256) == ["v0.1.0"], self.data_sha256
        return self.data_sha256["v0.1.0"]


@dataclass
class Strikes:
    """Strikes the faults of a walk, one after the other, each at its moment."""

    cluster: Cluster
    faults: Sequence[Fault]
    seen: dict[str, str] = field(default_factory=dict)
    error: BaseException | None = None
    is_over: bool = False
    _open: dict[str, Callable[[], str]] = field(default_factory=dict)

    def run(self) -> None:
        """Wait for the moments and strike; run it in a thread of its own."""
        try:
            for fault in self.faults:
                found = self._strike(fault)
                if callable(found):
                    self._open[fault.name] = found
                else:
                    self.seen[fault.name] = found
        except BaseException as error:
            self.error = error

    def _strike(self, fault: Fault) -> Seen:
        while True:
            try:
                return fault.strike(self.cluster, self._wait(fault))
            except LookupError:
                continue  # the task ended before it could be struck; the stage may have another one

    def mend(self) -> None:
        """Mend what is still broken."""
        self.seen |= {name: mend() for name, mend in self._open.items()}

    def _wait(self, fault: Fault) -> Moment:
        deadline = time.monotonic() + MOMENT_S
        while True:
            for pid, dag, task in self.cluster.tasks():
                if (dag, task) == (fault.dag, fault.task):
                    return Moment(pid, dag, task)
            assert not self.is_over, f"the walk ended before the moment of: {fault.name}"
            assert time.monotonic() < deadline, f"the moment never came of: {fault.name}"
            time.sleep(0.05)


def walk(cluster: Cluster, faults: Sequence[Fault] = ()) -> dict[str, str]:
    """Walk through the chain; return what each fault saw. Raise when a DAG fails or a fault was not struck."""
    cluster.client.walk_began = datetime.now(UTC)
    strikes = Strikes(cluster, faults)
    thread = threading.Thread(target=strikes.run, daemon=True)
    thread.start()
    states = {}
    try:
        for step in follow_chain(cluster.client, lambda: None):
            states[step.dag_id] = step.state
            if strikes.error is not None:
                raise strikes.error
    finally:
        strikes.is_over = True
        thread.join(MOMENT_S)
        strikes.mend()
    if strikes.error is not None:
        raise strikes.error
    cluster.wait_for_rest()
    failed = [dag_id for dag_id, state in states.items() if state != "success"]
    assert not failed, f"{failed} failed; logs are in {cluster.root}"
    assert len(states) == len(CHAIN)
    return strikes.seen


def examine(settings: Settings) -> Outcome:
    """Return what a store holds."""
    store = open_store(settings)
    releases = list_releases(store.objects, settings.release_name)
    broken = sum(len(verify_release(store.objects, settings.release_name, release.version)) for release in releases)
    return Outcome(
        data_sha256={str(release.version): release.data_sha256 for release in releases},
        counts={link.table: _count_ends(store.latest(link.table).counts) for link in CHAIN.values()},
        n_doubled=sum(_count_doubled(store, table, column) for table, column in _ID_COLUMNS.items()),
        n_broken=broken + sum(_count_broken(store, table) for table in TABLES if table in store_tables()),
    )


def _count_ends(counts: Mapping[str, int]) -> dict[str, int]:
    """Return how the rows ended; what a model's answers took may differ from walk to walk."""
    return {end: counts.get(end, 0) for end in ("in", "ok", "filtered", "gave_up")}


def store_tables() -> set[str]:
    """Return the tables that have a log of commits."""
    return {link.table for link in CHAIN.values()}


def _count_doubled(store: Store, table: str, column: str) -> int:
    ids = store.read(table, store.latest(table).shards, [column]).column(0).to_pylist()
    return sum(count - 1 for count in Counter(ids).values())


def _count_broken(store: Store, table: str) -> int:
    return sum(len(store.verify_shard(table, shard.key)) for shard in store.latest(table).shards)
