"""The Linux system calls that Python does not offer, through ctypes."""

import ctypes
import os
import platform
from typing import Final

_libc: Final = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

_MACHINE: Final = platform.machine()
_SECCOMP: Final = {"x86_64": 317, "aarch64": 277}
_CAPSET: Final = {"x86_64": 126, "aarch64": 91}

PR_SET_PDEATHSIG: Final = 1
PR_SET_DUMPABLE: Final = 4
PR_SET_KEEPCAPS: Final = 8
PR_CAPBSET_DROP: Final = 24
PR_SET_NO_NEW_PRIVS: Final = 38
PR_CAP_AMBIENT: Final = 47
PR_CAP_AMBIENT_CLEAR_ALL: Final = 4

CAP_DAC_READ_SEARCH: Final = 2


class _SockFilterProgram(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filters", ctypes.c_void_p))


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _CapabilityData(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def is_supported_machine() -> bool:
    """Tell whether the processor is one whose system call numbers are known here."""
    return _MACHINE in _SECCOMP


def call(number: int, *arguments: object) -> int:
    """Make a system call by number; return its result or raise `OSError`."""
    ctypes.set_errno(0)
    result = int(_libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        errno = ctypes.get_errno()
        raise OSError(errno, os.strerror(errno))
    return result


def prctl(option: int, value: int = 0, value3: int = 0) -> None:
    """Call prctl(2); raise `OSError` if the kernel refuses."""
    longs = [ctypes.c_ulong(number) for number in (value, value3, 0, 0)]
    if _libc.prctl(ctypes.c_int(option), *longs) < 0:
        errno = ctypes.get_errno()
        raise OSError(errno, os.strerror(errno))


def unshare(flags: int) -> None:
    """Call unshare(2); raise `OSError` if the kernel refuses."""
    if _libc.unshare(ctypes.c_int(flags)) < 0:
        errno = ctypes.get_errno()
        raise OSError(errno, os.strerror(errno))


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Call mount(2); raise `OSError` if the kernel refuses."""
    texts = [text.encode() for text in (source, target, kind)]
    if _libc.mount(*texts, ctypes.c_ulong(flags), options.encode() or None) < 0:
        errno = ctypes.get_errno()
        raise OSError(errno, os.strerror(errno), target)


def set_capabilities(mask: int) -> None:
    """Make exactly these capabilities (bits 0-31) effective and permitted, and none inheritable."""
    header = _CapabilityHeader(0x20080522, 0)
    data = (_CapabilityData * 2)(_CapabilityData(mask, mask, 0), _CapabilityData(0, 0, 0))
    call(_CAPSET[_MACHINE], ctypes.byref(header), data)


def has_seccomp_filters() -> bool:
    """Tell whether the kernel takes seccomp filters (it faults on the null filter only if it knows the operation)."""
    try:
        call(_SECCOMP[_MACHINE], ctypes.c_uint(1), ctypes.c_uint(0), None)
    except (OSError, KeyError) as error:
        return isinstance(error, OSError) and error.errno == 14  # EFAULT
    return False


class SeccompFilter:
    """A seccomp filter program held in memory, ready to be installed by one system call.

    Args:
        program: the classic BPF program, as `struct sock_filter` records of 8 bytes.
    """

    def __init__(self, program: bytes) -> None:
        self._bytes = ctypes.create_string_buffer(program, len(program))
        self._program = _SockFilterProgram(len(program) // 8, ctypes.addressof(self._bytes))

    def install(self) -> None:
        """Put the calling process under the filter, for good; raise `OSError` if the kernel refuses."""
        call(_SECCOMP[_MACHINE], ctypes.c_uint(1), ctypes.c_uint(0), ctypes.byref(self._program))
