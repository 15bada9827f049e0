"""`python -m bench.scale`: the same kind of work at growing sizes, through the whole chain in a real Airflow.

Each size runs the 129 programs of the seed corpus on so many inputs of their seeded generators that about so many runs
are recorded, cut into shards of so many runs (`--shard-runs`), with one question a run. Measured are wall time,
processor seconds of all processes together, the largest memory (proportional set size, summed over all processes), and
the size of Airflow's database. Each task logs how long the library worked in it. What processes took beyond that is
Airflow's share of the processor; what passed between the queueing of a stage's tasks and their end beyond that is its
share of the stage.
"""

import argparse
import itertools
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from bench.report import describe_load, describe_machine, write_section, write_table
from tracepile.settings import Settings, resource_dir
from tracepile.store import open_store
from tracepile_airflow.local.chain import CHAIN

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var" / "bench" / "scale"
CHAIN_COMMAND = ("-m", "tracepile_airflow.local", "run", "--port", "0")
_WORKED = re.compile(r"Worked ([\d.]+) s, with ([\d.]+) s of processor time")


@dataclass(frozen=True)
class Usage:
    """What a command took, with all processes that it started."""

    wall_s: float
    cpu_s: float
    peak_bytes: int


@dataclass(frozen=True)
class StageTime:
    """One stage: its tasks, the seconds from their queueing to their end, and those in which the library worked."""

    n_tasks: int
    held_s: float
    work_s: float
    work_cpu_s: float


@dataclass(frozen=True)
class Measurement:
    """One size: how much came out, what it took, and what each stage took."""

    n_wanted: int
    n_cpus: int
    shard_runs: int
    n_runs: int
    n_samples: int
    n_shards: int
    usage: Usage
    database_bytes: int
    store_bytes: int
    stages: dict[str, StageTime]


def main() -> int:
    """Measure the sizes asked for, print and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,5000", help="numbers of runs, such as 1000,5000,20000,50000")
    parser.add_argument("--cpus", default="2", help="processors (and shards at once), such as 1,2")
    parser.add_argument("--shard-runs", default="300", help="runs in a shard, such as 100,300,1000")
    parser.add_argument("--write", type=Path, help="put the tables into a section of this document")
    parser.add_argument("--section", help="its name; default: the sizes")
    parser.add_argument("--of", type=Path, metavar="HOME", help="measure nothing: tell of the runs of `make run` there")
    options = parser.parse_args()
    if options.of:
        n_samples = open_store(Settings(home=options.of)).latest("samples").counts["ok"]
        print(render_stages([(f"{n_samples:,} samples", n_samples, read_stages(options.of / "airflow"))]))
        return 0
    found = []
    for size, n_cpus, shard_runs in itertools.product(
        *(map(int, text.split(",")) for text in (options.sizes, options.cpus, options.shard_runs))
    ):
        found.append(measure(size, n_cpus, shard_runs))
        print(json.dumps(asdict(found[-1])), flush=True)
    text = f"`python -m bench.scale {' '.join(sys.argv[1:])}`, {describe_machine()}, {describe_load()}.\n\n"
    columns = [(f"{one.n_runs:,} ({one.n_cpus} × {one.shard_runs})", one.n_samples, one.stages) for one in found]
    text += f"{render(found)}\n\n{render_stages(columns)}"
    print(text)
    if options.write:
        write_section(options.write, f"scale {options.section or options.sizes}", text)
    return 0


def measure(size: int, n_cpus: int, shard_runs: int) -> Measurement:
    """Run the chain on about `size` runs with so many processors."""
    home = HOME / f"{size}-{n_cpus}-{shard_runs}"
    shutil.rmtree(home, ignore_errors=True)
    usage = run(CHAIN_COMMAND, environment(size, shard_runs, home), n_cpus)
    store = open_store(Settings(home=home))
    commits = {link.table: store.latest(link.table) for link in CHAIN.values()}
    return Measurement(
        n_wanted=size,
        n_cpus=n_cpus,
        shard_runs=shard_runs,
        n_runs=commits["runs"].counts["ok"],
        n_samples=commits["samples"].counts["ok"],
        n_shards=len(commits["runs"].shards),
        usage=usage,
        database_bytes=(home / "airflow" / "airflow.db").stat().st_size,
        store_bytes=sum(path.stat().st_size for path in (home / "store").rglob("*") if path.is_file()),
        stages=read_stages(home / "airflow"),
    )


def environment(size: int, shard_runs: int, home: Path) -> dict[str, str]:
    """Return the environment that makes a run of this size."""
    n_programs = len(list(resource_dir("seed_corpus").glob("*/*/program.py")))
    n_inputs = max(1, round(size / n_programs))
    benchmark = home / "benchmarks" / "tiny"
    benchmark.mkdir(parents=True)
    (benchmark / "items.jsonl").write_text(json.dumps({"id": "1", "prompt": "Count the red balls in the urn."}))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRACEPILE_", "AIRFLOW_"))}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(str(path) for path in (ROOT / "include", ROOT / "plugins", ROOT)),
        "TRACEPILE_HOME": str(home),
        "TRACEPILE_SOURCES": "seed_corpus",
        "TRACEPILE_BENCHMARKS": f"folder:{benchmark.parent}",
        "TRACEPILE_INPUTS_PER_PROGRAM": str(n_inputs),
        "TRACEPILE_BATCH_SIZE": str(max(1, round(shard_runs / n_inputs))),
        "TRACEPILE_QUESTIONS_PER_RUN": "1",
        "TRACEPILE_MAX_SAMPLES_PER_FAMILY": "100000",
    }


def run(command: tuple[str, ...], given: Mapping[str, str], n_cpus: int) -> Usage:
    """Run a Python command with so many processors; fail when it fails."""
    started = time.monotonic()
    cpus = sorted(os.sched_getaffinity(0))[:n_cpus]
    process = subprocess.Popen(
        ["taskset", "--cpu-list", ",".join(map(str, cpus)), sys.executable, "-W", "ignore", *command],
        env=dict(given),
        cwd=ROOT,
        stdout=sys.stderr,
    )
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    watcher.start()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with {process.returncode}; see above.")
    return Usage(time.monotonic() - started, used.ru_utime + used.ru_stime, peak[0])


def _watch(pid: int, peak: list[int]) -> None:
    """Keep the largest memory of a process and its descendants, looked at once a second."""
    while psutil.pid_exists(pid):
        peak[0] = max(peak[0], sum(_read_shares(pid)))
        time.sleep(1)


def _read_shares(pid: int) -> Iterator[int]:
    try:
        processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for process in processes:
        try:
            text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
        except OSError:
            continue
        yield from (1024 * int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def read_stages(airflow: Path) -> dict[str, StageTime]:
    """Return what each stage took, by Airflow's record and by the logs of the tasks."""
    query = (
        "select count(*), sum(julianday(end_date) - julianday(queued_dttm)) * 86400 from task_instance"
        " where dag_id = ? and state = 'success'"
    )
    found = {}
    with sqlite3.connect(airflow / "airflow.db") as connection:
        for dag, link in CHAIN.items():
            n_tasks, held_s = connection.execute(query, [dag]).fetchone()
            logs = (airflow / "logs" / f"dag_id={dag}").rglob("attempt=*.log")
            worked = [pair for log in logs for pair in _WORKED.findall(log.read_text())]
            work_s, work_cpu_s = (sum(map(float, seconds)) for seconds in zip(*worked, strict=True))
            found[link.stage] = StageTime(n_tasks, held_s, work_s, work_cpu_s)
    return found


def render(found: list[Measurement]) -> str:
    """Return the table of the whole chain in Markdown."""
    head = ["runs", "CPUs", "runs a shard", "samples", "shards", "wall, s", "CPU, s", "CPU a sample, ms"]
    head += ["– stages but rewrite", "Airflow's share of the CPU", "peak memory, GB"]
    head += ["Airflow's database, MB", "store, KB a sample"]
    rows = []
    for one in found:
        work_s = sum(stage.work_cpu_s for stage in one.stages.values())
        rows.append(
            [
                f"{one.n_runs:,}",
                str(one.n_cpus),
                str(one.shard_runs),
                f"{one.n_samples:,}",
                str(one.n_shards),
                f"{one.usage.wall_s:.0f}",
                f"{one.usage.cpu_s:.0f}",
                f"{1000 * one.usage.cpu_s / one.n_samples:.1f}",
                f"{1000 * (work_s - one.stages['rewrite'].work_cpu_s) / one.n_samples:.1f}",
                f"{1 - work_s / one.usage.cpu_s:.0%}",
                f"{one.usage.peak_bytes / 1e9:.1f}",
                f"{one.database_bytes / 1e6:.1f}",
                f"{one.store_bytes / 1e3 / one.n_samples:.1f}",
            ]
        )
    return write_table(head, rows)


def render_stages(columns: Sequence[tuple[str, int, Mapping[str, StageTime]]]) -> str:
    """Return, for each stage and run, the processor time of its work a sample, and Airflow's share of the stage.

    columns: of each run its title, number of samples, and stages.
    """
    head = ["stage: ms of work a sample, Airflow's share", *(title for title, _, _ in columns)]
    rows = []
    for link in CHAIN.values():
        row = [link.stage]
        for _, n_samples, stages in columns:
            stage = stages[link.stage]
            row.append(f"{1000 * stage.work_cpu_s / n_samples:.1f}, {1 - stage.work_s / stage.held_s:.1%}")
        rows.append(row)
    return write_table(head, rows)


if __name__ == "__main__":
    sys.exit(main())
