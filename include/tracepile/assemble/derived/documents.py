"""Documents for continue-pretraining: each program once, with all that was explained about its runs."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from tracepile.assemble.derived.rows import build_table
from tracepile.assemble.prompt import SEPARATOR, write_document
from tracepile.assemble.tokens import TOKENIZER, count_tokens
from tracepile.schema import DerivedConfig, content_id
from tracepile.settings import Settings

Row: TypeAlias = Mapping[str, Any]

_ROWS_AT_ONCE: Final = 2_000
_OF_PROGRAM: Final = (
    "family_id",
    "program_id",
    "source",
    "source_ref",
    "licence",
    "domain",
    "split",
    "code",
    "entry_point",
    "input_kind",
    "rewrite_chain",
)
"""Columns that all samples of a program have in common."""

_LEVELS: Final = ("L3", "L2", "L1", "L0")
_INPUT: Final = "input_prediction"
_OUTPUT: Final = "output"


def build_documents(samples: pa.Table, settings: Settings) -> pa.Table:
    """Return the rows of the config `cpt`: the texts of all samples but those that ask for an input.

    A document has at most `max_sample_tokens`; a program of which more is told has several. Only `text` is filled (and
    `completion` and `messages`, with the same), beside the columns that hold for all samples of a document.
    """
    table = samples.drop_columns(["text", "messages", "prompt"])
    table = table.filter(pc.not_equal(table.column("question_kind"), _INPUT))
    kinds = pc.not_equal(table.column("question_kind"), _OUTPUT)
    table = table.append_column("is_asked", kinds)
    keys = [(name, "ascending") for name in ("program_id", "input_id", "is_asked", "sample_id")]
    order = pc.sort_indices(table, sort_keys=keys)
    parts = [build_table([])]
    rows: list[dict[str, Any]] = []
    for _, own in groupby(_iterate(table, order), key=lambda sample: str(sample["program_id"])):
        rows += _write_program(list(own), settings.max_sample_tokens)
        if len(rows) >= _ROWS_AT_ONCE:
            parts.append(build_table(rows))
            rows = []
    return pa.concat_tables([*parts, build_table(rows)])


def _iterate(table: pa.Table, order: pa.Array) -> Iterator[dict[str, Any]]:
    for start in range(0, len(order), _ROWS_AT_ONCE):
        yield from table.take(order.slice(start, _ROWS_AT_ONCE)).to_pylist()


def _write_program(samples: Sequence[Row], most_tokens: int) -> Iterator[dict[str, Any]]:
    """Yield the documents of a program; a sample that does not fit beside those before it begins the next one."""
    chosen: list[Row] = []
    number = 1
    for sample in samples:
        if chosen and count_tokens(len(_write(chosen)) + _length(sample)) > most_tokens:
            yield _describe(chosen, number)
            chosen, number = [], number + 1
        chosen.append(sample)
    yield _describe(chosen, number)


def _length(sample: Row) -> int:
    """Return the most that a sample adds to a document."""
    return len(sample["input"]) + len(sample["question"]) + len(sample["completion"]) + 60 + 4 * len(SEPARATOR)


def _write(samples: Sequence[Row]) -> str:
    runs = [
        (sample["input_kind"], sample["input"], [(each["question"], each["completion"]) for each in [sample, *others]])
        for sample, *others in (list(own) for _, own in groupby(samples, key=lambda each: str(each["input_id"])))
    ]
    return write_document(samples[0]["code"], runs)


def _describe(samples: Sequence[Row], number: int) -> dict[str, Any]:
    first, text = samples[0], _write(samples)
    narrators = {(each["narrator"]["mode"], each["narrator"]["model"]) for each in samples}
    return {
        **{name: first[name] for name in _OF_PROGRAM},
        "sample_id": content_id("derived", DerivedConfig.CPT, first["program_id"], number),
        "config": str(DerivedConfig.CPT),
        "question_kind": "document",
        "prompt": "",
        "completion": text,
        "text": text,
        "messages": [{"role": "assistant", "content": text}],
        "narrator": first["narrator"] if len(narrators) == 1 else None,
        "style": "document",
        "level": max((each["level"] for each in samples), key=_LEVELS.index),
        "n_claims": sum(each["n_claims"] for each in samples),
        "contamination": max(each["contamination"] for each in samples),
        "n_tokens": count_tokens(len(text)),
        "tokenizer": TOKENIZER,
    }
