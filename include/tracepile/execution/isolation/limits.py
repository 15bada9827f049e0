"""Resource limits of one program, set in its own process."""

import math
import resource
from pathlib import Path
from typing import Final

_MIB: Final = 1024 * 1024
STACK_BYTES: Final = 64 * _MIB
"""Room for recursion in C; the interpreter's own frames of Python functions live on the heap."""

MAX_FILE_BYTES: Final = 32 * _MIB
MAX_FILES: Final = 128
RESERVE_BYTES: Final = 64 * _MIB
"""Address space kept back for the last words of a child whose program used up its own."""

TRACER_MB: Final = 512
"""Address space granted on top of the program's own to a run that is traced: shadows and encoded events."""


def raise_stack() -> None:
    """Give the calling process, and what it forks, the larger stack."""
    _, ceiling = resource.getrlimit(resource.RLIMIT_STACK)
    soft = STACK_BYTES if ceiling == resource.RLIM_INFINITY else min(STACK_BYTES, ceiling)
    resource.setrlimit(resource.RLIMIT_STACK, (soft, ceiling))


def own_address_space() -> int:
    """Return the size of this process's address space in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def set_common_limits() -> None:
    """Limit the calling process, and what it forks, in what no program needs: file size, open files, core dumps …"""
    for kind, most in (
        (resource.RLIMIT_FSIZE, MAX_FILE_BYTES),
        (resource.RLIMIT_NOFILE, MAX_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        _set(kind, most, most)


def set_limits(*, memory_bytes: int, cpu_s: float) -> None:
    """Limit the calling process: address space, CPU time, processes.

    The kernel counts CPU in whole seconds: SIGXCPU at the limit, SIGKILL a second later for who ignores it.
    """
    cpu = max(1, math.ceil(cpu_s))
    _set(resource.RLIMIT_AS, memory_bytes, memory_bytes + RESERVE_BYTES)
    _set(resource.RLIMIT_CPU, cpu, cpu + 1)
    _set(resource.RLIMIT_NPROC, 0, 0)


def _set(kind: int, soft: int, hard: int) -> None:
    _, ceiling = resource.getrlimit(kind)
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(kind, (soft, hard))


def open_reserve() -> None:
    """Let the calling process use the memory that was kept back."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
