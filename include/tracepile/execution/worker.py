"""The parent's end of a zygote: starting it, handing it programs, killing them, and ending it."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any, Final

import tracepile
from tracepile.execution import surroundings
from tracepile.execution.isolation.seccomp import SeccompUnavailableError, build_filter
from tracepile.execution.isolation.watch import DEVICES
from tracepile.execution.level import Level, SandboxUnavailableError
from tracepile.execution.running import Ended, Running, close_descriptors

_SCRATCH_BYTES: Final = 64 * 1024 * 1024
_START_TIMEOUT_S: Final = 60.0
_STOP_TIMEOUT_S: Final = 5.0

_THREAD_VARIABLES: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

_BOOTSTRAP: Final = """
import builtins, importlib.util, sys
from importlib.machinery import SourceFileLoader
run = SourceFileLoader.exec_module
def exec_module(loader, module):
    if module.__name__.partition(".")[0] == "tracepile":
        module.__dict__["__builtins__"] = dict(vars(builtins))
    run(loader, module)
SourceFileLoader.exec_module = exec_module
spec = importlib.util.spec_from_file_location("tracepile", sys.argv[1], submodule_search_locations=[sys.argv[2]])
sys.modules["tracepile"] = package = importlib.util.module_from_spec(spec)
spec.loader.exec_module(package)
from tracepile.execution.zygote import main
main(int(sys.argv[3]))
"""
"""Imports this library by its place, so that nothing that lies beside it can be imported, and with built-in functions
of its own in each module, so that a program that replaces `len` replaces nothing of the tracer."""


class ZygoteDiedError(Exception):
    """The zygote ended without being told to."""


class Worker:
    """One zygote process, one program at a time.

    Args:
        hash_seed: PYTHONHASHSEED of the programs.
        allowed_modules: modules outside the standard library that programs may import.
        unsafe: run even where the kernel offers no Landlock or no seccomp.

    Raises:
        SandboxUnavailableError: (from `wait_until_ready`) programs cannot be isolated here.
    """

    def __init__(self, *, hash_seed: int, allowed_modules: tuple[str, ...] = (), unsafe: bool = False) -> None:
        self.hash_seed = hash_seed
        self.running: Running | None = None
        self._is_unsafe = unsafe
        self._level: Level | None = None
        self._scratch: Path | None = None
        self._seccomp, self._why_no_seccomp = _find_seccomp()
        module_dirs = surroundings.find_module_dirs(allowed_modules)
        config: dict[str, Any] = {
            "hash_seed": hash_seed,
            "allowed_modules": allowed_modules,
            "module_dirs": module_dirs,
            "readable": surroundings.find_readable(),
            "libraries": surroundings.find_libraries(),
            "devices": DEVICES,
            "environment": ("PYTHONHASHSEED", *_THREAD_VARIABLES),
            "scratch_bytes": _SCRATCH_BYTES,
            "seccomp": b64encode(self._seccomp).decode(),
        }
        self._log = os.memfd_create("zygote-log", os.MFD_CLOEXEC)
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                self._process = self._start(theirs)
                self.control.settimeout(_START_TIMEOUT_S)
                self.control.send(json.dumps(config).encode())
        except BaseException:
            self.control.close()
            close_descriptors([self._log])
            raise

    def _start(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        package = Path(tracepile.__file__).resolve()
        flags = ("-s", "-S", "-P", "-B", "-X", "utf8")
        arguments = [str(package), str(package.parent), str(theirs.fileno())]
        return subprocess.Popen(
            [sys.executable, *flags, "-c", _BOOTSTRAP, *arguments],
            env=_clean_environment(self.hash_seed),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,  # Ctrl-C at the terminal is for the parent
        )

    def wait_until_ready(self) -> Level:
        """Wait for the zygote's first answer; return the isolation it achieved.

        Raises:
            SandboxUnavailableError: it did not start, or programs would not be isolated.
        """
        if self._level is None:
            try:
                answer = self._receive()
            except (ZygoteDiedError, TimeoutError) as error:
                raise SandboxUnavailableError(
                    f"The sandbox process did not start: {self._last_words() or error}. "
                    "Run `tracepile doctor` for what this machine lacks."
                ) from None
            self._scratch = Path(answer["own_scratch"]) if answer["own_scratch"] else None
            has_seccomp = bool(self._seccomp) and answer["seccomp"]
            level = Level(answer["landlock"], has_seccomp, answer["namespaces"], answer["dropped"])
            if not level.is_sufficient:
                self._refuse_unless_unsafe(level)
                level = Level(answer["landlock"], has_seccomp, answer["namespaces"], answer["dropped"], is_unsafe=True)
            self._level = level
        return self._level

    def _refuse_unless_unsafe(self, level: Level) -> None:
        if self._is_unsafe:
            return
        missing = self._why_no_seccomp or "the kernel offers no seccomp filters"
        if not level.landlock:
            missing = "the kernel offers no Landlock (Linux 5.13 or newer with Landlock among its security modules)"
        raise SandboxUnavailableError(
            f"Untrusted programs are not run here: {missing}. Mend that, or accept the risk with "
            "TRACEPILE_IS_UNSAFE_EXECUTION_ALLOWED=true."
        )

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        lines = os.pread(self._log, 1 << 16, 0).decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""

    @property
    def is_alive(self) -> bool:
        """Whether the zygote's process exists."""
        return self._process.poll() is None

    # programs ---------------------------------------------------------------------------------------------------

    def submit(self, running: Running) -> None:
        """Hand over a program; raise `ZygoteDiedError` if there is nobody to take it."""
        self.running = running
        try:
            socket.send_fds(self.control, [b"R"], running.handed_over)
        except OSError as error:
            raise ZygoteDiedError from error
        finally:
            running.close_handed_over()

    def kill_program(self) -> None:
        """Have the running program killed; its end is then reported like any other."""
        with contextlib.suppress(OSError):
            self.control.send(b"K")

    def read_queued_s(self) -> float:
        """Return how many seconds the running program has waited for a processor; 0 if the kernel does not say."""
        zygote = self._process.pid
        try:
            (program,) = Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()
            _, queued_ns, _ = Path(f"/proc/{program}/schedstat").read_text().split()
        except (OSError, ValueError):
            return 0.0
        return int(queued_ns) / 1e9

    def collect(self) -> Ended:
        """Take the zygote's report of the program's end (the control socket is readable).

        Raises:
            ZygoteDiedError: it died instead.
        """
        assert self.running is not None
        answer = self._receive()
        running, self.running = self.running, None
        return running.finish(answer["status"], answer["cpu_s"])

    def _receive(self) -> dict[str, Any]:
        try:
            message = self.control.recv(1 << 16)
        except ConnectionError:
            message = b""
        if not message:
            raise ZygoteDiedError("it ended unexpectedly")
        answer: dict[str, Any] = json.loads(message)
        return answer

    # the end ----------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """End the zygote and whatever it runs; leave no process, descriptor or directory."""
        self.control.close()  # this tells it
        try:
            self._process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            if self.running is not None:
                self.running.close()
                self.running = None
            close_descriptors([self._log])
            self._log = -1
            if self._scratch is not None:
                shutil.rmtree(self._scratch, ignore_errors=True)


def _find_seccomp() -> tuple[bytes, str]:
    try:
        return build_filter(), ""
    except SeccompUnavailableError as error:
        return b"", f"{error}; install the package libseccomp2"


def _clean_environment(hash_seed: int) -> dict[str, str]:
    return {
        "PYTHONHASHSEED": str(hash_seed),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        **dict.fromkeys(_THREAD_VARIABLES, "1"),  # a process that forks must have one thread
    }
