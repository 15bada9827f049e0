"""*Releases*: which there are, what is in one, what changed between two, and what would come next."""

from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response

from tracepile.browse import Snapshot
from tracepile.browse.releases import compare, list_checks, list_documents, list_known, list_live_checks, read_document
from tracepile.publish import Release, UnknownVersionError, find_release, propose_release, read_pointer
from tracepile_airflow.pages.params import VersionName, View, Word
from tracepile_airflow.pages.render import render

router = APIRouter()

_REPORT_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
"""A report brings its styles with it, and nothing else."""


def _find(view: Snapshot, version: str) -> Release:
    try:
        return find_release(view.store.objects, view.settings.release_name, version)
    except (UnknownVersionError, ValueError) as error:
        raise HTTPException(404, str(error)) from None


def _read_latest_version(view: Snapshot) -> str | None:
    pointer = read_pointer(view.store.objects, view.settings.release_name)
    return pointer["version"] if pointer else None


@router.get("/releases")
def show_releases(request: Request, view: View, old: Word = None, new: Word = None) -> Response:
    """List all releases, the newest first; compare two of them when two are given."""
    releases = list_known(view)[::-1]
    chosen = (_find(view, old), _find(view, new)) if old and new else None
    changes, drifts = compare(view, *chosen) if chosen else (None, [])
    return render(
        request,
        "releases.html",
        releases=releases,
        latest=_read_latest_version(view),
        checks={str(release.version): list_checks(view, release) for release in releases},
        chosen=chosen,
        changes=changes,
        drifts=drifts,
        verdicts=_pair_checks(view, *chosen) if chosen else [],
    )


def _pair_checks(view: Snapshot, old: Release, new: Release) -> list[tuple[str, bool | None, bool | None]]:
    """Return the expectations whose verdict is not the same in both releases."""
    before = {check.name: check.is_success for check in list_checks(view, old)}
    now = {check.name: check.is_success for check in list_checks(view, new)}
    names = sorted(before.keys() | now.keys())
    return [(name, before.get(name), now.get(name)) for name in names if before.get(name) != now.get(name)]


@router.get("/releases/next")
def show_next(request: Request, view: View) -> Response:
    """Show what would be published now."""
    latest = _read_latest_version(view)
    proposal = view.results.remember(("proposal", latest), lambda: propose_release(view.store, view.settings))
    return render(request, "next.html", proposal=proposal, checks=list_live_checks(view))


@router.get("/releases/{version}")
def show_release(request: Request, view: View, version: VersionName) -> Response:
    """Show one release: what is in it, how it was judged, how to get it."""
    release = _find(view, version)
    parent = release.manifest["parent"]
    return render(
        request,
        "release.html",
        release=release,
        drifts=compare(view, _find(view, parent["version"]), release)[1] if parent else [],
        latest=_read_latest_version(view),
        checks=list_checks(view, release),
        documents=list_documents(release),
        location=view.store.objects.location(release.prefix),
    )


@router.get("/releases/{version}/files/{path:path}")
def read_file(view: View, version: VersionName, path: str) -> Response:
    """Return a file of a release that people read; its manifest says which there are."""
    release = _find(view, version)
    body = read_document(view, release, path)
    if body is None:
        raise HTTPException(404, "The release has no such document.")
    if path.endswith(".html"):
        return Response(body, media_type="text/html", headers={"Content-Security-Policy": _REPORT_POLICY})
    return Response(body, media_type="text/plain")


@router.get("/quality")
def show_quality(request: Request, view: View) -> Response:
    """Show the newest verdict on the live samples."""
    return render(request, "quality.html", checks=list_live_checks(view))
