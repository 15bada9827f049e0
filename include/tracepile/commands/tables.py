"""Choosing the column and writing the Parquet file, for the commands that judge the rows of a table."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tracepile.commands.common import CommandError


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
