"""Garbage collection deletes only what nothing names any more."""

import json

import pytest

from tracepile.schema import table_of
from tracepile.store import Shard, Store
from tracepile.store.garbage import KEPT_COMMITS, collect_garbage


def write(store: Store, key: str) -> Shard:
    rows = table_of("programs", [{"program_id": key}])
    return store.write_shard(
        key, {"programs": rows}, table_of("rejects", []), batch=key, label="x/1", recipe="r", counts={"in": 1}
    )


def test_named_shards_stay_and_unnamed_ones_go(store: Store) -> None:
    shards = [write(store, f"k{n}") for n in range(KEPT_COMMITS + 2)]
    for shard in shards:  # one commit each: the first two fall out of the kept commits
        store.append("programs", [shard])
    write(store, "never-committed")
    store.objects.create("releases/tracepile/v0.1.0/manifest.json", json.dumps({"commits": {"programs": 2}}).encode())

    before = sorted(store.objects.keys("tables"))
    found = collect_garbage(store, "tracepile", keep_days=0, is_dry_run=True)
    assert sorted(found.shards) == ["programs/k0", "programs/never-committed"]
    assert sorted(store.objects.keys("tables")) == before
    assert found.n_bytes > 0

    assert collect_garbage(store, "tracepile", keep_days=1, is_dry_run=False).shards == []
    collect_garbage(store, "tracepile", keep_days=0, is_dry_run=False)
    left = set(store.objects.keys("tables"))
    assert set(before) - left == set(found.objects)
    assert store.find_shard("programs", "k1") == shards[1]
    assert store.find_shard("programs", "k0") is None


def test_a_source_whose_shards_are_deleted_is_forgotten(store: Store) -> None:
    shard = write(store, "old")
    listing = "tables/programs/sources/abc.json"
    store.objects.create(listing, json.dumps({"shards": [shard.as_json()]}).encode())
    assert listing in collect_garbage(store, "tracepile", keep_days=0, is_dry_run=False).objects
    assert not store.objects.exists(listing)


@pytest.mark.parametrize("key", [".staging/abandoned", "scratch/dedup/abandoned-run/job.json"])
def test_what_a_killed_writer_or_a_failed_run_left_goes_once_it_is_old(store: Store, key: str) -> None:
    store.objects.create(key, b"half a shard")
    assert collect_garbage(store, "tracepile", keep_days=1, is_dry_run=False).objects == []
    found = collect_garbage(store, "tracepile", keep_days=0, is_dry_run=False)
    assert (found.objects, found.n_bytes) == ([key], 12)
    assert not store.objects.exists(key)
