"""A store at fixed commits, with a DuckDB that many readers share until the store has newer ones."""

import logging
import time
import weakref
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tracepile import sql
from tracepile.browse.memo import Memo
from tracepile.schema import REJECTS, TABLES
from tracepile.settings import Settings
from tracepile.stage.model import owner_of
from tracepile.store import Commit, Store, open_store

Rows = list[dict[str, Any]]

_LOG: Final = logging.getLogger(__name__)

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

_KEPT_RESULTS: Final = 200
_KEPT_LISTS: Final = 20
_KEPT_TRACES: Final = 8

_DERIVED: Final = {
    "sample_index": ("pages/sample_index.sql", ("samples",)),
    "sample_programs": ("pages/sample_programs.sql", ("samples",)),
    "reject_index": ("pages/reject_index.sql", ("rejects",)),
    "row_index": (
        "pages/row_index.sql",
        ("programs", "variants", "runs", "questions", "rationales", "sample_index", "reject_index"),
    ),
    "program_index": ("pages/program_index.sql", ("program_files",)),
}
"""Relations kept in memory: the narrow columns that lists, filters and look-ups read."""

_FILES: Final = {"program_files": "programs"}
"""Tables with one more column, `filename`: the file that a row is in."""


class Snapshot:
    """A store at given commits. Safe to use from several threads; relations are made when first asked for.

    results, lists, traces: what followed from these commits; only the last of each are kept, so that no flood of
    searches fills the memory.
    """

    def __init__(self, store: Store, settings: Settings, commits: Mapping[str, Commit]) -> None:
        self.store = store
        self.settings = settings
        self.commits = commits
        self.results = Memo(_KEPT_RESULTS)
        self.lists = Memo(_KEPT_LISTS)
        self.traces = Memo(_KEPT_TRACES)
        stack = ExitStack()
        self._con = stack.enter_context(sql.connect(settings))
        self._con.execute("SET parquet_metadata_cache = true")  # files of a store never change
        self._defined: set[str] = set()
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

    @property
    def relations(self) -> list[str]:
        """The relations that were asked for so far."""
        return sorted(self._defined)

    def prepare(self, relations: Iterable[str]) -> None:
        """Make relations before somebody waits for them."""
        with self._lock:
            for relation in relations:
                self._define(relation)

    def query(self, name: str, params: Mapping[str, Any], *relations: str) -> Rows:
        """Run a file of `sql/` over these relations (tables, `rejects`, or those kept in memory)."""
        self.prepare(relations)
        return self._run(sql.load(name), params)

    def query_numbers(self, name: str, params: Mapping[str, Any], *relations: str) -> npt.NDArray[np.int32]:
        """Run a file that returns one column of integers, maybe very many."""
        self.prepare(relations)
        with self._con.cursor() as con:
            [column] = con.execute(sql.load(name), dict(params)).fetchnumpy().values()
            return np.asarray(column, dtype=np.int32)

    def read_batch(self, table: str, family_id: str, wanted: Mapping[str, str]) -> Rows:
        """Return the rows of a table whose columns have the wanted values, out of the shard of a family's batch.

        A family walks through the house in one batch, so no other shard holds a row of it.
        """
        paths = self._find_paths(table, family_id)
        if not paths:
            return []
        conditions = " AND ".join(f'"{name}" = ${name}' for name in wanted)
        text = f"SELECT * FROM read_parquet({sql.list_files(paths)}) WHERE {conditions}"  # noqa: S608
        return self._run(text, wanted)

    def _find_paths(self, table: str, family_id: str) -> list[Path]:
        batches = self.results.remember(("batches", family_id), lambda: self._find_batches(family_id))
        commit = self.commits[owner_of(table)]
        by_batch = commit.by_batch()
        shards = [by_batch[batch] for batch in batches if batch in by_batch]
        return self.store.paths(table, shards or commit.shards)

    def _find_batches(self, family_id: str) -> list[str]:
        found = self.query("pages/program_shards.sql", {"family_id": family_id}, "program_index")
        keys = {row["shard_key"] for row in found}
        return [shard.batch for shard in self.commits["programs"].shards if shard.key in keys]

    def _run(self, text: str, params: Mapping[str, Any]) -> Rows:
        # Rows by the DB-API: through relations and Arrow a small answer costs four times as much.
        with self._con.cursor() as con:
            con.execute(text, dict(params) or None)
            names = [column[0] for column in con.description]
            return [dict(zip(names, row, strict=True)) for row in con.fetchall()]

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
        table = _FILES.get(relation, relation)
        schema: pa.Schema = REJECTS if table == "rejects" else TABLES[table]
        if table == "rejects":
            paths = [p for name in REJECTING for p in self.store.paths(f"{name}.rejects", self.commits[name].shards)]
        else:
            paths = self.store.paths(table, self.commits[owner_of(table)].shards)
        if not paths:  # a registered relation would be seen by one cursor alone
            empty = schema.append(pa.field("filename", pa.string())).empty_table()
            self._con.register("nothing", empty if relation in _FILES else schema.empty_table())
            self._con.execute(f'CREATE TABLE "{relation}" AS SELECT * FROM nothing')  # noqa: S608
            self._con.unregister("nothing")
            return
        options = ", filename = true" if relation in _FILES else ""
        self._con.execute(
            f'CREATE VIEW "{relation}" AS SELECT * FROM read_parquet({sql.list_files(paths)}{options})'  # noqa: S608
        )


class Desk:
    """Hands out the newest snapshot of a store; looks for newer commits at most every `look_every_s` seconds.

    Newer commits are made ready beside the readers, who get the snapshot before meanwhile: nobody but the very first
    waits for the relations that pages read.
    """

    def __init__(self, settings: Settings, look_every_s: float = 1.0) -> None:
        self.settings = settings
        self.store = open_store(settings)
        self._look_every_s = look_every_s
        self._looked_at = 0.0
        self._snapshot: Snapshot | None = None
        self._first = Lock()
        self._looking = Lock()

    def snapshot(self) -> Snapshot:
        """Return the store at its newest commits, or at those of a moment ago."""
        with self._first:
            if self._snapshot is None:
                self._looked_at = time.monotonic()
                self._snapshot = Snapshot.latest(self.store, self.settings)
        if time.monotonic() - self._looked_at > self._look_every_s and self._looking.acquire(blocking=False):
            Thread(target=self._look_and_release, name="tracepile-desk", daemon=True).start()
        return self._snapshot

    def newest(self) -> Snapshot:
        """Return the store at its newest commits, and wait for them: for who missed a row that may have just come."""
        asked, seen = time.monotonic(), self.snapshot()
        with self._looking:
            if self._looked_at < asked:  # else somebody has looked meanwhile
                self._look()
        return self._snapshot or seen

    def _look_and_release(self) -> None:
        try:
            self._look()
        finally:
            self._looking.release()

    def _look(self) -> None:
        """Take the newest commits, if there are newer ones, with all relations that readers asked for before."""
        old = self._snapshot
        assert old is not None
        self._looked_at = time.monotonic()
        try:
            commits = {table: self.store.latest(table) for table in LOGGED}
            if {table: commit.number for table, commit in commits.items()} != old.numbers:
                new = Snapshot(self.store, self.settings, commits)
                new.prepare(old.relations)
                self._snapshot = new
        except Exception:
            _LOG.warning("The newest commits could not be read; pages show those before.", exc_info=True)
