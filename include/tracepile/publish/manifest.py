"""The manifest of a release: everything about it that a machine may want to know, in canonical JSON."""

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version as installed_version
from typing import Any, Final

from tracepile.publish.changes import describe_schema
from tracepile.publish.claim import Claim
from tracepile.publish.layout import ReleaseFile, hash_bytes, hash_data
from tracepile.publish.releases import Release
from tracepile.publish.summary import Summary
from tracepile.schema import TABLES, canonical_json
from tracepile.settings import Settings
from tracepile.store import Commit

MANIFEST_VERSION: Final = 1

_PLACES: Final = {
    "store",
    "home",
    "s3_endpoint",
    "s3_access_key",
    "s3_secret_key",
    "is_s3_secure",
    "connectors_file",
    "sources",
    "benchmarks",
    "jobs",
    "duckdb_memory_limit",
    "duckdb_threads",
    "sglang_url",
    "sglang_api_key",
    "request_cache",
    "metrics_token",
}
"""Settings that say where things are and how much of the machine is used: no business of a release. What was read is
named by `sources` and `benchmarks` of the manifest, with revisions."""


def pick_settings(settings: Settings) -> dict[str, Any]:
    """Return the settings that a release names, without places and secrets."""
    return settings.model_dump(mode="json", exclude=_PLACES)


def describe_basis(commits: Mapping[str, Commit], settings: Settings, parent: Release | None) -> dict[str, Any]:
    """Return what a release follows from: the table commits, settings, code and parent. A claim holds the same."""
    return {
        "commits": {table: commit.number for table, commit in sorted(commits.items())},
        "settings_sha256": hash_bytes(canonical_json(pick_settings(settings)).encode()),
        "code": {
            "tracepile": installed_version("tracepile"),
            "python": ".".join(platform.python_version_tuple()[:2]),
        },
        "parent": parent.as_parent() if parent else None,
    }


def write_manifest(
    claim: Claim, summary: Summary, settings: Settings, data: Sequence[ReleaseFile], files: Sequence[ReleaseFile]
) -> bytes:
    """Return the manifest of a release with these data files and, in all, these files."""
    body = {
        **claim.basis,
        "manifest_version": MANIFEST_VERSION,
        "name": settings.release_name,
        "version": str(claim.version),
        "published_at": claim.claimed_at,
        "settings": pick_settings(settings),
        "data_sha256": hash_data(data),
        "n_rows": summary.n_rows,
        "n_tokens": summary.n_tokens,
        "tokenizers": summary.labels("tokenizer"),
        "splits": summary.splits,
        "schema": describe_schema(TABLES["samples"]),
        "models": summary.narrators,
        "sampling": {"seed": settings.seed, "temperature": settings.narration_temperature},
        "sources": summary.sources,
        "licences": summary.dimension("licence"),
        "benchmarks": summary.contamination,
        "funnel": summary.funnel,
        "files": [file.as_json() for file in sorted(files, key=lambda file: file.path)],
    }
    return canonical_json(body).encode() + b"\n"
