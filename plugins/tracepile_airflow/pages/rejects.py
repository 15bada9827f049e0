"""*Rejects*: why rows were dropped; contamination; the story of one row."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response

from tracepile.browse import (
    RejectFilter,
    Snapshot,
    UnknownRowError,
    list_contaminated,
    list_reasons,
    list_rejects,
    map_contamination,
    tell_story,
)
from tracepile_airflow.pages.params import PageNumber, Search, View, Word, clean, find_row
from tracepile_airflow.pages.render import render

router = APIRouter()


@router.get("/rejects")
def show_rejects(
    request: Request,
    view: View,
    stage: Word = None,
    reason: Word = None,
    ending: Word = None,
    search: Search = None,
    page: PageNumber = 1,
) -> Response:
    """List the rejects that fit."""
    wanted = clean(stage=stage, reason=reason, ending=ending, search=search)
    found = list_rejects(view, RejectFilter(**wanted), page)
    return render(request, "rejects.html", page=found, wanted=wanted, reasons=list_reasons(view))


@router.get("/contamination")
def show_contamination(
    request: Request, view: View, benchmark: Word = None, rule: Word = None, page: PageNumber = 1
) -> Response:
    """Show what was held against the benchmarks, and the evidence beside each other."""
    wanted = clean(benchmark=benchmark, rule=rule)
    found = list_contaminated(view, wanted["benchmark"], wanted["rule"], page)
    cells = map_contamination(view)
    return render(
        request,
        "contamination.html",
        page=found,
        wanted=wanted,
        rules=sorted({cell["rule"] for cell in cells if cell["rule"]}),
        matrix=_arrange(cells),
    )


def _arrange(cells: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return of each benchmark how many items it has, and its cells by rule."""
    matrix: dict[str, dict[str, Any]] = {}
    for cell in cells:
        row = matrix.setdefault(cell["benchmark"], {"n_items": cell["n_items"], "cells": {}})
        if cell["rule"]:
            row["cells"][cell["rule"]] = cell
    return matrix


@router.get("/rows")
def show_row(
    request: Request, view: View, wanted: Annotated[str, Query(alias="id", min_length=4, max_length=200)]
) -> Response:
    """Tell the story of the row with this id, its beginning, or this place in its source."""
    reasons: list[str] = []

    def tell(newer: Snapshot) -> dict[str, Any] | None:
        try:
            return tell_story(newer, wanted.strip(), is_brief=True)
        except UnknownRowError as error:
            reasons.append(str(error))
            return None

    story = find_row(request, view, tell)
    if story is None:
        raise HTTPException(404, reasons[-1])
    return render(request, "row.html", story=story)
