"""What the services need of this machine: Debian's packages, an ordinary user, free ports, and processes that end."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import psutil

IS_ROOT = os.geteuid() == 0
NOBODY = 65534
PACKAGES = {"postgres": "postgresql", "redis-server": "redis-server", "cc": "gcc libc6-dev"}


class MissingError(Exception):
    """Something that must be installed is not; the message says what and how."""


def find_program(name: str) -> str:
    """Return the path of a program, installed from Debian's packages if need be and possible."""
    if found := _look_for(name):
        return found
    package = PACKAGES[name]
    install_packages(package)
    if found := _look_for(name):
        return found
    raise MissingError(f"The package {package} is installed but brought no {name}; install it by hand.")


def install_packages(*packages: str) -> None:
    """Install Debian packages without starting their services."""
    command = f"apt-get install --yes --no-install-recommends {' '.join(packages)}"
    if not IS_ROOT or shutil.which("apt-get") is None:
        raise MissingError(f"These tests need {', '.join(packages)}; run `sudo {command}` first.")
    # run level 1: what the packages would start stays down
    quiet = {**os.environ, "RUNLEVEL": "1", "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command.split(), env=quiet, capture_output=True, text=True, check=False)
    if done.returncode:
        subprocess.run(["apt-get", "update"], env=quiet, capture_output=True, check=False)
        done = subprocess.run(command.split(), env=quiet, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MissingError(f"`{command}` failed: {done.stderr.strip().splitlines()[-1]}")


def _look_for(name: str) -> str | None:
    if found := shutil.which(name):
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(versions[-1]) if versions else None


def as_ordinary_user(command: Sequence[str]) -> list[str]:
    """Return the command, run without root's rights: PostgreSQL refuses root."""
    if not IS_ROOT:
        return list(command)
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]


def give_to_ordinary_user(path: Path) -> None:
    """Let the user of `as_ordinary_user` write into a directory."""
    if IS_ROOT:
        os.chown(path, NOBODY, NOBODY)


def choose_ports(count: int) -> list[int]:
    """Return free ports of the loopback interface, each another one."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def wait_until(is_done: Callable[[], bool], seconds: float, complaint: str) -> None:
    """Look again and again; fail with the complaint when the time is over."""
    deadline = time.monotonic() + seconds
    while not is_done():
        assert time.monotonic() < deadline, f"{complaint} (waited {seconds:.0f} s)"
        time.sleep(0.2)


class Process:
    """A server process that can be started, killed and started again.

    name: for people and for the log file. command, environment, directory: what is started, with what, and where.
    """

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], directory: Path) -> None:
        self.name = name
        self.command = list(command)
        self.environment = dict(environment)
        self.directory = directory
        self.log = directory / f"{name}.log"
        self._running: subprocess.Popen[bytes] | None = None
        self._orphans: list[psutil.Process] = []
        self._lock = threading.RLock()  # one thread kills what another one starts again

    def start(self) -> None:
        """Start it; what it says is added to its log."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def revive(self) -> bool:
        """Start it if it is dead; tell whether it was."""
        with self._lock:
            if self.is_alive:
                return False
            self.start()
            return True

    @property
    def pid(self) -> int:
        """The process id of the newest start."""
        assert self._running is not None
        return self._running.pid

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._running is not None and self._running.poll() is None

    def descendants(self) -> Iterator[psutil.Process]:
        """Yield the processes that descend from it."""
        with contextlib.suppress(psutil.NoSuchProcess):
            yield from psutil.Process(self.pid).children(recursive=True)

    def kill_alone(self) -> None:
        """`kill -9` of this process; what it started is left to itself, until `kill` ends that, too."""
        with self._lock:
            if self._running is not None:
                self._orphans += self.descendants()
                self._running.kill()
                self._running.wait()

    def kill(self) -> int:
        """`kill -9` of it and of all that it started, as when its machine goes; return how many processes."""
        with self._lock:
            _kill_all(self._orphans)
            if self._running is None:
                return 0
            # Stopped first, so that nobody starts anything while we look.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGSTOP)
            doomed = list(self.descendants())
            _kill_all(doomed)
            self._running.kill()
            self._running.wait()
            self._running = None
            return len(doomed) + 1

    def tail(self, lines: int = 5) -> str:
        """Return the end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""


def _kill_all(processes: Sequence[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
