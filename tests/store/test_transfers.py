"""Large objects on a real S3 server: in parts, with one winner, and over connections that break."""

import hashlib
import logging
import threading
import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.store.cutter import Cutter
from tracepile.settings import Settings
from tracepile.store import StoreError, open_objects
from tracepile.store.s3 import S3
from tracepile.store.transfer import CLAIM

pytestmark = pytest.mark.integration

MIB = 1 << 20
PART = 5 * MIB
"""The smallest part that S3 takes."""


@pytest.fixture
def settings(s3_settings: Settings) -> Settings:
    """A place of its own in the bucket."""
    return s3_settings.model_copy(update={"store": f"s3://bucket/{time.time_ns()}"})


def open_s3(settings: Settings, endpoint: str | None = None) -> S3:
    objects = open_objects(settings.model_copy(update={"s3_endpoint": endpoint}) if endpoint else settings)
    assert isinstance(objects, S3)
    objects.transfer.part_bytes = PART
    return objects


def make_file(path: Path, size: int, seed: str = "a") -> Path:
    block = b"".join(hashlib.sha256(f"{seed}{number}".encode()).digest() for number in range(MIB // 32))
    path.write_bytes((block * (size // MIB + 1))[:size])
    return path


def test_a_large_file_goes_up_in_parts_and_comes_back_whole(settings: Settings, tmp_path: Path) -> None:
    objects = open_s3(settings)
    source = make_file(tmp_path / "large", 12 * MIB + 17)
    assert objects.create("a/large.parquet", source)
    assert objects.fetch("a/large.parquet").read_bytes() == source.read_bytes()
    assert objects.read("a/large.parquet") == source.read_bytes()
    assert not objects.create("a/large.parquet", make_file(tmp_path / "other", 11 * MIB, "b"))
    assert objects.fetch("a/large.parquet").stat().st_size == 12 * MIB + 17


def test_of_many_writers_of_a_large_object_one_wins(settings: Settings, tmp_path: Path) -> None:
    files = [make_file(tmp_path / str(number), 6 * MIB, str(number)) for number in range(4)]
    won: list[Path] = []

    def write(path: Path) -> None:
        if open_s3(settings).create("a/one.parquet", path):
            won.append(path)

    writers = [threading.Thread(target=write, args=(path,)) for path in files]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    [winner] = won
    assert open_s3(settings).read("a/one.parquet") == winner.read_bytes()
    assert list(open_s3(settings).keys("a")) == ["a/one.parquet"]


def test_the_claim_of_a_writer_that_died_holds_others_up_for_a_while_only(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracepile.store.transfer._CLAIM_S", 0.5)
    source = make_file(tmp_path / "large", 12 * MIB)
    objects = open_s3(settings)
    assert objects.create(f"a/large.parquet{CLAIM}", b"")
    assert list(objects.keys("a")) == []
    assert objects.create("a/large.parquet", source)
    assert objects.read("a/large.parquet") == source.read_bytes()
    assert not objects.exists(f"a/large.parquet{CLAIM}")


def test_an_upload_that_was_broken_off_goes_on_where_it_was(settings: Settings, tmp_path: Path) -> None:
    source = make_file(tmp_path / "large", 28 * MIB)
    broken = pytest.raises(StoreError, match="did not answer as expected")
    with Cutter(settings.s3_endpoint, max_bytes=17 * MIB) as way, broken:
        open_s3(settings, way.address).create("large.parquet", source)
    objects = open_s3(settings)
    assert not objects.exists("large.parquet")
    with Cutter(settings.s3_endpoint) as way:
        assert open_s3(settings, way.address).create("large.parquet", source)
        assert way.n_up < 19 * MIB  # three parts of five MiB were there
    assert objects.fetch("large.parquet").read_bytes() == source.read_bytes()


def test_an_upload_of_something_else_is_not_taken_up(settings: Settings, tmp_path: Path) -> None:
    with Cutter(settings.s3_endpoint, max_bytes=11 * MIB) as way, pytest.raises(StoreError):
        open_s3(settings, way.address).create("large.parquet", make_file(tmp_path / "large", 16 * MIB))
    other = make_file(tmp_path / "other", 16 * MIB, "b")
    assert open_s3(settings).create("large.parquet", other)
    assert open_s3(settings).read("large.parquet") == other.read_bytes()


def test_a_download_over_connections_that_break_goes_on_where_it_was(settings: Settings, tmp_path: Path) -> None:
    source = make_file(tmp_path / "large", 24 * MIB)
    assert open_s3(settings).create("large.parquet", source)
    with Cutter(settings.s3_endpoint, cut_after=5 * MIB) as way:
        assert open_s3(settings, way.address).fetch("large.parquet").read_bytes() == source.read_bytes()
        assert way.n_down < 34 * MIB


def test_a_download_that_gets_nowhere_is_given_up_and_leaves_no_file(settings: Settings, tmp_path: Path) -> None:
    assert open_s3(settings).create("large.parquet", make_file(tmp_path / "large", 6 * MIB))
    with Cutter(settings.s3_endpoint) as way:
        objects = open_s3(settings, way.address)
        way.cut_after = 1
        with pytest.raises(StoreError, match="did not answer as expected"):
            objects.fetch("large.parquet")
        way.cut_after = None
        assert objects.fetch("large.parquet").stat().st_size == 6 * MIB


def test_no_secret_is_logged_whatever_goes_wrong(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    objects = open_s3(settings)
    objects.create("k", b"1")
    objects.create("large.parquet", make_file(tmp_path / "large", 6 * MIB))
    objects.fetch("large.parquet")
    wrong = settings.model_copy(update={"s3_secret_key": SecretStr("another-secret")})
    for attempt in (
        lambda: open_objects(wrong).create("k", b"1"),
        lambda: open_objects(settings.model_copy(update={"store": "s3://nowhere/x"})),
        lambda: open_objects(settings.model_copy(update={"s3_endpoint": "127.0.0.1:9"})),
    ):
        with pytest.raises(StoreError) as caught:
            attempt()
        told.append(f"{caught.value!r}")
    assert len(caplog.text) > 500
    for secret in ("secret-of-tests", "another-secret"):
        assert secret not in caplog.text + "".join(told) + repr(settings) + repr(objects)
