"""The tables: Arrow schemas, ids and closed vocabularies. One concept has one name in every table.

Column rules: snake_case; a unit is a suffix (`duration_s`, `size_bytes`, `n_tokens`); booleans start with `is_` or
`has_`. Every id is a content hash (sha256, hex), never a position. All text is UTF-8; a lone surrogate is stored in
its escaped form because Arrow strings must be valid UTF-8.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import pyarrow as pa


class Domain(StrEnum):
    """What kind of problem a program solves."""

    COMPETITION = "competition"
    ALGORITHM = "algorithm"
    MATH = "math"


class InputKind(StrEnum):
    """How a program receives an input: a call expression, or text on standard input."""

    CALL = "call"
    STDIN = "stdin"


class Compare(StrEnum):
    """How a run is held against an expected answer.

    literal: the canonical literal of the result is the expected text. equal: the literals are equal as Python values.
    approx: both are numbers within 1e-6 (relative or absolute). text: `str(result)` is the expected text.
    tokens: standard output equals the expected text token by token. raises: the run ends in an exception whose
    `Type` or `Type: message` is the expected text.
    """

    LITERAL = "literal"
    EQUAL = "equal"
    APPROX = "approx"
    TEXT = "text"
    TOKENS = "tokens"
    RAISES = "raises"


class End(StrEnum):
    """The two final ends of a row that does not go on: dropped on purpose, or given up after retries."""

    FILTERED = "filtered"
    GAVE_UP = "gave_up"


class Config(StrEnum):
    """Configs of a release that hold its samples, each sample in one of them."""

    COE_OUTPUT = "coe_output"
    COE_INPUT = "coe_input"
    VARIABLE_TRACING = "variable_tracing"
    REWRITES = "rewrites"


class DerivedConfig(StrEnum):
    """Configs of a release that are made of its samples: texts for continue-pretraining, and the control arms.

    The control arms hold the same families under another kind of supervision, with about as many tokens each.
    """

    CPT = "cpt"
    CONTROL_CODE = "control_code"
    CONTROL_DIRECT = "control_direct"
    CONTROL_RAW_TRACE = "control_raw_trace"
    CONTROL_FREE_COT = "control_free_cot"
    CONTROL_COE = "control_coe"
    CONTROL_COE_TRACING = "control_coe_tracing"
    CONTROL_COE_REWRITES = "control_coe_rewrites"
    CONTROL_COE_TRACING_REWRITES = "control_coe_tracing_rewrites"


class Split(StrEnum):
    """Splits of a release; a family is in exactly one of them."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


def _struct(**fields: pa.DataType) -> pa.DataType:
    return pa.struct(list(fields.items()))


def _schema(**fields: pa.DataType) -> pa.Schema:
    return pa.schema(list(fields.items()))


_S, _I, _B, _F = pa.string(), pa.int32(), pa.bool_(), pa.float64()

INPUT: Final = _struct(input_id=_S, input=_S, expected=_S, compare=_S, origin=_S)
"""One input: `input` is a whole call expression such as `f([3, 1], k=2)`, or the stdin text. `expected` and `compare`
(see `Compare`) are null when the source states no answer. `origin`: given | generated | boundary | doctest."""

HIT: Final = _struct(benchmark=_S, item_id=_S, rule=_S, coverage=_F, evidence=_S)
"""One contamination hit: which item of which benchmark, by which rule, with the matching text."""

RECEIPT: Final = _struct(python=_S, tracer=_S, limits=_S, hash_seed=_I, trace_sha256=_S)
"""What a run was made with, without anything that depends on time or machine. `limits` is canonical JSON."""

NARRATOR: Final = _struct(mode=_S, model=_S, prompt_sha256=_S)
"""Who wrote a text: the mode, and for a model's text the model and the hash of its prompts."""

GENERATION: Final = _struct(
    mode=_S,
    end=_S,
    reason=_S,
    n_repairs=_I,
    model=_S,
    server_version=_S,
    prompt=_S,
    prompt_sha256=_S,
    n_requests=_I,
    attempts=_I,
    prompt_tokens=_I,
    cached_tokens=_I,
    completion_tokens=_I,
    latency_s=_F,
)
"""What a model was asked for a row, whoever wrote its text in the end. `end`: accepted | repaired | fallback, the last
with its `reason`. Tokens and latency are sums over all requests for the row."""

EQUIVALENCE: Final = _struct(
    equivalent=_B, n_inputs=_I, n_generated=_I, seed=_I, coverage_a=_F, coverage_b=_F, disagreements=_S
)
"""The tested-equivalence record of a variant: inputs compared, how many of them generated, the seed they were drawn
with, line coverage of both sides (0-1) and the disagreements as JSON."""

_PROGRAM: Final = {
    "program_id": _S,
    "family_id": _S,
    "code": _S,
    "entry_point": _S,
    "input_kind": _S,
    "inputs": pa.list_(INPUT),
}

_SAMPLE: Final = {
    "sample_id": _S,
    "content_sha256": _S,
    "family_id": _S,
    "program_id": _S,
    "input_id": _S,
    "trace_id": _S,
    "question_id": _S,
    "rationale_id": _S,
    "source": _S,
    "source_ref": _S,
    "licence": _S,
    "domain": _S,
    "config": _S,
    "split": _S,
    "question_kind": _S,  # `output` when the question is the run's own answer
    "code": _S,
    "entry_point": _S,
    "input_kind": _S,
    "input": _S,
    "question": _S,
    "answer": _S,
    "answer_type": _S,
    "outcome": _S,
    "prompt": _S,
    "completion": _S,
    "text": _S,
    "messages": pa.list_(_struct(role=_S, content=_S)),
    "rewrite_chain": pa.list_(_S),
    "narrator": NARRATOR,
    "style": _S,
    "level": _S,
    "n_claims": _I,
    "receipt": RECEIPT,
    "contamination": _S,  # verdict of the last gate: `clean`, or `overlap` when weak overlaps were reported
    "n_tokens": _I,
    "tokenizer": _S,
}


class Selector(StrEnum):
    """By what a withdrawal names the rows that go; a program's rewrites go with it."""

    SAMPLE = "sample"
    PROGRAM = "program"
    SOURCE = "source"
    LICENCE = "licence"


TABLES: Final[Mapping[str, pa.Schema]] = {
    # benchmark items, as contamination targets only
    "benchmarks": _schema(
        benchmark=_S,
        item_id=_S,
        title=_S,
        prompt=_S,
        solution=_S,
        test=_S,
        entry_point=_S,
        licence=_S,
        revision=_S,
    ),
    # one program with its inputs; family_id == program_id for originals; problem_id says which problem it solves
    "programs": _schema(
        **_PROGRAM,
        source=_S,
        source_ref=_S,
        source_revision=_S,
        licence=_S,
        domain=_S,
        problem_id=_S,
        title=_S,
        statement=_S,
        input_generator=_S,
        requires=pa.list_(_S),
        tags=pa.list_(_S),
    ),
    # programs that stay, with their fingerprints; weak benchmark overlap is reported here and filters nothing
    "curated": _schema(
        program_id=_S, family_id=_S, code_sha256=_S, alpha_sha256=_S, n_code_tokens=_I, overlaps=pa.list_(HIT)
    ),
    # beside `curated`: what its programs are found by as near-duplicates; both lists are empty for small programs
    "signatures": _schema(
        program_id=_S, signature_version=_I, bands=pa.list_(pa.uint64()), shingles=pa.list_(pa.uint64())
    ),
    "variants": _schema(**_PROGRAM, parent_id=_S, rewrite_chain=pa.list_(_S), equivalence=EQUIVALENCE),
    "runs": _schema(
        trace_id=_S,
        program_id=_S,
        family_id=_S,
        input_id=_S,
        input=_S,
        input_kind=_S,
        outcome=_S,
        exit_status=_I,
        result=_S,
        result_type=_S,
        stdout=_S,
        error=_struct(type=_S, message=_S, line=_I),
        n_events=_I,
        is_truncated=_B,
        expected=_S,
        is_expected=_B,  # null: the source states no answer
        receipt=RECEIPT,
        sandbox_level=_S,
        duration_s=_F,
    ),
    "events": _schema(
        trace_id=_S,
        step=_I,
        kind=_S,
        frame=_I,
        depth=_I,
        function=_S,
        line=_I,
        visit=_I,
        changes=pa.list_(_struct(path=_S, op=_S, value=_S, type=_S)),
        value=_S,
        stdout_delta=_S,
        heap=_S,
    ),
    "questions": _schema(
        question_id=_S,
        trace_id=_S,
        program_id=_S,
        family_id=_S,
        kind=_S,
        question=_S,
        answer=_S,
        answer_type=_S,
        context=_struct(step=_I, line=_I, visit=_I, variable=_S),
    ),
    # question_id is null where the rationale explains the run's own answer
    # `rationale` is the structured form (JSON), `text` its prose
    "rationales": _schema(
        rationale_id=_S,
        trace_id=_S,
        question_id=_S,
        program_id=_S,
        family_id=_S,
        style=_S,
        level=_S,
        text=_S,
        rationale=_S,
        answer=_S,
        n_claims=_I,
        narrator=NARRATOR,
        generation=GENERATION,  # null where no model was asked
        # what the model wrote and was refused, with the reasons (JSON): failures of the verifier, or words
        failed_texts=pa.list_(_struct(text=_S, reasons=_S)),
    ),
    "samples": _schema(**_SAMPLE),
    # beside `samples`: the rows of the configs made of them (`DerivedConfig`); what a row does not have is null
    "derived": _schema(**_SAMPLE),
    # rows that no release may hold any more; nothing is ever taken from this table
    "withdrawals": _schema(withdrawal_id=_S, selector=_S, value=_S, reason=_S, withdrawn_at=_S),
    # one row per expectation of the suite, for one samples commit
    "quality": _schema(
        expectation=_S,
        description=_S,
        severity=_S,
        is_success=_B,
        n_unexpected=pa.int64(),
        observed=_S,
        samples_sha256=_S,
        n_samples=pa.int64(),
    ),
    "release": _schema(version=_S, parent=_S, data_sha256=_S, manifest_sha256=_S, n_rows=pa.int64(), path=_S),
}

REJECTS: Final = _schema(
    stage=_S,
    row_id=_S,  # id of the input row that ended here (a raw source row: the hash of its text)
    program_id=_S,
    source=_S,
    source_ref=_S,
    end=_S,
    reason=_S,
    message=_S,
    evidence=_S,
)
"""The rejects of every stage have one schema, so that `rejects` is a view over all of them. `end` is an `End`,
`reason` a short closed word, `message` one sentence, `evidence` canonical JSON."""


def canonical_json(value: Any) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, ASCII only."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def content_id(*parts: Any) -> str:
    """Return the sha256 (hex) of JSON-serialisable parts: the way every id is made."""
    return hashlib.sha256(canonical_json(parts).encode()).hexdigest()


def storable(text: str) -> str:
    """Return text that Arrow can hold: lone surrogates become their `\\udcxx` escapes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text


def table_of(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Build an Arrow table of the named schema (`rejects` included) from row dicts; absent keys become null."""
    schema = REJECTS if name == "rejects" else TABLES[name]
    return pa.Table.from_pylist(list(rows), schema=schema)


def reject(
    stage: str,
    row_id: str,
    reason: str,
    message: str,
    *,
    program_id: str | None = None,
    source: str | None = None,
    source_ref: str | None = None,
    end: End = End.FILTERED,
    evidence: Any = None,
) -> dict[str, Any]:
    """Build one row of a stage's rejects (columns of `REJECTS`)."""
    return {
        "stage": stage,
        "row_id": row_id,
        "program_id": program_id,
        "source": source,
        "source_ref": source_ref,
        "end": str(end),
        "reason": reason,
        "message": storable(message),
        "evidence": None if evidence is None else canonical_json(evidence),
    }
