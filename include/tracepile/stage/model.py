"""What a stage is: its name and version, the tables it reads and owns, and its function on rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NotRequired, TypedDict

import pyarrow as pa

from tracepile.schema import REJECTS, TABLES, content_id, table_of
from tracepile.settings import Settings
from tracepile.store import Commit, Shard, Store
from tracepile.store.parquet import read_parquet

_OWNERS: Final = {"events": "runs", "signatures": "curated", "derived": "samples"}
"""Tables written beside another table by the same stage; they share its shard keys and commits."""


@dataclass(frozen=True)
class Inputs:
    """What one piece of work reads: per table, the shards of its batch (or all live shards)."""

    store: Store
    commits: Mapping[str, Commit]
    shards: Mapping[str, Sequence[Shard]]
    label: str = ""

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of a table (columns of `schema.TABLES[name]`, or those asked for)."""
        return read_parquet(self.paths(name), REJECTS if name.endswith(".rejects") else TABLES[name], columns)

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a table as dicts."""
        return list(self.table(name).to_pylist())

    def paths(self, name: str) -> list[Path]:
        """Return local Parquet files with the rows of a table, for DuckDB; `name` may be `<table>.rejects`."""
        return self.store.check_paths(owner_of(name), name, self.shards[owner_of(name)])


def owner_of(name: str) -> str:
    """Return the table with whose shards and commits a table, or its `.rejects`, goes."""
    table = name.partition(".")[0]
    return _OWNERS.get(table, table)


@dataclass(frozen=True)
class Output:
    """What one piece of work gives: rows of each owned table (own table first), rejects, and how many rows came in.

    further: sums of the stage's own, such as tokens spent; they are kept with the shard and summed in the commit.
    """

    tables: Mapping[str, pa.Table]
    rejects: pa.Table
    n_in: int
    further: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of_rows(
        cls,
        tables: Mapping[str, Iterable[Mapping[str, Any]]],
        rejects: Iterable[Mapping[str, Any]],
        n_in: int,
        further: Mapping[str, int] | None = None,
    ) -> "Output":
        """Build an output from row dicts."""
        built = {name: table_of(name, list(rows)) for name, rows in tables.items()}
        return cls(built, table_of("rejects", list(rejects)), n_in, further or {})

    def counts(self) -> dict[str, int]:
        """Return rows in, ok (rows of the own table), filtered, gave_up, rows of each further table, further sums."""
        ends = self.rejects.column("end").to_pylist()
        main, *others = self.tables
        return {
            "in": self.n_in,
            "ok": self.tables[main].num_rows,
            "filtered": ends.count("filtered"),
            "gave_up": ends.count("gave_up"),
            **{name: self.tables[name].num_rows for name in others},
            **self.further,
        }


class WorkItem(TypedDict):
    """One mapped task's work, as JSON: the batches (or the source) to do, and the commits to read.

    version: of the stage that planned it; another one does not take it.
    """

    name: str
    batches: list[str]
    commits: dict[str, int]
    version: NotRequired[str]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Common to all stages. `settings` names the settings that change its rows; they are part of every shard key."""

    name: str
    version: str
    tables: tuple[str, ...]
    settings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = [name for name in self.tables if name not in TABLES]
        assert not unknown, unknown

    @property
    def table(self) -> str:
        """The table this stage owns (and its asset's name)."""
        return self.tables[0]

    def recipe(self, settings: Settings) -> str:
        """Return the hash of stage, version and the settings that change its rows."""
        return content_id(self.name, self.version, settings.pick(self.settings))


@dataclass(frozen=True, kw_only=True)
class BatchStage(Stage):
    """A row-wise stage: one shard per batch.

    reads: tables whose shards of the same batch are its input; the first one says which batches there are.
    context: tables of which the latest commit is read whole.
    is_sequential: batches are judged one after the other, each against all earlier ones (the own table is then part
    of `Inputs`, with the shards judged so far), and a judged batch is never judged again under the same recipe.
    order: sort key of a batch's label, which says in which order new batches are judged.
    batches_per_item: so many batches may share a mapped task, where one takes hardly longer than Airflow's part of it.
    """

    reads: tuple[str, ...]
    context: tuple[str, ...] = ()
    is_sequential: bool = False
    order: Callable[[str, Settings], tuple[Any, ...]] = lambda label, settings: (label,)
    batches_per_item: int = 1
    function: Callable[[Inputs, Settings], Output]


@dataclass(frozen=True, kw_only=True)
class WholeStage(Stage):
    """A whole-table stage: one shard, keyed by the commits it reads."""

    reads: tuple[str, ...]
    function: Callable[[Inputs, Settings], Output]


@dataclass(frozen=True)
class Batch:
    """Rows of one source that belong together, in source order: at most `batch_size` good rows, and the rejects met."""

    rows: pa.Table
    rejects: pa.Table
    n_in: int


@dataclass(frozen=True, kw_only=True)
class SourceStage(Stage):
    """A stage that brings rows from outside, one work item per source.

    sources: the source specs the settings ask for. name_of: a source's short name, unique among them, and the prefix
    of its batches' labels. snapshot: a hash of what the source holds, found without reading it where the source is
    pinned. collect: its rows as batches; the set holds ids of rows (and of rejects) that are already live: skip them.
    scope: settings that say how much is taken (limits, batch size): they are no part of the recipe, so that a larger
    limit adds programs to those that are live. id_column: the column of row ids. is_cumulative: new snapshots add
    batches (else they replace them).
    """

    sources: Callable[[Settings], Sequence[str]]
    name_of: Callable[[str], str]
    snapshot: Callable[[str, Settings], str]
    collect: Callable[[str, Settings, set[str]], Iterable[Batch]]
    id_column: str
    is_cumulative: bool
    scope: tuple[str, ...] = ()
