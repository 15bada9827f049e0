"""`python -m bench.scale`: the same kind of work at growing sizes, through the whole chain in a real Airflow.

Each size runs the 129 programs of the seed corpus on so many inputs of their seeded generators that about so many runs
are recorded, cut into shards of about 300 runs. Measured are wall time, processor seconds of all processes together,
the largest memory (proportional set size, summed over all processes), and the size of Airflow's database. With
`--compare` the stages do the same once more in one process without Airflow; the difference is Airflow's.
"""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from bench.report import describe_load, describe_machine, write_section, write_table
from tracepile.settings import Settings, resource_dir
from tracepile.store import open_store
from tracepile_airflow.local.chain import CHAIN

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var" / "bench" / "scale"
RUNS_PER_SHARD = 300
CHAIN_COMMAND = ("-m", "tracepile_airflow.local", "run", "--port", "0")
LIBRARY_COMMAND = ("-m", "tests.distributed.in_one_process")


@dataclass(frozen=True)
class Usage:
    """What a command took, with all processes that it started."""

    wall_s: float
    cpu_s: float
    peak_bytes: int


@dataclass(frozen=True)
class Measurement:
    """One size: how much came out, what it took, seconds of the mapped tasks of each stage."""

    n_wanted: int
    n_cpus: int
    n_runs: int
    n_samples: int
    n_shards: int
    usage: Usage
    library: Usage | None
    database_bytes: int
    store_bytes: int
    stage_s: dict[str, float]


def main() -> int:
    """Measure the sizes asked for, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,5000", help="numbers of runs, such as 1000,5000,20000,50000")
    parser.add_argument("--cpus", default="2", help="processors (and shards at once), such as 1,2")
    parser.add_argument("--compare", action="store_true", help="do the same without Airflow, too")
    parser.add_argument("--write", type=Path, help="put the table into a section of this document")
    options = parser.parse_args()
    found = []
    for size in map(int, options.sizes.split(",")):
        for n_cpus in map(int, options.cpus.split(",")):
            found.append(measure(size, n_cpus, is_compared=options.compare))
            print(json.dumps(asdict(found[-1])), flush=True)
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / "scale.json").write_text(json.dumps([asdict(one) for one in found], indent=2))
    text = (
        f"`python -m bench.scale {' '.join(sys.argv[1:])}`, {describe_machine()}, {describe_load()}.\n\n{render(found)}"
    )
    print(text)
    if options.write:
        write_section(options.write, f"scale {options.sizes}", text)
    return 0


def measure(size: int, n_cpus: int, *, is_compared: bool) -> Measurement:
    """Run the chain on about `size` runs with so many processors."""
    home = HOME / f"{size}-{n_cpus}"
    shutil.rmtree(home, ignore_errors=True)
    usage = run(CHAIN_COMMAND, environment(size, home), n_cpus)
    library = None
    if is_compared:
        apart = home / "library"
        library = run(LIBRARY_COMMAND, environment(size, apart), n_cpus)
    store = open_store(Settings(home=home))
    commits = {link.table: store.latest(link.table) for link in CHAIN.values()}
    return Measurement(
        n_wanted=size,
        n_cpus=n_cpus,
        n_runs=commits["runs"].counts["ok"],
        n_samples=commits["samples"].counts["ok"],
        n_shards=len(commits["runs"].shards),
        usage=usage,
        library=library,
        database_bytes=(home / "airflow" / "airflow.db").stat().st_size,
        store_bytes=sum(path.stat().st_size for path in (home / "store").rglob("*") if path.is_file()),
        stage_s=read_stage_seconds(home / "airflow" / "airflow.db"),
    )


def environment(size: int, home: Path) -> dict[str, str]:
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
        "TRACEPILE_BATCH_SIZE": str(max(1, round(RUNS_PER_SHARD / n_inputs))),
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


def read_stage_seconds(database: Path) -> dict[str, float]:
    """Return the seconds of the mapped tasks of each stage, by Airflow's record."""
    query = "select dag_id, sum(duration) from task_instance where task_id = 'run' group by dag_id"
    with sqlite3.connect(database) as connection:
        return {CHAIN[dag].stage: round(seconds or 0, 1) for dag, seconds in connection.execute(query) if dag in CHAIN}


def render(found: list[Measurement]) -> str:
    """Return the table in Markdown."""
    head = ["runs", "CPUs", "samples", "shards", "wall, s", "CPU, s", "CPU a sample, ms", "Airflow's share of the CPU"]
    head += ["peak memory, GB", "Airflow's database, MB", "store, KB a sample"]
    rows = []
    for one in found:
        share = "–" if one.library is None else f"{1 - one.library.cpu_s / one.usage.cpu_s:.0%}"
        rows.append(
            [
                f"{one.n_runs:,}",
                str(one.n_cpus),
                f"{one.n_samples:,}",
                str(one.n_shards),
                f"{one.usage.wall_s:.0f}",
                f"{one.usage.cpu_s:.0f}",
                f"{1000 * one.usage.cpu_s / one.n_samples:.1f}",
                share,
                f"{one.usage.peak_bytes / 1e9:.1f}",
                f"{one.database_bytes / 1e6:.1f}",
                f"{one.store_bytes / 1e3 / one.n_samples:.1f}",
            ]
        )
    return write_table(head, rows)


if __name__ == "__main__":
    sys.exit(main())
