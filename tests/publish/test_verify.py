"""Verification finds whatever differs from what was published, and names the file."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.publish.factory import make_samples, publish
from tracepile.publish import Version, verify_release
from tracepile.publish.layout import hash_bytes
from tracepile.settings import Settings
from tracepile.store import Store, open_store

DATA = "data/coe_output/train-00000-of-00001.parquet"
FIRST = Version(0, 1, 0)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with v0.1.0 and v0.2.0, which nobody changes."""
    settings = Settings(home=tmp_path_factory.mktemp("published"))
    publish(open_store(settings), settings, make_samples(30))
    publish(open_store(settings), settings, make_samples(33))
    return Path(settings.store_uri)


@pytest.fixture
def root(store: Store, published: Path) -> Path:
    """The directory of v0.1.0, which v0.2.0 follows, in a copy of that store."""
    shutil.copytree(published, store.objects.uri)
    return Path(store.objects.location("releases/tracepile/v0.1.0"))


def find(store: Store, version: Version = FIRST) -> list[tuple[str, str]]:
    return [(problem.path, problem.reason) for problem in verify_release(store.objects, "tracepile", version)]


def _flip_a_byte(root: Path, path: str) -> None:
    data = bytearray((root / path).read_bytes())
    data[len(data) // 2] ^= 1
    (root / path).write_bytes(data)


def test_a_whole_release_has_no_problem(store: Store, root: Path) -> None:
    assert find(store) == find(store, Version(0, 2, 0)) == []


@pytest.mark.parametrize(
    ("path", "damage", "reason"),
    [
        (DATA, _flip_a_byte, "sha256"),
        ("README.md", _flip_a_byte, "sha256"),
        ("quality/report.html", lambda root, path: (root / path).unlink(), "missing"),
        ("CHANGES.md", lambda root, path: (root / path).write_text(""), "0 bytes"),
        ("SHA256SUMS", _flip_a_byte, "does not hold"),
        ("SHA256SUMS", lambda root, path: (root / path).unlink(), "missing"),
        ("data/coe_output/train-more.parquet", lambda root, path: (root / path).write_text(""), "no file of this"),
    ],
)
def test_a_damaged_missing_or_foreign_file_is_named(
    path: str, damage: Callable[[Path, str], None], reason: str, store: Store, root: Path
) -> None:
    damage(root, path)
    problems = find(store)
    assert {name for name, _ in problems} == {path}
    assert any(reason in text for _, text in problems)


def test_a_file_that_is_no_parquet_any_more_is_told_so(store: Store, root: Path) -> None:
    (root / DATA).write_bytes(b"nothing")
    assert (DATA, "It cannot be read as Parquet.") in find(store)


def test_rows_and_columns_are_held_against_the_manifest(store: Store, root: Path) -> None:
    table = pq.read_table(root / DATA).slice(1)
    table = table.append_column("note", pa.nulls(table.num_rows, pa.string()))
    pq.write_table(table, root / DATA)
    reasons = {reason for path, reason in find(store) if path == DATA}
    assert any("5 rows; 6 were published" in reason for reason in reasons)
    assert "Its columns are not those of the manifest." in reasons


def test_a_manifest_rewritten_with_all_checksums_is_found_by_the_release_that_follows(store: Store, root: Path) -> None:
    old = (root / "manifest.json").read_bytes()
    new = old.replace(b'"name":"tracepile"', b'"name":"otherpile"')
    (root / "manifest.json").write_bytes(new)
    sums = (root / "SHA256SUMS").read_text().replace(hash_bytes(old), hash_bytes(new))
    (root / "SHA256SUMS").write_text(sums)
    assert find(store) == [("manifest.json", "Its sha256 is not the one by which v0.2.0 names its parent.")]


@pytest.mark.parametrize("change", [{"data_sha256": "0" * 64}, {"n_rows": 1}, {"version": "v9.0.0"}])
def test_totals_that_do_not_follow_are_found(change: dict[str, object], store: Store, root: Path) -> None:
    path = root / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    assert len([reason for name, reason in find(store) if name == "manifest.json"]) == 2  # and the hash v0.2.0 names


def test_a_manifest_that_does_not_read_is_told_so(store: Store, root: Path) -> None:
    (root / "manifest.json").write_text('{"files": 3')
    assert ("manifest.json", "It does not read as a manifest.") in find(store)


def test_the_pointer_is_held_against_the_manifest(store: Store, root: Path) -> None:
    pointer = root.parent / "latest.json"
    pointer.write_text(json.dumps({"version": "v0.2.0", "manifest_sha256": "0" * 64}))
    assert find(store, Version(0, 2, 0)) == [("manifest.json", "Its sha256 is not the one that latest.json names.")]
    pointer.write_text(json.dumps({"version": "v7.0.0", "manifest_sha256": "0" * 64}))
    assert find(store) == [("releases/tracepile/latest.json", "It names v7.0.0, which is no finished release.")]
    pointer.unlink()
    assert find(store) == [("releases/tracepile/latest.json", "There is no pointer to the latest release.")]
