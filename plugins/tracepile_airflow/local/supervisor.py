"""Start the embedded platform, know that it is healthy, and end every process of it."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tracepile.settings import Settings
from tracepile_airflow.local.client import Client, is_answering
from tracepile_airflow.local.environment import (
    USER,
    build_environment,
    choose_port,
    place_of,
)
from tracepile_airflow.processes import adopt_orphans

START_TIMEOUT_S = 180.0
LOCK_TIMEOUT_S = 15.0
_HEALTHY = ("metadatabase", "scheduler", "dag_processor")


class PlatformError(Exception):
    """The platform cannot be started or has stopped; the message says why and what to do."""


class Platform:
    """One embedded platform: a context manager in which Airflow runs.

    port: wanted port of the UI, another one is taken if it is in use. parse_interval_s: see `build_environment`.
    """

    def __init__(self, settings: Settings, *, port: int, parse_interval_s: int = 30) -> None:
        self.place = place_of(settings)
        self.place.create()
        self._lock = _take_lock(self.place.root / "lock")
        self.port = choose_port(port)
        self.url = f"http://127.0.0.1:{self.port}"
        self.password = self.place.read_password()
        self.client = Client(self.url, USER, self.password)
        self._execution_url = f"http://127.0.0.1:{choose_port(0)}"
        self._environment = build_environment(
            settings,
            self.place,
            port=self.port,
            execution_url=self._execution_url,
            parse_interval_s=parse_interval_s,
        )
        self._is_execution_ready = False
        self._started_at = datetime.now(UTC)
        self._host: subprocess.Popen[bytes] | None = None

    @property
    def host_log(self) -> Path:
        """What the host of the components says."""
        return self.place.log_dir / "host.log"

    def __enter__(self) -> Self:
        adopt_orphans()
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _start(self) -> None:
        shutil.rmtree(self.place.temp_dir, ignore_errors=True)  # of a platform that was killed
        self.place.temp_dir.mkdir()
        with self.host_log.open("wb") as log:
            # A session of its own: Ctrl-C reaches only us, and we end the platform in order.
            self._host = subprocess.Popen(
                [sys.executable, "-m", "tracepile_airflow.local.host"],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[self._lock],  # held until the last process forked by the host is gone
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self._is_healthy():
            self.check_alive()
            if time.monotonic() > deadline:
                raise PlatformError(
                    f"Airflow is not healthy after {START_TIMEOUT_S:.0f} s; see the logs in {self.place.log_dir}."
                )
            time.sleep(0.2)

    def _is_healthy(self) -> bool:
        if not self._is_execution_ready:
            # Its first answer takes some seconds; the first task would wait for it.
            self._is_execution_ready = is_answering(f"{self._execution_url}/execution/health")
        health = self.client.read_health()
        return (
            self._is_execution_ready
            and health is not None
            and all(health.get(name, {}).get("status") == "healthy" for name in _HEALTHY)
        )

    def check_alive(self) -> None:
        """Raise `PlatformError` if a component has ended."""
        if self._host is not None and self._host.poll() is not None:
            said = self.host_log.read_text(errors="replace").strip().splitlines() or ["its host said nothing"]
            raise PlatformError(f"Airflow stopped: {said[-1]}. The logs are in {self.place.log_dir}.")

    def list_fresh_dags(self) -> dict[str, dict[str, Any]]:
        """Return the DAGs parsed since this platform started; older entries may tell of older files."""
        dags = self.client.list_dags()
        return {
            dag_id: dag
            for dag_id, dag in dags.items()
            if dag["last_parsed_time"] and datetime.fromisoformat(dag["last_parsed_time"]) >= self._started_at
        }

    def stop(self) -> None:
        """End every process of the platform and remove its scratch space. It may be called twice."""
        self.client.close()
        if self._host is not None:
            with contextlib.suppress(ProcessLookupError):
                self._host.terminate()
            try:
                self._host.wait(timeout=6)
            except subprocess.TimeoutExpired:
                self._host.kill()
                self._host.wait()
            self._host = None
            _end_descendants()
        shutil.rmtree(self.place.temp_dir, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def _take_lock(path: Path) -> int:
    """Return a descriptor with the exclusive lock of a platform, or refuse."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + LOCK_TIMEOUT_S
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            # The processes of a platform that was killed a moment ago may still be ending.
            if time.monotonic() > deadline:
                owner = os.pread(lock, 32, 0).decode().strip()
                os.close(lock)
                raise PlatformError(
                    f"Another `make run` or `make up` (process {owner or 'unknown'}) uses {path.parent}; "
                    "wait for it, end it, or set TRACEPILE_HOME to another directory."
                ) from None
            time.sleep(0.2)
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock


def _end_descendants() -> None:
    """Kill whatever still descends from this process, and wait until it is gone."""
    deadline = time.monotonic() + 10
    while (found := list(_find_descendants(os.getpid()))) and time.monotonic() < deadline:
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.02)


def _find_descendants(ancestor: int) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError, IndexError, ValueError):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.name))
    waiting = list(children.get(ancestor, []))
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += children.get(pid, [])
