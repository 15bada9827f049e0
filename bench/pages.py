"""Measure the pages of the UI over a generated store: server time of each page, first and repeated, and under load.

    python -m bench.pages [--samples 100000] [--alone] [--out FILE]

The pages are served by Airflow's own api-server, behind its login; `--alone` serves them without Airflow. The store is
made anew in a temporary directory: samples with texts as long as real ones, 40,000 rejects, runs with 100 events each.
Times of single pages are taken by the server itself (`Server-Timing`); the load is 1,000 requests, 50 in flight, over
300 samples, runs and stories, pages of lists, searches, and addresses that mean harm.
"""

import argparse
import asyncio
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from bench.pages_store import fill
from tracepile.settings import Settings
from tracepile.store import open_store
from tracepile_airflow.local.environment import USER, choose_port
from tracepile_airflow.local.supervisor import Platform

HOSTILE: Final = (
    "/samples?search=%27%20OR%201%3D1%20--",
    "/samples?config=%22%3B%20DROP%20TABLE%20sample_index%3B",
    "/samples?page=0",
    "/samples/..%2f..%2f..%2fetc%2fpasswd",
    "/tables/..%2f..%2freleases",
    "/releases/v0.1.0/files/..%2f..%2flatest.json",
    "/static/..%2fapp.py",
    "/rows?id=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/traces/1%20OR%201=1",
)
"""Path traversal, SQL in filters, script in texts: refused, or an empty list, and never a 5xx."""


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


def list_load(samples: list[str], traces: list[str], count: int) -> list[str]:
    """Return the addresses of the load, mixed: each kind of page often, few addresses twice."""
    chance = random.Random(0)
    paths: list[str] = []
    while len(paths) < count:
        paths += list_pages(chance.choice(samples), chance.choice(traces)).values()
        paths += [f"/samples?page={chance.randrange(1, 2000)}", f"/rejects?page={chance.randrange(1, 800)}"]
        paths += [f"/samples?search=add_{chance.randrange(10_000)}", chance.choice(HOSTILE)]
    paths = paths[:count]
    chance.shuffle(paths)
    return paths


@contextmanager
def serve_alone(settings: Settings) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve the pages without Airflow and login, in a process of their own; yield their address and no headers."""
    port = choose_port(0)
    command = [sys.executable, "-m", "bench.pages_server", str(settings.home), str(port)]
    with subprocess.Popen(command) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/static/icon.svg")
            yield url, {}
        finally:
            server.terminate()


@contextmanager
def serve_in_airflow(settings: Settings) -> Iterator[tuple[str, dict[str, str]]]:
    """Start the platform over the store; yield the address of our pages in it and the headers of a logged-in user."""
    with Platform(settings, port=0) as platform:
        answer = httpx.post(
            f"{platform.url}/auth/token", json={"username": USER, "password": platform.password}, trust_env=False
        )
        answer.raise_for_status()
        yield f"{platform.url}/tracepile", {"Authorization": f"Bearer {answer.json()['access_token']}"}


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            httpx.get(url, trust_env=False).raise_for_status()
            return
        except httpx.HTTPError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def measure_pages(client: httpx.Client, base: str, pages: dict[str, str]) -> list[dict[str, Any]]:
    """Return the server time of each page: the first request, and the median and worst of ten more."""
    rows = []
    for name, path in pages.items():
        times = []
        for _ in range(11):
            answer = client.get(base + path)
            assert answer.status_code == httpx.codes.OK, (name, answer.status_code, answer.text[:500])
            times.append(float(answer.headers["server-timing"].rpartition("dur=")[2]))
        row = {
            "page": name,
            "first_ms": times[0],
            "median_ms": statistics.median(times[1:]),
            "worst_ms": max(times[1:]),
        }
        rows.append(row)
        print(f"{name:28} {row['first_ms']:9.1f} {row['median_ms']:10.1f} {row['worst_ms']:9.1f}", flush=True)
    return rows


async def press(base: str, headers: dict[str, str], paths: list[str], in_flight: int) -> dict[str, Any]:
    """Return how the pages bear many requests at once."""
    times: list[float] = []
    failed = 0
    gate = asyncio.Semaphore(in_flight)
    async with httpx.AsyncClient(headers=headers, timeout=120, trust_env=False) as client:

        async def ask(path: str) -> None:
            nonlocal failed
            async with gate:
                started = time.perf_counter()
                answer = await client.get(base + path)
                times.append(time.perf_counter() - started)
                failed += answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR

        started = time.perf_counter()
        await asyncio.gather(*(ask(path) for path in paths))
        wall_s = time.perf_counter() - started
    times.sort()
    return {
        "n_requests": len(paths),
        "in_flight": in_flight,
        "wall_s": round(wall_s, 2),
        "median_s": round(statistics.median(times), 3),
        "p95_s": round(times[int(0.95 * len(times))], 3),
        "worst_s": round(times[-1], 3),
        "n_5xx": failed,
    }


def main() -> int:
    """Make the store, measure, print a table and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--samples", type=int, default=100_000)
    parser.add_argument("--alone", action="store_true", help="serve the pages without Airflow")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tracepile-bench-") as home:
        settings = Settings(home=Path(home))
        started = time.perf_counter()
        samples, traces = fill(open_store(settings), given.samples)
        print(f"{given.samples:,} samples, made in {time.perf_counter() - started:.0f} s", flush=True)
        print(f"{'page':28} {'first ms':>9} {'median ms':>10} {'worst ms':>9}")
        with (serve_alone if given.alone else serve_in_airflow)(settings) as (base, headers):
            with httpx.Client(headers=headers, timeout=120, trust_env=False) as client:
                rows = measure_pages(client, base, list_pages(samples[-1], traces[-1]))
            load = asyncio.run(press(base, headers, list_load(samples, traces, 1000), 50))
    print("under load:", json.dumps(load))
    if given.out:
        given.out.write_text(json.dumps({"n_samples": given.samples, "pages": rows, "load": load}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
