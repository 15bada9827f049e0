"""*Trace viewer*: step through a recorded run."""

import json
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from tracepile.browse import Snapshot, Trace, find_trace
from tracepile_airflow.pages.params import Id, View, find_row
from tracepile_airflow.pages.render import render

router = APIRouter()

WINDOW = 100


def _find(request: Request, view: Snapshot, trace_id: str) -> Trace:
    trace = find_row(request, view, lambda newer: find_trace(newer, trace_id))
    if trace is None:
        raise HTTPException(404, "There is no such run among the live ones.")
    return trace


@router.get("/traces/{trace_id}")
def show_trace(request: Request, view: View, trace_id: Id) -> Response:
    """Show a run; its steps are fetched window by window."""
    return render(request, "trace.html", trace=_find(request, view, trace_id), window=WINDOW)


@router.get("/traces/{trace_id}/steps")
def read_steps(
    request: Request,
    view: View,
    trace_id: Id,
    first: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    count: Annotated[int, Query(ge=1, le=WINDOW)] = WINDOW,
) -> Response:
    """Return the state at a window of steps as JSON; see `Trace.window`."""
    body = json.dumps(_find(request, view, trace_id).window(first, count))  # ASCII: a lone surrogate stays an escape
    return Response(body, media_type="application/json")
