"""The zygote: a small, single-threaded process that forks an isolated child for each program.

It is started with a command line of its own (see `worker`), imports what contest programs import, gives up all it
does not need, and then serves requests from its control socket until that closes. It never reads a program: the
request travels in a memory file that only the child opens, so nothing of one program can reach the next.

Messages of the control socket (one per packet): `R` with the four descriptors request, stdin, stdout and trace
channel: run a program; `K`: kill it. The answers are JSON: first what isolation was achieved, then one per program.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from tracepile.execution import chance
from tracepile.execution.emptying import empty_directory
from tracepile.execution.isolation import landlock, limits, namespaces, privileges, syscalls

if TYPE_CHECKING:
    from tracepile.execution.child import Launcher

PRELOADED: Final = (
    "abc argparse array ast atexit base64 binascii bisect builtins calendar cmath collections collections.abc"
    " contextlib copy copyreg csv dataclasses datetime decimal enum errno fractions functools graphlib hashlib heapq"
    " inspect io itertools json keyword locale logging math numbers operator os pathlib platform pprint queue random re"
    " resource secrets select shutil signal site stat statistics string struct sys tempfile textwrap threading time"
    " timeit traceback types typing unicodedata uuid warnings weakref zlib zoneinfo"
).split()
"""Standard library modules that programs get without reading a file. Everything else is imported on demand."""

_exit: Final = os._exit  # a program may put something else in its place
RUN: Final = b"R"
KILL: Final = b"K"
N_DESCRIPTORS: Final = 4


def main(descriptor: int) -> None:
    """Isolate this process, say so on the control socket of that number, and serve requests until it closes."""
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGTERM)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # in time to remove the scratch directory
    control = socket.socket(fileno=descriptor)
    config = json.loads(control.recv(1 << 20))
    zygote = Zygote(control, config)
    try:
        control.send(json.dumps(zygote.prepare()).encode())
        zygote.serve()
    finally:
        zygote.close()


class Zygote:
    """One zygote. `config` is what `worker` sends: see there."""

    def __init__(self, control: socket.socket, config: dict[str, Any]) -> None:
        self._control = control
        self._config = config
        self._scratch = ""
        self._own_scratch: Path | None = None
        self._launcher: Launcher

    # preparing --------------------------------------------------------------------------------------------------

    def prepare(self) -> dict[str, Any]:
        """Import, then isolate, for good; return what was achieved."""
        config = self._config
        sys.path += config["module_dirs"]
        for name in PRELOADED:
            importlib.import_module(name)
        chance.fix_chance(config["hash_seed"])
        chance.fix_calendar(config["hash_seed"])
        for name in config["allowed_modules"]:
            with contextlib.suppress(ImportError):  # a module that is not installed fails when a program imports it
                importlib.import_module(name)
        import site

        from tracepile.execution import child, warming

        site.setquit()  # `exit` and `quit`, which programs use and an interpreter without `site` lacks
        site.setcopyright()
        site.sethelper()
        warming.warm_up()

        limits.raise_stack()
        readable = [*config["readable"], *config["module_dirs"]]
        abi = landlock.find_abi()
        uid = privileges.choose_uid()
        has_namespaces = namespaces.enter_namespaces()
        self._make_scratch(readable, uid, has_namespaces)
        is_dropped = privileges.drop_privileges(config["readable"])
        syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
        syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGTERM)  # a change of user clears it
        child_scope = landlock.create_child_scope(abi)
        self._launcher = child.Launcher(config, self._scratch, child_scope)
        limits.set_common_limits()
        if abi:
            landlock.restrict(
                abi,
                readable=[*readable, *config["devices"]],
                writable=[self._scratch, "/dev/null"],
                files_only=config["libraries"],
            )
        for name in config["environment"]:  # done their work; the hash seed would make two runs differ
            os.environ.pop(name, None)
        os.environ["TMPDIR"] = tempfile.tempdir = self._scratch
        os.chdir(self._scratch)
        self._launcher.hide()
        gc.collect()
        gc.freeze()
        return {
            "landlock": abi,
            "seccomp": syscalls.has_seccomp_filters(),
            "namespaces": has_namespaces,
            "dropped": is_dropped,
            "own_scratch": str(self._own_scratch or ""),
        }

    def _make_scratch(self, needed: Sequence[str], uid: int, has_namespaces: bool) -> None:
        mounted = namespaces.mount_scratch(needed, self._config["scratch_bytes"], uid) if has_namespaces else None
        if mounted is None:
            self._own_scratch = Path(tempfile.mkdtemp(prefix="tracepile-scratch-"))
            os.chown(self._own_scratch, uid, -1)
            mounted = str(self._own_scratch)
        self._scratch = mounted

    # serving ----------------------------------------------------------------------------------------------------

    def serve(self) -> None:
        """Run one program after the other until the control socket closes."""
        while True:
            message, descriptors, _, _ = socket.recv_fds(self._control, 16, N_DESCRIPTORS)
            if not message:
                return
            if message == RUN and len(descriptors) == N_DESCRIPTORS:
                self._run(descriptors)

    def _run(self, descriptors: list[int]) -> None:
        pid = os.fork()
        if pid == 0:
            self._become_child(descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        is_wanted = self._wait(pid)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # without seccomp a program may leave processes behind
        _, status, usage = os.wait4(pid, 0)
        self._empty_scratch()
        if is_wanted:
            answer = {"status": status, "cpu_s": usage.ru_utime + usage.ru_stime, "memory_kb": usage.ru_maxrss}
            self._control.send(json.dumps(answer).encode())

    def _become_child(self, descriptors: list[int]) -> NoReturn:
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            self._launcher.run(descriptors)
        finally:
            _exit(1)

    def _wait(self, pid: int) -> bool:
        """Wait until the child has ended; kill it when told to. False: the parent is gone."""
        ended = os.pidfd_open(pid)
        try:
            poller = select.poll()
            poller.register(ended, select.POLLIN)
            poller.register(self._control, select.POLLIN)
            is_wanted = True
            while True:
                ready = {number for number, _ in poller.poll()}
                if ended in ready:
                    return is_wanted
                if self._control.fileno() in ready:
                    is_wanted = bool(self._control.recv(16))
                    if not is_wanted:
                        poller.unregister(self._control)
                    os.kill(pid, signal.SIGKILL)
        except BaseException:
            os.kill(pid, signal.SIGKILL)
            raise
        finally:
            os.close(ended)

    def _empty_scratch(self) -> None:
        empty_directory(self._scratch)

    def close(self) -> None:
        """Remove the scratch directory, where it is one of this zygote's own."""
        if self._own_scratch is not None:
            with contextlib.suppress(OSError):
                self._empty_scratch()
                self._own_scratch.rmdir()
