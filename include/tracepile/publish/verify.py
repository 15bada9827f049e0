"""Verifies a release: that every byte is what was published, and that the names which lead to it agree."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tracepile.publish.changes import describe_schema
from tracepile.publish.layout import (
    CHECKSUMS,
    CLAIM,
    MANIFEST,
    ReleaseFile,
    hash_bytes,
    hash_data,
    pointer_key,
    releases_prefix,
    write_checksums,
)
from tracepile.publish.releases import list_versions, read_pointer
from tracepile.publish.version import Version
from tracepile.store import Objects


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the file within the release (or the key of the pointer), and why in words."""

    path: str
    reason: str


def verify_release(objects: Objects, name: str, version: Version) -> list[Problem]:
    """Return everything that is wrong with a finished release; nothing, if it is as it was published.

    Checked: the bytes of every file against manifest and SHA256SUMS, rows and columns of the data files, the totals,
    files that nobody published, the pointer, and the hash by which later releases name this one.
    """
    prefix = f"{releases_prefix(name)}/{version}"
    manifest_bytes = objects.read(f"{prefix}/{MANIFEST}")
    digest = hash_bytes(manifest_bytes)
    problems = [*_check_names(objects, name, version, digest)]
    try:
        manifest = json.loads(manifest_bytes)
        files = [ReleaseFile.from_json(entry) for entry in manifest["files"]]
        problems += _check_totals(manifest, files, version)
        for file in files:
            problems += _check_file(objects, prefix, file, manifest["schema"])
    except (ValueError, KeyError, TypeError):
        return [*problems, Problem(MANIFEST, "It does not read as a manifest.")]
    problems += _check_checksums(objects, prefix, files, digest)
    known = {file.path for file in files} | {MANIFEST, CHECKSUMS, CLAIM}
    found = (key.removeprefix(prefix + "/") for key in objects.keys(prefix))
    problems += [Problem(path, "It is no file of this release.") for path in found if path not in known]
    return problems


def _check_names(objects: Objects, name: str, version: Version, digest: str) -> Iterator[Problem]:
    """Check that those who name this release by its manifest's hash name these bytes."""
    pointer = read_pointer(objects, name)
    if pointer is None:
        yield Problem(pointer_key(name), "There is no pointer to the latest release.")
    elif pointer["version"] == str(version):
        if pointer["manifest_sha256"] != digest:
            yield Problem(MANIFEST, "Its sha256 is not the one that latest.json names.")
    elif not objects.exists(f"{releases_prefix(name)}/{pointer['version']}/{MANIFEST}"):
        yield Problem(pointer_key(name), f"It names {pointer['version']}, which is no finished release.")
    for other in list_versions(objects, name):
        if other == version:
            continue
        try:
            parent = json.loads(objects.read(f"{releases_prefix(name)}/{other}/{MANIFEST}"))["parent"]
        except (ValueError, KeyError, TypeError):
            continue  # that release is broken; its own verification says so
        if parent and parent["version"] == str(version) and parent["manifest_sha256"] != digest:
            yield Problem(MANIFEST, f"Its sha256 is not the one by which {other} names its parent.")


def _check_totals(manifest: dict[str, Any], files: list[ReleaseFile], version: Version) -> Iterator[Problem]:
    if manifest["version"] != str(version):
        yield Problem(MANIFEST, f"It is the manifest of {manifest['version']}.")
    if manifest["data_sha256"] != hash_data(files):
        yield Problem(MANIFEST, "Its data_sha256 does not follow from the hashes of the data files.")
    if manifest["n_rows"] != sum(file.rows or 0 for file in files):
        yield Problem(MANIFEST, "Its n_rows is not the sum of the rows of the data files.")


def _check_file(objects: Objects, prefix: str, file: ReleaseFile, schema: list[dict[str, str]]) -> Iterator[Problem]:
    try:
        data = objects.read(f"{prefix}/{file.path}")
    except KeyError:
        yield Problem(file.path, "It is missing.")
        return
    if len(data) != file.bytes:
        yield Problem(file.path, f"It has {len(data)} bytes; {file.bytes} were published.")
    if hash_bytes(data) != file.sha256:
        yield Problem(file.path, "Its sha256 is not the published one.")
    if file.rows is None:
        return
    try:
        found = pq.ParquetFile(io.BytesIO(data))
    except (pa.ArrowException, OSError):
        yield Problem(file.path, "It cannot be read as Parquet.")
        return
    if found.metadata.num_rows != file.rows:
        yield Problem(file.path, f"It has {found.metadata.num_rows} rows; {file.rows} were published.")
    if describe_schema(found.schema_arrow) != schema:
        yield Problem(file.path, "Its columns are not those of the manifest.")


def _check_checksums(objects: Objects, prefix: str, files: list[ReleaseFile], digest: str) -> Iterator[Problem]:
    try:
        found = objects.read(f"{prefix}/{CHECKSUMS}")
    except KeyError:
        yield Problem(CHECKSUMS, "It is missing.")
        return
    if found != write_checksums(files, digest):
        yield Problem(
            CHECKSUMS, "It does not hold the hashes of the manifest and of the files that the manifest lists."
        )
