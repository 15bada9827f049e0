"""The funnel from source to release: how many rows came into each stage, and how they ended."""

from collections.abc import Mapping
from typing import Final, TypedDict, cast

import pyarrow as pa

from tracepile import sql
from tracepile.schema import REJECTS
from tracepile.settings import Settings, load_settings
from tracepile.store import Commit, Store

FUNNEL_STAGES: Final = {
    "benchmarks": "benchmarks",
    "ingest": "programs",
    "curate": "curated",
    "rewrite": "variants",
    "trace": "runs",
    "ask": "questions",
    "narrate": "rationales",
    "assemble": "samples",
}
"""The stages whose rows have an end each, in the order of the way of the data, and the table each one owns."""


class Reason(TypedDict):
    """How many rows of a stage ended for one reason; `end` is `filtered` or `gave_up`."""

    end: str
    reason: str
    n_rows: int


class FunnelRow(TypedDict):
    """One stage: rows that came in, rows that its table holds, and the ends of the others, most frequent first."""

    stage: str
    table: str
    n_in: int
    n_ok: int
    n_filtered: int
    n_gave_up: int
    reasons: list[Reason]


def read_funnel(
    store: Store, settings: Settings | None = None, commits: Mapping[str, Commit] | None = None
) -> list[FunnelRow]:
    """Return the funnel over the commits given (default: the latest of each table), one row per stage, in order."""
    found = {table: (commits or {}).get(table) or store.latest(table) for table in FUNNEL_STAGES.values()}
    paths = [path for table, commit in found.items() for path in store.paths(f"{table}.rejects", commit.shards)]
    with sql.connect(settings or load_settings()) as con:
        sql.define(con, "counts", _count_commits(found), pa.schema([]))
        sql.define(con, "rejects", paths, REJECTS)
        return cast(list[FunnelRow], sql.query(con, "publish/funnel.sql").to_pylist())


def _count_commits(commits: Mapping[str, Commit]) -> pa.Table:
    rows = [
        {
            "position": position,
            "stage": stage,
            "table": table,
            **{f"n_{name}": commits[table].counts.get(name, 0) for name in ("in", "ok", "filtered", "gave_up")},
        }
        for position, (stage, table) in enumerate(FUNNEL_STAGES.items())
    ]
    return pa.Table.from_pylist(rows)


def write_csv(funnel: list[FunnelRow]) -> str:
    """Return the funnel as CSV, one line per stage and end: stage, end (ok, filtered, gave_up), reason, n_rows."""
    lines = ["stage,end,reason,n_rows"]
    for row in funnel:
        lines.append(f"{row['stage']},ok,,{row['n_ok']}")
        lines += [f"{row['stage']},{reason['end']},{reason['reason']},{reason['n_rows']}" for reason in row["reasons"]]
    return "\n".join(lines) + "\n"
