"""Candidates for samples: what upstream tables hold about each rationale, and what follows from that row alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from tracepile import sql
from tracepile.assemble.keys import make_sample_id, make_sample_key, normalise_input
from tracepile.assemble.prompt import SEPARATOR, write_input_prompt, write_output_question, write_prompt
from tracepile.assemble.tokens import count_tokens
from tracepile.schema import TABLES, Config, InputKind
from tracepile.settings import Settings
from tracepile.similarity import fingerprint_code
from tracepile.stage import Inputs

OUTPUT: Final = "output"
"""The question kind of a run's own result."""

INPUT: Final = "input_prediction"
"""The question kind that asks for an input."""

ANSWER_TYPES: Final = {
    "NoneType": "none",
    **{name: name for name in ("int", "float", "bool", "str", "list", "dict", "set", "tuple")},
}
"""The `answer_type` of a returned value, by the name of its type; values of other types are no answers."""

_RELATIONS: Final = ("rationales", "questions", "runs", "programs", "variants")
_NEEDED: Final = ("input_id", "code", "source", "answer", "n_completion_chars", "outcome", "input")


@dataclass(frozen=True)
class Unfit:
    """Why a candidate cannot become a sample, found by looking at it alone."""

    reason: str
    message: str


def read_candidates(inputs: Inputs, settings: Settings) -> pa.Table:
    """Return the rows of sql/assemble/candidates.sql, ordered by rationale_id."""
    with sql.connect(settings) as con:
        for name in _RELATIONS:
            sql.define(con, name, inputs.paths(name), TABLES[name])
        return sql.query(con, "assemble/candidates.sql")


def describe_candidates(rows: pa.Table, shapes: "Shapes") -> Iterator[dict[str, Any] | Unfit]:
    """Yield for each row its derived columns, or why it has none.

    Columns: config, question_kind, question, answer_type, prompt, n_tokens, sample_id, sample_key, is_variant.
    """
    for batch in rows.to_batches(max_chunksize=2_000):
        for row in batch.to_pylist():
            try:
                yield _describe(row, shapes)
            except Exception as error:  # one odd row must not cost the others
                yield Unfit("internal_error", f"{type(error).__name__}: {error}")


class Shapes:
    """The shape of each program, made once: programs have many samples."""

    def __init__(self, known: Mapping[str, str], settings: Settings) -> None:
        self._known = dict(known)
        self._min_tokens = settings.min_alpha_tokens

    def find(self, program_id: str, code: str, entry_point: str) -> str:
        """Return the fingerprint by which programs are alike: the alpha hash, or for small programs the exact one."""
        if program_id not in self._known:
            prints = fingerprint_code(code, entry_point, self._min_tokens)
            self._known[program_id] = prints.alpha_sha256 or prints.code_sha256
        return self._known[program_id]


def read_shapes(inputs: Inputs, settings: Settings) -> Shapes:
    """Return the shapes that curation already found."""
    names = ["program_id", "alpha_sha256", "code_sha256"]
    columns = [inputs.table("curated", names).column(name).to_pylist() for name in names]
    return Shapes({program_id: alpha or exact for program_id, alpha, exact in zip(*columns, strict=True)}, settings)


def _describe(row: dict[str, Any], shapes: Shapes) -> dict[str, Any] | Unfit:
    missing = [name for name in _NEEDED if row[name] is None]
    is_output = row["question_id"] is None
    if not is_output and row["question"] is None:
        missing.append("question")
    if missing:
        return Unfit("missing_lineage", f"The tables above hold no {', '.join(missing)} for this rationale.")
    if is_output:
        row["question_kind"] = OUTPUT
        row["question"] = write_output_question(row["input_kind"], row["input"])
        is_value = row["input_kind"] == InputKind.CALL and row["outcome"] == "ok"
        row["answer_type"] = ANSWER_TYPES.get(row["result_type"]) if is_value else "str"
        if row["answer_type"] is None:
            return Unfit("answer_type", f"A value of the type {row['result_type']} is no answer that can be written.")
    is_variant = bool(row["rewrite_chain"])
    is_input = row["question_kind"] == INPUT
    row["config"] = _choose_config(is_output, is_variant, is_input=is_input)
    if is_input:
        prompt = write_input_prompt(row["code"], row["question"])
    else:
        prompt = write_prompt(row["code"], row["input_kind"], row["input"], row["question"], is_output=is_output)
    shape = shapes.find(row["program_id"], row["code"], row["entry_point"])
    return {
        "config": row["config"],
        "question_kind": row["question_kind"],
        "question": row["question"],
        "answer_type": row["answer_type"],
        "prompt": prompt,
        "n_tokens": count_tokens(len(prompt) + len(SEPARATOR) + row["n_completion_chars"]),
        "sample_id": make_sample_id(row),
        "sample_key": make_sample_key(shape, normalise_input(row["input_kind"], row["input"]), row),
        "is_variant": is_variant,
    }


def _choose_config(is_output: bool, is_variant: bool, *, is_input: bool) -> Config:
    if is_variant:
        return Config.REWRITES
    if is_input:
        return Config.COE_INPUT
    return Config.COE_OUTPUT if is_output else Config.VARIABLE_TRACING
