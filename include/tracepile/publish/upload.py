"""Brings a finished directory into the store as a release: files, a reading back, the manifest, then the pointer."""

from collections.abc import Sequence
from pathlib import Path

from tracepile.publish.gate import PublishError
from tracepile.publish.layout import CHECKSUMS, MANIFEST, ReleaseFile, hash_bytes, pointer_key
from tracepile.publish.releases import Release, list_versions, read_pointer, read_release
from tracepile.publish.version import Version
from tracepile.schema import canonical_json
from tracepile.store import Objects


def upload_release(objects: Objects, prefix: str, root: Path, files: Sequence[ReleaseFile]) -> None:
    """Create the files of a claimed version, read each back, and create the manifest, which makes them a release.

    What an earlier attempt left is kept where it is equal and written again where it is not: as long as there is no
    manifest nobody reads it. Raises `PublishError` when the store gives back other bytes than it was given.
    """
    wanted = {file.path: file.sha256 for file in files}
    wanted[CHECKSUMS] = hash_bytes((root / CHECKSUMS).read_bytes())
    for path, digest in wanted.items():
        key = f"{prefix}/{path}"
        if not objects.create(key, root / path) and hash_bytes(objects.read(key)) != digest:
            objects.delete(key)
            objects.create(key, root / path)
    for path, digest in wanted.items():
        if _hash_object(objects, f"{prefix}/{path}") != digest:
            raise PublishError(
                f"The store does not give back what was written to {prefix}/{path}; "
                "check its disk, then publish again: the same version is finished."
            )
    manifest = (root / MANIFEST).read_bytes()
    if not objects.create(f"{prefix}/{MANIFEST}", manifest) and objects.read(f"{prefix}/{MANIFEST}") != manifest:
        raise PublishError(f"Another publisher finished {prefix} with other files; run publish again.")


def _hash_object(objects: Objects, key: str) -> str | None:
    try:
        return hash_bytes(objects.read(key))
    except KeyError:
        return None


def move_pointer(objects: Objects, name: str, release: Release) -> None:
    """Let `latest.json` name the highest finished release, if it names a lower one than the release given.

    Two publishers may write the pointer at once, the slower one the lower version: each looks again after it wrote,
    and a release is finished before its publisher writes, so the last look sees the highest.
    """
    while True:
        pointer = read_pointer(objects, name)
        highest = max(release.version, *list_versions(objects, name))
        if pointer is not None and Version.parse(pointer["version"]) >= highest:
            return
        top = read_release(objects, name, highest)
        assert top is not None
        objects.replace(pointer_key(name), canonical_json(top.as_parent()).encode())
