"""The stage `publish`: from samples with a good verdict to a numbered release, or to nothing where nothing is new."""

import tempfile
from pathlib import Path
from typing import Final

from tracepile import sql
from tracepile.publish.changes import compare_with_parent
from tracepile.publish.claim import claim_version, clear_abandoned, find_claim
from tracepile.publish.data import write_data
from tracepile.publish.documents import write_documents
from tracepile.publish.drift import measure_drift, stop_if_drifted
from tracepile.publish.gate import read_verdict
from tracepile.publish.layout import hash_data, releases_prefix
from tracepile.publish.manifest import describe_basis
from tracepile.publish.releases import (
    Release,
    find_last_version,
    list_versions,
    read_latest,
    read_pointer,
    read_release,
)
from tracepile.publish.summary import define_relations, summarise
from tracepile.publish.upload import move_pointer, upload_release
from tracepile.publish.version import Version
from tracepile.publish.withdraw import TABLE as WITHDRAWALS
from tracepile.publish.withdraw import list_new_withdrawals
from tracepile.settings import Settings
from tracepile.stage import Inputs, Output, WholeStage


def publish_release(inputs: Inputs, settings: Settings) -> Output:
    """Publish the samples as the next version, and give the one row of `release` that names it.

    Samples whose data equals that of the latest release are not published again: the row then names that release.
    May be killed at any moment and run again, or run twice at once. Raises `PublishError` when the samples are not
    fit to be published.
    """
    verdict = read_verdict(inputs)
    release = _publish(inputs, settings, verdict)
    clear_abandoned(inputs.store.objects, settings.release_name)
    row = {
        "version": str(release.version),
        "parent": (release.manifest["parent"] or {}).get("version"),
        "data_sha256": release.data_sha256,
        "manifest_sha256": release.manifest_sha256,
        "n_rows": release.n_rows,
        "path": release.prefix,
    }
    return Output.of_rows({"release": [row]}, [], 1)


def _publish(inputs: Inputs, settings: Settings, verdict: list[dict[str, object]]) -> Release:
    objects, name = inputs.store.objects, settings.release_name
    # First the versions, then the parent: a twin that finishes in between is met again when the number is claimed.
    versions = list_versions(objects, name)
    parent = read_latest(objects, name)
    basis = describe_basis(inputs.commits, settings, parent)
    claim = find_claim(objects, name, basis)
    finished = read_release(objects, name, claim.version) if claim else None
    if finished is None:
        with tempfile.TemporaryDirectory(prefix="tracepile-publish-") as scratch, sql.connect(settings) as con:
            root = Path(scratch)
            define_relations(con, inputs)
            data = write_data(con, root)
            if parent is not None and parent.data_sha256 == hash_data(data):
                if read_pointer(objects, name) is None:
                    move_pointer(objects, name, parent)
                return parent
            changes = compare_with_parent(con, objects, parent)
            drifts = measure_drift(con, objects, parent, settings)
            stop_if_drifted(drifts, parent)
            summary = summarise(con, inputs, settings)
            last = find_last_version(versions, parent)
            wanted = Version.parse(settings.release_version) if settings.release_version else None
            claim = claim_version(objects, name, basis, last, changes.bump, wanted)
            withdrawals = list_new_withdrawals(inputs.rows(WITHDRAWALS), inputs.store, parent)
            files = write_documents(
                root,
                objects=objects,
                claim=claim,
                parent=parent,
                data=data,
                summary=summary,
                changes=changes,
                drifts=drifts,
                withdrawals=withdrawals,
                verdict=verdict,
                settings=settings,
            )
            upload_release(objects, f"{releases_prefix(name)}/{claim.version}", root, files)
        finished = read_release(objects, name, claim.version)
        assert finished is not None
    move_pointer(objects, name, finished)
    return finished


STAGE: Final = WholeStage(
    name="publish",
    version="1",
    tables=("release",),
    settings=("release_name", "release_version"),
    reads=(
        "samples",
        "quality",
        "rationales",
        "questions",
        "runs",
        "variants",
        "curated",
        "programs",
        "benchmarks",
        "withdrawals",
    ),
    function=publish_release,
)
"""Reads `samples` and `quality`, and the other tables for the funnel, the sources and the commits it names."""
