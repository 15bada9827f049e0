"""The request cache: every answer that was paid for, kept from the moment it came.

One SQLite file in a directory of its own, in WAL mode: each answer is one transaction, so a `kill -9` loses none that
was written, and several tasks may write at once. Failures are kept too. It must lie on a disk of the machine, not on a
network file system.
"""

import json
import sqlite3
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tracepile.llm.errors import DeploymentError
from tracepile.llm.model import Failure, Usage

FILE_NAME: Final = "requests.sqlite"
_LOG_PAGES: Final = 20_000  # of 4 KiB

_SCHEMA: Final = """
create table if not exists answers (
    key text primary key,
    template text not null,
    model text not null,
    server_version text not null,
    answered_at real not null,
    is_final integer not null,
    body text not null
) without rowid
"""
_FIND: Final = "select body from answers where key = ? and is_final >= ?"
# The first answer stays, whoever asks at the same time: all tasks see the same bytes.
_KEEP: Final = """
insert into answers values (?, ?, ?, ?, ?, ?, ?)
on conflict (key) do update
set answered_at = excluded.answered_at, is_final = excluded.is_final, body = excluded.body
where answers.is_final = 0
"""


@dataclass(frozen=True, slots=True)
class Record:
    """How one request, with one budget of tokens, ended: see `Reply` for the fields."""

    text: str
    finish_reason: str | None
    failure: Failure | None
    usage: Usage
    latency_s: float
    attempts: int

    @property
    def is_final(self) -> bool:
        """Whether it answers the request for good; other failures are asked again."""
        return self.failure is None or self.failure.is_final


class RequestCache:
    """The cache in a directory, created if need be. Use it in the thread that opened it.

    model, server_version: who answers what is put in; for people who look into the file.
    """

    def __init__(self, directory: Path, *, model: str = "", server_version: str = "") -> None:
        self.path = directory / FILE_NAME
        self._who = (model, server_version)
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self.path, timeout=60, isolation_level=None)
            self._db.execute("pragma journal_mode = wal")
            # What a killed process wrote is in the kernel; only a power failure can lose the last answers.
            self._db.execute("pragma synchronous = normal")
            # Moving the log into the file waits for the disk, and the server would idle: seldom, and at the end.
            self._db.execute(f"pragma wal_autocheckpoint = {_LOG_PAGES}")
            self._db.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise DeploymentError(
                f"The request cache {self.path} cannot be used ({error}); set TRACEPILE_REQUEST_CACHE to a directory "
                "on a local disk that this user may write."
            ) from None

    def find(self, key: str, *, is_final: bool = True) -> Record | None:
        """Return what is known of a key; only what ended for good, unless told otherwise."""
        row = self._db.execute(_FIND, (key, int(is_final))).fetchone()
        return _read_record(row[0]) if row else None

    def keep(self, key: str, template: str, record: Record) -> None:
        """Write how a request ended; nothing that ended for good is ever overwritten."""
        body = json.dumps(asdict(record), separators=(",", ":"))
        self._db.execute(_KEEP, (key, template, *self._who, time.time(), int(record.is_final), body))

    def count(self) -> int:
        """Return the number of requests that ended for good."""
        return int(self._db.execute("select count(*) from answers where is_final = 1").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _read_record(body: str) -> Record:
    value = json.loads(body)
    failure = value["failure"]
    return Record(
        value["text"],
        value["finish_reason"],
        None if failure is None else Failure(**failure),
        Usage(**value["usage"]),
        value["latency_s"],
        value["attempts"],
    )
