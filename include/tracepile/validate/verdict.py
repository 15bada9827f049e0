"""What a verdict says: which expectations failed, and whether they stop a release."""

from typing import Any

from tracepile.store import Commit, Store


class UnfitError(Exception):
    """The samples failed an expectation that stops publishing; the message names it and what was found."""


def failed_expectations(store: Store, commit: Commit | None = None) -> list[dict[str, Any]]:
    """Return the failed rows of `quality` (of its latest commit unless one is given), blocking ones first."""
    commit = commit or store.latest("quality")
    rows = store.read("quality", commit.shards).to_pylist()
    failed = [row for row in rows if not row["is_success"]]
    return sorted(failed, key=lambda row: row["severity"] != "blocking")


def raise_if_failed(store: Store, commit: Commit | None = None) -> None:
    """Raise `UnfitError` if a blocking expectation failed."""
    blocking = [row for row in failed_expectations(store, commit) if row["severity"] == "blocking"]
    if blocking:
        raise UnfitError(describe_failures(blocking))


def describe_failures(rows: list[dict[str, Any]]) -> str:
    """Return one sentence that names the failed expectations and what to do."""
    named = [row["expectation"] + (f" ({row['n_unexpected']} rows)" if row["n_unexpected"] else "") for row in rows]
    names = ", ".join(named[:5]) + (" …" if len(named) > 5 else "")
    return (
        f"The samples fail {len(rows)} of the expectations that stop a release: {names}; "
        "see the table quality for examples, mend the cause upstream and run again."
    )
