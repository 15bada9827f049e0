"""Programs in JSONL or Parquet rows: one row a program, with its inputs and, where known, its answers.

Fields of a row (others are ignored): `code`, `entry_point` (a function, `Class().method` or `stdin`), `inputs`
(argument lists or stdin texts), `domain`, `licence`; optional `id`, `origin`, `revision`, `title`, `statement`,
`problem_id` or `problem`, `expected_outputs`, `compare` (for all cases) or `compare_kinds` (per case),
`verified.per_case`, `custom_checker`, `validator_flags`, `expected_is`, `input_generator`, `requires`, `tags`.

The revision of a row is its own field, or what `origin` has after an `@`, or the only such revision that a README.md
beside the rows names, or the start of the hash of the files.
"""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from tracepile.fetch import BadRow, RawRow, hash_set, read_readme, read_set
from tracepile.ingest.candidate import Candidate, RawInput, Reason, RejectedError, Unusable
from tracepile.ingest.edits import strip_comments, strip_docstrings
from tracepile.ingest.generators import adapt_keyword_generator
from tracepile.ingest.inputs import expect_literal, expect_raise
from tracepile.ingest.parsing import STDIN
from tracepile.ingest.reading import read_safely
from tracepile.ingest.validate import check_size, normalise_code
from tracepile.schema import Compare, Domain, content_id
from tracepile.settings import Settings

_REVISION: Final = re.compile(r"@([0-9a-f]{7,64})\b")
_COMPARES: Final = {
    "==": Compare.EQUAL,
    "eval": Compare.EQUAL,
    "equal": Compare.EQUAL,
    "float": Compare.APPROX,
    "approx": Compare.APPROX,
    "str": Compare.TEXT,
    "text": Compare.TEXT,
    "tokens": Compare.TOKENS,
}
"""Comparisons that need nothing but the stated text; see `_expect` for the others. Unknown ones (such as the name of
a helper of the row's own code) leave the answer out: we could not hold a run against it."""


class _Verified(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    per_case: list[bool | None] | None = None


class _Row(BaseModel):
    """One row of the format."""

    model_config = ConfigDict(strict=True, extra="ignore")

    code: str
    entry_point: str
    inputs: list[str]
    domain: str
    licence: str | None = None
    id: str | None = None
    origin: str | None = None
    revision: str | None = None
    title: str | None = None
    statement: str | None = None
    problem_id: str | None = None
    problem: str | None = None
    expected_outputs: list[str | None] | None = None
    expected_is: str | None = None
    compare: str | None = None
    compare_kinds: list[str] | None = None
    verified: _Verified | None = None
    custom_checker: bool | None = None
    validator_flags: str | None = None
    input_generator: str | None = None
    requires: list[str] | None = None
    tags: list[str] | None = None


def snapshot(argument: str, settings: Settings) -> str:
    """Return the hash of the set's files and README. Raises `SourceError` when there is none."""
    return content_id(hash_set(Path(argument)), read_readme(Path(argument)))


def read(argument: str, settings: Settings) -> Iterator[Candidate | Unusable]:
    """Yield the programs of a set in order."""
    path = Path(argument)
    named = set(_REVISION.findall(read_readme(path)))
    fallback = named.pop() if len(named) == 1 else hash_set(path)[:16]
    for row in read_set(path):
        if isinstance(row, BadRow):
            yield Unusable(row.text, row.ref, Reason(row.reason), row.message)
        else:
            yield read_safely(row.text, row.ref, partial(_read_row, row, fallback, settings))


def _read_row(row: RawRow, revision: str, settings: Settings) -> Candidate:
    """Return a row's candidate; `revision` stands in where the row names none."""
    fields = _Row.model_validate(row.value)
    stated = _REVISION.search(fields.origin or "")
    code = _clean_code(fields, settings)
    return Candidate(
        raw=row.text,
        source_ref=" ".join(part for part in (fields.origin, fields.id) if part) or row.ref,
        source_revision=fields.revision or (stated.group(1) if stated else revision),
        licence=fields.licence,
        domain=fields.domain,
        code=code,
        entry_point=fields.entry_point,
        inputs=tuple(_read_inputs(fields)),
        input_generator=_adapt_generator(fields, code),
        problem_id=_identify_problem(fields),
        title=fields.title,
        statement=fields.statement,
        requires=tuple(fields.requires or ()),
        tags=tuple(fields.tags or ()),
    )


def _clean_code(fields: _Row, settings: Settings) -> str:
    """Return the code without what may state answers: docstrings (they hold examples), and comments of a program that
    takes no input, since each of its values is fixed and a comment that tells one gives it away.
    """
    code = normalise_code(fields.code)
    check_size(code, settings)
    code = strip_docstrings(code)
    is_constant = not any(text.strip() for text in fields.inputs)
    return strip_comments(code) if is_constant and fields.inputs else code


def _adapt_generator(fields: _Row, code: str) -> str | None:
    if fields.input_generator is None:
        return None
    try:
        return adapt_keyword_generator(normalise_code(fields.input_generator), code, fields.entry_point)
    except RejectedError:
        if fields.inputs:
            return None  # the row has inputs without it
        raise


def _identify_problem(fields: _Row) -> str | None:
    """Return which problem a row solves: the same text for every source of the problem, where the row allows it.

    A competition problem is known by its short name; an `id` such as `judge/problem-name` gives `judge:problem-name`.
    """
    if fields.problem_id:
        return fields.problem_id
    if fields.problem and fields.domain == Domain.COMPETITION:
        return fields.problem.rstrip("/").rpartition("/")[2]
    return fields.id.replace("/", ":", 1) if fields.id else None


# inputs -----------------------------------------------------------------------------------------------------------


def _read_inputs(fields: _Row) -> Iterator[RawInput]:
    n_cases = len(fields.inputs)
    outputs = fields.expected_outputs if fields.expected_outputs is not None else [None] * n_cases
    default = "tokens" if fields.entry_point == STDIN else (fields.compare or "repr")
    kinds = fields.compare_kinds if fields.compare_kinds is not None else [default] * n_cases
    per_case = (fields.verified.per_case if fields.verified else None) or [None] * n_cases
    if not n_cases == len(outputs) == len(kinds) == len(per_case):
        raise RejectedError(
            Reason.WRONG_VALUE,
            "inputs, expected_outputs, compare_kinds and verified.per_case are not of one length.",
            {"lengths": [n_cases, len(outputs), len(kinds), len(per_case)]},
        )
    # An answer that was itself recorded from a run is none of the source's.
    is_derived = (fields.expected_is or "").startswith("derived")
    for text, output, kind, is_reproduced in zip(fields.inputs, outputs, kinds, per_case, strict=True):
        # Where a checker may accept several answers, only one that was reproduced is known to be ours; with a
        # tolerance not even that, as the texts may differ.
        is_open = bool(fields.custom_checker) and not is_reproduced
        is_tolerant = "float" in (fields.validator_flags or "")
        if output is None or is_derived or is_open or (is_tolerant and is_reproduced is not False):
            yield RawInput(text)
        else:
            expected, compare = _expect(kind, output)
            yield RawInput(text, expected, compare, is_refuted=is_reproduced is False)


def _expect(kind: str, output: str) -> tuple[str | None, Compare | None]:
    base = kind.partition("+")[0]
    if base in {"repr", "literal"}:
        return (None, None) if "ELLIPSIS" in kind and "..." in output else expect_literal(output)
    if base in {"raises", "raises_type"}:
        text = output.strip()
        if text[:1] in ("'", '"'):  # a type's name may come as a literal; a message may end with a quote
            text = text.strip(text[0])
        return expect_raise(text)
    compare = _COMPARES.get(base)
    return (None, None) if compare is None else (output, compare)
