"""Downloads: resumed, checked, and visible only when whole."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fetch.http_files import FileServer, serve
from tracepile.fetch import SourceError, fetch_file

DATA = bytes(range(256)) * 400
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serve() as state:
        state.files["/d/file.bin"] = DATA
        yield state


def fetch(server: FileServer, folder: Path, sha256: str = SHA256) -> Path:
    return fetch_file(f"{server.url}/d/file.bin", sha256, folder, wait_s=0.01)


def test_a_file_comes_whole_and_once(server: FileServer, tmp_path: Path) -> None:
    path = fetch(server, tmp_path)
    assert path.read_bytes() == DATA
    assert path.name == f"{SHA256[:16]}-file.bin"
    assert fetch(server, tmp_path) == path
    assert server.requests == [("/d/file.bin", None)]


def test_a_broken_transfer_resumes_where_it_stopped(server: FileServer, tmp_path: Path) -> None:
    server.break_after["/d/file.bin"] = [30_000, 20_000]
    assert fetch(server, tmp_path).read_bytes() == DATA
    assert [wanted for _, wanted in server.requests] == [None, "bytes=30000-", "bytes=50000-"]


def test_what_came_before_a_failure_is_kept_for_the_next_run(server: FileServer, tmp_path: Path) -> None:
    server.break_after["/d/file.bin"] = [40_000]
    server.statuses["/d/file.bin"] = []
    with pytest.raises(SourceError, match="kept"):
        fetch_file(f"{server.url}/d/file.bin", SHA256, tmp_path, attempts=1)
    assert not list(tmp_path.glob("*.bin"))
    assert fetch(server, tmp_path).read_bytes() == DATA
    assert server.requests[-1] == ("/d/file.bin", "bytes=40000-")


def test_a_server_without_ranges_starts_over(server: FileServer, tmp_path: Path) -> None:
    server.has_ranges = False
    server.break_after["/d/file.bin"] = [30_000]
    assert fetch(server, tmp_path).read_bytes() == DATA


def test_a_wrong_checksum_is_refused_and_leaves_nothing(server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="expected sha256"):
        fetch(server, tmp_path, "0" * 64)
    assert [path.suffix for path in tmp_path.iterdir()] == [".lock"]


def test_a_stale_part_is_dropped_when_the_file_has_changed(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / f"{SHA256[:16]}-file.bin.part").write_bytes(b"of another file" * 10)
    assert fetch(server, tmp_path).read_bytes() == DATA


def test_a_part_that_is_already_whole_is_taken(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / f"{SHA256[:16]}-file.bin.part").write_bytes(DATA)
    assert fetch(server, tmp_path).read_bytes() == DATA
    assert server.requests == [("/d/file.bin", f"bytes={len(DATA)}-")]


def test_a_busy_server_is_asked_again_and_a_missing_file_is_not(server: FileServer, tmp_path: Path) -> None:
    server.statuses["/d/file.bin"] = [503, 429]
    assert fetch(server, tmp_path).read_bytes() == DATA
    assert len(server.requests) == 3
    with pytest.raises(SourceError, match="404"):
        fetch_file(f"{server.url}/d/none.bin", SHA256, tmp_path, wait_s=0.01)
    assert len(server.requests) == 4


def test_an_unreachable_server_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"Could not download http://127\.0\.0\.1:9/x"):
        fetch_file("http://127.0.0.1:9/x", SHA256, tmp_path, attempts=2, wait_s=0.01)
