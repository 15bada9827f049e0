"""Processes that never outlive the one that started them."""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option}) failed")


def die_with_parent() -> None:
    """Let the kernel kill this process as soon as the thread that started it ends, however it ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Make this process the parent of every descendant whose own parent ends, so that it can find and end them."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def tie_forks_to_parents() -> None:
    """Let every process forked from here on, at any depth and without an exec, die with its parent.

    Airflow forks much (executor workers, tasks, DAG parsers) and gives tasks a process group of their own: a killed
    scheduler would leave a running task behind, beside its own second attempt in the next scheduler.
    """
    parents: list[int] = []

    def tie() -> None:
        die_with_parent()
        if os.getppid() != parents[-1]:  # the parent was gone before we were tied to it
            os._exit(1)

    os.register_at_fork(before=lambda: parents.append(os.getpid()), after_in_child=tie, after_in_parent=parents.clear)
