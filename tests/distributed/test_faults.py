"""Whatever fails on the way, each walk ends with the same release, and nothing is lost or doubled."""

import time

import pytest

from tests.distributed.cluster import Cluster
from tests.distributed.faults import WALKS
from tests.distributed.profiles import FAULT_PROGRAMS
from tests.distributed.report import Line, Report
from tests.distributed.strikes import damage, fill_scratch
from tests.distributed.walk import Outcome, examine, walk


def tell(report: Report, name: str, seen: dict[str, str], found: Outcome, wanted: Outcome, wall_s: float) -> None:
    for fault, said in seen.items():
        report.add(Line(fault, name, said, found.release, wanted.release, wall_s))


@pytest.mark.parametrize("name", WALKS)
def test_a_walk_with_faults_ends_like_one_without(
    name: str, undisturbed: Outcome, cluster: Cluster, report: Report
) -> None:
    # who may mount no small file system fills none
    faults = [fault for fault in WALKS[name] if fault.strike is not fill_scratch or cluster.has_small_scratch]
    cluster.client.limit = FAULT_PROGRAMS
    cluster.store.empty()
    started = time.monotonic()
    seen = walk(cluster, faults)
    found = examine(cluster.settings)
    tell(report, name, seen, found, undisturbed, time.monotonic() - started)
    assert set(seen) == {fault.name for fault in faults}
    assert found == undisturbed


def test_damaged_shards_are_found_and_computed_anew(undisturbed: Outcome, cluster: Cluster, report: Report) -> None:
    cluster.client.limit = FAULT_PROGRAMS
    if examine(cluster.settings) != undisturbed:
        cluster.store.empty()
        walk(cluster)
    seen = damage(cluster)
    started = time.monotonic()
    walk(cluster)
    found = examine(cluster.settings)
    tell(report, "damage", seen, found, undisturbed, time.monotonic() - started)
    assert found == undisturbed
