"""Reads the releases of a store: which there are, what their manifests say, and which one is the latest."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tracepile.publish.layout import MANIFEST, ReleaseFile, hash_bytes, pointer_key, releases_prefix
from tracepile.publish.version import BEFORE_ALL, Version
from tracepile.store import Objects, StoreError


class UnknownVersionError(Exception):
    """There is no such release; the message names those there are."""


@dataclass(frozen=True, slots=True)
class Release:
    """A finished release: its version, its prefix in the store, its manifest and the manifest's sha256."""

    version: Version
    prefix: str
    manifest: dict[str, Any] = field(repr=False)
    manifest_sha256: str

    @property
    def files(self) -> list[ReleaseFile]:
        """The files that the manifest lists."""
        return [ReleaseFile.from_json(entry) for entry in self.manifest["files"]]

    @property
    def data_files(self) -> list[ReleaseFile]:
        """The Parquet files that hold the samples."""
        return [file for file in self.files if file.path.startswith("data/")]

    @property
    def data_sha256(self) -> str:
        """The hash of the data, equal for equal data."""
        return str(self.manifest["data_sha256"])

    @property
    def n_rows(self) -> int:
        """The number of samples."""
        return int(self.manifest["n_rows"])

    def as_parent(self) -> dict[str, str]:
        """Return how a manifest or a claim names this release: version and manifest hash."""
        return {"version": str(self.version), "manifest_sha256": self.manifest_sha256}


def list_versions(objects: Objects, name: str, file: str = MANIFEST) -> list[Version]:
    """Return the versions whose directory holds a file (the manifest: finished releases), lowest first."""
    prefix = releases_prefix(name)
    versions = []
    for key in objects.keys(prefix):
        directory, _, rest = key.removeprefix(prefix + "/").partition("/")
        if rest == file and Version.is_version(directory):
            versions.append(Version.parse(directory))
    return sorted(versions)


def read_release(objects: Objects, name: str, version: Version) -> Release | None:
    """Return a finished release, None if there is none of this version."""
    prefix = f"{releases_prefix(name)}/{version}"
    try:
        data = objects.read(f"{prefix}/{MANIFEST}")
    except KeyError:
        return None
    return Release(version, prefix, json.loads(data), hash_bytes(data))


def find_last_version(versions: Sequence[Version], parent: Release | None) -> Version:
    """Return the version that the next release follows: the highest there is, whatever the pointer names."""
    return max([*versions, parent.version if parent else BEFORE_ALL])


def read_pointer(objects: Objects, name: str) -> dict[str, str] | None:
    """Return what `latest.json` says (version, manifest_sha256), None before the first release."""
    try:
        pointer: dict[str, str] = json.loads(objects.read(pointer_key(name)))
    except KeyError:
        return None
    return pointer


def read_latest(objects: Objects, name: str) -> Release | None:
    """Return the release that the pointer names; before the pointer was first set, the highest one.

    Raises `StoreError` when the pointer names a release that is not there.
    """
    pointer = read_pointer(objects, name)
    if pointer is not None:
        release = read_release(objects, name, Version.parse(pointer["version"]))
        if release is None:
            key = objects.location(pointer_key(name))
            raise StoreError(f"{key} names {pointer['version']}, which is no finished release; restore that release.")
        return release
    versions = list_versions(objects, name)
    return read_release(objects, name, versions[-1]) if versions else None


def fetch_file(objects: Objects, release: Release, path: str) -> Path:
    """Return a local file with the bytes of one file of a release; raises `StoreError` when it is missing."""
    try:
        return objects.fetch(f"{release.prefix}/{path}")
    except KeyError:
        raise StoreError(
            f"The release {release.version} lacks its file {path}; restore it, see `tracepile releases verify "
            f"{release.version}`."
        ) from None


def list_releases(objects: Objects, name: str) -> list[Release]:
    """Return all finished releases, lowest version first."""
    found = (read_release(objects, name, version) for version in list_versions(objects, name))
    return [release for release in found if release is not None]


def find_release(objects: Objects, name: str, version: str | None = None) -> Release:
    """Return the release of a version, by default the latest.

    Raises `UnknownVersionError` when there is none, and `ValueError` when the text is no version.
    """
    release = read_latest(objects, name) if version is None else read_release(objects, name, Version.parse(version))
    if release is None:
        known = ", ".join(str(found) for found in list_versions(objects, name)) or "none yet"
        wanted = f"no release {version}" if version else "no release"
        raise UnknownVersionError(f"The store {objects.uri} has {wanted} of {name!r}; there is: {known}.")
    return release
