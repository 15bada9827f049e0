"""How fast and how exact tracers are: `python -m bench.tracing --peers PYTHON [--write docs/benchmarks.md]`.

Twelve programs in two sizes and the mutation cases, through the tracers of this library and four others, each in a
process of its own, in turns and in one run; then whole items, sandboxed and recorded, against a fresh interpreter
with snoop for each. All times are processor time. PYTHON is an interpreter that has the peers.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.report import describe_load, describe_machine, geometric_mean, short, write_section, write_table
from tracepile.execution.executor import Executor
from tracepile.execution.model import Case, Limits, Outcome
from tracepile.execution.recording import settle

ROOT: Final = Path(__file__).resolve().parents[1]

# program: sizes for about 5,000, 20,000 and 100,000 events
SIZES: Final = {
    "collatz": (55, 135, 474),
    "dijkstra": (157, 625, 3137),
    "grid_bfs": (19, 37, 83),
    "knapsack": (25, 108, 570),
    "linked_list": (195, 487, 1261),
    "matrix_product": (13, 21, 36),
    "recursion_memo": (41, 135, 622),
    "sieve": (981, 3731, 17661),
    "simulation": (311, 1240, 6172),
    "sorting": (79, 158, 361),
    "string_dp": (35, 70, 157),
    "text_parsing": (114, 456, 2277),
}
TRACERS: Final = ("fast", "reference", "settrace and reprlib", "PySnooper", "snoop", "hunter")
SMALL, MIDDLE, LARGE = 0, 1, 2
LARGEST: Final = {"fast": LARGE, "PySnooper": MIDDLE}
"""The size that a tracer gets in place of the large one, which would take it too long; others get the small one."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One tracer on one program. rate: events a second. slowdown: times the untraced program's time."""

    rate: float
    slowdown: float
    read_rate: float | None


def measure(python: str, tracer: str, program: str, size: int) -> Figure:
    """Measure in a process of its own."""
    answer = _ask(python, tracer, program, str(size))
    read_s = answer["read_s"]
    return Figure(
        rate=answer["events"] / answer["seconds"],
        slowdown=answer["seconds"] / answer["untraced_s"],
        read_rate=answer["events"] / (answer["seconds"] + read_s) if read_s else None,
    )


def _ask(python: str, *arguments: str) -> dict[str, Any]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'include'}:{ROOT}", "PYTHONHASHSEED": "0"}
    command = [python, "-W", "ignore", "-m", "bench.tracers", *arguments]
    answer = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        sys.exit(f"{' '.join(arguments)} failed: {answer.stderr.strip().splitlines()[-1]}")
    return dict(json.loads(answer.stdout))


def compare_tracers(python: str) -> str:
    """Measure all tracers on all programs; return the tables."""
    figures: dict[tuple[str, str, int], Figure] = {}
    for program, sizes in SIZES.items():
        for tracer in TRACERS:
            for size in sorted({SMALL, LARGEST.get(tracer, SMALL)}):
                figures[tracer, program, size] = measure(python, tracer, program, sizes[size])
            figures[tracer, program, LARGE] = figures[tracer, program, LARGEST.get(tracer, SMALL)]
            print(
                f"{program:15} {tracer:21} {short(figures[tracer, program, LARGE].rate):>6} events/s", file=sys.stderr
            )
    rows = []
    snooper = [figures["PySnooper", program, LARGE].rate for program in SIZES]
    for tracer in TRACERS:
        right = _ask(python, tracer)
        large = [figures[tracer, program, LARGE] for program in SIZES]
        small = [figures[tracer, program, SMALL] for program in SIZES]
        ratio = statistics.median(one.rate / other for one, other in zip(large, snooper, strict=True))
        rows.append(
            [
                tracer,
                f"{sum(right.values())} of {len(right)}",
                short(statistics.median(figure.rate for figure in small)),
                short(statistics.median(figure.rate for figure in large)) + _MARKS[LARGEST.get(tracer, SMALL)],
                f"{geometric_mean(figure.slowdown for figure in large):.0f}x",
                f"{max(figure.slowdown for figure in large):.0f}x",
                f"{ratio:.3g}x",
            ]
        )
    head = ["tracer", "right", "events/s, small", "large", "slowdown", "worst", "PySnooper's rate"]
    fast = {program: (figures["fast", program, SMALL], figures["fast", program, LARGE]) for program in SIZES}
    details = write_table(
        ["fast tracer", "events/s, small", "large", "slowdown", "large, with changes read"],
        [
            [program, short(small.rate), short(large.rate), f"{large.slowdown:.0f}x", short(large.read_rate or 0)]
            for program, (small, large) in fast.items()
        ],
    )
    return f"{write_table(head, rows)}\n\n{details}"


_MARKS: Final = {SMALL: " **", MIDDLE: " *", LARGE: ""}


# items end to end ---------------------------------------------------------------------------------------------------

ITEMS: Final = (("5k", SMALL, 15, 5), ("20k", MIDDLE, 8, 3), ("100k", LARGE, 3, 2))
"""Events, size, items a round (processor time is counted in hundredths of a second), and rounds, of which the best
counts: the same work takes up to half as long again while others use the machine."""


def compare_items(python: str) -> tuple[str, str]:
    """Measure items of three sizes from start to end; return the table and the level of isolation."""
    rows: list[tuple[str, str, float, float, float, float, float]] = []
    with Executor(Limits(max_events=10**6, max_nodes=10**9)) as executor:
        level = str(executor.level)
        _spend_on(executor, [Case("", stdin="")], is_read=False)  # the zygote's start is not an item's
        for events, size, n_items, n_rounds in ITEMS:
            for program, sizes in SIZES.items():
                code = (ROOT / "bench" / "programs" / f"{program}.py").read_text()
                case = Case(code, call=f"run({sizes[size]})")
                rounds = []
                for _ in range(n_rounds):
                    before = _spent_by_children()
                    _ask(python, "snoop", program, str(sizes[size]), "once")
                    snoop_s = _spent_by_children() - before
                    once = _spend_on(executor, [case] * n_items, is_read=False)
                    rounds.append((once, _spend_on(executor, [case] * 2, is_read=True), snoop_s))
                once, twice, snoop_s = (min(each) for each in zip(*rounds, strict=True))
                rows.append((events, program, 1 / once, 1 / twice, 1 / snoop_s, snoop_s / once, snoop_s / twice))
    cells = [[f"{name}, {events}", *map(short, row)] for events, name, *row in rows]
    for wanted in (*(events for events, *_ in ITEMS), "all"):
        medians = [statistics.median(row[k] for row in rows if wanted in (row[0], "all")) for k in range(2, 7)]
        cells.append([f"median, {wanted}", *map(short, medians)])
    head = [
        "items a second and core",
        "recorded",
        "recorded twice, read",
        "fresh snoop",
        "ratio",
        "ratio, twice and read",
    ]
    return write_table(head, cells), level


def _spend_on(executor: Executor, cases: list[Case], *, is_read: bool) -> float:
    """Return the processor time of one case in seconds, here and in the sandbox."""
    started, before = time.process_time(), spent_in_sandbox()
    if is_read:
        recordings = [settle(recording) for recording in executor.record(cases, tracer="fast")]
    else:
        recordings = list(executor.run(cases, tracer="fast"))
    assert all(recording.outcome is Outcome.OK and not recording.truncated for recording in recordings)
    return (time.process_time() - started + spent_in_sandbox() - before) / len(cases)


def spent_in_sandbox() -> float:
    """Return the processor time of this process's children and of the programs they ran, in seconds."""
    ticks = 0
    for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _spent_by_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


# the report ---------------------------------------------------------------------------------------------------------

_TEXT: Final = """
## Tracing

`make bench-trace` on {machine} ({load}).

Twelve programs (`bench/programs`) in two sizes, about 5,000 and 100,000 events; medians over the programs, slowdown as
geometric mean of the large size, all in processor time. Each tracer runs in a process of its own and writes to memory.
`right`: of {n} mutation cases (`bench/mutations.py`), those whose record shows every value that the variables took.
`*`: measured on about 20,000 events, `**`: on about 5,000, as the large size would take too long.

{tracers}

Whole items of about 5,000, 20,000 and 100,000 events: a program goes into the sandbox ({level}) and its
recording comes out, against an interpreter started for the item with snoop in it. `recorded twice, read`: two runs in
separate processes are compared, and all events and changes are read from the trace. The best of five, three and two
rounds, in turns.

{items}
"""


def main() -> None:
    """Measure, print, and write the section where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", required=True, help="an interpreter that has PySnooper, snoop and hunter")
    parser.add_argument("--write", type=Path, help="the document to write the section into")
    asked = parser.parse_args()
    items, level = compare_items(asked.peers)
    tracers = compare_tracers(asked.peers)
    n_cases = len(_ask(asked.peers, "reference"))
    text = _TEXT.format(
        machine=describe_machine(), load=describe_load(), n=n_cases, tracers=tracers, level=level, items=items
    )
    print(text.strip())
    if asked.write:
        write_section(asked.write, "tracing", text)


if __name__ == "__main__":
    main()
