"""A store at fixed commits, with a DuckDB that many readers share until the store has newer ones."""

import time
import weakref
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from threading import Lock
from typing import Any, Final, TypeVar, cast

import pyarrow as pa

from tracepile import sql
from tracepile.schema import REJECTS, TABLES
from tracepile.settings import Settings
from tracepile.store import Commit, Store, open_store

Rows = list[dict[str, Any]]
_T = TypeVar("_T")

LOGGED: Final = (
    "benchmarks",
    "programs",
    "curated",
    "variants",
    "runs",
    "questions",
    "rationales",
    "samples",
    "quality",
)
"""Tables with a commit log, in the order of the way of the data. `events` lies beside `runs`."""

REJECTING: Final = LOGGED[:-1]
"""Tables whose stage can reject rows."""

_OWNERS: Final = {"events": "runs", "signatures": "curated"}

_KEPT: Final = 200

_DERIVED: Final = {
    "sample_index": ("pages/sample_index.sql", ("samples",)),
    "sample_programs": ("pages/sample_programs.sql", ("samples",)),
    "reject_index": ("pages/reject_index.sql", ("rejects",)),
}
"""Relations kept in memory: the narrow columns that lists and filters read."""


class Snapshot:
    """A store at given commits. Safe to use from several threads; relations are made when first asked for."""

    def __init__(self, store: Store, settings: Settings, commits: Mapping[str, Commit]) -> None:
        self.store = store
        self.settings = settings
        self.commits = commits
        stack = ExitStack()
        self._con = stack.enter_context(sql.connect(settings))
        self._defined: set[str] = set()
        self._results: dict[Any, Any] = {}
        self._lock = Lock()
        weakref.finalize(self, stack.close)

    @classmethod
    def latest(cls, store: Store, settings: Settings) -> "Snapshot":
        """Return the store as it is now."""
        return cls(store, settings, {table: store.latest(table) for table in LOGGED})

    @property
    def numbers(self) -> dict[str, int]:
        """The number of the commit of each table."""
        return {table: commit.number for table, commit in self.commits.items()}

    def query(self, name: str, params: Mapping[str, Any], *relations: str) -> Rows:
        """Run a file of `sql/` over these relations (tables, `rejects`, or those kept in memory)."""
        return self._run(sql.load(name), dict(params), relations)

    def select(self, text: str, params: list[Any], *relations: str) -> Rows:
        """Run a SELECT with positional parameters over these relations."""
        return self._run(text, params, relations)

    def remember(self, key: Any, compute: Callable[[], _T]) -> _T:
        """Return what `compute` gave the first time: for results that follow from the commits alone.

        Only the last results are kept, so that no flood of searches fills the memory.
        """
        if key not in self._results:
            found = compute()
            for old in list(self._results)[: max(0, len(self._results) + 1 - _KEPT)]:
                self._results.pop(old, None)
            self._results[key] = found
        return cast(_T, self._results[key])

    def _run(self, text: str, params: Any, relations: tuple[str, ...]) -> Rows:
        with self._lock:
            for relation in relations:
                self._define(relation)
        con = self._con.cursor()
        try:
            rows: Rows = con.sql(text, params=params or None).to_arrow_table().to_pylist()
            return rows
        finally:
            con.close()

    def _define(self, relation: str) -> None:
        if relation in self._defined:
            return
        if relation in _DERIVED:
            name, sources = _DERIVED[relation]
            for source in sources:
                self._define(source)
            self._con.execute(f'CREATE TABLE "{relation}" AS {sql.load(name)}')
        else:
            self._define_files(relation)
        self._defined.add(relation)

    def _define_files(self, relation: str) -> None:
        schema: pa.Schema = REJECTS if relation == "rejects" else TABLES[relation]
        if relation == "rejects":
            paths = [p for name in REJECTING for p in self.store.paths(f"{name}.rejects", self.commits[name].shards)]
        else:
            paths = self.store.paths(relation, self.commits[_OWNERS.get(relation, relation)].shards)
        if paths:
            sql.define(self._con, relation, paths, schema)
        else:  # a registered relation would be seen by one cursor alone
            self._con.register("nothing", schema.empty_table())
            self._con.execute(f'CREATE TABLE "{relation}" AS SELECT * FROM nothing')  # noqa: S608
            self._con.unregister("nothing")


class Desk:
    """Hands out the newest snapshot of a store; looks for newer commits at most every `look_every_s` seconds."""

    def __init__(self, settings: Settings, look_every_s: float = 1.0) -> None:
        self.settings = settings
        self.store = open_store(settings)
        self._look_every_s = look_every_s
        self._looked_at = 0.0
        self._snapshot: Snapshot | None = None
        self._lock = Lock()

    def snapshot(self) -> Snapshot:
        """Return the store at its newest commits, or at those of a moment ago."""
        with self._lock:
            if self._snapshot is None or time.monotonic() - self._looked_at > self._look_every_s:
                commits = {table: self.store.latest(table) for table in LOGGED}
                numbers = {table: commit.number for table, commit in commits.items()}
                if self._snapshot is None or numbers != self._snapshot.numbers:
                    self._snapshot = Snapshot(self.store, self.settings, commits)
                self._looked_at = time.monotonic()
            return self._snapshot
