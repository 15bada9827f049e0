"""The stage `trace`: run curated programs and variants on their inputs, keep the runs that are what they should be."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from tracepile.execution.configured import LIMIT_SETTINGS, open_executor
from tracepile.execution.event_table import event_table
from tracepile.execution.model import Case, Outcome, Recording
from tracepile.execution.recording import settle
from tracepile.schema import TABLES, Compare, End, InputKind, canonical_json, content_id, reject, storable, table_of
from tracepile.settings import Settings
from tracepile.stage import BatchStage, Inputs, Output
from tracepile.trace.expectation import meets_expectation

_KEPT: Final = frozenset((Outcome.OK, Outcome.EXCEPTION))
_EVIDENCE_CHARS: Final = 2_000

_MESSAGES: Final = {
    Outcome.EXIT: "The program ended with an exit status.",
    Outcome.TIME_LIMIT: "The program used up its processor time.",
    Outcome.WALL_LIMIT: "The program took too long.",
    Outcome.MEMORY_LIMIT: "The program used up its memory.",
    Outcome.OUTPUT_LIMIT: "The program printed too much.",
    Outcome.CRASH: "The program's process died.",
    Outcome.REFUSED: "The program did what the sandbox forbids.",
    Outcome.NONDETERMINISTIC: "Two runs of the program differ.",
    Outcome.UNTRUSTED: "The program tampered with its recording.",
    Outcome.UNSUPPORTED: "The program cannot be run here.",
}


@dataclass(frozen=True, slots=True)
class _Run:
    """A program (a row of `programs` or `variants`) with one of its inputs (a row of `INPUT`)."""

    program: dict[str, Any]
    given: dict[str, Any]

    def as_case(self) -> Case:
        if self.program["input_kind"] == InputKind.CALL:
            return Case(self.program["code"], call=self.given["input"])
        return Case(self.program["code"], stdin=self.given["input"])


def trace_programs(inputs: Inputs, settings: Settings) -> Output:
    """Run and trace the programs of one batch, each input twice.

    Reads `curated`, `programs` and `variants`; gives `runs` and `events`. Kept are runs that end `ok` or in an
    exception and give the stated answer where there is one; all others are rejects with the outcome,
    `unexpected_result` or `internal_error` (given up) as reason. One row of `runs` or one reject for every program and
    input.
    """
    runs = list(_list_runs(inputs))
    sources = {row["program_id"]: row for row in inputs.rows("programs")}
    kept: list[dict[str, Any]] = []
    events = [TABLES["events"].empty_table()]
    rejects: list[dict[str, Any]] = []
    with open_executor(settings) as executor:
        recordings = map(settle, executor.record(run.as_case() for run in runs))
        for run, recording in zip(runs, recordings, strict=True):
            trace_id = make_trace_id(run.program["program_id"], run.given["input_id"], recording)
            source = sources.get(run.program["family_id"], {})
            try:
                reason = find_reason(recording, run.given["expected"], run.given["compare"])
                if reason is None:
                    row, table = _describe(run, recording, trace_id), event_table(trace_id, recording)
                    kept.append(row)
                    events.append(table)
                else:
                    rejects.append(_reject(run, recording, trace_id, reason, source))
            except Exception as error:  # a fault of ours must not stop the shard
                rejects.append(_give_up(run, trace_id, error, source))
    by_step = pa.concat_tables(events).sort_by([("trace_id", "ascending"), ("step", "ascending")])
    tables = {"runs": table_of("runs", kept).sort_by("trace_id"), "events": by_step}
    return Output(tables, table_of("rejects", rejects), len(runs))


def find_reason(recording: Recording, expected: str | None, compare: str | None) -> str | None:
    """Return why a run is not kept: its outcome, `unexpected_result`, or None if it is kept."""
    if recording.outcome not in _KEPT:
        return recording.outcome.value
    if expected is None or compare is None or meets_expectation(recording, expected, Compare(compare)):
        return None
    return "unexpected_result"


def make_trace_id(program_id: str, input_id: str, recording: Recording) -> str:
    """Return the id of a trace: program, input, and all that decides how the trace looks."""
    receipt = recording.receipt
    return content_id("trace", program_id, input_id, receipt.python, receipt.tracer, receipt.limits, receipt.hash_seed)


def _list_runs(inputs: Inputs) -> Iterator[_Run]:
    kept = set(inputs.table("curated", ["program_id"]).column(0).to_pylist())
    programs = [row for row in inputs.rows("programs") if row["program_id"] in kept]
    for program in [*programs, *inputs.rows("variants")]:
        for given in program["inputs"]:
            yield _Run(program, given)


def _describe(run: _Run, recording: Recording, trace_id: str) -> dict[str, Any]:
    program, given, receipt, error = run.program, run.given, recording.receipt, recording.error
    return {
        "trace_id": trace_id,
        "program_id": program["program_id"],
        "family_id": program["family_id"],
        "input_id": given["input_id"],
        "input": given["input"],
        "input_kind": program["input_kind"],
        "outcome": recording.outcome.value,
        "exit_status": recording.exit_status,
        "result": None if recording.result is None else storable(recording.result),
        "result_type": recording.result_type,
        "stdout": storable(recording.stdout),
        "error": None
        if error is None
        else {"type": storable(error.type), "message": storable(error.message), "line": error.line},
        "n_events": recording.n_events,
        "is_truncated": recording.truncated,
        "expected": given["expected"],
        "is_expected": None if given["expected"] is None else True,
        "receipt": {
            "python": receipt.python,
            "tracer": receipt.tracer,
            "limits": canonical_json(receipt.limits),
            "hash_seed": receipt.hash_seed,
            "trace_sha256": receipt.trace_sha256,
        },
        "sandbox_level": receipt.sandbox_level,
        "duration_s": recording.duration_s,
    }


def _reject(run: _Run, recording: Recording, trace_id: str, reason: str, source: dict[str, Any]) -> dict[str, Any]:
    evidence: dict[str, Any] = {"input_id": run.given["input_id"], "input": _cut(run.given["input"])}
    error = recording.error
    if error is not None:
        evidence["error"] = {"type": error.type, "message": _cut(error.message), "line": error.line}
    if recording.exit_status is not None:
        evidence["exit_status"] = recording.exit_status
    if reason == "unexpected_result":
        evidence |= {"expected": _cut(run.given["expected"]), "compare": run.given["compare"]}
        evidence |= {"result": _cut(recording.result), "stdout": _cut(recording.stdout)}
        message = "The run does not give the answer that its source states."
    else:
        message = _MESSAGES[recording.outcome]
        if error is not None:
            message = f"{message[:-1]}: {_cut(error.message, 200)}."
    return reject(
        "trace",
        trace_id,
        reason,
        message,
        program_id=run.program["program_id"],
        source=source.get("source"),
        source_ref=source.get("source_ref"),
        evidence=evidence,
    )


def _give_up(run: _Run, trace_id: str, error: Exception, source: dict[str, Any]) -> dict[str, Any]:
    return reject(
        "trace",
        trace_id,
        "internal_error",
        f"{type(error).__name__}: {error}",
        program_id=run.program["program_id"],
        source=source.get("source"),
        source_ref=source.get("source_ref"),
        evidence={"input_id": run.given["input_id"], "input": _cut(run.given["input"])},
        end=End.GAVE_UP,
    )


def _cut(text: str | None, most: int = _EVIDENCE_CHARS) -> str | None:
    return text if text is None or len(text) <= most else f"{text[:most]}…[{len(text)} characters]"


STAGE: Final = BatchStage(
    name="trace",
    # The version of Python is part of a trace's identity: 3.11 has frames for comprehensions, 3.12 has not.
    version=f"3+python{sys.version_info.major}.{sys.version_info.minor}",
    tables=("runs", "events"),
    reads=("curated", "programs", "variants"),
    settings=(*LIMIT_SETTINGS, "allowed_modules", "is_unsafe_execution_allowed"),
    function=trace_programs,
)
