"""Wheels: by pip's own configuration, checked, once, and never installed."""

import hashlib
import time
import zipfile
from pathlib import Path

import pytest

from tracepile.fetch import SourceError, Wheel, fetch_wheel

NAME = "tracepile_test_wheel-1.0-py3-none-any.whl"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip is configured to look for wheels in, with one wheel."""
    folder = tmp_path / "index"
    folder.mkdir()
    info = "tracepile_test_wheel-1.0.dist-info"
    with zipfile.ZipFile(folder / NAME, "w") as archive:
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tracepile-test-wheel\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def wheel_of(index: Path, sha256: str = "") -> Wheel:
    digest = sha256 or hashlib.sha256((index / NAME).read_bytes()).hexdigest()
    return Wheel("tracepile-test-wheel", "1.0", NAME, digest, "MIT")


def test_a_wheel_is_downloaded_as_pip_is_configured_and_only_once(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel, cache = wheel_of(index), tmp_path / "cache"
    path = fetch_wheel(wheel, cache)
    assert path.read_bytes() == (index / NAME).read_bytes()
    assert [entry.name for entry in cache.iterdir()] == [NAME]
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nowhere"))
    assert fetch_wheel(wheel, cache) == path


def test_a_damaged_copy_is_downloaded_again(index: Path, tmp_path: Path) -> None:
    wheel, cache = wheel_of(index), tmp_path / "cache"
    fetch_wheel(wheel, cache).write_bytes(b"damaged")
    assert fetch_wheel(wheel, cache).read_bytes() == (index / NAME).read_bytes()


def test_a_wheel_with_another_hash_is_refused(index: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"tracepile-test-wheel==1\.0"):
        fetch_wheel(wheel_of(index, "0" * 64), tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_an_unreachable_index_fails_in_well_under_a_minute(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    start = time.monotonic()
    with pytest.raises(SourceError, match="the index cannot be reached; check the network"):
        fetch_wheel(wheel_of(index), tmp_path / "cache")
    assert time.monotonic() - start < 30
