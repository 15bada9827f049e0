"""Namespaces: a network without interfaces, a private IPC space, a private mount table with a small scratch disk.

They are a second wall. Where the kernel or a container refuses them, Landlock and seccomp still hold.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tracepile.execution.isolation import syscalls

_NEW_MOUNT: Final = 0x00020000
_NEW_UTS: Final = 0x04000000
_NEW_IPC: Final = 0x08000000
_NEW_USER: Final = 0x10000000
_NEW_NET: Final = 0x40000000

_PRIVATE_RECURSIVE: Final = (1 << 18) | (1 << 14)
_NO_SUID_DEV_EXEC: Final = 2 | 4 | 8

_MOUNT_POINTS: Final = ("/tmp", "/mnt", "/media", "/srv", "/var/tmp", "/opt", "/home")  # noqa: S108 - covered, not used
_MAX_FILES: Final = 4096


def enter_namespaces() -> bool:
    """Move the calling (single-threaded) process into namespaces of its own; tell whether the kernel let it.

    With the privilege to do so directly, else inside a new user namespace in which the user keeps its own id.
    """
    flags = _NEW_MOUNT | _NEW_UTS | _NEW_IPC | _NEW_NET
    uid, gid = os.geteuid(), os.getegid()
    try:
        syscalls.unshare(flags)
    except OSError:
        try:
            syscalls.unshare(flags | _NEW_USER)
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
            Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
        except OSError:
            return False
    try:
        syscalls.mount("none", "/", "none", _PRIVATE_RECURSIVE)
    except OSError:
        return False
    return True


def mount_scratch(needed: Sequence[str], size_bytes: int, uid: int) -> str | None:
    """Cover a directory that nothing needs with a private, empty, size-limited file system; return its path.

    It exists in this process's mount namespace only and vanishes with it. The same directory is chosen on every run,
    so that a program that prints its working directory prints the same. None: nothing suitable, or refused.

    Args:
        needed: paths that must stay visible, such as the standard library.
        size_bytes: room for files.
        uid: owner of the scratch directory.
    """
    for point in _MOUNT_POINTS:
        if not Path(point).is_dir() or any(Path(path).is_relative_to(point) for path in needed):
            continue
        options = f"mode=0700,uid={uid},size={size_bytes},nr_inodes={_MAX_FILES}"
        try:
            syscalls.mount("tmpfs", point, "tmpfs", _NO_SUID_DEV_EXEC, options)
        except OSError:
            return None
        return point
    return None
