"""Measure the pages of the UI over a generated store: server time of each page, first and repeated, and under load.

    python -m bench.pages [--samples 100000] [--out FILE]

The store is made anew in a temporary directory: samples with texts as long as real ones, 40,000 rejects, runs with
100 events each. Times are taken by the server itself (`Server-Timing`); the load is 1,000 requests, 50 in flight.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from starlette.testclient import TestClient

from tests.publish.factory import commit_rows, make_sample
from tracepile.schema import content_id, reject, table_of
from tracepile.settings import Settings
from tracepile.store import Store, open_store
from tracepile_airflow.pages.app import build_app

EVENTS = 100
TEXT_CHARS = 2_500


def fill(store: Store, count: int) -> tuple[str, str]:
    """Fill a store; return the ids of one sample and of its run."""
    chance = random.Random(0)
    words = [content_id(number)[:6] for number in range(5_000)]
    book = " ".join(chance.choices(words, k=200_000))

    def prose(chars: int) -> str:
        start = chance.randrange(len(book) - chars)
        return book[start : start + chars]

    samples = []
    for number in range(count):
        family = number // 9
        code = f"def add(a):\n    # {family} {words[family % 5000]}\n" + f"    return a + {family}\n" * 20
        program_id, trace_id = content_id("family", family), content_id("trace", number // 4)
        texts = {"prompt": prose(TEXT_CHARS // 2), "completion": prose(TEXT_CHARS)}
        samples.append(
            make_sample(number, code=code, family_id=program_id, program_id=program_id, trace_id=trace_id, **texts)
        )
    samples.sort(key=lambda row: str(row["sample_id"]))
    families = {row["program_id"]: row for row in samples}
    names = ("program_id", "family_id", "code", "source", "source_ref", "licence", "domain")
    commit_rows(store, "programs", [{name: row[name] for name in names} for row in families.values()])
    commit_rows(store, "curated", [{"program_id": program_id} for program_id in families])
    commit_rows(store, "benchmarks", [{"benchmark": "humaneval", "item_id": f"HumanEval/{i}"} for i in range(164)])
    commit_rows(store, "variants", [])
    reasons = ("nondeterministic", "unexpected_result", "refused", "truncated")
    dropped = [
        reject("trace", content_id("drop", number), reasons[number % 4], prose(80), source_ref=f"folder/{number}")
        for number in range(40_000)
    ]
    write_runs(store, samples, dropped)
    commit_rows(store, "questions", [])
    commit_rows(store, "rationales", [])
    commit_rows(store, "samples", samples)
    return str(samples[-1]["sample_id"]), str(samples[-1]["trace_id"])


def write_runs(store: Store, samples: list[dict[str, Any]], dropped: list[dict[str, Any]]) -> None:
    """Commit a run for every fourth sample, in shards of 500, each with its events."""
    runs = sorted({row["trace_id"]: row for row in samples}.items())
    shards = []
    for start in range(0, len(runs), 500):
        part = runs[start : start + 500]
        rows = [
            {
                "trace_id": trace_id,
                "program_id": row["program_id"],
                "family_id": row["family_id"],
                "input": row["input"],
                "outcome": "ok",
                "n_events": EVENTS,
                "is_truncated": False,
                "receipt": row["receipt"],
            }
            for trace_id, row in part
        ]
        events = [
            {
                "trace_id": trace_id,
                "step": step,
                "kind": "line" if step else "call",
                "frame": 0,
                "depth": 0,
                "function": "add",
                "line": 1 + step % 20,
                "visit": 1,
                "changes": [{"path": "a", "op": "set", "value": str(step), "type": "int"}],
                "stdout_delta": "",
                "heap": json.dumps([["b", 0, "a", step]]),
            }
            for trace_id, _ in part
            for step in range(EVENTS)
        ]
        rejects = dropped if start == 0 else []
        shards.append(
            store.write_shard(
                content_id("shard", start),
                {"runs": table_of("runs", rows), "events": table_of("events", events)},
                table_of("rejects", rejects),
                batch=content_id("batch", start),
                label=f"bench/{start // 500 + 1:04d}",
                recipe="bench",
                counts={"in": len(part) + len(rejects), "ok": len(part), "filtered": len(rejects), "gave_up": 0},
            )
        )
    store.append("runs", shards)


def list_pages(sample_id: str, trace_id: str) -> dict[str, str]:
    """Return the pages to measure, by name."""
    return {
        "samples": "/samples",
        "samples, last page": "/samples?page=1000000",
        "samples, filtered": "/samples?config=coe_output&domain=math&level=L3",
        "samples, search in code": "/samples?search=a+%2B+8123",
        "samples, search of an id": f"/samples?search={sample_id[:20]}",
        "one sample": f"/samples/{sample_id}",
        "trace viewer": f"/traces/{trace_id}",
        "100 steps": f"/traces/{trace_id}/steps?first=0&count=100",
        "rejects": "/rejects?stage=trace&reason=refused&page=100",
        "rejects, search": "/rejects?search=folder/31337",
        "contamination": "/contamination",
        "one row's story": f"/rows?id={sample_id}",
        "funnel": "/funnel",
        "releases": "/releases",
        "rows of a shard": "/tables/runs?shard=bench/0007",
        "rows of samples, last page": "/tables/samples?page=1000000",
    }


def measure_pages(client: TestClient, pages: dict[str, str]) -> list[dict[str, Any]]:
    """Return the server time of each page: the first request, and the median and worst of ten more."""
    rows = []
    for name, path in pages.items():
        times = []
        for _ in range(11):
            answer = client.get(path)
            assert answer.status_code == httpx.codes.OK, (name, answer.status_code, answer.text[:500])
            times.append(float(answer.headers["server-timing"].partition("dur=")[2]))
        row = {
            "page": name,
            "first_ms": times[0],
            "median_ms": statistics.median(times[1:]),
            "worst_ms": max(times[1:]),
        }
        rows.append(row)
        print(f"{name:28} {row['first_ms']:9.1f} {row['median_ms']:10.1f} {row['worst_ms']:9.1f}", flush=True)
    return rows


async def press(app: Any, paths: list[str], n_requests: int, in_flight: int) -> dict[str, Any]:
    """Return how the pages bear many requests at once."""
    times: list[float] = []
    failed = 0
    gate = asyncio.Semaphore(in_flight)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://pages", timeout=120) as client:

        async def ask(path: str) -> None:
            nonlocal failed
            async with gate:
                started = time.perf_counter()
                answer = await client.get(path)
                times.append(time.perf_counter() - started)
                failed += answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR

        started = time.perf_counter()
        await asyncio.gather(*(ask(paths[number % len(paths)]) for number in range(n_requests)))
        wall_s = time.perf_counter() - started
    times.sort()
    p95 = times[int(0.95 * len(times))]
    return {"n_requests": n_requests, "in_flight": in_flight, "wall_s": wall_s, "p95_s": p95, "n_5xx": failed}


def main() -> int:
    """Make the store, measure, print a table and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--samples", type=int, default=100_000)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tracepile-bench-") as home:
        settings = Settings(home=Path(home))
        started = time.perf_counter()
        sample_id, trace_id = fill(open_store(settings), given.samples)
        print(f"{given.samples:,} samples, made in {time.perf_counter() - started:.0f} s", flush=True)
        app = build_app(settings, lambda: None)
        print(f"{'page':28} {'first ms':>9} {'median ms':>10} {'worst ms':>9}")
        pages = list_pages(sample_id, trace_id)
        with TestClient(app) as client:
            rows = measure_pages(client, pages)
        load = asyncio.run(press(app, list(pages.values()), 1000, 50))
    print("under load:", json.dumps(load))
    if given.out:
        given.out.write_text(json.dumps({"n_samples": given.samples, "pages": rows, "load": load}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
