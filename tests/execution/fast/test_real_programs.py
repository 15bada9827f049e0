"""Real programs: the fast tracer gives what the reference gives."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.execution.fast.comparing import find_difference
from tracepile.execution.model import Case, Limits

# What makes two runs in one process differ, or does more than a test should do in its own process.
UNSUITABLE = re.compile(
    r"random\.|\b(randint|shuffle|choice|sample|urandom|uuid\d?)\(|time\(\)|now\(|today\(|secrets|Thread|subprocess|socket"
    r"|open\(|exit\(|\bid\(|asyncio|at 0x"
)
# Prints the addresses of its objects.
LEFT_OUT = frozenset({"codeio/2253"})
LIMITS = Limits(max_events=1_000, max_nodes=300_000)
SAMPLE = 25


def list_cases(shared_data: Path) -> Iterator[tuple[str, Case]]:
    rows = []
    for source in sorted((shared_data / "sources").iterdir()):
        for line in (source / "programs.jsonl").read_text().rstrip("\n").split("\n"):
            row = json.loads(line)
            if not row.get("requires") and row["id"] not in LEFT_OUT and not UNSUITABLE.search(row["code"]):
                rows.append((source.name, row))
    random.Random(11).shuffle(rows)
    seen: Counter[str] = Counter()
    for source, row in rows:
        seen[source] += 1
        if source == "gsm8k_programs" and seen[source] > 200:  # thousands of them, a few lines each
            continue
        given = row["inputs"][0]
        if row["entry_point"] == "stdin":
            yield row["id"], Case(row["code"], stdin=given)
        else:
            yield row["id"], Case(row["code"], call=f"{row['entry_point']}({given})")


def compare(cases: Iterator[tuple[str, Case]], n_wanted: int) -> tuple[int, dict[str, str]]:
    """How many were compared, and the differences by id of the program."""
    n_compared, differences = 0, {}
    for name, case in cases:
        if n_compared == n_wanted:
            break
        difference = find_difference(case, LIMITS)
        if difference is not None:
            differences[name] = difference
        n_compared += 1
    return n_compared, differences


def test_a_sample_of_real_programs_is_traced_alike(shared_data: Path) -> None:
    n_compared, differences = compare(list_cases(shared_data), SAMPLE)
    assert n_compared == SAMPLE
    assert differences == {}


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_all_real_programs_are_traced_alike(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    n_compared, differences = compare(list_cases(shared_data), 10**6)
    with capsys.disabled():
        print(f"\n{n_compared} real programs compared, {len(differences)} differences")
    assert n_compared >= 1_000
    assert differences == {}
