"""Claims a version before anything is written, so that two publishers never write into one directory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from tracepile.publish.gate import PublishError
from tracepile.publish.layout import CLAIM, MANIFEST, releases_prefix
from tracepile.publish.releases import list_versions
from tracepile.publish.version import Bump, Version
from tracepile.schema import canonical_json
from tracepile.store import Objects

ABANDONED_AFTER_S: Final = 24 * 3600
"""A claim this old whose release was never finished is given up: nobody publishes for a day."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claimed version: what it will be made from, and when it was claimed (`claimed_at`, UTC).

    All files of a release follow from `basis`, `version` and `claimed_at` alone, so whoever holds an equal basis can
    finish what another publisher began, byte for byte.
    """

    version: Version
    basis: Mapping[str, Any]
    claimed_at: str


def find_claim(objects: Objects, name: str, basis: Mapping[str, Any]) -> Claim | None:
    """Return the claim with this basis, from a publisher that was killed or is at work elsewhere; None if none."""
    for version in list_versions(objects, name, CLAIM):
        claim = _read_claim(objects, name, version)
        if claim.basis == basis:
            return claim
    return None


def claim_version(
    objects: Objects, name: str, basis: Mapping[str, Any], after: Version, bump: Bump, wanted: Version | None = None
) -> Claim:
    """Claim the next version after `after`, or return the claim that was made with this basis already.

    A version that another basis has claimed is passed over; where one is wanted by its number, it is refused. Raises
    `PublishError` when the version wanted is taken, or lower than what changed asks for.
    """
    made = find_claim(objects, name, basis)
    if made is not None:
        return made
    if wanted is not None and wanted < after.bump(bump):
        raise PublishError(
            f"{wanted} is too low: after {after} this is a {bump} release, at least {after.bump(bump)}; "
            "give that number, or none."
        )
    version = after
    while True:
        version = wanted or version.bump(bump)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        body = canonical_json({**basis, "claimed_at": now}).encode()
        if objects.create(_claim_key(name, version), body):
            return Claim(version, basis, now)
        claim = _read_claim(objects, name, version)
        if claim.basis == basis:
            return claim
        if wanted is not None:
            raise PublishError(f"Another publisher has claimed {wanted} for other samples; give another number.")


def clear_abandoned(objects: Objects, name: str) -> None:
    """Delete the files of claims that nobody will finish any more. The claim stays: its number is not used again."""
    finished = set(list_versions(objects, name))
    for version in list_versions(objects, name, CLAIM):
        key = _claim_key(name, version)
        if version not in finished and objects.age_s(key) > ABANDONED_AFTER_S:
            for other in objects.keys(f"{releases_prefix(name)}/{version}"):
                if other != key and not other.endswith("/" + MANIFEST):
                    objects.delete(other)


def _claim_key(name: str, version: Version) -> str:
    return f"{releases_prefix(name)}/{version}/{CLAIM}"


def _read_claim(objects: Objects, name: str, version: Version) -> Claim:
    body = json.loads(objects.read(_claim_key(name, version)))
    claimed_at = body.pop("claimed_at")
    return Claim(version, body, claimed_at)
