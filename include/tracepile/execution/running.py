"""One program on its way through a zygote, as the parent sees it, and what is left of it in the end."""

import contextlib
import fcntl
import json
import os
import secrets
import time
from dataclasses import dataclass
from typing import Any, Final

from tracepile.execution.channel import KEY_BYTES, ForgedRecordError, RecordReader
from tracepile.execution.model import Case, Limits, Outcome

_PIPE_BYTES: Final = 1 << 20
_CHUNK_BYTES: Final = 1 << 18
_RECORD_SLACK_BYTES: Final = 1 << 20
"""Room in the trace channel for framing, besides the events (the harness stops after the one that exceeds their
budget) and the result."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a program left behind: raw material for a verdict.

    status: wait status, None if the zygote died with it. stdout: at most the output limit. payloads: the genuine
    records of the trace channel. killed_for: the limit for which the parent killed it. is_forged: the channel held
    bytes that were no record.
    """

    status: int | None
    cpu_s: float
    duration_s: float
    stdout: bytes
    payloads: list[bytes]
    killed_for: Outcome | None
    is_forged: bool

    def looks_like(self, other: "Ended") -> bool:
        """Whether another run left exactly the same behind."""
        mine = (self.status, self.killed_for, self.is_forged, self.stdout, self.payloads)
        return mine == (other.status, other.killed_for, other.is_forged, other.stdout, other.payloads)


class Running:
    """The parent's ends of a running program's channels, with their caps.

    `handed_over` are the four descriptors for the zygote (request, stdin, stdout, trace channel); the caller sends
    them and then calls `close_handed_over`.
    """

    def __init__(self, case: Case, *, tracer: str, limits: Limits, allowed_modules: tuple[str, ...]) -> None:
        key = secrets.token_bytes(KEY_BYTES)
        request: dict[str, Any] = {
            "code": case.code,
            "call": case.call,
            "stdin": case.stdin,
            "tracer": tracer,
            "limits": limits.to_dict(),
            "allowed_modules": list(allowed_modules),
            "key": key.hex(),
        }
        self.limits = limits
        self.killed_for: Outcome | None = None
        self.started = time.monotonic()
        self._reader = RecordReader(key)
        self._stdout = bytearray()
        self._is_forged = False
        stdout = trace = (-1, -1)
        files: list[int] = []
        try:
            files.append(_memory_file("request", json.dumps(request).encode()))
            files.append(_memory_file("stdin", (case.stdin or "").encode("utf-8", "surrogatepass")))
            stdout = _pipe()
            trace = _pipe()
        except BaseException:
            close_descriptors([*files, *stdout, *trace])
            raise
        self.stdout_end, self.trace_end = stdout[0], trace[0]
        self.handed_over = [*files, stdout[1], trace[1]]

    def close_handed_over(self) -> None:
        """Close this process's copies of what the zygote now has."""
        close_descriptors(self.handed_over)
        self.handed_over = []

    def close(self) -> None:
        """Close everything."""
        close_descriptors([*self.handed_over, self.stdout_end, self.trace_end])
        self.handed_over, self.stdout_end, self.trace_end = [], -1, -1

    def read_stdout(self) -> bool:
        """Take in some of what was printed; tell whether anything was there. May set `killed_for`: kill it then."""
        room = self.limits.max_output_bytes - len(self._stdout)
        data = _read(self.stdout_end, max(1, min(_CHUNK_BYTES, room + 1)))
        if not data:
            return False
        self._stdout += data[: max(0, room)]
        if len(data) > room and self.killed_for is None:
            self.killed_for = Outcome.OUTPUT_LIMIT
        return True

    def read_trace(self) -> bool:
        """Take in some of the trace channel; tell whether anything was there. May set `killed_for`: kill it then."""
        data = _read(self.trace_end, _CHUNK_BYTES)
        if not data:
            return False
        most = 2 * self.limits.max_trace_bytes + 8 * self.limits.max_output_bytes + _RECORD_SLACK_BYTES
        if self._is_forged or self._reader.n_bytes > most:
            return True  # no longer kept
        try:
            self._reader.feed(data)
            is_flood = self._reader.n_bytes > most
        except ForgedRecordError:
            is_flood = True
        if is_flood:
            self._is_forged = True
            self.killed_for = self.killed_for or Outcome.UNTRUSTED
        return True

    def finish(self, status: int | None, cpu_s: float) -> Ended:
        """Read what is left, close everything, and return what the program left behind."""
        duration_s = time.monotonic() - self.started
        while self.read_stdout() and self.killed_for is not Outcome.OUTPUT_LIMIT:
            pass
        while not self._is_forged and self.read_trace():
            pass
        is_torn = not self._reader.is_between_records
        self.close()
        return Ended(
            status=status,
            cpu_s=cpu_s,
            duration_s=duration_s,
            stdout=bytes(self._stdout),
            payloads=self._reader.payloads,
            killed_for=self.killed_for,
            is_forged=self._is_forged or (is_torn and status is not None and os.WIFEXITED(status)),
        )


def close_descriptors(descriptors: list[int]) -> None:
    """Close those that are open."""
    for descriptor in descriptors:
        if descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(descriptor)


def _pipe() -> tuple[int, int]:
    reading, writing = os.pipe2(os.O_CLOEXEC)
    os.set_blocking(reading, False)
    with contextlib.suppress(OSError):  # users may have used up their share of larger pipes
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return reading, writing


def _memory_file(name: str, content: bytes) -> int:
    """Return a descriptor of a file in memory that nobody can change any more, open at its beginning."""
    descriptor = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.lseek(descriptor, 0, os.SEEK_SET)
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _read(descriptor: int, size: int) -> bytes:
    """Read what is there; empty when nothing is there (yet, or any more)."""
    try:
        return os.read(descriptor, size)
    except BlockingIOError:
        return b""
