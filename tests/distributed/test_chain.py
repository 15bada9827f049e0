"""The whole chain over processes that share nothing but servers gives what the embedded platform gives."""

import time

from tests.distributed.cluster import Cluster
from tests.distributed.profiles import CHAIN_PROGRAMS
from tests.distributed.report import Line, Report
from tests.distributed.walk import Outcome, examine, walk


def test_two_workers_on_a_store_publish_what_the_embedded_platform_publishes(
    embedded: Outcome, cluster: Cluster, report: Report
) -> None:
    started = time.monotonic()
    cluster.client.limit = CHAIN_PROGRAMS
    cluster.store.empty()
    walk(cluster)
    found = examine(cluster.settings)
    seen = f"{CHAIN_PROGRAMS} programs, {found.counts['samples']['ok']} samples"
    wall_s = time.monotonic() - started
    report.add(Line("none", "chain", seen, found.release, embedded.release, wall_s))
    assert found == embedded


def test_both_workers_took_part(cluster: Cluster) -> None:
    def count(name: str) -> int:
        logs = (cluster.root / name / "airflow" / "logs").rglob("attempt=*.log")
        return sum(1 for _ in logs)

    assert all(count(name) > 0 for name in ("worker-1", "worker-2"))
