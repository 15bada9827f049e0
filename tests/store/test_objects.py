"""One contract for both back ends: a directory, and a real S3 server."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracepile.settings import Settings
from tracepile.store import Objects, StoreError, open_objects
from tracepile.store.objects import create_store


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def s3_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of a bucket on a real S3 server that lives as long as the tests."""
    home = tmp_path_factory.mktemp("weed")
    config = home / "s3.json"
    config.write_text(
        '{"identities": [{"name": "t", "credentials": [{"accessKey": "key", "secretKey": "secret-of-tests"}],'
        ' "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}'
    )
    ports = {name: free_port() for name in ("master", "volume", "filer", "s3")}
    grpc_ports = {name: free_port() for name in ports}
    options = [f"-{name}.port={port}" for name, port in ports.items()]
    options += [f"-{name}.port.grpc={port}" for name, port in grpc_ports.items()]
    options += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false", "-master.volumeSizeLimitMB=64"]
    options += ["-s3.port.iceberg=0", "-s3.port.lance=0", f"-s3.config={config}", "-s3.allowDeleteBucketNotEmpty=false"]
    options += ["-s3.autoCreateBucket=false"]
    weed = Path(sys.executable).with_name("weed")
    process = subprocess.Popen(
        [str(weed), "server", "-s3", "-filer", f"-dir={home}", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
    )
    settings = Settings(
        store="s3://bucket/some/prefix",
        s3_endpoint=f"127.0.0.1:{ports['s3']}",
        s3_access_key="key",
        s3_secret_key="secret-of-tests",
        is_s3_secure=False,
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                create_store(settings)
                open_objects(settings).replace("ready", b"yes")
                break
            except StoreError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
        yield settings
    finally:
        process.kill()  # a polite end takes it up to half a minute, and nothing of it is kept
        process.wait()


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
