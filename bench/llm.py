"""How busy the model client keeps a server, and what it costs: `python -m bench.llm [--requests N]`.

The test server runs in a process of its own with 64 slots of 200 ms each. The same load is then put on it by plain
`httpx.AsyncClient` with a semaphore and httpx's own connection pool, for comparison (fewer requests). Prints a table
and writes JSON.
"""

import argparse
import asyncio
import json
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

from tests.sglang_server.process import TestServer, start_server
from tracepile.llm import Client, Message, Request
from tracepile.llm.wire import write_body
from tracepile.settings import Settings

SLOTS, SERVICE_S = 64, 0.2
MAX_WINDOW = 256
PER_PROGRAM = 5
PLAIN_REQUESTS = 1_500
SCHEMA = {
    "type": "object",
    "properties": {
        "steps": {
            "type": "array",
            "minItems": 8,
            "maxItems": 20,
            "items": {
                "type": "object",
                "properties": {"step": {"type": "integer"}, "prose": {"type": "string", "maxLength": 300}},
                "required": ["step", "prose"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["steps"],
    "additionalProperties": False,
}


def make_requests(count: int) -> Iterator[Request]:
    """Yield requests of about 5 kB: common instructions, the code of a program, one of its inputs and its trace."""
    system = Message("system", "You explain, step by step, what a program does when it runs. " * 30)
    for number in range(count):
        code = f"# program {number // PER_PROGRAM}\n" + "def total(xs):\n    return sum(x * x for x in xs)\n" * 20
        trace = "\n".join(f"{step}: line {step % 7} x={step * number}" for step in range(40))
        content = f"{code}\ninput {number % PER_PROGRAM}\n{trace}"
        yield Request((system, Message("user", content)), "bench.v1", 800, SCHEMA, schema_name="bench")


def read_rss_mb() -> float:
    """Return the memory this process has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def calibrate_ms() -> float:
    """Return the processor time of a fixed loop: on a machine shared with others it tells how slow a core is now."""
    started = time.thread_time()
    value = 0
    for number in range(200_000):
        value += number * number
    return (time.thread_time() - started) * 1e3


def run_client(server: TestServer, count: int, home: Path) -> dict[str, Any]:
    """Send through the client, with a fresh request cache; return what it took."""
    settings = Settings(home=home, sglang_url=server.url, sglang_model=server.model, sglang_window_max=MAX_WINDOW)
    memory: list[float] = []
    with Client(settings) as client:
        for number, reply in enumerate(client.complete(make_requests(count))):
            assert reply.failure is None, reply
            if number % (count // 10) == count // 20:
                memory.append(round(read_rss_mb(), 1))
    return {"rss_mb": memory}


def run_plain(server: TestServer, count: int) -> dict[str, Any]:
    """Send with httpx alone: a semaphore and a connection pool as large as the largest window; nothing is kept."""

    async def send_all() -> None:
        gate = asyncio.Semaphore(MAX_WINDOW)
        limits = httpx.Limits(max_connections=MAX_WINDOW, max_keepalive_connections=MAX_WINDOW)
        headers = {"Content-Type": "application/json"}
        async with httpx.AsyncClient(base_url=server.url, limits=limits, headers=headers, timeout=300) as http:

            async def send(request: Request) -> None:
                async with gate:
                    body = write_body(request, server.model, request.max_tokens)
                    answer = await http.post("/v1/chat/completions", content=body)
                    json.loads(answer.json()["choices"][0]["message"]["content"])

            await asyncio.gather(*(send(request) for request in make_requests(count)))

    asyncio.run(send_all())
    return {}


def measure(name: str, count: int, server: TestServer, run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run a way of sending; return its row of the table."""
    server.reset()
    calibrations = [calibrate_ms()]
    load, started, cpu = os.getloadavg()[0], time.monotonic(), time.process_time()
    further = run()
    seconds, cpu_s = time.monotonic() - started, time.process_time() - cpu
    calibrations.append(calibrate_ms())
    stats = server.stats()
    assert stats["answered"] == count
    assert stats["answered_twice"] == 0
    return {
        "client": name,
        "requests": count,
        "seconds": round(seconds, 2),
        "requests_per_s": round(count / stats["duration_s"], 1),
        "busy_percent": round(100 * stats["busy_share"], 2),
        "of_ideal_rate_percent": round(100 * count * SERVICE_S / SLOTS / stats["duration_s"], 2),
        "core_percent_per_100_requests_per_s": round(100 * 100 * cpu_s / count, 2),
        "calibration_ms": round(sum(calibrations) / 2, 1),
        "load_average": round(load, 2),
        **further,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--out", type=Path, default=Path("var/bench/llm.json"))
    given = parser.parse_args()
    rows = []
    with start_server(slots=SLOTS, service_s=SERVICE_S, max_queued=2000) as server:
        with tempfile.TemporaryDirectory() as home:
            run_client(server, 200, Path(home))  # warm up both sides
        with tempfile.TemporaryDirectory() as home:
            count = given.requests
            rows.append(measure("tracepile.llm", count, server, lambda: run_client(server, count, Path(home))))
        plain = min(PLAIN_REQUESTS, given.requests)
        rows.append(measure("plain httpx", plain, server, lambda: run_plain(server, plain)))
    ours, theirs = (row["core_percent_per_100_requests_per_s"] for row in rows)
    report = {
        "date": time.strftime("%Y-%m-%d"),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "server": f"{SLOTS} slots of {SERVICE_S * 1e3:g} ms",
        "rows": rows,
        "plain_httpx_costs_times": round(theirs / ours, 1),
    }
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(report, indent=2) + "\n")
    for row in rows:
        print("  ".join(f"{name}={value}" for name, value in row.items()))
    print(f"plain httpx costs {report['plain_httpx_costs_times']} times the processor time; written to {given.out}")


if __name__ == "__main__":
    main()
