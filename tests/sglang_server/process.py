"""Start the test server as a process of its own, and talk to its controls."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class TestServer:
    """A running test server: its address and controls. `url` is what `sglang_url` takes, `model` what it serves."""

    __test__ = False

    def __init__(self, process: "subprocess.Popen[str]", port: int, model: str) -> None:
        self.process = process
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.model = model

    def stats(self) -> dict[str, Any]:
        """Return what was counted: see `Counts.report`."""
        return self._control("stats")

    def reset(self) -> None:
        """Count from zero, with the knobs the server was started with."""
        self._control("reset")

    def configure(self, **knobs: Any) -> None:
        """Change knobs: see `Config`."""
        self._control("configure", knobs)

    def stop(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()

    def _control(self, name: str, body: Any = None) -> dict[str, Any]:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{self.url}/_test/{name}", json.dumps(body or {}).encode(), timeout=10) as response:
            return dict(json.load(response))


@contextmanager
def start_server(port: int = 0, **knobs: Any) -> Iterator[TestServer]:
    """Run a test server with these knobs (see `Config`) until the block ends."""
    command = [sys.executable, "-m", "tests.sglang_server", "--until-stdin-closes"]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--config", json.dumps(knobs)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.startswith("listening on "):
        raise RuntimeError(f"the test server did not start: {line!r}")
    server = TestServer(process, int(line.split()[-1]), knobs.get("model", "test-model"))
    try:
        yield server
    finally:
        server.stop()
