"""`tracepile dedup`: which rows of a Parquet file are duplicates of which."""

import sys
from collections.abc import Iterator
from typing import Annotated

import pyarrow as pa
import pyarrow.compute as pc
import typer

from tracepile.commands.common import read_settings, user_errors
from tracepile.commands.tables import pick_column, write_table
from tracepile.fetch import TableFile
from tracepile.machine import count_cpus


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
    from tracepile.dedup import name_verdicts, verdict_schema
    from tracepile.similarity import find_duplicates

    column, is_code = pick_column(text, code)
    if not 0 < threshold <= 1:
        raise typer.BadParameter("must be above 0 and at most 1", param_hint="--threshold")
    with user_errors():
        table = TableFile(source, id_column, column)
    settings = read_settings()
    ids: list[pa.Array] = []

    def read() -> Iterator[pa.Array]:
        for part, texts in table.batches():
            ids.append(part)
            yield texts

    with user_errors(), write_table(target, source, verdict_schema(table.id_type)) as writer:
        verdicts = find_duplicates(read(), settings, threshold, is_code=is_code, jobs=count_cpus())
        names = pa.chunked_array(ids, table.id_type)
        named = name_verdicts(names, verdicts)
        writer.write_table(named)
    n_kept = pc.sum(named.column("is_kept")).as_py() or 0
    sys.stderr.write(f"{len(named) - n_kept:,} of {len(named):,} rows are duplicates\n")
    _warn_of_ids(names)


def _warn_of_ids(ids: pa.ChunkedArray) -> None:
    """Say what makes verdicts hard to read: the rows of the output are in order of the input all the same."""
    if ids.null_count:
        sys.stderr.write(f"{ids.null_count:,} rows have no id; the verdicts are in the order of the rows\n")
    n_repeated = len(ids) - ids.null_count - len(set(map(str, ids.drop_null().to_pylist())))
    if n_repeated:
        sys.stderr.write(f"{n_repeated:,} rows repeat the id of another row; cluster_id tells them not apart\n")
