"""What a commit of a table says: which shards are live, and the counts of the rows that made them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from tracepile.schema import content_id


@dataclass(frozen=True, slots=True)
class Shard:
    """One immutable shard: `<key>.parquet` of each table its stage owns, and `<key>.rejects.parquet`.

    batch: the batch it came from (`all` for whole-table stages); label: the batch's name for people;
    recipe: hash of stage, stage version and settings; sha256, rows, bytes: of the stage's own table;
    content: hash over all files of the shard; counts: input rows and how they ended.
    """

    key: str
    batch: str
    label: str
    recipe: str
    sha256: str
    content: str
    rows: int
    bytes: int
    counts: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read the form `as_json` writes."""
        return cls(**value)

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {**asdict(self), "counts": dict(self.counts)}


@dataclass(frozen=True, slots=True)
class Commit:
    """One entry of a table's log; number 0 is the empty table before the first entry."""

    table: str
    number: int
    shards: tuple[Shard, ...] = ()

    @property
    def content(self) -> str:
        """Hash of the live shards and their order: equal content, equal hash."""
        return content_id([[shard.key, shard.content] for shard in self.shards])

    @property
    def counts(self) -> dict[str, int]:
        """Counts summed over the live shards: rows in, ok, filtered, gave_up, and rows of each further table."""
        total: dict[str, int] = {}
        for shard in self.shards:
            for name, count in shard.counts.items():
                total[name] = total.get(name, 0) + count
        return dict(sorted(total.items()))

    def by_batch(self) -> dict[str, Shard]:
        """Return the live shard of each batch."""
        return {shard.batch: shard for shard in self.shards}
