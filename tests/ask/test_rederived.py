"""Answers are derived again by an independent reader over the reference tracer's events and states."""

import random
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.ask.conftest import CORPUS, list_candidates, make_rows
from tests.ask.reader import Reader
from tracepile.ask.kinds import BY_NAME
from tracepile.execution.model import Case, Limits, Recording
from tracepile.execution.recording import record_in_process
from tracepile.settings import Settings


def find_differences(recordings: list[Recording], per_run: int) -> tuple[Counter[str], list[Any]]:
    """Ask about runs, and derive up to `per_run` answers of each kind and run again from a reference recording."""
    candidates: dict[str, list[dict[str, Any]]] = {}
    for row in list_candidates(recordings, Settings(seed=0)):
        candidates.setdefault(row["trace_id"], []).append(row)
    n_checked: Counter[str] = Counter()
    wrong: list[Any] = []
    for recording in recordings:
        trace_id = make_rows(recording.case.code, recording)[0]["trace_id"]
        taken: Counter[str] = Counter()
        rows = []
        for row in candidates.get(trace_id, []):
            taken[row["kind"]] += 1
            rows += [row] if taken[row["kind"]] <= per_run else []
        limits = Limits(max_events=4_000)
        reader = Reader(record_in_process(recording.case, limits, tracer="reference"), rows)
        for row in rows:
            n_checked[row["kind"]] += 1
            if reader.answer(row) != row["answer"]:
                wrong.append((row, reader.answer(row)))
    return n_checked, wrong


def test_answers_equal_those_of_an_independent_reader(seed_recordings: list[Recording]) -> None:
    n_checked, wrong = find_differences(seed_recordings[::3], 3)
    assert wrong == []
    assert n_checked.total() > 400
    assert len(n_checked) > 25


@pytest.mark.slow
def test_thousands_of_answers_equal_those_of_an_independent_reader() -> None:
    recordings = [_record(folder) for folder in sorted(path.parent for path in CORPUS.glob("*/*/problem.py"))]
    n_checked, wrong = find_differences(recordings, 4)
    assert wrong == []
    assert n_checked.total() > 2_000
    assert set(n_checked) == set(BY_NAME)


def _record(folder: Path) -> Recording:
    problem = runpy.run_path(str(folder / "problem.py"))
    given = problem["generate"](random.Random(f"again {folder.name}"))
    code = (folder / "program.py").read_text(encoding="utf-8")
    if problem["ENTRY_POINT"] == "stdin":
        case = Case(code, stdin=given)
    else:
        case = Case(code, call=f"{problem['ENTRY_POINT']}({', '.join(map(repr, given))})")
    return record_in_process(case, Limits(max_events=4_000))
