"""What isolation costs: `python -m bench.sandbox [--write docs/benchmarks.md]`.

Programs in the sandbox, untraced, against a fresh interpreter for each, in turns and in one run. Both get the program
and its input, and give back what it printed. Processor time of everything involved, and time on the clock.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.report import describe_load, describe_machine, short, write_section, write_table
from bench.tracing import ROOT, SIZES, SMALL, spent_in_sandbox
from tracepile.execution.executor import Executor
from tracepile.execution.model import Case, Outcome

ROUNDS: Final = 5
PER_ROUND: Final = 20

_TEXT: Final = """
## Sandbox

`make bench-sandbox` on {machine} ({load}).

{n} programs a round through one worker (`{level}`, the level in every receipt) and through a fresh interpreter each
(`python -I`), {rounds} rounds in turns; medians. Untraced; in processor time of all processes involved, and by the
clock.

{table}
"""

TINY: Final = "n = int(input())\nprint(sum(range(n)))"


def read_programs() -> dict[str, tuple[str, str]]:
    """Return programs and their input: a tiny one, and those of the tracing benchmark in their small size."""
    programs = {"two lines": (TINY, "100\n")}
    for name, sizes in SIZES.items():
        code = (ROOT / "bench" / "programs" / f"{name}.py").read_text()
        programs[name] = (f"{code}\nprint(run({sizes[SMALL]}))", "")
    return programs


def main() -> None:
    """Measure, print, and write the section where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="the document to write the section into")
    asked = parser.parse_args()
    rows = []
    with Executor() as executor:
        level = str(executor.level)
        for name, (code, given) in read_programs().items():
            case = Case(code, stdin=given)
            sandboxed, fresh = [], []
            for _ in range(ROUNDS):
                sandboxed.append(_spend(lambda case=case: _run_sandboxed(executor, case), spent_in_sandbox))
                fresh.append(_spend(lambda code=code, given=given: _run_fresh(code, given), _spent_by_children))
            cpu, clock = (statistics.median(each[k] for each in sandboxed) for k in (0, 1))
            fresh_cpu, fresh_clock = (statistics.median(each[k] for each in fresh) for k in (0, 1))
            rows.append((name, 1 / cpu, 1 / fresh_cpu, fresh_cpu / cpu, fresh_clock / clock))
    medians = [statistics.median(row[k] for row in rows) for k in range(1, 5)]
    cells = [
        [name, short(own), short(other), f"{ratio:.2f}x", f"{by_clock:.2f}x"]
        for name, own, other, ratio, by_clock in [*rows, ("median", *medians)]
    ]
    head = ["programs a second and core", "sandbox", "fresh interpreter", "ratio", "by the clock"]
    text = _TEXT.format(
        machine=describe_machine(),
        load=describe_load(),
        n=PER_ROUND,
        level=level,
        rounds=ROUNDS,
        table=write_table(head, cells),
    )
    print(text.strip())
    if asked.write:
        write_section(asked.write, "sandbox", text)


def _spend(action: Callable[[], None], spent_elsewhere: Callable[[], float]) -> tuple[float, float]:
    """Return processor time and time on the clock of one program, in seconds."""
    clock, here, elsewhere = time.perf_counter(), time.process_time(), spent_elsewhere()
    action()
    cpu = time.process_time() - here + spent_elsewhere() - elsewhere
    return cpu / PER_ROUND, (time.perf_counter() - clock) / PER_ROUND


def _run_sandboxed(executor: Executor, case: Case) -> None:
    recordings = list(executor.run([case] * PER_ROUND))
    assert all(recording.outcome is Outcome.OK and recording.stdout for recording in recordings)


def _run_fresh(code: str, given: str) -> None:
    for _ in range(PER_ROUND):
        command = [sys.executable, "-I", "-c", code]
        assert subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout


def _spent_by_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
