"""Why rows were dropped: lists of rejects, and contamination by benchmark and rule."""

from dataclasses import dataclass

from tracepile.browse.desk import Rows, Snapshot
from tracepile.browse.samples import Page, cut_page


@dataclass(frozen=True, slots=True)
class RejectFilter:
    """What to list; None: any. `ending`: filtered | gave_up.

    `search`: the beginning of the id of a row or program, or a part of its place or message.
    """

    stage: str | None = None
    reason: str | None = None
    ending: str | None = None
    search: str | None = None


def list_rejects(snapshot: Snapshot, wanted: RejectFilter, page: int = 1) -> Page:
    """Return one page of the rejects that fit, in the order of the stages (columns of `REJECTS`)."""
    return cut_page(snapshot, wanted, page, "pages/rejects_found.sql", "pages/rejects.sql", "reject_index")


def list_reasons(snapshot: Snapshot) -> Rows:
    """Return how many rows ended for which reason: stage, end, reason, n_rows."""
    return snapshot.results.remember("reasons", lambda: snapshot.query("pages/reasons.sql", {}, "reject_index"))


def map_contamination(snapshot: Snapshot) -> Rows:
    """Return benchmark, rule, n_rejected, n_overlaps: what was dropped, and what stays with a weak overlap."""
    relations = ("reject_index", "curated", "benchmarks")
    return snapshot.results.remember("contamination", lambda: snapshot.query("pages/contamination.sql", {}, *relations))


def list_contaminated(snapshot: Snapshot, benchmark: str | None, rule: str | None, page: int = 1) -> Page:
    """Return one page of what was dropped as contaminated, each with the code and the item it was found to hold."""
    size = 10
    params = {"benchmark": benchmark, "rule": rule, "n_rows": size, "start": (page - 1) * size}
    relations = ("reject_index", "programs", "variants", "benchmarks")
    rows = snapshot.results.remember(
        ("contaminated", benchmark, rule, page), lambda: snapshot.query("pages/contaminated.sql", params, *relations)
    )
    return Page(rows, page, rows[0]["n_found"] if rows else 0, size)
