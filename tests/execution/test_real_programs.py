"""Real programs: the trace of each equals a naive one, and their verified answers come out."""

import io
import json
import random
import re
import sys
from pathlib import Path

import pytest

from tests.execution.oracle import find_difference
from tracepile.execution.model import Case, Limits, Outcome
from tracepile.execution.recording import record_in_process

SOURCES = ("thealgorithms", "leetcodedataset", "kattis_packages", "exercism_python", "gsm8k_programs")
# What makes two runs differ, or does more than a test should do in its own process.
UNSUITABLE = re.compile(
    r"random\.|\b(randint|shuffle|choice|sample|urandom|uuid\d?)\(|time\(\)|now\(|today\(|secrets|Thread|subprocess|socket"
    r"|open\(|exit\(|\bid\(|asyncio"
)
PROGRAMS_PER_SOURCE = 25


@pytest.mark.parametrize("source", SOURCES)
def test_traces_of_real_programs_equal_naive_ones(
    shared_data: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (shared_data / "sources" / source / "programs.jsonl").read_text().splitlines()
    random.Random(11).shuffle(lines)
    n_compared = 0
    for line in lines[: 4 * PROGRAMS_PER_SOURCE]:
        row = json.loads(line)
        if n_compared == PROGRAMS_PER_SOURCE:
            break
        if row.get("requires") or UNSUITABLE.search(row["code"]):
            continue
        given = row["inputs"][0]
        is_stdin = row["entry_point"] == "stdin"
        call = None if is_stdin else f"{row['entry_point']}({given})"
        recording = record_in_process(
            Case(row["code"], call=call, stdin=given if is_stdin else None), Limits(max_events=250, max_nodes=200_000)
        )
        assert recording.outcome in (Outcome.OK, Outcome.EXCEPTION), (row["id"], recording.error)
        if recording.truncated:
            continue
        monkeypatch.setattr(sys, "stdin", io.StringIO(given if is_stdin else ""))
        assert find_difference(row["code"], recording, call) is None, row["id"]
        n_compared += 1
    assert n_compared >= 10
