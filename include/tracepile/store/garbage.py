"""Deleting shards that nothing names any more."""

import json
from dataclasses import dataclass, field

from tracepile.schema import TABLES
from tracepile.store.objects import SCRATCH, STAGING
from tracepile.store.tables import Store

KEPT_COMMITS = 10
"""Shards of this many newest commits of a table are never deleted."""


@dataclass(slots=True)
class Garbage:
    """What was (or would be) deleted: shards as `table/key`, object keys, and bytes."""

    shards: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    n_bytes: int = 0


def collect_garbage(store: Store, release_name: str, *, keep_days: float, is_dry_run: bool) -> Garbage:
    """Delete shards named neither by a recent commit nor by a commit of a release, and leftovers of what was killed.

    What is younger than `keep_days` stays: a run under way has written it and not yet committed it.
    """
    garbage = Garbage()
    released = _released_commits(store, release_name)
    for table in TABLES:
        _collect_table(store, table, released.get(table, set()), keep_days, garbage)
    # What a killed writer had staged, and what the tasks of a run that failed had made for each other.
    for prefix in (STAGING, SCRATCH):
        for key in store.objects.keys(prefix):
            if store.objects.age_s(key) >= keep_days * 86_400:
                garbage.objects.append(key)
                garbage.n_bytes += len(store.objects.read(key))
    if not is_dry_run:
        # The description goes first: a shard without it does not exist, whatever files are left.
        for key in sorted(garbage.objects, key=lambda key: not key.endswith(".json")):
            store.objects.delete(key)
    return garbage


def _released_commits(store: Store, release_name: str) -> dict[str, set[int]]:
    commits: dict[str, set[int]] = {}
    for key in store.objects.keys(f"releases/{release_name}"):
        if key.endswith("/manifest.json"):
            for table, number in json.loads(store.objects.read(key)).get("commits", {}).items():
                commits.setdefault(table, set()).add(int(number))
    return commits


def _collect_table(store: Store, table: str, released: set[int], keep_days: float, garbage: Garbage) -> None:
    last = store.latest(table).number
    numbers = set(range(max(1, last - KEPT_COMMITS + 1), last + 1)) | released
    kept = {shard.key for number in numbers for shard in store.commit(table, number).shards}
    dropped: set[str] = set()
    for name in store.objects.keys(f"tables/{table}"):
        key, _, kind = name.rsplit("/", 1)[1].partition(".")
        if kind != "shard.json" or key in kept or store.objects.age_s(name) < keep_days * 86_400:
            continue
        dropped.add(key)
        garbage.shards.append(f"{table}/{key}")
        files = json.loads(store.objects.read(name))["files"]
        garbage.objects.append(name)
        for part in files:
            part_table, _, part_kind = part.partition(".")
            object_key = f"tables/{part_table}/{key}.{part_kind + '.' if part_kind else ''}parquet"
            if store.objects.exists(object_key):
                garbage.objects.append(object_key)
                garbage.n_bytes += len(store.objects.read(object_key))
    # What a source brought is remembered by its list of shards: without them it must be brought again.
    for name in list(store.objects.keys(f"tables/{table}/sources")):
        if dropped & {shard["key"] for shard in json.loads(store.objects.read(name))["shards"]}:
            garbage.objects.append(name)
