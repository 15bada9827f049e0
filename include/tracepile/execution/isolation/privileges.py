"""Privileges: whoever starts the zygote, programs run as nobody in particular."""

import os
from collections.abc import Sequence
from typing import Final

from tracepile.execution.isolation import syscalls

NOBODY: Final = 65534


def choose_uid() -> int:
    """Return the user id that programs will have: nobody's when started as root, else the caller's own."""
    return NOBODY if os.geteuid() == 0 else os.geteuid()


def drop_privileges(needed: Sequence[str]) -> bool:
    """Give up root and every capability, and the way back to them; tell whether the process is unprivileged now.

    If root alone can read the standard library (it lies in root's home), the one capability to read files is kept:
    Landlock still limits it to that library.

    Args:
        needed: directories that must stay readable.
    """
    _drop_bounding_set()
    if os.geteuid() != 0:
        syscalls.set_capabilities(0)  # those that a user namespace gave
        return True
    try:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        syscalls.prctl(syscalls.PR_SET_KEEPCAPS, 1)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    except OSError:
        return False
    # The change of user left no capability in effect, so this asks what nobody can read.
    is_enough = all(os.access(path, os.R_OK | os.X_OK) for path in needed)
    try:
        syscalls.set_capabilities(0 if is_enough else 1 << syscalls.CAP_DAC_READ_SEARCH)
    except OSError:
        syscalls.set_capabilities(0)
    return True


def _drop_bounding_set() -> None:
    for capability in range(64):
        try:
            syscalls.prctl(syscalls.PR_CAPBSET_DROP, capability)
        except OSError:
            return  # past the last one, or without the privilege to
