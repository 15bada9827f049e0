"""Reading and writing JSONL for the commands that map lines to lines."""

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tracepile.commands.common import CommandError

STANDARD_STREAM = "-"


def read_lines(path: str) -> Iterator[bytes]:
    """Yield the lines of a file (or of standard input for `-`) without their ends; say so if it cannot be read."""
    if path == STANDARD_STREAM:
        yield from (line.rstrip(b"\r\n") for line in sys.stdin.buffer)
        return
    try:
        with Path(path).open("rb") as file:
            yield from (line.rstrip(b"\r\n") for line in file)
    except OSError as error:
        raise CommandError(f"The file {path} cannot be read: {error.strerror}.") from None


def count_lines(path: str) -> int | None:
    """Return how many lines a file has; None for standard input."""
    return None if path == STANDARD_STREAM else sum(1 for _ in read_lines(path))


def write_rows(path: str, rows: Iterable[dict[str, Any]], *, n_rows: int | None = None) -> int:
    """Write rows as JSONL, in full or not at all (`-`: to standard output); return how many are error rows.

    A progress bar goes to standard error when that is a terminal.
    """
    n_errors = 0
    with _open_output(path) as file, _progress(n_rows) as advance:
        for row in rows:
            n_errors += "line" in row and "outcome" not in row
            file.write(_encode(row))
            advance()
    return n_errors


def _encode(row: dict[str, Any]) -> bytes:
    try:
        return (json.dumps(row, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # lone surrogates have no UTF-8 form; escaped they are fine
        return (json.dumps(row) + "\n").encode()


@contextmanager
def _open_output(path: str) -> Iterator[IO[bytes]]:
    if path == STANDARD_STREAM:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(path)
    try:
        file = tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False)  # noqa: SIM115
    except OSError as error:
        raise CommandError(f"The file {path} cannot be written: {error.strerror}.") from None
    temporary = Path(file.name)
    try:
        with file:
            yield file
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def _progress(n_rows: int | None) -> Iterator[Any]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("cases", total=n_rows)
        yield lambda: progress.advance(task)
