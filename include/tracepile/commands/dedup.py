"""`tracepile dedup`: which rows of a Parquet file are duplicates of which."""

import sys
from collections.abc import Iterator
from typing import Annotated

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import typer

from tracepile.commands.common import count_cores, read_settings, user_errors
from tracepile.commands.tables import TableFile, pick_column, write_table


def dedup(
    source: Annotated[str, typer.Argument(metavar="IN.parquet", help="The rows; of duplicates the first one stays.")],
    target: Annotated[str, typer.Argument(metavar="OUT.parquet", help="One verdict per row, in the same order.")],
    id_column: Annotated[str, typer.Option("--id", metavar="COL", help="The column of ids.")],
    text: Annotated[str | None, typer.Option("--text", metavar="COL", help="A column of text.")] = None,
    code: Annotated[
        str | None,
        typer.Option("--code", metavar="COL", help="A column of Python code: comments do not count, nor do names."),
    ] = None,
    threshold: Annotated[
        float, typer.Option("--threshold", help="Share of three-token runs in common; 0.5 and more is found reliably.")
    ] = 0.7,
) -> None:
    """Find exact, renamed and near duplicates in a Parquet file, and write one verdict per row."""
    from tracepile.similarity import find_duplicates

    column, is_code = pick_column(text, code)
    if not 0 < threshold <= 1:
        raise typer.BadParameter("must be above 0 and at most 1", param_hint="--threshold")
    table = TableFile(source, id_column, column)
    schema = pa.schema(
        [
            ("id", table.id_type),
            ("cluster_id", pa.string()),
            ("is_kept", pa.bool_()),
            ("duplicate_of", table.id_type),
            ("channel", pa.string()),
            ("jaccard", pa.float64()),
        ]
    )
    settings = read_settings()
    ids: list[pa.Array] = []

    def read() -> Iterator[pa.Array]:
        for part, texts in table.batches():
            ids.append(part)
            yield texts

    with user_errors(), write_table(target, source, schema) as writer:
        verdicts = find_duplicates(read(), settings, threshold, is_code=is_code, jobs=count_cores())
        names = pa.chunked_array(ids, table.id_type)
        keepers = verdicts.column("keeper").to_numpy()
        is_kept = keepers == np.arange(len(keepers))
        columns = {
            "id": names,
            "cluster_id": pa.array(_name_clusters(names, keepers), pa.string()),
            "is_kept": pa.array(is_kept),
            "duplicate_of": names.take(pa.array(keepers, mask=is_kept)),
            "channel": verdicts.column("channel"),
            "jaccard": verdicts.column("jaccard"),
        }
        writer.write_table(pa.table(columns).cast(schema))
    sys.stderr.write(f"{int((~is_kept).sum()):,} of {len(keepers):,} rows are duplicates\n")
    _warn_of_ids(names)


def _name_clusters(ids: pa.ChunkedArray, keepers: npt.NDArray[np.int64]) -> list[str]:
    """Return the id of each row's keeper as text; `row N` (from 1) for a keeper without one."""
    found = zip(ids.take(pa.array(keepers)).to_pylist(), keepers.tolist(), strict=True)
    return [f"row {keeper + 1}" if value is None else str(value) for value, keeper in found]


def _warn_of_ids(ids: pa.ChunkedArray) -> None:
    """Say what makes verdicts hard to read: the rows of the output are in order of the input all the same."""
    if ids.null_count:
        sys.stderr.write(f"{ids.null_count:,} rows have no id; the verdicts are in the order of the rows\n")
    n_repeated = len(ids) - ids.null_count - len(set(map(str, ids.drop_null().to_pylist())))
    if n_repeated:
        sys.stderr.write(f"{n_repeated:,} rows repeat the id of another row; cluster_id tells them not apart\n")
