"""The funnel of the live tables, and what the model cost, from what a snapshot knows already."""

from dataclasses import dataclass
from itertools import groupby

from tracepile.browse.desk import Rows, Snapshot
from tracepile.browse.rejects import list_reasons
from tracepile.publish import FunnelRow, Release
from tracepile.publish.funnel import FUNNEL_STAGES, Reason
from tracepile.publish.summary import count_model_use, total


def describe_funnel(snapshot: Snapshot) -> list[FunnelRow]:
    """Return one row per stage, in order; equal to `publish.read_funnel` of the snapshot's commits."""
    ends = groupby(list_reasons(snapshot), key=lambda row: str(row["stage"]))
    reasons = {
        stage: [Reason(end=row["end"], reason=row["reason"], n_rows=row["n_rows"]) for row in rows]
        for stage, rows in ends
    }
    return [
        FunnelRow(
            stage=stage,
            table=table,
            n_in=counts.get("in", 0),
            n_ok=counts.get("ok", 0),
            n_filtered=counts.get("filtered", 0),
            n_gave_up=counts.get("gave_up", 0),
            reasons=reasons.get(stage, []),
        )
        for stage, table in FUNNEL_STAGES.items()
        for counts in (snapshot.commits[table].counts,)
    ]


def list_model_use(snapshot: Snapshot) -> Rows:
    """Return what each stage asked of a model for its live rows (columns: `publish.summary.count_model_use`)."""
    return count_model_use(snapshot.commits)


@dataclass(frozen=True, slots=True)
class Spend:
    """What the rows of a release took of a model: tokens read and written, and their cost in the prices' currency."""

    n_tokens: int
    cost: float


def add_up_spend(snapshot: Snapshot, release: Release) -> Spend:
    """Return what the rows that a release was made from took of a model; zero where none was asked."""

    def read() -> Spend:
        numbers = release.manifest["commits"]
        tables = [table for table in FUNNEL_STAGES.values() if table in numbers]
        rows = count_model_use({table: snapshot.store.commit(table, numbers[table]) for table in tables})
        return Spend(total(rows, "prompt_tokens") + total(rows, "completion_tokens"), total(rows, "cost"))

    return snapshot.results.remember(("spend", release.manifest_sha256), read)
