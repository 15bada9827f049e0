"""The curation benchmark: near-duplicates against other tools, and contamination by planted items.

python curation.py [--sizes 20000,100000] [--peers-up-to 100000] [--benchmarks DIR] [--memory-limit 1GB]

Prints tables and writes `var/bench/curation.json`. Every contender runs in a process of its own, one after the other;
CPU seconds are what is compared, since they depend least on what else the machine does.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from curation_contamination import measure_contamination
from curation_corpus import CACHE, make_corpus
from curation_recall import measure_recall

from tracepile.similarity.shingles import shingle_texts

HERE = Path(__file__).parent
PEERS = ("datasketch", "rensa", "rensa_flat", "datatrove")
GOALS = {
    "ratio to datasketch": 5.0,
    "ratio to rensa": 1.5,
    "documents a second at 500k": 9_000,
    "peak GiB at 500k": 3.0,
}


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


def compare_speed(
    sizes: Sequence[int], peers: Sequence[str], peers_up_to: int, peer_python: str, memory_limit: str
) -> dict[str, object]:
    results: dict[str, object] = {}
    for n in sizes:
        corpus = make_corpus(n)
        names = ["tracepile", *(peers if n <= peers_up_to else ())]
        if n <= peers_up_to:
            write_shingles(corpus)
        found = {
            name: run_contender(name, corpus, sys.executable if name == "tracepile" else peer_python, memory_limit)
            for name in names
        }
        results[str(n)] = found
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
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="20000,100000", help="corpus sizes, with commas")
    parser.add_argument("--peers-up-to", type=int, default=100_000, help="larger corpora are run by ours alone")
    parser.add_argument("--peers", default=",".join(PEERS), help="with commas")
    parser.add_argument("--peer-python", default=str(CACHE / "venv" / "bin" / "python"))
    parser.add_argument("--memory-limit", default="1GB", help="DuckDB's memory limit")
    parser.add_argument("--benchmarks", help="a folder of <name>/items.jsonl; default: HumanEval from its wheel")
    parser.add_argument("--skip", default="", help="parts to leave out: speed, recall, contamination")
    given = parser.parse_args()
    skipped = set(given.skip.split(","))
    sys.stdout.write(f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, {os.cpu_count()} processors\n")
    results: dict[str, object] = {}
    sizes = [int(size) for size in given.sizes.split(",")]
    if "speed" not in skipped:
        results["speed"] = compare_speed(
            sizes, given.peers.split(","), given.peers_up_to, given.peer_python, given.memory_limit
        )
    if "recall" not in skipped:
        results["recall"] = measure_recall(make_corpus(20_000), print_table)
    if "contamination" not in skipped:
        results["contamination"] = measure_contamination(given.benchmarks, make_corpus(20_000), print_table)
    print_table("Goals", ("goal", "at least or most"), [[name, goal] for name, goal in GOALS.items()])
    (CACHE / "curation.json").write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
