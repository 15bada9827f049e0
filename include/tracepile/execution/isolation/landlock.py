"""Landlock: what the file system, the network and other processes look like from inside.

Everything that the running kernel's Landlock knows is denied, then reading below some directories and everything
below the scratch directory is allowed again. Older kernels know fewer rights; what they do not know, seccomp refuses.
"""

import ctypes
import os
import stat
from collections.abc import Iterable
from typing import Final

from tracepile.execution.isolation import syscalls

_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_CREATE_RULESET_VERSION: Final = 1
_RULE_PATH_BENEATH: Final = 1

_EXECUTE: Final = 1 << 0
_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_DIR: Final = 1 << 3
_MAKE_CHAR: Final = 1 << 6
_MAKE_SOCK: Final = 1 << 9
_MAKE_FIFO: Final = 1 << 10
_MAKE_BLOCK: Final = 1 << 11
_TRUNCATE: Final = 1 << 14
_IOCTL_DEV: Final = 1 << 15

# (lowest ABI, number of file system rights known from there on)
_RIGHTS_BY_ABI: Final = ((1, 13), (2, 14), (3, 15), (5, 16))
_NETWORK_RIGHTS: Final = 0b11  # bind and connect TCP, from ABI 4
_SCOPES: Final = 0b11  # abstract unix sockets and signals, from ABI 6

_FILE_RIGHTS: Final = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_NEVER_IN_SCRATCH: Final = _EXECUTE | _MAKE_CHAR | _MAKE_SOCK | _MAKE_FIFO | _MAKE_BLOCK | _IOCTL_DEV


class _RulesetAttributes(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def find_abi() -> int:
    """Return the version of Landlock's interface that the kernel offers; 0 if none."""
    try:
        return syscalls.call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_CREATE_RULESET_VERSION))
    except OSError:
        return 0


def _create_ruleset(abi: int, fs: int) -> int:
    attributes = _RulesetAttributes(fs, _NETWORK_RIGHTS if abi >= 4 else 0, _SCOPES if abi >= 6 else 0)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8  # the structure grew with the interface
    return syscalls.call(_CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(size), ctypes.c_uint32(0))


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no permission
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            rights &= _FILE_RIGHTS
        rule = _PathBeneath(rights, parent)
        number, kind = ctypes.c_int(ruleset), ctypes.c_int(_RULE_PATH_BENEATH)
        syscalls.call(_ADD_RULE, number, kind, ctypes.byref(rule), ctypes.c_uint32(0))
    finally:
        os.close(parent)


def restrict(abi: int, *, readable: Iterable[str], writable: Iterable[str], files_only: Iterable[str] = ()) -> None:
    """Restrict the calling process and all it will fork, for good (needs no_new_privs).

    readable: files and directory trees that may be read and listed. files_only: directory trees whose files may be
    read but not listed. writable: directories and devices that may be written as well; nothing can be executed.
    """
    all_rights = (1 << max(count for lowest, count in _RIGHTS_BY_ABI if abi >= lowest)) - 1
    ruleset = _create_ruleset(abi, all_rights)
    try:
        for path in readable:
            _allow(ruleset, path, _READ_FILE | _READ_DIR)
        for path in files_only:
            _allow(ruleset, path, _READ_FILE)
        for path in writable:
            _allow(ruleset, path, all_rights & ~_NEVER_IN_SCRATCH)
        enforce(ruleset)
    finally:
        os.close(ruleset)


def create_child_scope(abi: int) -> int | None:
    """Return a ruleset that only cuts signals and abstract sockets to the processes outside; None below ABI 6.

    A child that enforces it cannot signal the zygote, with whom it shares the larger ruleset.
    """
    if abi < 6:
        return None
    attributes = _RulesetAttributes(0, 0, _SCOPES)
    return syscalls.call(_CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(24), ctypes.c_uint32(0))


def enforce(ruleset: int) -> None:
    """Put the calling process under a ruleset, for good."""
    syscalls.call(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
