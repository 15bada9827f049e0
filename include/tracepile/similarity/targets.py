"""Benchmark items, prepared once: what each rule of contamination looks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa

from tracepile import sql
from tracepile.schema import content_id
from tracepile.settings import Settings
from tracepile.similarity.alpha import shape_keys
from tracepile.similarity.examples import Examples
from tracepile.similarity.ngrams import KnownRuns, hash_ngrams, hash_tokens
from tracepile.similarity.solutions import Solutions
from tracepile.similarity.titles import read_title
from tracepile.similarity.tokens import fold_numbers, split_formula, split_words
from tracepile.stage import Inputs

SHORT_MARGIN: Final = 5
"""An item with fewer than n + 5 words (13 where n is 8) has too few n-grams for a share of them to mean anything."""

MIN_LINE_WORDS: Final = 3
"""A short item that is matched as a whole line has at least so many words: `Neural networks:` is no evidence."""

SETTINGS: Final = ("min_alpha_tokens", "min_near_tokens", "contamination_ngram", "contamination_min_distinct")
"""The settings that decide how items are prepared."""


@dataclass(frozen=True)
class Targets:
    """Prepared benchmark items; `item` is the position of an item in `items`.

    items: benchmark, item_id, prompt, solution. ngrams: item, is_folded, gram, n_grams. shapes: item, shape.
    Short items are looked for as a run of words and operators (run_items: item, gram; runs: the same, to search texts
    with), those with numbers also with these folded (folded_items, folded_runs), or, where they have few different
    words, as a whole line (lines: items by words and operators). titles: items by the words of their title.
    solutions: their code, for near-duplicates. examples: their inputs and answers.
    """

    items: pa.Table
    ngrams: pa.Table
    run_items: pa.Table
    runs: KnownRuns
    folded_items: pa.Table
    folded_runs: KnownRuns
    lines: dict[str, list[int]]
    titles: dict[str, list[int]]
    shapes: pa.Table
    solutions: Solutions
    examples: Examples


COLUMNS: Final = ("benchmark", "item_id", "title", "prompt", "solution", "test", "entry_point")
"""The columns of `benchmarks` that say what to look for."""

_prepared: dict[str, Targets] = {}


def load_targets(inputs: Inputs, settings: Settings) -> Targets:
    """Return the prepared items of the benchmarks commit that a stage reads; kept in this process until it changes."""
    key = content_id(inputs.commits["benchmarks"].content, settings.pick(SETTINGS))
    if key not in _prepared:
        targets = prepare_targets(inputs.table("benchmarks", COLUMNS), settings)
        _prepared.clear()
        _prepared[key] = targets
    return _prepared[key]


def prepare_targets(benchmarks: pa.Table, settings: Settings) -> Targets:
    """Prepare benchmark items (`COLUMNS`; all but benchmark, item_id, prompt and solution may be absent)."""
    items = benchmarks.select(["benchmark", "item_id", "prompt", "solution"])
    prompts = [prompt or "" for prompt in items.column("prompt").to_pylist()]
    solutions = [solution or "" for solution in items.column("solution").to_pylist()]
    ngrams, is_short = _prepare_ngrams(prompts, settings)
    runs, folded, lines = _prepare_shorts(prompts, is_short, settings)
    shapes = list(_prepare_shapes(prompts, solutions, settings))
    titles: dict[str, list[int]] = {}
    for item, title in enumerate(_texts(benchmarks, "title")):
        if words := read_title(title):
            titles.setdefault(" ".join(words), []).append(item)
    tests = zip(range(len(prompts)), _texts(benchmarks, "test"), _texts(benchmarks, "entry_point"), strict=True)
    return Targets(
        items=items,
        ngrams=ngrams,
        run_items=_hash_runs(runs),
        runs=KnownRuns.of([tokens for _, tokens in runs]),
        folded_items=_hash_runs(folded),
        folded_runs=KnownRuns.of([tokens for _, tokens in folded]),
        lines=lines,
        titles=titles,
        shapes=pa.table(
            {
                "item": pa.array([item for item, _, _ in shapes], pa.int32()),
                "shape": pa.array([shape for _, shape, _ in shapes], pa.string()),
            }
        ),
        solutions=Solutions.of([(item, code) for item, _, code in shapes], settings.min_near_tokens),
        examples=Examples.of(tests),
    )


def _texts(table: pa.Table, column: str) -> list[str]:
    if column not in table.column_names:
        return [""] * table.num_rows
    return [text or "" for text in table.column(column).to_pylist()]


def hash_words(texts: list[str], settings: Settings, id_column: str) -> pa.Table:
    """Return the n-grams of texts in both passes: columns `id_column` (position of the text), is_folded, gram.

    Only n-grams of at least `contamination_min_distinct` different words count: `0 0 0 0 …` says nothing.
    """
    parts = []
    for is_folded in (False, True):
        runs = hash_ngrams(
            texts,
            partial(split_words, is_folded=is_folded),
            settings.contamination_ngram,
            settings.contamination_min_distinct,
        )
        flags = pa.array(np.full(runs.num_rows, is_folded))
        parts.append(pa.table([runs.column("id"), flags, runs.column("gram")], names=[id_column, "is_folded", "gram"]))
    return pa.concat_tables(parts)


def _prepare_ngrams(prompts: list[str], settings: Settings) -> tuple[pa.Table, list[bool]]:
    """Return the n-grams of the long items, and which items are short."""
    shortest = settings.contamination_ngram + SHORT_MARGIN
    is_short = [len(split_words(prompt)) < shortest for prompt in prompts]
    long_prompts = ["" if short else prompt for prompt, short in zip(prompts, is_short, strict=True)]
    runs = hash_words(long_prompts, settings, "item")
    with sql.connect(settings) as con:
        con.register("found_ngrams", runs)
        ngrams = sql.query(con, "curate/item_ngrams.sql")
    counted = set(ngrams.column("item").unique().to_pylist())
    return ngrams, [item not in counted for item in range(len(prompts))]


_Runs = list[tuple[int, list[str]]]


def _prepare_shorts(
    prompts: list[str], is_short: list[bool], settings: Settings
) -> tuple[_Runs, _Runs, dict[str, list[int]]]:
    """Return the short items that are looked for as a run of words, those of them with numbers to fold (folded), and
    those that are looked for as a line.
    """
    runs: _Runs = []
    folded: _Runs = []
    lines: dict[str, list[int]] = {}
    for item, prompt in enumerate(prompts):
        if not is_short[item]:
            continue
        tokens, words = split_formula(prompt), split_words(prompt)
        if len(set(words)) >= settings.contamination_min_distinct:
            runs.append((item, tokens))
        elif len(words) >= MIN_LINE_WORDS:
            lines.setdefault(" ".join(tokens), []).append(item)
        # Without its numbers an item must still say something.
        names = {word for word in words if word.isalpha() and len(word) > 1}
        if any(word.isdecimal() for word in words) and len(names) >= settings.contamination_min_distinct:
            folded.append((item, split_formula(fold_numbers(prompt))))
    return runs, folded, lines


def _hash_runs(runs: _Runs) -> pa.Table:
    return pa.table(
        {
            "item": pa.array([item for item, _ in runs], pa.int32()),
            "gram": pa.array([hash_tokens(tokens) for _, tokens in runs], pa.uint64()),
        }
    )


def _prepare_shapes(prompts: list[str], solutions: list[str], settings: Settings) -> Iterator[tuple[int, str, str]]:
    """Yield item, shape and code of each item's code: its solution, its prompt, or one that continues the other."""
    for item, (prompt, solution) in enumerate(zip(prompts, solutions, strict=True)):
        for code in dict.fromkeys((solution, prompt, prompt + solution)):
            shape, _ = shape_keys(code, settings.min_alpha_tokens)
            if shape is not None:
                yield item, shape, code


def register_targets(con: duckdb.DuckDBPyConnection, targets: Targets) -> None:
    """Give a connection the relations item_ngrams and item_shapes."""
    con.register("item_ngrams", targets.ngrams)
    con.register("item_shapes", targets.shapes)
