"""`tracepile dedup`: which rows of a Parquet file are duplicates of which."""

import os
import sys
from typing import Annotated

import numpy as np
import pyarrow as pa
import typer

from tracepile.commands.common import read_settings, user_errors
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
    with user_errors(), write_table(target, schema) as writer:
        texts = (texts for _, texts in table.batches())
        verdicts = find_duplicates(texts, settings, threshold, is_code=is_code, jobs=len(os.sched_getaffinity(0)))
        ids = pa.chunked_array([ids for ids, _ in table.batches()], table.id_type)
        keepers = verdicts.column("keeper").to_numpy()
        is_kept = keepers == np.arange(len(keepers))
        columns = {
            "id": ids,
            "cluster_id": pa.array([str(value) for value in ids.take(pa.array(keepers)).to_pylist()], pa.string()),
            "is_kept": pa.array(is_kept),
            "duplicate_of": ids.take(pa.array(keepers, mask=is_kept)),
            "channel": verdicts.column("channel"),
            "jaccard": verdicts.column("jaccard"),
        }
        writer.write_table(pa.table(columns).cast(schema))
    sys.stderr.write(f"{int((~is_kept).sum()):,} of {len(keepers):,} rows are duplicates\n")
