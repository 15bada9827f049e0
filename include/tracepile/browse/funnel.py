"""The funnel of the live tables, from what a snapshot knows already."""

from itertools import groupby

from tracepile.browse.desk import Snapshot
from tracepile.browse.rejects import list_reasons
from tracepile.publish import FunnelRow
from tracepile.publish.funnel import FUNNEL_STAGES, Reason


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
