"""Ids and texts of a file of rows, some rows at a time: two columns of Parquet, or two fields of JSONL."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from tracepile.fetch.rows import BadRow, read_file

_ROWS_AT_ONCE: Final = 20_000


class TableError(ValueError):
    """A file cannot be read as asked; the message is one sentence that says what is wrong with it."""


class TableFile:
    """A Parquet file with a column of ids and one of texts; messages call it `name` (default: its path).

    Raises `TableError` when it is not.
    """

    def __init__(self, path: str | Path, id_column: str, text_column: str, name: str | None = None) -> None:
        self._name = name or str(path)
        try:
            self._file = pq.ParquetFile(path)
        except FileNotFoundError:
            raise TableError(f"There is no file {self._name}.") from None
        except (pa.ArrowException, OSError):
            raise TableError(f"The file {self._name} cannot be read as Parquet.") from None
        self._schema = self._file.schema_arrow
        self._columns = (id_column, text_column)
        for column in self._columns:
            if column not in self._schema.names:
                names = ", ".join(self._schema.names)
                raise TableError(f"The file {self._name} has no column {column!r}; its columns are {names}.")
            if self._schema.names.count(column) > 1:
                raise TableError(f"The file {self._name} has several columns {column!r}; rename all but one.")
        kind = self._schema.field(text_column).type
        if not _is_text(kind.value_type if pa.types.is_dictionary(kind) else kind):
            raise TableError(f"The column {text_column!r} of {self._name} holds {kind}, not text.")
        self.n_rows: int = self._file.metadata.num_rows
        kind = self._schema.field(id_column).type
        self.id_type: pa.DataType = kind.value_type if pa.types.is_dictionary(kind) else kind

    def batches(self) -> Iterator[tuple[pa.Array, pa.Array]]:
        """Yield ids and texts, some rows at a time. Raises `TableError` when the file breaks off or is damaged."""
        columns = list(dict.fromkeys(self._columns))
        n_read = 0
        try:
            for batch in self._file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=columns):
                ids, texts = (batch.column(batch.schema.get_field_index(name)) for name in self._columns)
                yield ids.cast(self.id_type), texts.cast(pa.large_string())
                n_read += len(batch)
        except (pa.ArrowException, OSError) as error:
            reason = " ".join(str(error).split()).rstrip(".")
            raise TableError(f"The file {self._name} is damaged after row {n_read:,} ({reason}).") from None


def read_columns(path: Path, id_column: str, text_column: str, name: str) -> Iterator[tuple[pa.Array, pa.Array]]:
    """Yield ids and texts (large_string) of a Parquet or JSONL file, some rows at a time.

    A line of JSONL that lacks a field has null there; its ids are whole numbers or texts. Raises `TableError`, which
    calls the file `name`.
    """
    if path.name.endswith(".parquet"):
        return TableFile(path, id_column, text_column, name).batches()
    return _read_lines(path, id_column, text_column, name)


def _read_lines(path: Path, id_column: str, text_column: str, name: str) -> Iterator[tuple[pa.Array, pa.Array]]:
    rows = (_parse(row, name) for row in read_file(path))
    unseen: set[str] = {id_column, text_column}
    names: dict[str, None] = {}
    is_filled = False
    while part := list(islice(rows, _ROWS_AT_ONCE)):
        is_filled = True
        for row in part if unseen else ():
            unseen -= row.keys()
            names.update(dict.fromkeys(row))
        yield (
            _make_array(part, id_column, (int, str), name),
            _make_array(part, text_column, (str,), name).cast(pa.large_string()),
        )
    if is_filled and unseen:
        fields = ", ".join(names) or "none"
        raise TableError(f"No row of the file {name} has the field {min(unseen)!r}; its fields are {fields}.")


def _parse(row: Any, name: str) -> dict[str, Any]:
    if isinstance(row, BadRow):
        place = row.ref.rpartition(":")[2] if ":" in row.ref else ""
        where = f"Line {place} of the file {name}" if place else f"The file {name}"
        raise TableError(f"{where} cannot be read: {' '.join(row.message.split())}")
    value: dict[str, Any] = row.value
    return value


def _make_array(rows: list[dict[str, Any]], column: str, kinds: tuple[type, ...], name: str) -> pa.Array:
    values = [row.get(column) for row in rows]
    found = {type(value) for value in values} - {type(None)}
    if not found <= set(kinds) or len(found) > 1:
        wanted = "text" if kinds == (str,) else "whole numbers, or texts, alone"
        given = ", ".join(sorted(kind.__name__ for kind in found))
        raise TableError(f"The field {column!r} of the file {name} holds {given}; it must hold {wanted}.")
    try:
        return pa.array(values)
    except (pa.ArrowException, OverflowError, UnicodeEncodeError) as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise TableError(f"The field {column!r} of the file {name} cannot be stored ({reason}).") from None


def _is_text(kind: pa.DataType) -> bool:
    """Tell whether a type is text; a column without any value has no type of its own."""
    is_string = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return bool(is_string or pa.types.is_null(kind))
