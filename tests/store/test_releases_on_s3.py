"""Releases on a real S3 server: it stops in the middle, two publishers meet, a file is damaged."""

import threading
import time
from pathlib import Path

import pytest

from tests.publish.factory import fill_store, make_samples, pass_judgement, publish
from tests.store.cutter import Cutter
from tracepile.publish import STAGE, Version, list_releases, read_pointer, roll_back, verify_release
from tracepile.settings import Settings
from tracepile.stage import plan, run_item
from tracepile.store import Store, StoreError, open_store

pytestmark = pytest.mark.integration


@pytest.fixture
def settings(s3_settings: Settings, tmp_path: Path) -> Settings:
    """A place of its own in the bucket."""
    return s3_settings.model_copy(update={"store": f"s3://bucket/{time.time_ns()}", "home": tmp_path})


def check_latest(store: Store, version: str | None) -> None:
    pointer = read_pointer(store.objects, "tracepile")
    assert (pointer or {}).get("version") == version
    if version:
        assert verify_release(store.objects, "tracepile", Version.parse(version)) == []


def test_a_store_that_stops_while_a_release_is_written_leaves_the_old_state_or_the_new_one(settings: Settings) -> None:
    store = open_store(settings)
    publish(store, settings, make_samples(30))
    fill_store(store, make_samples(45))
    pass_judgement(store)
    [item] = plan(STAGE, store, settings)
    told: list[str] = []
    for max_bytes in (20_000, 40_000, 60_000, 80_000):
        with Cutter(settings.s3_endpoint, max_bytes=max_bytes) as way:
            there = settings.model_copy(update={"s3_endpoint": way.address})
            try:
                run_item(STAGE, open_store(there), there, item)
            except StoreError as error:
                told.append(str(error))
                check_latest(store, "v0.1.0")
    assert told
    assert all("did not answer as expected" in text for text in told)
    run_item(STAGE, store, settings, item)
    check_latest(store, "v0.2.0")
    assert [str(release.version) for release in list_releases(store.objects, "tracepile")] == ["v0.1.0", "v0.2.0"]


def test_publishers_at_once_take_a_version_each_and_the_pointer_names_the_highest(settings: Settings) -> None:
    store = open_store(settings)
    items = []
    for count in (30, 45):
        fill_store(store, make_samples(count))
        pass_judgement(store)
        items += plan(STAGE, store, settings)
    threads = [
        threading.Thread(target=run_item, args=(STAGE, open_store(settings), settings, item)) for item in [*items] * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    releases = list_releases(store.objects, "tracepile")
    assert len({release.data_sha256 for release in releases}) == len(releases) == 2
    check_latest(store, str(releases[-1].version))


def test_a_damaged_file_is_named_and_nobody_is_sent_to_its_release(settings: Settings) -> None:
    store = open_store(settings)
    first = publish(store, settings, make_samples(30))
    publish(store, settings, make_samples(45))
    name = first.data_files[0].path
    store.objects.replace(f"{first.prefix}/{name}", b"PAR1 and nothing else")
    assert {problem.path for problem in verify_release(store.objects, "tracepile", first.version)} == {name}
    with pytest.raises(StoreError, match=name):
        roll_back(store.objects, "tracepile", "v0.1.0")
    check_latest(store, "v0.2.0")
