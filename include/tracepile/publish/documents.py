"""Writes all files of a release but its data into a directory."""

import json
from collections.abc import Sequence
from pathlib import Path

from tracepile.publish import layout
from tracepile.publish.card import write_card
from tracepile.publish.changes import Changes
from tracepile.publish.claim import Claim
from tracepile.publish.croissant import write_croissant
from tracepile.publish.drift import Drift, write_drift
from tracepile.publish.funnel import write_csv
from tracepile.publish.layout import ReleaseFile
from tracepile.publish.manifest import write_manifest
from tracepile.publish.quality import (
    find_shifts,
    read_verifier,
    write_contamination,
    write_diversity,
    write_expectations,
    write_report,
)
from tracepile.publish.releases import Release
from tracepile.publish.render import render_text
from tracepile.publish.summary import Rows, Summary
from tracepile.settings import Settings
from tracepile.store import Objects


def write_documents(
    root: Path,
    *,
    objects: Objects,
    claim: Claim,
    parent: Release | None,
    data: Sequence[ReleaseFile],
    summary: Summary,
    changes: Changes,
    drifts: Sequence[Drift],
    withdrawals: Rows,
    verdict: Rows,
    settings: Settings,
) -> list[ReleaseFile]:
    """Write card, changes, Croissant, quality directory, manifest and checksums below `root`, beside the data.

    Returns all files that the manifest lists. They follow from the arguments and from how the verifier was measured on
    this platform, if it was: no clock, no machine.
    """
    shifts = find_shifts(objects, parent, verdict)
    texts = {
        layout.CARD: write_card(claim, summary, changes, parent, settings),
        layout.CHANGES: render_text(
            "changes.md.j2",
            name=settings.release_name,
            claim=claim,
            summary=summary,
            changes=changes,
            withdrawals=withdrawals,
            parent=parent,
            shifts=shifts,
            drifts=drifts,
        ),
        layout.CROISSANT: write_croissant(claim, summary, data, settings),
        layout.EXPECTATIONS: write_expectations(verdict),
        layout.REPORT: write_report(claim, summary, verdict, drifts, parent, settings),
        layout.FUNNEL_JSON: json.dumps(summary.funnel, indent=2) + "\n",
        layout.FUNNEL_CSV: write_csv(summary.funnel),
        layout.CONTAMINATION: write_contamination(summary),
        layout.DRIFT: write_drift(drifts, parent),
        layout.DIVERSITY: write_diversity(summary, settings),
    }
    verifier = read_verifier(settings)
    if verifier is not None:
        texts[layout.VERIFIER] = json.dumps(verifier, indent=2, ensure_ascii=False) + "\n"
    files = list(data)
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
        files.append(ReleaseFile.describe(root, path))
    manifest = write_manifest(claim, summary, settings, data, files)
    (root / layout.MANIFEST).write_bytes(manifest)
    (root / layout.CHECKSUMS).write_bytes(layout.write_checksums(files, layout.hash_bytes(manifest)))
    return files
