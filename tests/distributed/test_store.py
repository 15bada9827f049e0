"""The store's client, without Airflow: a server that is busy or loses answers is asked again, and nobody wins twice."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.distributed.services import S3Server
from tracepile.schema import table_of
from tracepile.settings import Settings
from tracepile.store import Store, StoreError, open_objects


@pytest.fixture(scope="module")
def server(place: Path) -> Iterator[S3Server]:
    made = S3Server(place / "s3")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def failing(server: S3Server) -> Iterator[S3Server]:
    """Every third request fails."""
    server.proxy.fail_every = 3
    yield server
    server.proxy.fail_every = 0


def test_every_object_is_created_once_and_the_creator_knows_it(failing: S3Server) -> None:
    objects = open_objects(Settings(**failing.settings))
    created = [objects.create(f"tables/x/{number}", str(number).encode()) for number in range(30)]
    again = [objects.create(f"tables/x/{number}", b"other") for number in range(30)]
    assert (all(created), any(again)) == (True, False)
    assert [objects.read(f"tables/x/{number}") for number in range(30)] == [str(n).encode() for n in range(30)]
    assert failing.proxy.n_failed > 20


def test_commits_of_many_writers_are_all_there(failing: S3Server) -> None:
    def extend(number: int) -> None:
        store = Store(open_objects(Settings(**failing.settings)))
        rows = {"release": table_of("release", [])}
        shard = store.write_shard(
            str(number), rows, table_of("rejects", []), batch=str(number), label="x", recipe="r", counts={}
        )
        store.extend("release", shard)

    writers = [threading.Thread(target=extend, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    live = Store(open_objects(Settings(**failing.settings))).latest("release").shards
    assert sorted(shard.key for shard in live) == ["0", "1", "2", "3"]


def test_a_full_store_says_so(server: S3Server) -> None:
    objects = open_objects(Settings(**server.settings))
    server.proxy.is_full = True
    try:
        with pytest.raises(StoreError, match=r"did not take tables/full \(HTTP 507\)"):
            objects.create("tables/full", b"1")
        with pytest.raises(StoreError, match="XMinioStorageFull"):
            objects.replace("tables/full", b"1")
    finally:
        server.proxy.is_full = False
    assert objects.create("tables/full", b"1")
