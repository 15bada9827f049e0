"""What the next release would be: the proposal that a person approves."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracepile import sql
from tracepile.publish.changes import Changes, compare_with_parent
from tracepile.publish.drift import Drift, measure_drift
from tracepile.publish.releases import Release, find_last_version, list_versions, read_latest
from tracepile.publish.summary import define_released
from tracepile.publish.version import Version
from tracepile.schema import TABLES
from tracepile.settings import Settings
from tracepile.store import Store


@dataclass(frozen=True, slots=True)
class Proposal:
    """The version that is due (or the one the settings ask for), and what would change against its parent.

    drifts: how far the samples are from it; what stops a release comes first.
    """

    version: Version
    parent: Release | None
    changes: Changes
    drifts: Sequence[Drift]


def propose_release(store: Store, settings: Settings) -> Proposal:
    """Compare the live samples with the latest release, and say which version they would become."""
    parent = read_latest(store.objects, settings.release_name)
    with sql.connect(settings) as con:
        for table in ("samples", "derived"):
            sql.define(con, table, store.paths(table, store.latest("samples").shards), TABLES[table])
        define_released(con)
        changes = compare_with_parent(con, store.objects, parent)
        drifts = measure_drift(con, store.objects, parent, settings)
    last = find_last_version(list_versions(store.objects, settings.release_name), parent)
    wanted = settings.release_version
    version = Version.parse(wanted) if wanted else last.bump(changes.bump)
    return Proposal(version, parent, changes, drifts)
