"""*Samples*: search, filter, read one."""

from fastapi import APIRouter, HTTPException, Request, Response

from tracepile.browse import SampleFilter, find_sample, list_facets, list_samples
from tracepile_airflow.pages.params import Id, PageNumber, Search, View, Word, clean, find_row
from tracepile_airflow.pages.render import render

router = APIRouter()


@router.get("/samples")
def show_samples(
    request: Request,
    view: View,
    config: Word = None,
    split: Word = None,
    domain: Word = None,
    source: Word = None,
    question_kind: Word = None,
    level: Word = None,
    search: Search = None,
    page: PageNumber = 1,
) -> Response:
    """List the samples that fit."""
    wanted = clean(
        config=config,
        split=split,
        domain=domain,
        source=source,
        question_kind=question_kind,
        level=level,
        search=search,
    )
    found = list_samples(view, SampleFilter(**wanted), page)
    return render(request, "samples.html", page=found, wanted=wanted, facets=list_facets(view))


@router.get("/samples/{sample_id}")
def show_sample(request: Request, view: View, sample_id: Id) -> Response:
    """Show one sample with its lineage."""
    sample = find_row(request, view, lambda newer: find_sample(newer, sample_id))
    if sample is None:
        raise HTTPException(404, "There is no such sample among the live ones.")
    return render(request, "sample.html", sample=sample)
