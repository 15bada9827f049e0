"""A publisher may be killed at any moment, or meet another one: readers never see a release that is not whole."""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.publish.factory import fill_store, make_samples, pass_judgement, publish
from tracepile.publish import STAGE, PublishError, Version, list_releases, read_pointer, verify_release
from tracepile.publish.claim import ABANDONED_AFTER_S
from tracepile.schema import canonical_json
from tracepile.settings import Settings
from tracepile.stage import plan, run_all, run_item
from tracepile.store import Store
from tracepile.store.objects import Directory

PREFIX = "releases/tracepile"


class Killed(BaseException):
    """The publisher was killed here."""


class Mortal(Directory):
    """A directory store whose user dies instead of doing the n-th operation that changes it."""

    def __init__(self, root: Path, dies_at: int | None = None) -> None:
        super().__init__(root)
        self.dies_at = dies_at
        self.n_changes = 0

    def _live(self) -> None:
        if self.n_changes == self.dies_at:
            raise Killed
        self.n_changes += 1

    def create(self, key: str, data: bytes | Path) -> bool:
        self._live()
        return super().create(key, data)

    def replace(self, key: str, data: bytes) -> None:
        self._live()
        super().replace(key, data)

    def delete(self, key: str) -> None:
        self._live()
        super().delete(key)


def check_readers(store: Store, versions: set[str | None]) -> None:
    """Check that the pointer names one of these releases, and that it is whole."""
    pointer = read_pointer(store.objects, "tracepile")
    version = pointer["version"] if pointer else None
    assert version in versions
    if version:
        assert verify_release(store.objects, "tracepile", Version.parse(version)) == []


def few_samples(count: int) -> list[dict[str, Any]]:
    """Samples of one config and split: few files, so that every operation can be tried."""
    return [row for row in make_samples(count) if row["config"] == "rewrites" and row["split"] == "train"]


@pytest.mark.parametrize("is_first", [True, False], ids=["first release", "second release"])
def test_a_publisher_killed_before_any_change_of_the_store_ends_like_an_undisturbed_one(
    is_first: bool, settings: Settings, tmp_path: Path
) -> None:
    start = Store(Directory(tmp_path / "start"))
    if not is_first:
        publish(start, settings, few_samples(20))
    fill_store(start, few_samples(40))
    pass_judgement(start)

    def prepare(root: Path) -> Store:
        shutil.copytree(tmp_path / "start", root)
        return Store(Directory(root))

    calm = prepare(tmp_path / "calm")
    counter = Mortal(tmp_path / "calm")
    run_all(STAGE, Store(counter), settings)
    wanted = list_releases(calm.objects, "tracepile")[-1]
    before: set[str | None] = {None} if is_first else {"v0.1.0"}
    assert counter.n_changes > 15

    # Before its manifest the first release is met by the same code as the second one.
    for moment in range(counter.n_changes - 7 if is_first else 0, counter.n_changes):
        store = prepare(tmp_path / str(moment))
        with pytest.raises(Killed):
            run_all(STAGE, Store(Mortal(tmp_path / str(moment), dies_at=moment)), settings)
        check_readers(store, before | {str(wanted.version)})
        run_all(STAGE, store, settings)
        check_readers(store, {str(wanted.version)})
        found = list_releases(store.objects, "tracepile")[-1]
        assert (found.version, found.data_sha256) == (wanted.version, wanted.data_sha256)
        assert plan(STAGE, store, settings) == []


def test_what_a_killed_publisher_left_damaged_is_written_again(store: Store, settings: Settings) -> None:
    fill_store(store, few_samples(40))
    pass_judgement(store)
    with pytest.raises(Killed):
        run_all(STAGE, Store(Mortal(store.objects.root, dies_at=4)), settings)
    left = sorted(key for key in store.objects.keys(PREFIX) if not key.endswith("claim.json"))
    assert left
    store.objects.replace(left[0], b"half of it")
    run_all(STAGE, store, settings)
    check_readers(store, {"v0.1.0"})


def test_a_store_that_gives_back_other_bytes_gets_no_manifest(store: Store, settings: Settings) -> None:
    class Lossy(Directory):
        def create(self, key: str, data: bytes | Path) -> bool:
            created = super().create(key, data)
            if key.endswith("CHANGES.md"):
                super().replace(key, b"")
            return created

    fill_store(store, few_samples(40))
    pass_judgement(store)
    with pytest.raises(PublishError, match=r"does not give back what was written to .*CHANGES\.md"):
        run_all(STAGE, Store(Lossy(store.objects.root)), settings)
    assert list_releases(store.objects, "tracepile") == []
    check_readers(store, {None})
    assert str(publish(store, settings).version) == "v0.1.0"


def run_together(*tasks: Callable[[], object]) -> None:
    """Run tasks in threads that start at the same time; raise what one of them raised."""
    barrier = threading.Barrier(len(tasks))
    failures: list[BaseException] = []

    def run(task: Callable[[], object]) -> None:
        barrier.wait()
        try:
            task()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_two_publishers_of_the_same_samples_make_one_release(store: Store, settings: Settings) -> None:
    fill_store(store, few_samples(40))
    pass_judgement(store)
    [item] = plan(STAGE, store, settings)
    run_together(*[lambda: run_item(STAGE, store, settings, item)] * 3)
    assert [str(release.version) for release in list_releases(store.objects, "tracepile")] == ["v0.1.0"]
    check_readers(store, {"v0.1.0"})


def test_publishers_of_other_samples_take_a_version_each_and_the_pointer_names_the_highest(
    store: Store, settings: Settings
) -> None:
    items = []
    for count in (40, 70, 100):
        fill_store(store, few_samples(count))
        pass_judgement(store)
        items += plan(STAGE, store, settings)
    run_together(*[lambda item=item: run_item(STAGE, store, settings, item) for item in items])
    releases = list_releases(store.objects, "tracepile")
    assert len({release.data_sha256 for release in releases}) == len(releases) == 3
    for release in releases:
        assert verify_release(store.objects, "tracepile", release.version) == []
    check_readers(store, {str(releases[-1].version)})


def test_a_slower_publisher_does_not_move_the_pointer_back(store: Store, settings: Settings) -> None:
    class Slow(Directory):
        """Just before it writes the pointer, another publisher finishes a higher version."""

        def replace(self, key: str, data: bytes) -> None:
            if not overtaken:
                overtaken.append(key)
                run_item(STAGE, store, settings, later)
            super().replace(key, data)

    overtaken: list[str] = []
    fill_store(store, few_samples(40))
    pass_judgement(store)
    [item] = plan(STAGE, store, settings)
    fill_store(store, few_samples(70))
    pass_judgement(store)
    [later] = plan(STAGE, store, settings)
    run_item(STAGE, Store(Slow(store.objects.root)), settings, item)
    assert overtaken == [f"{PREFIX}/latest.json"]
    check_readers(store, {"v0.2.0"})


def test_the_number_of_an_abandoned_claim_is_passed_over_and_its_files_go(store: Store, settings: Settings) -> None:
    foreign = f"{PREFIX}/v0.1.0/claim.json"
    store.objects.create(foreign, canonical_json({"commits": {}, "claimed_at": "2020-01-01T00:00:00Z"}).encode())
    store.objects.create(f"{PREFIX}/v0.1.0/README.md", b"half a card")
    assert str(publish(store, settings, few_samples(40)).version) == "v0.2.0"
    assert store.objects.exists(f"{PREFIX}/v0.1.0/README.md")  # its publisher may be at work
    path = store.objects.fetch(foreign)
    old = path.stat().st_mtime - ABANDONED_AFTER_S - 60
    os.utime(path, (old, old))
    assert str(publish(store, settings, few_samples(70)).version) == "v0.3.0"
    assert list(store.objects.keys(f"{PREFIX}/v0.1.0")) == [foreign]
    check_readers(store, {"v0.3.0"})
