"""Reading and writing Parquet for the commands that judge the rows of a table."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from tracepile.commands.common import CommandError

_ROWS_AT_ONCE: Final = 20_000


class TableFile:
    """A Parquet file with a column of ids and one of texts. Raises `CommandError` when it is not."""

    def __init__(self, path: str, id_column: str, text_column: str) -> None:
        self._path = path
        try:
            self._file = pq.ParquetFile(path)
        except FileNotFoundError:
            raise CommandError(f"There is no file {path}.") from None
        except (pa.ArrowException, OSError):
            raise CommandError(f"The file {path} cannot be read as Parquet.") from None
        self._schema = self._file.schema_arrow
        self._columns = (id_column, text_column)
        for column in self._columns:
            if column not in self._schema.names:
                names = ", ".join(self._schema.names)
                raise CommandError(f"The file {path} has no column {column!r}; its columns are {names}.")
            if self._schema.names.count(column) > 1:
                raise CommandError(f"The file {path} has several columns {column!r}; rename all but one.")
        kind = self._schema.field(text_column).type
        if not _is_text(kind.value_type if pa.types.is_dictionary(kind) else kind):
            raise CommandError(f"The column {text_column!r} of {path} holds {kind}, not text.")
        self.n_rows: int = self._file.metadata.num_rows
        kind = self._schema.field(id_column).type
        self.id_type: pa.DataType = kind.value_type if pa.types.is_dictionary(kind) else kind

    def batches(self) -> Iterator[tuple[pa.Array, pa.Array]]:
        """Yield ids and texts, some rows at a time. Raises `CommandError` when the file breaks off or is damaged."""
        columns = list(dict.fromkeys(self._columns))
        n_read = 0
        try:
            for batch in self._file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=columns):
                ids, texts = (batch.column(batch.schema.get_field_index(name)) for name in self._columns)
                yield ids.cast(self.id_type), texts.cast(pa.large_string())
                n_read += len(batch)
        except (pa.ArrowException, OSError) as error:
            reason = " ".join(str(error).split()).rstrip(".")
            raise CommandError(f"The file {self._path} is damaged after row {n_read:,} ({reason}).") from None


def _is_text(kind: pa.DataType) -> bool:
    """Tell whether a type is text; a column without any value has no type of its own."""
    is_string = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return bool(is_string or pa.types.is_null(kind))


@contextmanager
def write_table(path: str, source: str, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    """Give a writer of a Parquet file that appears in full or not at all, and never in place of its source."""
    target = Path(path)
    if target.exists() and target.samefile(source):
        raise CommandError(f"The file {path} is the input; give the output another name.")
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise CommandError(f"The file {path} cannot be written: {error.strerror}.") from None
    os.close(handle)
    temporary = Path(name)
    try:
        with pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
            yield writer
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def pick_column(text: str | None, code: str | None) -> tuple[str, bool]:
    """Return the column of `--text` or `--code`, and whether it is code; exactly one of them must be given."""
    given: Sequence[str] = [column for column in (text, code) if column is not None]
    if len(given) != 1:
        raise CommandError("Give either --text COL or --code COL.")
    return given[0], code is not None
