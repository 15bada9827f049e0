"""Recorded runs to ask about."""

import random
import runpy
from collections.abc import Callable, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tracepile.ask.candidates import find_candidates
from tracepile.ask.code import build_relations, read_program
from tracepile.ask.kinds import BY_NAME, KINDS, Kind
from tracepile.execution.model import Case, Limits, Recording
from tracepile.execution.recording import event_rows, record_in_process
from tracepile.schema import canonical_json, content_id, table_of
from tracepile.settings import Settings

Rows = list[dict[str, Any]]

CORPUS = Path(__file__).resolve().parents[2] / "include" / "seed_corpus"


def make_rows(code: str, recording: Recording) -> tuple[dict[str, Any], Rows]:
    """The rows of `runs` and `events` of one recorded run; the program's id is that of its code."""
    case = recording.case
    program_id = content_id(code)
    trace_id = content_id(program_id, case.call, case.stdin)
    run = {
        "trace_id": trace_id,
        "program_id": program_id,
        "family_id": program_id,
        "input_id": content_id(case.call, case.stdin),
        "input": case.call if case.stdin is None else case.stdin,
        "input_kind": "call" if case.stdin is None else "stdin",
        "outcome": str(recording.outcome),
        "exit_status": recording.exit_status,
        "result": recording.result,
        "result_type": recording.result_type,
        "stdout": recording.stdout,
        "n_events": recording.n_events,
        "is_truncated": recording.truncated,
        "receipt": {
            "python": recording.receipt.python,
            "tracer": recording.receipt.tracer,
            "limits": canonical_json(recording.receipt.limits),
            "hash_seed": recording.receipt.hash_seed,
            "trace_sha256": recording.receipt.trace_sha256,
        },
    }
    return run, [{"trace_id": trace_id, **row} for row in event_rows(recording)]


def list_candidates(recordings: Sequence[Recording], settings: Settings, kinds: Sequence[Kind] = KINDS) -> Rows:
    """Every candidate of some kinds about these runs."""
    made = [make_rows(recording.case.code, recording) for recording in recordings]
    programs = {run["program_id"]: recording.case.code for (run, _), recording in zip(made, recordings, strict=True)}
    relations = build_relations([read_program(program_id, code) for program_id, code in programs.items()])
    everything = settings.model_copy(update={"questions_per_run": 1_000_000})
    runs = table_of("runs", [run for run, _ in made])
    events = table_of("events", [row for _, rows in made for row in rows])
    return find_candidates(runs, events, relations, everything, kinds).to_pylist()


@pytest.fixture
def record() -> Callable[..., tuple[dict[str, Any], Rows]]:
    """Record a case and return its rows of `runs` and `events`."""

    def record_case(code: str, **given: str) -> tuple[dict[str, Any], Rows]:
        return make_rows(code, record_in_process(Case(code, **given)))

    return record_case


@pytest.fixture
def find(settings: Settings) -> Callable[..., dict[tuple, str]]:
    """Find all candidates of one kind about one run: the asked columns -> the answer."""

    def find_kind(
        kind: str,
        code: str,
        *columns: str,
        call: str | None = None,
        stdin: str | None = None,
        max_events: int = 20_000,
    ) -> dict[tuple, str]:
        case = Case(dedent(code), call=call, stdin=stdin)
        recording = record_in_process(case, Limits(max_events=max_events))
        found = list_candidates([recording], settings, [BY_NAME[kind]])
        answers = {tuple(row[column] for column in columns): row["answer"] for row in found}
        assert len(answers) == len(found), "the columns do not tell the candidates apart"
        return answers

    return find_kind


def _record_seed_programs() -> list[Recording]:
    """Every third program of the seed corpus, each with one generated input."""
    recordings = []
    for folder in sorted(path.parent for path in CORPUS.glob("*/*/problem.py"))[::3]:
        problem = runpy.run_path(str(folder / "problem.py"))
        given = problem["generate"](random.Random(f"ask {folder.name}"))
        code = (folder / "program.py").read_text(encoding="utf-8")
        if problem["ENTRY_POINT"] == "stdin":
            case = Case(code, stdin=given)
        else:
            case = Case(code, call=f"{problem['ENTRY_POINT']}({', '.join(map(repr, given))})")
        recordings.append(record_in_process(case, Limits(max_events=4_000)))
    return recordings


@pytest.fixture(scope="session")
def seed_recordings() -> list[Recording]:
    """Recorded runs of real programs, from all three domains."""
    return _record_seed_programs()


@pytest.fixture(scope="session")
def seed_candidates(seed_recordings: list[Recording]) -> dict[str, tuple[Recording, Rows]]:
    """Every candidate about the runs of real programs: trace_id -> recording, candidates."""
    settings = Settings(seed=0)
    found: dict[str, tuple[Recording, Rows]] = {
        make_rows(recording.case.code, recording)[0]["trace_id"]: (recording, []) for recording in seed_recordings
    }
    for row in list_candidates(seed_recordings, settings):
        found[row["trace_id"]][1].append(row)
    return found
