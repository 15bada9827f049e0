"""Rows of the table `samples`, built in slices: their texts exist three times over, so whole columns are heavy."""

import hashlib
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracepile.assemble.prompt import SEPARATOR
from tracepile.assemble.tokens import TOKENIZER
from tracepile.schema import TABLES, canonical_json

SCHEMA: Final = TABLES["samples"]

_NOT_CONTENT: Final = frozenset({"sample_id", "content_sha256", "text", "messages"})
"""Columns that are no content of their own: ids of the row, and what repeats prompt and completion."""

_ROWS_AT_ONCE: Final = 2_000


def build_samples(chosen: pa.Table, completions: pa.Table) -> pa.Table:
    """Return the samples (`TABLES["samples"]`), sorted by sample_id.

    chosen: all columns of samples but content_sha256, completion, text, messages and tokenizer. completions: columns
    rationale_id and text, of at least the chosen rationales.
    """
    chosen = chosen.sort_by("sample_id")
    places = pc.index_in(chosen.column("rationale_id"), value_set=completions.column("rationale_id"))
    texts = completions.column("text").cast(pa.large_string()).combine_chunks()
    parts = [SCHEMA.empty_table()]
    for start in range(0, chosen.num_rows, _ROWS_AT_ONCE):
        rows = chosen.slice(start, _ROWS_AT_ONCE).combine_chunks()
        completion = texts.take(places.slice(start, _ROWS_AT_ONCE).combine_chunks()).cast(pa.string())
        parts.append(_complete(rows, completion))
    return pa.concat_tables(parts)


def hash_contents(samples: pa.Table) -> list[str]:
    """Return one hash per row over its content: every column of samples but ids of the row and repeated texts."""
    content = samples.select([name for name in SCHEMA.names if name not in _NOT_CONTENT])
    return [hashlib.sha256(canonical_json(row).encode()).hexdigest() for row in content.to_pylist()]


def _complete(rows: pa.Table, completion: pa.Array) -> pa.Table:
    prompt = rows.column("prompt").chunk(0)
    rows = rows.append_column("completion", completion)
    rows = rows.append_column("text", pc.binary_join_element_wise(prompt, completion, SEPARATOR))
    rows = rows.append_column("messages", _pair_messages(prompt, completion))
    rows = rows.append_column("tokenizer", pa.array([TOKENIZER] * rows.num_rows, pa.string()))
    rows = rows.append_column("content_sha256", pa.array(hash_contents(rows), pa.string()))
    return rows.select(SCHEMA.names).cast(SCHEMA)


def _pair_messages(prompt: pa.Array, completion: pa.Array) -> pa.Array:
    n = len(prompt)
    turns = np.arange(2 * n).reshape(2, n).T.ravel()  # first prompt, first completion, second prompt, …
    contents = pa.concat_arrays([prompt, completion]).take(pa.array(turns))
    pairs = pa.StructArray.from_arrays(
        [pa.array(["user", "assistant"] * n, pa.string()), contents],
        fields=list(SCHEMA.field("messages").type.value_type),
    )
    return pa.ListArray.from_arrays(pa.array(np.arange(0, 2 * n + 1, 2), pa.int32()), pairs)
