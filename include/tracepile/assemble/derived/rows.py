"""Rows of the table `derived`: a sample with another text, or the document of a program."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pyarrow as pa

from tracepile.assemble.prompt import SEPARATOR
from tracepile.assemble.samples import hash_contents
from tracepile.assemble.tokens import TOKENIZER, count_tokens
from tracepile.schema import TABLES, DerivedConfig, content_id

SCHEMA: Final = TABLES["derived"]


def change_sample(sample: Mapping[str, Any], config: DerivedConfig, **changes: Any) -> dict[str, Any]:
    """Return the row of a control arm: a sample with another prompt or completion, and what follows from them."""
    row = {**sample, **changes}
    text = f"{row['prompt']}{SEPARATOR}{row['completion']}"
    return {
        **row,
        "sample_id": content_id("derived", config, sample["sample_id"]),
        "config": str(config),
        "text": text,
        "messages": [
            {"role": "user", "content": row["prompt"]},
            {"role": "assistant", "content": row["completion"]},
        ],
        "n_tokens": count_tokens(len(text)),
        "tokenizer": TOKENIZER,
    }


def build_table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Return the rows with their content hashes."""
    table = pa.Table.from_pylist([{**row, "content_sha256": None} for row in rows], schema=SCHEMA)
    place = SCHEMA.get_field_index("content_sha256")
    return table.set_column(place, SCHEMA.field(place), pa.array(hash_contents(table), pa.string()))
