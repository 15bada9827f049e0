"""*Funnel*: how many rows came into each stage, how they ended, what the model cost, and how that changed over time."""

from typing import Any

from fastapi import APIRouter, Request, Response

from tracepile.browse import add_up_spend, describe_funnel, list_model_use
from tracepile.browse.releases import list_known
from tracepile_airflow.pages.params import View, Word
from tracepile_airflow.pages.render import render

router = APIRouter()

MAX_RELEASES = 20


@router.get("/funnel")
def show_funnel(request: Request, view: View, version: Word = None) -> Response:
    """Show the funnel of the live tables, or of one release, and all releases side by side."""
    releases = list_known(view)[-MAX_RELEASES:]
    chosen = next((release for release in releases if str(release.version) == version), None)
    live = describe_funnel(view)
    stages = chosen.manifest["funnel"] if chosen else live
    spends = {str(release.version): add_up_spend(view, release) for release in releases}
    columns = [(str(release.version), release.manifest) for release in releases]
    return render(
        request,
        "funnel.html",
        stages=stages,
        version=str(chosen.version) if chosen else None,
        columns=columns,
        history=_line_up([stage["stage"] for stage in live], [manifest["funnel"] for _, manifest in columns]),
        model_use=list_model_use(view),
        spends=spends,
        max_spent=max((spend.n_tokens for spend in spends.values()), default=0),
        max_rows=max((manifest["n_rows"] for _, manifest in columns), default=1),
        max_tokens=max((manifest["n_tokens"] for _, manifest in columns), default=1),
    )


def _line_up(stages: list[str], funnels: list[list[dict[str, Any]]]) -> dict[str, list[dict[str, Any] | None]]:
    """Return of each stage its row in every funnel, None where a funnel has none."""
    by_stage = [{row["stage"]: row for row in funnel} for funnel in funnels]
    return {stage: [rows.get(stage) for rows in by_stage] for stage in stages}
