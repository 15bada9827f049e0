"""Programs in the Parquet files of a dataset repository, fetched over HTTP at one revision.

Made for competition solutions (statement, tests, several solutions of one problem) and for mathematics solutions with
code; the connectors file says which columns hold what (`connectors.Columns`).
"""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from tracepile.fetch import BadRow, RawRow, fetch_file
from tracepile.fetch.rows import read_file
from tracepile.ingest.candidate import Candidate, RawInput, Reason, RejectedError, Unusable
from tracepile.ingest.connectors import Columns, HuggingFaceEntry, load_entry
from tracepile.ingest.edits import strip_docstrings
from tracepile.ingest.parsing import STDIN, parse_code
from tracepile.ingest.reading import read_safely
from tracepile.ingest.validate import check_size, normalise_code
from tracepile.schema import Compare, content_id
from tracepile.settings import Settings


def snapshot(argument: str, settings: Settings) -> str:
    """Return the hash of the entry, which pins revision and files; needs no network. Raises `SourceError`."""
    entry = load_entry("huggingface", argument, HuggingFaceEntry, settings)
    return content_id("huggingface", entry.model_dump(mode="json", exclude={"endpoint"}))


def read(argument: str, settings: Settings) -> Iterator[Candidate | Unusable]:
    """Yield the programs, by file, row and solution, downloading the files that are not there. Raises `SourceError`."""
    entry = load_entry("huggingface", argument, HuggingFaceEntry, settings)
    for file in entry.files:
        url = f"{entry.endpoint.rstrip('/')}/datasets/{entry.repository}/resolve/{entry.revision}/{file.path}"
        path = fetch_file(url, file.sha256, settings.cache_dir / "huggingface")
        for row in read_file(path):
            number = row.ref.rpartition(":")[2]
            ref = f"{entry.repository}@{entry.revision}/{file.path}:{number}"
            if isinstance(row, BadRow):
                yield Unusable(row.text, ref, Reason(row.reason), row.message)
            elif _is_wanted(row.value, entry):
                yield from _read_row(row, ref, argument, entry, settings)


def _is_wanted(value: dict[str, Any], entry: HuggingFaceEntry) -> bool:
    return all(find(value, path) in values for path, values in entry.where.items())


@dataclass(frozen=True)
class _Shared:
    """What the solutions of one row have in common."""

    codes: list[str]
    inputs: tuple[RawInput, ...]
    licence: str | None
    entry_point: str
    problem_id: str
    title: str | None
    statement: str
    tags: tuple[str, ...]


def _read_row(
    row: RawRow, ref: str, name: str, entry: HuggingFaceEntry, settings: Settings
) -> Iterator[Candidate | Unusable]:
    shared = read_safely(row.text, ref, partial(_read_shared, row.value, name, entry))
    if isinstance(shared, Unusable):
        yield shared
        return
    for number, text in enumerate(shared.codes, start=1):
        is_only = len(shared.codes) == 1
        place = ref if is_only else f"{ref} solution {number}"
        raw = row.text if is_only else json.dumps([row.text, number])
        yield read_safely(raw, place, partial(_read_solution, text, raw, place, shared, entry, settings))


def _read_shared(value: dict[str, Any], name: str, entry: HuggingFaceEntry) -> _Shared:
    columns = entry.columns
    described = [_read_text(value, path) for path in columns.statement]
    return _Shared(
        codes=_read_codes(value, columns),
        inputs=tuple(_read_inputs(value, entry)),
        licence=_read_text(value, columns.licence) if columns.licence else entry.licence,
        entry_point=_read_text(value, columns.entry_point) or STDIN,
        problem_id=_read_text(value, columns.problem_id) or f"{name}:{content_id(described)[:16]}",
        title=_read_text(value, columns.title),
        statement="\n\n".join(part for part in described if part),
        tags=tuple(_read_texts(value, columns.tags)) if columns.tags else (),
    )


def _read_solution(
    text: str, raw: str, ref: str, shared: _Shared, entry: HuggingFaceEntry, settings: Settings
) -> Candidate:
    return Candidate(
        raw=raw,
        source_ref=ref,
        source_revision=entry.revision,
        licence=shared.licence,
        domain=entry.domain,
        code=_cut_code(text, entry.columns, settings),
        entry_point=shared.entry_point,
        inputs=shared.inputs,
        problem_id=shared.problem_id,
        title=shared.title,
        statement=shared.statement,
        tags=shared.tags,
    )


# columns ----------------------------------------------------------------------------------------------------------


def find(value: Any, path: str) -> Any:
    """Return what stands at a dotted path; a list on the way gives the list of what its elements hold."""
    if not path:
        return value
    if isinstance(value, list):
        return [find(element, path) for element in value]
    part, _, rest = path.partition(".")
    return find(value[part], rest) if isinstance(value, dict) and part in value else None


def _read_text(value: dict[str, Any], path: str | None) -> str | None:
    found = find(value, path) if path else None
    if found is None or isinstance(found, str):
        return found
    if isinstance(found, int | float):
        return str(found)
    raise RejectedError(Reason.WRONG_TYPE, f"The column {path!r} holds no text.", {"field": path})


def _read_texts(value: dict[str, Any], path: str) -> list[str]:
    found = find(value, path)
    if found is None:
        raise RejectedError(Reason.MISSING_FIELD, f"The column {path!r} is missing or empty.", {"field": path})
    texts = found if isinstance(found, list) else [found]
    if not all(isinstance(text, str) for text in texts):
        raise RejectedError(Reason.WRONG_TYPE, f"The column {path!r} holds no texts.", {"field": path})
    return texts


def _read_codes(value: dict[str, Any], columns: Columns) -> list[str]:
    texts = _read_texts(value, columns.code)
    if columns.code_tag:
        tags = find(value, columns.code_tag)
        tags = tags if isinstance(tags, list) else [tags]
        if len(tags) != len(texts):
            raise RejectedError(
                Reason.WRONG_VALUE, f"The columns {columns.code!r} and {columns.code_tag!r} differ in length."
            )
        texts = [text for text, tag in zip(texts, tags, strict=True) if tag in columns.code_tags]
    if not texts:
        raise RejectedError(Reason.MISSING_FIELD, "The row has no program of the wanted kind.", {"field": columns.code})
    return texts


def _read_inputs(value: dict[str, Any], entry: HuggingFaceEntry) -> Iterator[RawInput]:
    columns = entry.columns
    is_compared = entry.compare == "tokens"
    if not columns.inputs:
        answer = _read_text(value, columns.answer)
        yield RawInput("", answer, Compare.TOKENS) if is_compared and answer is not None else RawInput("")
        return
    texts = [text for path in columns.inputs if find(value, path) is not None for text in _read_texts(value, path)]
    answers = [text for path in columns.outputs if find(value, path) is not None for text in _read_texts(value, path)]
    if columns.outputs and len(texts) != len(answers):
        raise RejectedError(Reason.WRONG_VALUE, "The row has not as many answers as inputs.")
    for number, text in enumerate(texts):
        has_answer = is_compared and bool(columns.outputs)
        yield RawInput(text, answers[number], Compare.TOKENS) if has_answer else RawInput(text)


# code -------------------------------------------------------------------------------------------------------------


def _cut_code(text: str, columns: Columns, settings: Settings) -> str:
    if columns.code_pattern:
        text = "\n".join(found.group(1).strip("\n") for found in re.finditer(columns.code_pattern, text, re.DOTALL))
        if not text.strip():
            raise RejectedError(Reason.MISSING_FIELD, "The text holds no code.", {"field": columns.code})
    code = normalise_code(text)
    check_size(code, settings)
    code = strip_docstrings(code)
    return print_last_value(code) if columns.is_last_printed else code


def print_last_value(code: str) -> str:
    """Return the code with its last line printed if that is a bare expression (but not yet a call of print)."""
    tree = parse_code(code)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or ast.unparse(last.value).startswith("print("):
        return code
    lines = code.encode().splitlines(keepends=True)
    assert last.end_lineno is not None
    start, end = last.lineno - 1, last.end_lineno - 1
    lines[end] = lines[end][: last.end_col_offset] + b")" + lines[end][last.end_col_offset :]
    lines[start] = lines[start][: last.col_offset] + b"print(" + lines[start][last.col_offset :]
    return b"".join(lines).decode()
