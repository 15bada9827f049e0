"""One contract for both back ends: a directory, and a real S3 server."""

import os
import threading
import time
from pathlib import Path

import pytest

from tracepile.settings import Settings
from tracepile.store import Objects, StoreError, open_objects


@pytest.fixture(params=["directory", pytest.param("s3", marks=pytest.mark.integration)])
def objects(request: pytest.FixtureRequest, settings: Settings) -> Objects:
    if request.param == "directory":
        return open_objects(settings)
    s3: Settings = request.getfixturevalue("s3_settings")
    return open_objects(s3.model_copy(update={"store": f"s3://bucket/{request.node.name}-{time.time_ns()}"}))


def test_what_is_created_can_be_read_listed_and_deleted(objects: Objects, tmp_path: Path) -> None:
    source = tmp_path / "big"
    source.write_bytes(b"x" * 100_000)
    assert objects.create("a/b/one", b"1")
    assert objects.create("a/two.parquet", source)
    assert objects.create("ab", b"3")
    assert (objects.read("a/b/one"), objects.fetch("a/two.parquet").read_bytes()) == (b"1", source.read_bytes())
    assert list(objects.keys("a")) == ["a/b/one", "a/two.parquet"]
    assert list(objects.keys("nothing")) == []
    assert objects.exists("ab")
    assert not objects.exists("a")
    assert 0 <= objects.age_s("ab") < 600
    objects.delete("ab")
    objects.delete("ab")
    assert not objects.exists("ab")


def test_a_missing_object_is_a_key_error(objects: Objects) -> None:
    for read in (objects.read, objects.fetch, objects.age_s):
        with pytest.raises(KeyError):
            read("missing/one")


def test_the_second_create_loses_and_changes_nothing(objects: Objects) -> None:
    assert objects.create("k", b"first")
    assert not objects.create("k", b"second")
    assert objects.read("k") == b"first"


def test_of_many_writers_at_once_one_wins(objects: Objects) -> None:
    won: list[bytes] = []

    def write(body: bytes) -> None:
        if objects.create("one", body):
            won.append(body)

    writers = [threading.Thread(target=write, args=(str(i).encode(),)) for i in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert won == [objects.read("one")]


def test_replace_writes_over(objects: Objects) -> None:
    objects.replace("pointer.json", b"1")
    objects.replace("pointer.json", b"22")
    assert objects.read("pointer.json") == b"22"


@pytest.mark.parametrize("key", ["../x", "/etc/passwd", "a/../../x", "", "a\\b", "a\0b"])
def test_no_key_leaves_the_store(objects: Objects, key: str) -> None:
    with pytest.raises(StoreError, match="not a key"):
        objects.create(key, b"")
    with pytest.raises(StoreError, match="not a key"):
        objects.read(key)


@pytest.mark.integration
def test_wrong_credentials_and_a_missing_bucket_are_one_clear_sentence(s3_settings: Settings) -> None:
    from pydantic import SecretStr

    wrong = s3_settings.model_copy(update={"s3_secret_key": SecretStr("hush-hush")})
    with pytest.raises(StoreError, match="refused the credentials") as caught:
        open_objects(wrong).replace("k", b"")
    assert "hush" not in str(caught.value)
    missing = s3_settings.model_copy(update={"store": "s3://nowhere/x"})
    with pytest.raises(StoreError, match="does not exist"):
        open_objects(missing)


def test_an_unknown_kind_of_store_and_a_bucket_without_server_are_refused(settings: Settings) -> None:
    with pytest.raises(StoreError, match="no known kind"):
        open_objects(settings.model_copy(update={"store": "ftp://x/y"}))
    with pytest.raises(StoreError, match="TRACEPILE_S3_ENDPOINT"):
        open_objects(settings.model_copy(update={"store": "s3://bucket/x"}))


def test_a_writer_that_dies_leaves_no_object(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    objects = open_objects(settings)

    def die(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "link", die)
    with pytest.raises(KeyboardInterrupt):
        objects.create("k", b"half")
    assert list(objects.keys("k")) == []
