"""A worker killed half-way: the next one asks only for what is missing."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.llm.conftest import make_requests
from tracepile.llm import Client
from tracepile.llm.cache import RequestCache
from tracepile.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import json, sys
from tests.llm.conftest import make_requests
from tracepile.llm import Client
from tracepile.settings import Settings

with Client(Settings(**json.loads(sys.argv[1]))) as client:
    for number, reply in enumerate(client.complete(make_requests(300))):
        print(number, flush=True)
"""


def test_a_worker_that_is_killed_loses_no_answer_that_was_kept(server, llm_settings: Settings) -> None:
    server.configure(slots=8, service_s=0.04)
    given = {
        "home": str(llm_settings.home),
        "request_cache": str(llm_settings.request_cache_dir),
        "sglang_url": server.url,
        "sglang_model": server.model,
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, json.dumps(given)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    for line in worker.stdout:
        if int(line) >= 60:
            break
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    cache = RequestCache(llm_settings.request_cache_dir)
    kept = cache.count()
    cache.close()
    assert 60 < kept < 300

    deadline = time.monotonic() + 60
    while server.stats()["running"] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.stats()["ends"].get("cancelled", 0) > 0  # the server stopped what nobody waits for
    server.reset()
    with Client(llm_settings) as client:
        replies = list(client.complete(make_requests(300)))
    assert [reply.failure for reply in replies] == [None] * 300
    assert server.stats()["requests"] == 300 - kept
    assert sum(reply.is_cached for reply in replies) == kept
