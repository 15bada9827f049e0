"""Benchmark items, prepared once: what each rule of contamination looks for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from tracepile import sql
from tracepile.schema import content_id
from tracepile.settings import Settings
from tracepile.similarity.alpha import shape_keys
from tracepile.similarity.examples import Examples
from tracepile.similarity.ngrams import GRAMS, KnownGrams, KnownRuns, KnownSet, as_table, count_distinct, hash_wholes
from tracepile.similarity.solutions import Solutions
from tracepile.similarity.streams import read_formulas, read_words
from tracepile.similarity.titles import read_title
from tracepile.similarity.tokens import split_words
from tracepile.stage import Inputs

SHORT_MARGIN: Final = 5
"""An item with fewer than n + 5 words (13 where n is 8) has too few n-grams for a share of them to mean anything."""

MIN_LINE_WORDS: Final = 3
"""A short item that is matched as a whole line has at least so many words: `Neural networks:` is no evidence."""

SETTINGS: Final = ("min_alpha_tokens", "min_near_tokens", "contamination_ngram", "contamination_min_distinct")
"""The settings that decide how items are prepared."""


@dataclass(frozen=True)
class ShortItems:
    """Items that are looked for as a whole. items: item, gram (the hash of all its words and operators)."""

    items: pa.Table
    runs: KnownRuns
    known: KnownSet

    @classmethod
    def of(cls, prompts: Mapping[int, str], *, is_folded: bool = False) -> "ShortItems":
        """Prepare prompts by item."""
        streams = [block.scan(is_folded=is_folded) for block in read_formulas(prompts.values())]
        wholes = pa.concat_tables([GRAMS.empty_table(), *map(hash_wholes, streams)])
        items = pa.array(list(prompts), pa.int32()).take(wholes.column("document").combine_chunks())
        grams = wholes.column("gram")
        return cls(pa.table({"item": items, "gram": grams}), KnownRuns.of(streams), KnownSet(grams.to_numpy()))


@dataclass(frozen=True)
class Targets:
    """Prepared benchmark items; `item` is the position of an item in `items`.

    items: benchmark, item_id, prompt, solution. ngrams: item, gram, n_grams, by whether numbers are folded. shapes:
    item, shape. Short items are looked for as a run of words and operators (shorts; those with numbers also with these
    folded), or, where they have few different words, as a whole line (lines). titles: items by the words of their
    title. solutions: their code, for near-duplicates. examples: their inputs and answers.
    """

    items: pa.Table
    ngrams: Mapping[bool, KnownGrams]
    shorts: Mapping[bool, ShortItems]
    lines: ShortItems
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
        shorts={False: ShortItems.of(runs), True: ShortItems.of(folded, is_folded=True)},
        lines=ShortItems.of(lines),
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


def _prepare_ngrams(prompts: list[str], settings: Settings) -> tuple[dict[bool, KnownGrams], list[bool]]:
    """Return the n-grams of the long items, and which items are short.

    Only n-grams of at least `contamination_min_distinct` different words count: `0 0 0 0 …` says nothing.
    """
    n = settings.contamination_ngram
    is_short = [len(split_words(prompt)) < n + SHORT_MARGIN for prompt in prompts]
    long_prompts = ["" if short else prompt for prompt, short in zip(prompts, is_short, strict=True)]
    ngrams = {}
    with sql.connect(settings) as con:
        for is_folded in (False, True):
            parts = [GRAMS.empty_table()]
            for block in read_words(long_prompts):
                stream = block.scan(is_folded=is_folded)
                starts = stream.runs(n)
                starts = starts[count_distinct(stream, starts, n) >= settings.contamination_min_distinct]
                parts.append(as_table(stream.owner[starts], stream.combine(starts, starts + n)))
            con.register("found_ngrams", pa.concat_tables(parts))
            ngrams[is_folded] = KnownGrams(sql.query(con, "curate/item_ngrams.sql"))
    counted = {item for known in ngrams.values() for item in known.table.column("item").unique().to_pylist()}
    return ngrams, [item not in counted for item in range(len(prompts))]


_Prompts = dict[int, str]


def _prepare_shorts(
    prompts: list[str], is_short: list[bool], settings: Settings
) -> tuple[_Prompts, _Prompts, _Prompts]:
    """Return the short items that are looked for as a run of words, those of them with numbers to fold (folded), and
    those that are looked for as a line.
    """
    runs: _Prompts = {}
    folded: _Prompts = {}
    lines: _Prompts = {}
    for item, prompt in enumerate(prompts):
        if not is_short[item]:
            continue
        words = split_words(prompt)
        if len(set(words)) >= settings.contamination_min_distinct:
            runs[item] = prompt
        elif len(words) >= MIN_LINE_WORDS:
            lines[item] = prompt
        # Without its numbers an item must still say something.
        names = {word for word in words if word.isalpha() and len(word) > 1}
        if any(word.isdecimal() for word in words) and len(names) >= settings.contamination_min_distinct:
            folded[item] = prompt
    return runs, folded, lines


def _prepare_shapes(prompts: list[str], solutions: list[str], settings: Settings) -> Iterator[tuple[int, str, str]]:
    """Yield item, shape and code of each item's code: its solution, its prompt, or one that continues the other."""
    for item, (prompt, solution) in enumerate(zip(prompts, solutions, strict=True)):
        for code in dict.fromkeys((solution, prompt, prompt + solution)):
            shape, _ = shape_keys(code, settings.min_alpha_tokens)
            if shape is not None:
                yield item, shape, code
