"""Tables in a store: write a shard once, find it, commit the live ones, read a commit's rows."""

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tracepile.schema import REJECTS, TABLES, canonical_json, content_id
from tracepile.settings import Settings
from tracepile.store.commits import Commit, Shard
from tracepile.store.objects import Objects, StoreError, open_objects
from tracepile.store.parquet import is_readable, read_parquet, write_parquet


def shard_description(table: str, key: str) -> str:
    """Return the object key of a shard's description; `table` is the stage's own."""
    return f"tables/{table}/{key}.shard.json"


def shard_object(table: str, key: str) -> str:
    """Return the object key of a shard's rows; `table` may be `<table>.rejects`."""
    name, _, kind = table.partition(".")
    return f"tables/{name}/{key}.{kind}.parquet" if kind else f"tables/{name}/{key}.parquet"


@dataclass(frozen=True)
class Store:
    """The tables of the platform over one object store."""

    objects: Objects

    # shards -----------------------------------------------------------------

    def write_shard(
        self,
        key: str,
        tables: Mapping[str, pa.Table],
        rejects: pa.Table,
        *,
        batch: str,
        label: str,
        recipe: str,
        counts: Mapping[str, int],
    ) -> Shard:
        """Write a stage's shard: rows of each table it owns (its own table first), rejects, and its description.

        The description `<key>.shard.json` is written last: a shard exists when it does. When another writer was
        first, its shard is kept and returned.
        """
        main = next(iter(tables))
        parts = {**tables, f"{main}.rejects": rejects}
        digests: dict[str, str] = {}
        size = 0
        with tempfile.TemporaryDirectory(prefix="tracepile-shard-") as scratch:
            for table, rows in parts.items():
                schema = REJECTS if table.endswith(".rejects") else TABLES[table]
                path = Path(scratch) / "part.parquet"
                write_parquet(rows, schema, path)
                object_key = shard_object(table, key)
                if not self.objects.create(object_key, path):
                    path = self._keep_or_replace(object_key, path)
                digests[table] = hashlib.sha256(path.read_bytes()).hexdigest()
                size = path.stat().st_size if table == main else size
        shard = Shard(
            key=key,
            batch=batch,
            label=label,
            recipe=recipe,
            sha256=digests[main],
            content=content_id(digests),
            rows=tables[main].num_rows,
            bytes=size,
            counts=counts,
        )
        text = canonical_json({**shard.as_json(), "files": digests})
        if not self.objects.create(shard_description(main, key), text.encode()):
            found = self.find_shard(main, key)
            assert found is not None
            return found
        return shard

    def _keep_or_replace(self, object_key: str, path: Path) -> Path:
        """Return a file with what another writer wrote, or with ours, when what is there cannot be read."""
        found = path.with_name("found.parquet")
        found.write_bytes(self.objects.read(object_key))
        if is_readable(found):
            return found
        self.objects.replace(object_key, path.read_bytes())
        return path

    def find_shard(self, table: str, key: str) -> Shard | None:
        """Return the shard of this key if it is complete."""
        value = self._describe(table, key)
        return None if value is None else Shard.from_json({name: value[name] for name in value if name != "files"})

    def drop_shard(self, table: str, key: str) -> None:
        """Delete a shard's files, its description first, so that it is computed again."""
        value = self._describe(table, key)
        if value is not None:
            self.objects.delete(shard_description(table, key))
            for part in value["files"]:
                self.objects.delete(shard_object(part, key))

    def verify_shard(self, table: str, key: str) -> list[str]:
        """Return the object keys of a shard whose bytes are missing or differ from its description.

        Where there is no description there is no shard: its key is returned.
        """
        value = self._describe(table, key)
        if value is None:
            return [shard_description(table, key)]
        broken = []
        for part, digest in sorted(value["files"].items()):
            name = shard_object(part, key)
            try:
                found = hashlib.sha256(self.objects.read(name)).hexdigest()
            except KeyError:
                found = ""
            if found != digest:
                broken.append(name)
        return broken

    def _describe(self, table: str, key: str) -> dict[str, Any] | None:
        """Return a shard's description (columns of `Shard`, and `files`: table to SHA-256), None if there is none."""
        try:
            value: dict[str, Any] = json.loads(self.objects.read(shard_description(table, key)))
        except KeyError:
            return None
        return value

    # commits ----------------------------------------------------------------

    def latest(self, table: str) -> Commit:
        """Return the commit with the highest number; number 0 if there is none yet."""
        numbers = [int(key.rsplit("/", 1)[1].removesuffix(".json")) for key in self.objects.keys(f"tables/{table}/log")]
        return self.commit(table, max(numbers)) if numbers else Commit(table, 0)

    def commit(self, table: str, number: int) -> Commit:
        """Return one commit of a table's log."""
        if number == 0:
            return Commit(table, 0)
        try:
            value = json.loads(self.objects.read(f"tables/{table}/log/{number:08d}.json"))
        except KeyError:
            raise StoreError(f"The table {table!r} has no commit {number}; see tables/{table}/log.") from None
        return Commit(table, number, tuple(Shard.from_json(shard) for shard in value["shards"]))

    def append(self, table: str, shards: Sequence[Shard]) -> tuple[Commit, bool]:
        """Make these the live shards; tell whether that changed anything (equal content appends nothing)."""
        while True:
            last = self.latest(table)
            wanted = Commit(table, last.number + 1, tuple(shards))
            if wanted.content == last.content and (last.number > 0 or not shards):
                return last, False
            if self._create_commit(wanted):
                return wanted, True

    def extend(self, table: str, shard: Shard) -> Commit:
        """Add a shard to the live ones; whoever does so at the same time loses nothing."""
        while True:
            last = self.latest(table)
            if shard.key in {live.key for live in last.shards}:
                return last
            wanted = Commit(table, last.number + 1, (*last.shards, shard))
            if self._create_commit(wanted):
                return wanted

    def _create_commit(self, commit: Commit) -> bool:
        shards = [shard.as_json() for shard in commit.shards]
        body = {"table": commit.table, "shards": shards, "counts": commit.counts}
        key = f"tables/{commit.table}/log/{commit.number:08d}.json"
        return self.objects.create(key, canonical_json(body).encode())

    # rows -------------------------------------------------------------------

    def paths(self, table: str, shards: Sequence[Shard]) -> list[Path]:
        """Return local files with the rows of these shards, in their order; `table` may be `<table>.rejects`."""
        try:
            return [self.objects.fetch(shard_object(table, shard.key)) for shard in shards]
        except KeyError as error:
            raise StoreError(
                f"The store lacks {error}, which a commit names; restore it, or drop the shard and run its stage again."
            ) from None

    def check_paths(self, owner: str, table: str, shards: Sequence[Shard]) -> list[Path]:
        """Return what `paths` returns, compared with the hashes of its description; `owner` is the stage's own table.

        Raises `StoreError` for a file whose bytes are not those that were written.
        """
        paths = self.paths(table, shards)
        for shard, path in zip(shards, paths, strict=True):
            digest = shard.sha256 if table == owner else self._read_digest(owner, table, shard.key)
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                    raise StoreError(
                        f"The store's {shard_object(table, shard.key)} (shard {shard.label}) is damaged; run the DAG "
                        f"that owns {owner!r} again: it computes damaged shards anew, and all that follows from them."
                    )
        return paths

    def _read_digest(self, owner: str, table: str, key: str) -> str:
        value = self._describe(owner, key)
        return "" if value is None else str(value["files"].get(table, ""))  # dropped as damaged a moment ago

    def read(self, table: str, shards: Sequence[Shard], columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of these shards as one Arrow table (columns of the table's schema)."""
        schema = REJECTS if table.endswith(".rejects") else TABLES[table]
        return read_parquet(self.paths(table, shards), schema, columns)

    def count_rows(self, table: str, shard: Shard) -> int:
        """Return the number of rows of a shard's file from its footer alone."""
        return int(pq.read_metadata(self.objects.fetch(shard_object(table, shard.key))).num_rows)


def open_store(settings: Settings) -> Store:
    """Open the store that the settings name."""
    return Store(open_objects(settings))
