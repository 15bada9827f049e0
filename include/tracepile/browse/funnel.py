"""The funnel of the live tables, and what the model cost, from what a snapshot knows already."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from tracepile.browse.desk import Snapshot
from tracepile.browse.rejects import list_reasons
from tracepile.publish import FunnelRow, Release
from tracepile.publish.funnel import FUNNEL_STAGES, Reason
from tracepile.store import Commit

_MICROS: Final = 1_000_000


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


@dataclass(frozen=True, slots=True)
class Spend:
    """What the rows of some tables took of a model; all zero where none was asked.

    Tokens and cost are those of all answers, kept ones included: what the rows cost, not what the last run paid. cost:
    in the currency of the settings' prices.
    """

    n_requests: int
    n_failed: int
    n_prompt_tokens: int
    n_cached_tokens: int
    n_completion_tokens: int
    cost: float

    @property
    def n_tokens(self) -> int:
        """Tokens read and written."""
        return self.n_prompt_tokens + self.n_completion_tokens

    @classmethod
    def of(cls, commits: Iterable[Commit]) -> "Spend":
        """Add up what the stages counted (`llm_*` of their commits)."""
        counts = [commit.counts for commit in commits]

        def add(name: str) -> int:
            return sum(found.get(f"llm_{name}", 0) for found in counts)

        return cls(
            n_requests=add("requests"),
            n_failed=add("failed"),
            n_prompt_tokens=add("prompt_tokens"),
            n_cached_tokens=add("cached_tokens"),
            n_completion_tokens=add("completion_tokens"),
            cost=add("cost_micros") / _MICROS,
        )


def add_up_spend(snapshot: Snapshot) -> dict[str, Spend]:
    """Return what the live rows of each stage took of a model, by stage, the stages that asked one."""
    spends = {stage: Spend.of([snapshot.commits[table]]) for stage, table in FUNNEL_STAGES.items()}
    return {stage: spend for stage, spend in spends.items() if spend.n_requests}


def add_up_release(snapshot: Snapshot, release: Release) -> Spend:
    """Return what the rows that a release was made from took of a model."""

    def read() -> Spend:
        numbers = release.manifest["commits"]
        tables = [table for table in FUNNEL_STAGES.values() if table in numbers]
        return Spend.of(snapshot.store.commit(table, numbers[table]) for table in tables)

    return snapshot.results.remember(("spend", release.manifest_sha256), read)
