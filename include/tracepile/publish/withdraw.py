"""Withdrawing rows: they are named once, with a reason, and no later release holds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import duckdb

from tracepile import sql
from tracepile.publish.releases import Release, fetch_file, find_release
from tracepile.schema import TABLES, Selector, content_id, table_of
from tracepile.settings import Settings
from tracepile.store import Store

TABLE: Final = "withdrawals"


class NothingToWithdrawError(Exception):
    """No row of the latest release is named; the message says by what."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One withdrawal (columns of `withdrawals`), and how many samples of the latest release it takes."""

    withdrawal_id: str
    selector: str
    value: str
    reason: str
    withdrawn_at: str
    n_samples: int


def withdraw(store: Store, settings: Settings, selector: Selector, value: str, reason: str) -> Withdrawal:
    """Name rows that must go, for good: the next release is made without them, and so is every later one.

    Raises `ValueError` without a reason, `UnknownVersionError` before the first release, and `NothingToWithdrawError`
    when the latest release holds no such row.
    """
    if not reason.strip():
        raise ValueError("A withdrawal needs a reason; it stands in the list of changes of the next release.")
    release = find_release(store.objects, settings.release_name)
    with sql.connect(settings) as con:
        n_samples = _count_samples(con, store, release, selector, value)
    if not n_samples:
        raise NothingToWithdrawError(f"No sample of {release.version} has the {selector} {value!r}; nothing to do.")
    row = {
        "withdrawal_id": content_id(TABLE, selector, value),
        "selector": str(selector),
        "value": value,
        "reason": reason.strip(),
        "withdrawn_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    shard = store.write_shard(
        content_id(TABLE, row),
        {TABLE: table_of(TABLE, [row])},
        table_of("rejects", []),
        batch=row["withdrawal_id"],
        label=f"{selector}/{value}",
        recipe=TABLE,
        counts={"in": 1, "ok": 1},
    )
    store.extend(TABLE, shard)
    return Withdrawal(**row, n_samples=n_samples)


def list_new_withdrawals(rows: Sequence[dict[str, Any]], store: Store, parent: Release | None) -> list[dict[str, Any]]:
    """Return the withdrawals that the parent release did not know yet."""
    number = 0 if parent is None else parent.manifest["commits"].get(TABLE, 0)
    known = store.read(TABLE, store.commit(TABLE, number).shards, ["withdrawal_id"]).column(0).to_pylist()
    return [row for row in rows if row["withdrawal_id"] not in known]


def _count_samples(
    con: duckdb.DuckDBPyConnection, store: Store, release: Release, selector: Selector, value: str
) -> int:
    files = [fetch_file(store.objects, release, file.path) for file in release.data_files]
    sql.define(con, "samples", files, TABLES["samples"])
    [row] = sql.query(con, "publish/withdrawn.sql", {"selector": str(selector), "value": value}).to_pylist()
    return int(row["n_samples"])
