"""What a finished run says about the store: the funnel, the quality, the release."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tracepile.store import Store
from tracepile_airflow.local.chain import CHAIN


def describe_funnel(store: Store) -> Iterator[str]:
    """Yield the funnel as lines: for each stage the rows in and ok, and those that ended there, by reason."""
    yield f"  {'stage':<11}{'in':>9}{'ok':>9}{'filtered':>10}{'gave up':>9}   reasons"
    for stage, table in CHAIN.values():
        commit = store.latest(table)
        counts = {name: commit.counts.get(name, 0) for name in ("in", "ok", "filtered", "gave_up")}
        reasons: Counter[str] = Counter()
        if counts["filtered"] or counts["gave_up"]:
            rejects = store.read(f"{table}.rejects", commit.shards, ["reason"])
            reasons.update(rejects.column("reason").to_pylist())
        listed = ", ".join(f"{reason} {count:,}" for reason, count in reasons.most_common(6))
        yield (
            f"  {stage:<11}{counts['in']:>9,}{counts['ok']:>9,}{counts['filtered']:>10,}{counts['gave_up']:>9,}"
            f"   {listed}"
        ).rstrip()


def describe_quality(store: Store) -> Iterator[str]:
    """Yield the verdict of the suite in one line, and one line for each expectation that does not hold."""
    rows = store.read("quality", store.latest("quality").shards).to_pylist()
    if not rows:
        yield "not judged yet"
        return
    held = sum(bool(row["is_success"]) for row in rows)
    yield f"{held} of {len(rows)} expectations hold"
    for row in rows:
        if not row["is_success"]:
            yield f"  {row['severity']}: {row['expectation']}: {row['n_unexpected']} rows; {row['description']}"


def find_release(store: Store) -> dict[str, Any] | None:
    """Return the newest row of the table `release`; None if nothing was published."""
    rows = store.read("release", store.latest("release").shards).to_pylist()
    return rows[-1] if rows else None
