"""What the files of a release say beside its manifest."""

import json
from dataclasses import dataclass
from typing import Final

from tracepile.browse.desk import Rows, Snapshot
from tracepile.publish import Changes, Drift, Release, Version, compare_drift, compare_releases
from tracepile.publish.layout import EXPECTATIONS, MANIFEST, ReleaseFile
from tracepile.publish.quality import describe_observed
from tracepile.publish.releases import fetch_file, list_versions, read_release
from tracepile.sql import connect

_SEVERITIES: Final = {"critical": "blocking", "blocking": "blocking", "warning": "warning"}
"""Of Great Expectations, in the words of the suite."""

_READABLE: Final = (".md", ".json", ".html", ".csv")


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation of the suite, as it came out for a release; `found` says in a few words what it met."""

    name: str
    description: str
    severity: str
    is_success: bool
    found: str


def list_known(snapshot: Snapshot) -> list[Release]:
    """Return all finished releases, lowest version first. Each manifest is read once, since releases never change."""
    objects, name = snapshot.store.objects, snapshot.settings.release_name

    def read(version: Version) -> Release | None:
        return snapshot.results.remember(("release", version), lambda: read_release(objects, name, version))

    return [release for version in list_versions(objects, name) if (release := read(version)) is not None]


def list_checks(snapshot: Snapshot, release: Release) -> list[Check]:
    """Return the quality verdict of a release, what failed first. Raises `StoreError` when its file is missing."""

    def read() -> list[Check]:
        results = json.loads(fetch_file(snapshot.store.objects, release, EXPECTATIONS).read_bytes())["results"]
        checks = [
            Check(
                name=result["expectation_config"]["meta"]["name"],
                description=result["expectation_config"]["meta"].get("description", ""),
                severity=_SEVERITIES.get(result["expectation_config"].get("severity"), ""),
                is_success=result["success"],
                found=describe_observed(result),
            )
            for result in results
        ]
        return sorted(checks, key=lambda check: check.is_success)

    return snapshot.results.remember(("checks", release.manifest_sha256), read)


def list_live_checks(snapshot: Snapshot) -> Rows:
    """Return the newest verdict on the live samples (columns of `quality`, and `found`), what failed first."""
    rows = snapshot.query("pages/quality.sql", {}, "quality")
    return [{**row, "found": describe_observed(json.loads(row["observed"]))} for row in rows]


def compare(snapshot: Snapshot, old: Release, new: Release) -> tuple[Changes, list[Drift]]:
    """Compare two releases: what changed, and how far it drifted. The answer is kept, since releases never change."""

    def read() -> tuple[Changes, list[Drift]]:
        objects, settings = snapshot.store.objects, snapshot.settings
        with connect(settings) as con:
            return compare_releases(con, objects, old, new), compare_drift(con, objects, old, new, settings)

    return snapshot.results.remember(("changes", old.manifest_sha256, new.manifest_sha256), read)


def list_documents(release: Release) -> list[ReleaseFile]:
    """Return the files of a release that people read: everything but its data."""
    return [file for file in release.files if file.path.endswith(_READABLE) and not file.path.startswith("data/")]


def read_document(snapshot: Snapshot, release: Release, path: str) -> bytes | None:
    """Return one of those files, or the manifest; None for any other path."""
    if path != MANIFEST and path not in {file.path for file in list_documents(release)}:
        return None
    return fetch_file(snapshot.store.objects, release, path).read_bytes()
