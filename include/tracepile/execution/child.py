"""What happens between the fork and the program: the child takes its descriptors, its limits and its filter."""

import json
import os
import resource
import signal
import sys
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NoReturn

from tracepile.execution import chance, channel, concealment, harness, imports, streams
from tracepile.execution.encoding import write_json
from tracepile.execution.isolation import landlock, limits, syscalls, watch

_exit: Final = os._exit  # a program may put something else in its place
TRACE_DESCRIPTOR: Final = limits.MAX_FILES - 1
"""Out of the way: a program's first own file gets the number it always gets."""


class Launcher:
    """Turns a fresh fork of the zygote into the isolated process of one program.

    Args:
        config: what `worker` sends to a zygote.
        scratch: the directory that programs may write.
        child_scope: Landlock ruleset that cuts a child off from its zygote, or None.
    """

    def __init__(self, config: dict[str, Any], scratch: str, child_scope: int | None) -> None:
        self._child_scope = child_scope
        has_seccomp = config["seccomp"] and syscalls.has_seccomp_filters()
        self._seccomp = syscalls.SeccompFilter(b64decode(config["seccomp"])) if has_seccomp else None
        self._null = os.open("/dev/null", os.O_WRONLY | os.O_CLOEXEC)
        self._base_bytes = limits.own_address_space()
        self._watch = watch.Watch(
            readable=[*config["readable"], *config["module_dirs"]],
            scratch=scratch,
            own=str(Path(__file__).parents[1]),
            trusted=[vars(module) for name, module in sys.modules.items() if name.startswith("tracepile.")],
        )
        self._n_descriptors = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        self._zygote = os.getpid()
        self._hidden: list[ModuleType] = []

    def hide(self) -> None:
        """Put this library out of sight of the programs; nothing is imported from it after that."""
        self._hidden = concealment.hide_modules()
        concealment.hide_classes()
        concealment.hide_methods((streams.Output, imports.ImportGate))
        concealment.hide_tracer()
        concealment.hide_frames_from_signal_handlers()
        concealment.keep_builtin_modules()

    def run(self, descriptors: list[int]) -> NoReturn:
        """Run one program to its end, in a process that does nothing else.

        Args:
            descriptors: request, standard input, standard output, trace channel.
        """
        emit: Callable[[bytes], None] | None = None
        try:
            request = self._take_descriptors(descriptors)
            emit = channel.open_writer(TRACE_DESCRIPTOR, bytes.fromhex(request.pop("key")))
            self._confine(request, emit)
            chance.begin_run()
            harness.execute(request, emit)
            _exit(channel.DONE)
        except BaseException as error:
            limits.open_reserve()
            if emit is not None:
                emit(write_json({"t": "fault", "message": f"{type(error).__name__}: {error}"}).encode())
        finally:
            _exit(channel.FAILED)

    def _take_descriptors(self, descriptors: list[int]) -> dict[str, Any]:
        request, stdin, stdout, trace = descriptors
        size = os.fstat(request).st_size
        body: dict[str, Any] = json.loads(os.pread(request, size, 0))
        os.dup2(stdin, 0)
        os.dup2(stdout, 1)
        os.dup2(self._null, 2)
        os.dup2(trace, TRACE_DESCRIPTOR, inheritable=False)
        return body

    def _confine(self, request: dict[str, Any], emit: Callable[[bytes], None]) -> None:
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self._zygote:  # it died before it could take this child with it
            _exit(channel.FAILED)
        os.setsid()
        if self._child_scope is not None:
            landlock.enforce(self._child_scope)
        os.closerange(3, TRACE_DESCRIPTOR)
        os.closerange(TRACE_DESCRIPTOR + 1, self._n_descriptors)
        granted = request["limits"]
        memory_mb = granted["memory_mb"] + (limits.TRACER_MB if request["tracer"] != "none" else 0)
        limits.set_limits(memory_bytes=self._base_bytes + memory_mb * 1024 * 1024, cpu_s=granted["cpu_s"])
        if self._seccomp is not None:
            self._seccomp.install()
        self._watch.install(_ending(emit))  # last, for it would hear the steps above


def _ending(emit: Callable[[bytes], None]) -> Callable[[str, str], NoReturn]:
    leave, failed = _exit, channel.FAILED

    def end(kind: str, step: str) -> NoReturn:
        try:
            emit(write_json({"t": kind, "step": step}).encode())
        finally:
            leave(failed)

    return end
