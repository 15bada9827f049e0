"""From a connector's candidates to batches: checked, without repetitions, inputs drawn, cut at the limit."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from tracepile.ingest.candidate import Candidate, Reason, RejectedError, Unusable
from tracepile.ingest.generators import draw_inputs
from tracepile.ingest.inputs import build_inputs
from tracepile.ingest.validate import check_program
from tracepile.schema import End, content_id, reject, table_of
from tracepile.settings import Settings
from tracepile.stage import Batch

_MAX_DRAWN: Final = 100
"""Generators that are run together."""

Ended = tuple[str, dict[str, Any]]
"""One row's end: `ok` with a row of programs, `rejected` with a row of rejects, or `known`, already live."""


def collect_batches(
    candidates: Iterable[Candidate | Unusable], source: str, settings: Settings, known: set[str], limit: int | None
) -> Iterator[Batch]:
    """Yield batches of at most `batch_size` new programs, with the rejects met on the way.

    Rows are taken in the source's order until `limit` of them are accepted, those that are already live counted in:
    so a larger limit adds programs and changes none. `known` holds ids of live programs and of their rejects.
    """
    rows: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    n_accepted = 0
    for kind, row in _judge(candidates, source, settings, known, limit):
        n_accepted += kind != "rejected"
        if kind == "ok":
            rows.append(row)
        elif kind == "rejected" and row["row_id"] not in known:
            rejects.append(row)
        if len(rows) == settings.batch_size:
            yield _make_batch(rows, rejects)
            rows, rejects = [], []
        if n_accepted == limit:
            break
    if rows or rejects:
        yield _make_batch(rows, rejects)


def _make_batch(rows: list[dict[str, Any]], rejects: list[dict[str, Any]]) -> Batch:
    return Batch(table_of("programs", rows), table_of("rejects", rejects), len(rows) + len(rejects))


def _judge(
    items: Iterable[Candidate | Unusable], source: str, settings: Settings, known: set[str], limit: int | None
) -> Iterator[Ended]:
    """Yield the end of every row; never run more generators than programs are still wanted."""
    seen: set[str] = set()
    repeats: dict[str, int] = {}
    waiting: list[tuple[Candidate, str, dict[str, Any]]] = []
    n_accepted = 0
    for item in items:
        row_id = _make_row_id(item.raw, repeats)
        try:
            if isinstance(item, Unusable):
                raise RejectedError(item.reason, item.message, item.evidence)
            row = check_program(item, source, settings)
            is_drawn = not item.inputs and item.input_generator is not None
            row["inputs"] = [] if is_drawn else build_inputs(item, settings)
            if row["program_id"] in seen:
                raise RejectedError(
                    Reason.DUPLICATE, "The source holds this program already.", {"program_id": row["program_id"]}
                )
            seen.add(row["program_id"])
            if is_drawn and row["program_id"] not in known:
                waiting.append((item, row_id, row))
            else:
                n_accepted += 1
                yield "known" if row["program_id"] in known else "ok", row
        except Exception as error:
            yield "rejected", _make_reject(error, item, row_id, source)
        n_free = _MAX_DRAWN if limit is None else min(_MAX_DRAWN, limit - n_accepted)
        if waiting and len(waiting) >= n_free:
            for ended in _draw_waiting(waiting, source, settings):
                n_accepted += ended[0] == "ok"
                yield ended
            waiting = []
    yield from _draw_waiting(waiting, source, settings)


def _draw_waiting(
    waiting: list[tuple[Candidate, str, dict[str, Any]]], source: str, settings: Settings
) -> Iterator[Ended]:
    if not waiting:
        return
    generators = [item.input_generator or "" for item, _, _ in waiting]
    drawn = draw_inputs(generators, [item.entry_point for item, _, _ in waiting], settings)
    for (item, row_id, row), inputs in zip(waiting, drawn, strict=True):
        try:
            if isinstance(inputs, RejectedError):
                raise inputs
            yield "ok", {**row, "inputs": build_inputs(item, settings, inputs)}
        except Exception as error:
            yield "rejected", _make_reject(error, item, row_id, source)


def _make_row_id(raw: str, repeats: dict[str, int]) -> str:
    """Return the id of a source row: the hash of its text, and of how often that text came before in the source."""
    text_id = content_id("row", raw)
    repeats[text_id] = repeats.get(text_id, -1) + 1
    return content_id(text_id, repeats[text_id]) if repeats[text_id] else text_id


def _make_reject(error: Exception, item: Candidate | Unusable, row_id: str, source: str) -> dict[str, Any]:
    if isinstance(error, RejectedError):
        reason, message, evidence = error.reason, error.message, error.evidence
    else:
        reason, message, evidence = Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}", None
    end = End.GAVE_UP if reason == Reason.INTERNAL_ERROR else End.FILTERED
    return reject(
        "ingest", row_id, str(reason), message, source=source, source_ref=item.source_ref, end=end, evidence=evidence
    )
