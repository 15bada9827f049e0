"""With rationales written by a model: the server is away, slow and failing, or lies, and no release shows it."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.distributed.baseline import make_in_one_process
from tests.distributed.cluster import WORKERS, Cluster
from tests.distributed.machine import choose_ports, wait_until
from tests.distributed.profiles import FAULT_PROGRAMS
from tests.distributed.report import Line, Report
from tests.distributed.walk import Fault, Moment, Outcome, examine, walk
from tests.sglang_server.process import start_server
from tracepile.store import open_store

FAILURES = {"server_error": 0.1, "refuse": 0.1, "abort": 0.1, "disconnect": 0.1, "hang": 0.02}
LIES = {"wrong_values": 0.3}


@pytest.fixture(scope="module")
def port() -> int:
    """Where the model server listens, while there is one."""
    return choose_ports(1)[0]


@pytest.fixture(scope="module")
def asking(profile: dict[str, str], port: int) -> dict[str, str]:
    """Settings that let the model write."""
    return {
        **profile,
        "TRACEPILE_LIMIT": str(FAULT_PROGRAMS),
        "TRACEPILE_NARRATION_MODE": "slots",
        "TRACEPILE_SGLANG_URL": f"http://127.0.0.1:{port}",
        "TRACEPILE_SGLANG_MODEL": "test-model",
        "TRACEPILE_SGLANG_TIMEOUT_S": "10",
    }


@pytest.fixture(scope="module")
def written(place: Path, asking: dict[str, str], port: int) -> Outcome:
    """What an honest and quick model leads to."""
    with start_server(port):
        return make_in_one_process(place / "written", asking)


@pytest.fixture
def asking_cluster(cluster: Cluster, asking: Mapping[str, str], tmp_path: Path) -> Iterator[Cluster]:
    """The cluster with workers that ask the model and know none of its answers yet."""
    for name in WORKERS:
        cluster.remove(name)
        cluster.add_worker(name, **asking, TRACEPILE_REQUEST_CACHE=str(tmp_path / name))
    cluster.client.limit = FAULT_PROGRAMS
    cluster.store.empty()
    yield cluster
    for name in WORKERS:
        cluster.remove(name)
        cluster.add_worker(name)


def test_a_server_that_is_away_is_waited_for(
    written: Outcome, asking_cluster: Cluster, port: int, report: Report
) -> None:
    cluster = asking_cluster
    waiting = "select 1 from task_instance where dag_id = 'narrate_traces' and state = 'deferred'"
    with ExitStack() as stack:

        def strike(cluster: Cluster, moment: Moment) -> str:
            wait_until(lambda: bool(cluster.postgres.read(waiting)), 120, "no task waits for the server")
            cluster.components["triggerer"].kill()
            time.sleep(5)
            stack.enter_context(start_server(port))
            return "tasks waited without a slot, the triggerer was killed meanwhile, then the server came up"

        started = time.monotonic()
        seen = walk(
            cluster, [Fault("SGLang down, triggerer killed while tasks wait", "narrate_traces", strike, "plan")]
        )
    found = examine(cluster.settings)
    for fault, said in seen.items():
        report.add(Line(fault, "model", said, found.release, written.release, time.monotonic() - started))
    assert found == written


def test_a_server_that_is_slow_and_fails_changes_nothing(
    written: Outcome, asking_cluster: Cluster, port: int, report: Report
) -> None:
    started = time.monotonic()
    with start_server(port, service_s=0.1, faults=FAILURES) as server:
        walk(asking_cluster)
        stats = server.stats()
    found = examine(asking_cluster.settings)
    seen = f"0.1 s a request and 42% of the first attempts failed: {stats}"
    wall_s = time.monotonic() - started
    report.add(Line("SGLang slow and failing", "model", seen[:300], found.release, written.release, wall_s))
    assert found == written


def test_lies_of_the_model_reach_no_release(
    place: Path, asking: dict[str, str], asking_cluster: Cluster, port: int, report: Report
) -> None:
    with start_server(port, faults=LIES):
        wanted = make_in_one_process(place / "lied", asking)
        started = time.monotonic()
        walk(asking_cluster)
    found = examine(asking_cluster.settings)
    counts = open_store(asking_cluster.settings).latest("rationales").counts
    told = {name: count for name, count in counts.items() if name.startswith("llm_")}
    seen = f"30% of the answers state wrong values; every row passed the verifier or is the template's: {told}"
    wall_s = time.monotonic() - started
    report.add(Line("SGLang lying", "model", seen[:400], found.release, wanted.release, wall_s))
    assert found == wanted
