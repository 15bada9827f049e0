"""Rows in JSONL and Parquet files: sets of them in a folder, and their rows one by one, broken ones included."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tracepile.fetch.errors import SourceError
from tracepile.schema import content_id

ROW_SUFFIXES = (".jsonl", ".jsonl.gz", ".parquet")
"""How the names of files of rows end."""

_PARQUET_ROWS = 256


@dataclass(frozen=True)
class RawRow:
    """A row as it came: `ref` is `<file>:<line or row, from 1>`, `text` its own text or JSON."""

    ref: str
    text: str
    value: dict[str, Any]


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be read; `reason` is `not_utf8`, `bad_json`, `wrong_type` or `bad_file`."""

    ref: str
    text: str
    reason: str
    message: str


# sets -------------------------------------------------------------------------------------------------------------


def find_sets(path: Path) -> list[Path]:
    """Return the sets of rows at a path, sorted: the file itself, or in a directory every row file and every
    subdirectory that holds row files (its files are one set). Row files end in .jsonl, .jsonl.gz or .parquet.

    Raises `SourceError` when there is none.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise SourceError(f"There is no file or folder {path}; correct the path in the settings.")
    found = [*_row_files(path), *(entry for entry in path.iterdir() if entry.is_dir() and _row_files(entry))]
    if not found:
        raise SourceError(f"The folder {path} holds no .jsonl, .jsonl.gz or .parquet file, nor a folder with one.")
    return sorted(found)


def name_set(path: str, generic: str) -> str:
    """Return the name of the set at a path: its file's or folder's; a file called `generic` has its folder's."""
    given = Path(path)
    stem = given.name
    for suffix in ROW_SUFFIXES:
        stem = stem.removesuffix(suffix)
    return given.absolute().parent.name if stem == generic else stem


def hash_set(path: Path) -> str:
    """Return the sha256 of a set: of its files' names and bytes. Raises `SourceError` when there is none."""
    return content_id([[file.name, hash_file(file)] for file in files_of_set(path)])


def hash_file(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    stat = path.stat()
    return _hash_file(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=4096)
def _hash_file(path: Path, size: int, modified: int) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def files_of_set(path: Path) -> list[Path]:
    """Return the row files of a set, sorted. Raises `SourceError` when there is none."""
    files = [path] if path.is_file() else _row_files(path) if path.is_dir() else []
    if not files:
        raise SourceError(f"There is no row file at {path} (any more); correct the path in the settings.")
    return files


def _row_files(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if entry.is_file() and entry.name.endswith(ROW_SUFFIXES))


def read_readme(path: Path) -> str:
    """Return the text of the README.md that stands with a set; empty when there is none."""
    readme = (path.parent if path.is_file() else path) / "README.md"
    return readme.read_text(encoding="utf-8", errors="replace") if readme.is_file() else ""


# rows -------------------------------------------------------------------------------------------------------------


def read_set(path: Path) -> Iterator[RawRow | BadRow]:
    """Yield the rows of a set in order. A file that breaks in the middle gives its rows so far and a `BadRow`."""
    for file in files_of_set(path):
        yield from read_file(file)


def read_file(file: Path) -> Iterator[RawRow | BadRow]:
    """Yield the rows of one file."""
    return _read_parquet(file) if file.name.endswith(".parquet") else _read_lines(file)


def _read_lines(file: Path) -> Iterator[RawRow | BadRow]:
    try:
        with gzip.open(file, "rb") if file.name.endswith(".gz") else file.open("rb") as handle:
            for number, line in enumerate(handle, start=1):
                if line.strip():
                    yield read_line(f"{file.name}:{number}", line)
    except (OSError, EOFError, zlib.error) as error:
        yield BadRow(file.name, file.name, "bad_file", f"The file cannot be read to its end: {error}.")


def read_line(ref: str, line: bytes) -> RawRow | BadRow:
    """Read one line of JSONL."""
    try:
        text = line.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        return BadRow(ref, line.decode("utf-8", "backslashreplace").strip(), "not_utf8", f"Not UTF-8: {error}.")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return BadRow(ref, text, "bad_json", f"Not JSON: {error}.")
    if not isinstance(value, dict):
        return BadRow(ref, text, "wrong_type", f"The row is a JSON {type(value).__name__}, not an object.")
    return RawRow(ref, text, value)


def _read_parquet(file: Path) -> Iterator[RawRow | BadRow]:
    number = 0
    try:
        with pq.ParquetFile(file) as parquet:
            for batch in parquet.iter_batches(batch_size=_PARQUET_ROWS):
                for value in batch.to_pylist():
                    number += 1
                    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
                    yield RawRow(f"{file.name}:{number}", text, value)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        yield BadRow(file.name, file.name, "bad_file", f"The file cannot be read beyond row {number}: {first}")
