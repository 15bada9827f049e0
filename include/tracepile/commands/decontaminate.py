"""`tracepile decontaminate`: which rows of a Parquet file hold items of benchmarks."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import typer

from tracepile.commands.common import CommandError, read_settings, user_errors
from tracepile.commands.tables import pick_column, write_table
from tracepile.fetch import TableFile


def decontaminate(
    source: Annotated[str, typer.Argument(metavar="IN.parquet", help="The rows.")],
    target: Annotated[str, typer.Argument(metavar="OUT.parquet", help="The hits, those of a row together.")],
    id_column: Annotated[str, typer.Option("--id", metavar="COL", help="The column of ids.")],
    benchmarks: Annotated[
        list[str], typer.Option("--benchmarks", metavar="DIR", help="A folder of <name>/items.jsonl; may be repeated.")
    ],
    text: Annotated[
        str | None, typer.Option("--text", metavar="COL", help="A column of text; a first line may be its title.")
    ] = None,
    code: Annotated[str | None, typer.Option("--code", metavar="COL", help="A column of Python code.")] = None,
) -> None:
    """Find benchmark items in the rows of a Parquet file, and write each hit with its evidence."""
    from tracepile.similarity import find_program_hits, find_text_hits, is_contaminated, prepare_targets

    column, is_code = pick_column(text, code)
    with user_errors():
        table = TableFile(source, id_column, column)
    schema = pa.schema(
        [
            ("id", table.id_type),
            *((name, pa.string()) for name in ("benchmark", "item_id", "rule")),
            ("coverage", pa.float64()),
            ("evidence", pa.string()),
        ]
    )
    settings = read_settings()
    n_rows, n_hits = 0, 0
    with user_errors(), write_table(target, source, schema) as writer:
        targets = prepare_targets(_read_items(benchmarks), settings)
        for ids, texts in table.batches():
            given = [text or "" for text in texts.to_pylist()]
            if is_code:
                hits = dict(enumerate(find_program_hits([""] * len(given), given, targets, settings)))
            else:
                hits = find_text_hits(given, targets, settings, is_question=True)
            strong = [(at, hit) for at in sorted(hits) for hit in hits[at] if is_contaminated(hit, settings)]
            columns = {name: [hit[name] for _, hit in strong] for name in schema.names if name != "id"}
            owners = ids.take(pa.array([at for at, _ in strong], pa.int64()))
            writer.write_table(pa.table({"id": owners, **columns}, schema=schema))
            n_rows += len({at for at, _ in strong})
            n_hits += len(strong)
    sys.stderr.write(f"{n_rows:,} of {table.n_rows:,} rows hold benchmark items ({n_hits:,} hits)\n")


def _read_items(folders: Sequence[str]) -> pa.Table:
    """Return the items of all sets in the folders (columns of `benchmarks`)."""
    from tracepile.benchmarks.folder import read
    from tracepile.benchmarks.items import judge_items
    from tracepile.fetch import SourceError, find_sets, name_set
    from tracepile.schema import table_of

    rows: list[dict[str, Any]] = []
    n_bad = 0
    for folder in folders:
        try:
            for path in find_sets(Path(folder)):
                good, bad = judge_items(read(path), name_set(str(path), "items"))
                rows += good
                n_bad += len(bad)
        except SourceError as error:
            raise CommandError(str(error)) from None
    if not rows:
        raise CommandError(
            f"No benchmark item can be read from {', '.join(folders)}; see `tracepile decontaminate -h`."
        )
    if n_bad:
        sys.stderr.write(f"{n_bad:,} benchmark items could not be read and were left out\n")
    return table_of("benchmarks", rows)
