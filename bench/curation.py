"""The curation benchmark: near-duplicates against other tools, and contamination by planted items.

python curation.py [--sizes 20000,100000] [--peers-up-to 100000] [--benchmarks DIR] [--memory-limit 1GB]

Prints tables, writes `var/bench/curation.json`, and ends with the goals; what a run leaves out (`--skip`, `--sizes`) is
taken from the last one that measured it. Every contender runs in a process of its own, one after the other; CPU seconds
are what is compared, since they depend least on what else the machine does.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from curation_contamination import measure_contamination, measure_texts
from curation_corpus import CACHE, make_corpus
from curation_goals import judge_goals
from curation_probe import measure_probe
from curation_programs import measure_programs
from curation_recall import measure_channels, measure_recall

from tracepile.similarity.shingles import shingle_texts

HERE = Path(__file__).parent
PEERS = ("datasketch", "rensa", "rensa_flat", "datatrove")
SLOW = {"datatrove": 20_000}
"""Contenders that would take hours on larger corpora."""

RESULTS = CACHE / "curation.json"
PARTS = ("speed", "recall", "channels", "probe", "texts", "contamination", "programs")


def run_contender(name: str, corpus: Path, python: str, memory_limit: str) -> dict[str, float] | str:
    """Return what a contender took, or the last line of its error."""
    target = CACHE / f"removed-{name}-{corpus.stem}.parquet"
    environment = {**os.environ, "BENCH_MEMORY_LIMIT": memory_limit}
    command = [python, str(HERE / "curation_peers.py"), name, str(corpus), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        return (done.stderr.strip().splitlines() or ["ended without a word"])[-1]
    result: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def write_shingles(corpus: Path) -> None:
    """Write the shingle hashes that the flat digest is given."""
    shingles = shingle_texts(
        pq.read_table(corpus, columns=["code"]).column("code").cast(pa.large_string()).combine_chunks()
    )
    np.save(f"{corpus}.values.npy", shingles.values)
    np.save(f"{corpus}.starts.npy", shingles.starts)


def print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    cells = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(header))]
    sys.stdout.write(f"\n## {title}\n\n")
    for number, row in enumerate(cells):
        sys.stdout.write("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |\n")
        if number == 0:
            sys.stdout.write("|" + "|".join("-" * (width + 2) for width in widths) + "|\n")
    sys.stdout.flush()


def compare_speed(n: int, peers: Sequence[str], peer_python: str, memory_limit: str, repeats: int) -> dict[str, object]:
    """Run the contenders one after the other, `repeats` times round, and keep of each the run of least CPU time."""
    corpus = make_corpus(n)
    if peers:
        write_shingles(corpus)
    found: dict[str, dict[str, float] | str] = {}
    for name in ("tracepile", *peers) * repeats:
        python = sys.executable if name == "tracepile" else peer_python
        result = run_contender(name, corpus, python, memory_limit)
        best = found.get(name)
        if isinstance(result, str) or isinstance(best, str) or best is None or result["cpu_s"] < best["cpu_s"]:
            found[name] = result
    own = found["tracepile"]
    rows: list[list[object]] = []
    for name, result in found.items():
        if isinstance(result, str) or isinstance(own, str):
            rows.append([name, result, "", "", "", "", ""])
            continue
        rows.append(
            [
                name,
                f"{result['cpu_s']:.1f}",
                f"{result['wall_s']:.1f}",
                f"{n / result['cpu_s']:,.0f}",
                f"{n / result['wall_s']:,.0f}",
                f"{result['peak_gib']:.2f}",
                f"{result['cpu_s'] / own['cpu_s']:.2f}",
            ]
        )
    header = ("contender", "CPU s", "wall s", "documents/CPU s", "documents/s", "peak GiB", "CPU to ours")
    print_table(f"{n:,} documents", header, rows)
    return dict(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="20000,100000", help="corpus sizes, with commas")
    parser.add_argument("--peers-up-to", type=int, default=100_000, help="larger corpora are run by ours alone")
    parser.add_argument("--peers", default=",".join(PEERS), help="with commas")
    parser.add_argument("--repeats", type=int, default=1, help="runs of each contender, in turn; the best one counts")
    parser.add_argument("--peer-python", default=str(CACHE / "venv" / "bin" / "python"))
    parser.add_argument("--memory-limit", default="1GB", help="DuckDB's memory limit")
    parser.add_argument("--benchmarks", help="a folder of <name>/items.jsonl; default: HumanEval from its wheel")
    parser.add_argument("--programs", help="a folder of programs to hold against the benchmarks; default: none")
    parser.add_argument("--probe-size", type=int, default=100_000, help="documents of the incremental run")
    parser.add_argument("--skip", default="", help=f"parts to leave out: {', '.join(PARTS)}")
    given = parser.parse_args()
    skipped = set(given.skip.split(","))
    warnings.simplefilter("ignore", SyntaxWarning)
    sys.stdout.write(f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, {os.cpu_count()} processors\n")
    results = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    if "speed" not in skipped:
        for size in map(int, given.sizes.split(",")):
            peers = given.peers.split(",") if size <= given.peers_up_to else []
            peers = [name for name in peers if size <= SLOW.get(name, size)]
            # Ratios are of one run: what an earlier one measured at this size is dropped.
            found = compare_speed(size, peers, given.peer_python, given.memory_limit, given.repeats)
            results.setdefault("speed", {})[str(size)] = found
            save(results)
    if "recall" not in skipped:
        results["recall"] = measure_recall(make_corpus(20_000), print_table)
        save(results)
    if "channels" not in skipped:
        results["channels"] = measure_channels(make_corpus(20_000), print_table)
        save(results)
    if "probe" not in skipped:
        results["probe"] = measure_probe(make_corpus(given.probe_size), print_table)
        save(results)
    if "texts" not in skipped:
        results["texts"] = measure_texts(given.benchmarks, make_corpus(20_000), print_table)
        save(results)
    if "contamination" not in skipped:
        results["contamination"] = measure_contamination(given.benchmarks, make_corpus(20_000), print_table)
        save(results)
    if given.programs and "programs" not in skipped:
        results["programs"] = measure_programs(given.programs, given.benchmarks, print_table)
        save(results)
    print_table("Goals", ("what", "goal", "measured", ""), judge_goals(results))


def save(results: dict[str, object]) -> None:
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
