"""Benchmark items in texts by their words: shared n-grams, and short items that stand in a text as a whole."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa

from tracepile import sql
from tracepile.settings import Settings
from tracepile.similarity.ngrams import GRAMS, KnownGrams, as_table, count_distinct
from tracepile.similarity.streams import Owners, Stream, read_formulas, read_words
from tracepile.similarity.targets import SHORT_MARGIN, ShortItems, Targets

_NEVER: Final = 2**31 - 1
_MIN_COVERAGE: Final = 0.05
"""Below it two texts share a phrase."""


Connect = Callable[[], duckdb.DuckDBPyConnection]


@contextmanager
def connect_late(settings: Settings) -> Iterator[Connect]:
    """Give a function that opens DuckDB when it is first called: most texts hold nothing that needs it."""
    with ExitStack() as stack:
        yield cache(lambda: stack.enter_context(sql.connect(settings)))


def find_overlaps(
    connect: Connect,
    texts: Sequence[str],
    targets: Targets,
    settings: Settings,
    *,
    is_question: bool,
    max_hits: int,
) -> list[dict[str, Any]]:
    """Return document, item, rule and coverage where a text shares n-grams with an item (`sql/curate/ngram_hits.sql`).

    Most texts share none: what DuckDB counts are the n-grams of those that do.
    """
    plain, folded = targets.ngrams[False], targets.ngrams[True]
    met: dict[bool, list[pa.Table]] = {False: [GRAMS.empty_table()], True: [GRAMS.empty_table()]}
    for block in read_words(texts):
        stream, numbered = block.scan(is_folded=False), block.with_numbers()
        met[False].append(_find_grams(stream, plain, settings))
        met[True].append(_find_grams(stream, folded, settings, leave_out=numbered.positions))
        met[True].append(_find_grams(numbered.scan(is_folded=True), folded, settings))
    documents, items = [], []
    for is_folded, parts in met.items():
        grams = pa.concat_tables(parts)
        documents.append(_mark(grams, is_folded))
        items.append(_mark(targets.ngrams[is_folded].rows(grams.column("gram").to_numpy()), is_folded))
    if not any(table.num_rows for table in items):
        return []
    con = connect()
    con.register("document_ngrams", pa.concat_tables(documents))
    con.register("item_ngrams", pa.concat_tables(items))
    params = {
        "overlap_threshold": min(_MIN_COVERAGE, settings.overlap_threshold),
        "contamination_threshold": settings.contamination_threshold,
        "min_text_ngrams": SHORT_MARGIN + 1 if is_question else _NEVER,
        "max_hits": max_hits,
    }
    found: list[dict[str, Any]] = sql.query(con, "curate/ngram_hits.sql", params).to_pylist()
    return found


def find_whole_items(connect: Connect, texts: Sequence[str], targets: Targets) -> Iterator[tuple[int, int, str]]:
    """Yield document, item and rule where a short item stands whole in a text, its numbers folded or not."""
    runs: dict[bool, list[pa.Table]] = {is_folded: [GRAMS.empty_table()] for is_folded in targets.shorts}
    lines = [GRAMS.empty_table()]
    for block in read_formulas(texts):
        stream = block.scan(is_folded=False)
        runs[False].append(targets.shorts[False].runs.find(stream))
        lines.append(_find_lines(targets.lines, stream))
        if targets.shorts[True].items.num_rows:
            # Each of these items holds a number.
            runs[True].append(targets.shorts[True].runs.find(block.with_numbers().scan(is_folded=True)))
    for rule, shorts, parts in (
        ("short", targets.shorts[False], runs[False]),
        ("ngram_digits", targets.shorts[True], runs[True]),
        ("short", targets.lines, lines),
    ):
        yield from ((at, item, rule) for at, item in _name_items(connect, pa.concat_tables(parts), shorts))


def _find_grams(
    stream: Stream, known: KnownGrams, settings: Settings, leave_out: Owners | Sequence[int] = ()
) -> pa.Table:
    """Return the n-grams (`GRAMS`) of the texts that hold a known one; some texts are left out."""
    n = settings.contamination_ngram
    starts = stream.runs(n)
    if len(leave_out):
        starts = starts[~np.isin(stream.owner[starts], leave_out)]
    grams = stream.combine(starts, starts + n)
    met = np.unique(stream.owner[starts[known.find(grams)]])
    if not len(met):
        return GRAMS.empty_table()
    chosen = np.flatnonzero(np.isin(stream.owner[starts], met))
    chosen = chosen[count_distinct(stream, starts[chosen], n) >= settings.contamination_min_distinct]
    return as_table(stream.owner[starts[chosen]], grams[chosen])


def _find_lines(lines: ShortItems, stream: Stream) -> pa.Table:
    """Return the lines and the texts (`GRAMS`) that are an item."""
    if not lines.items.num_rows:
        return GRAMS.empty_table()
    starts, stops = map(np.concatenate, zip(stream.lines(), stream.texts(), strict=True))
    grams = stream.combine(starts, stops)
    found = lines.known.find(grams)
    return as_table(stream.owner[starts[found]], grams[found])


def _name_items(connect: Connect, runs: pa.Table, shorts: ShortItems) -> Iterator[tuple[int, int]]:
    """Yield document and item for each run (`GRAMS`) that is an item."""
    if runs.num_rows:
        con = connect()
        con.register("document_runs", runs)
        con.register("item_runs", shorts.items)
        for row in sql.query(con, "curate/short_hits.sql").to_pylist():
            yield row["document"], row["item"]


def _mark(table: pa.Table, is_folded: bool) -> pa.Table:
    return table.append_column("is_folded", pa.array(np.full(table.num_rows, is_folded)))
