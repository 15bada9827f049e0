"""The watch: an audit hook that ends a program at its first forbidden step and says which step it was.

Landlock and seccomp are the wall; the watch is the bell on it. Without it a program could catch the PermissionError
of a refused file and go on, and its trace would record the sandbox instead of the program. It also notices reaching
for the tracer. An audit hook cannot be removed; a program that silences it by corrupting memory still meets the wall.
"""

import gc
import os
import sys
from collections.abc import Callable, Collection
from types import CodeType, FrameType, FunctionType
from typing import Any, Final, NoReturn

_REFUSED_EVENTS: Final = frozenset(
    "os.fork os.forkpty os.exec os.posix_spawn os.spawn os.startfile os.system subprocess.Popen pty.spawn"
    " _thread.start_new_thread os.kill os.killpg os.chmod os.chown os.setxattr os.removexattr os.utime"
    " os.chflags os.lchmod os.lchown"
    " socket.__new__ socket.bind socket.connect socket.gethostbyname socket.gethostbyaddr socket.getaddrinfo"
    " socket.getservbyname socket.gethostname socket.sendto socket.sendmsg"
    " ctypes.dlopen ctypes.dlsym ctypes.dlsym/handle ctypes.call_function ctypes.cdata ctypes.cdata/buffer"
    " ctypes.string_at ctypes.wstring_at ctypes.set_errno ctypes.addressof ctypes.PyObj_FromPtr"
    " syslog.openlog syslog.syslog webbrowser.open"
    " urllib.Request".split()
)
_REFUSED_IMPORTS: Final = ("ctypes", "_ctypes", "_xx", "_test")
"""How the names of modules begin that reach past the interpreter, or are there to test it."""


# event -> positions of its path arguments; those of `_CHANGING` change what the path names
_PATH_EVENTS: Final = {
    "open": (0,),
    "os.listdir": (0,),
    "os.scandir": (0,),
    "os.mkdir": (0,),
    "os.rmdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.link": (0, 1),
    "os.symlink": (1,),
    "os.truncate": (0,),
}
_READING: Final = frozenset(("os.listdir", "os.scandir"))
_WRITE_FLAGS: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_TAMPERING_EVENTS: Final = frozenset(
    "sys.settrace sys.setprofile gc.get_objects gc.get_referrers gc.get_referents sys._getframe"
    " sys._current_frames sys._current_exceptions sys.addaudithook".split()
)
_FRAME_ATTRIBUTES: Final = frozenset(("tb_frame", "gi_frame", "cr_frame", "ag_frame"))
_STACK_USERS: Final = ("collections", "enum", "logging", "typing", "warnings")
"""Modules of the standard library that look at the frames of their callers for reasons of their own."""

_TRACEBACK_USERS: Final = ("logging", "traceback")
"""Those that look at the frames of a traceback."""

_FRAME_GIVERS: Final = frozenset(("walk_tb", "walk_stack", "_walk_tb_with_full_positions", "currentframe", "<lambda>"))
"""Their functions that hand a frame to who called them, which must be one of them as well."""

_HEARD: Final = frozenset(("import", "object.__getattr__", *_PATH_EVENTS)) | _REFUSED_EVENTS | _TAMPERING_EVENTS

DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_STREAMS: Final = frozenset(
    ("/dev/stdin", "/dev/stdout", "/dev/stderr", *(f"/{where}/fd/{n}" for where in ("dev", "proc/self") for n in "012"))
)


class Watch:
    """The audit hook of one program.

    Args:
        readable: directory trees that may be read.
        scratch: the directory tree that may be written.
        own: the directory of this library, whose files a traceback may try to quote.
        trusted: namespaces (module dictionaries) of the tracer, which may do what would be tampering in a program.
    """

    def __init__(
        self,
        *,
        readable: Collection[str],
        scratch: str,
        own: str,
        trusted: Collection[dict[str, Any]],
    ) -> None:
        self._readable = tuple(f"{path.rstrip('/')}/" for path in readable)
        self._scratch = f"{scratch.rstrip('/')}/"
        self._own = f"{own.rstrip('/')}/"
        self._trusted = frozenset(id(namespace) for namespace in trusted)
        self._end: Callable[[str, str], NoReturn]
        self._stack_users, self._traceback_users = _list_codes(_STACK_USERS), _list_codes(_TRACEBACK_USERS)
        self._is_busy = False
        self._get_frame = sys._getframe
        self._join, self._normalise, self._cwd = os.path.join, os.path.normpath, os.getcwd

    def install(self, end: Callable[[str, str], NoReturn]) -> None:
        """Hook into the interpreter, for good.

        Args:
            end: called with the kind (`refused` or `untrusted`) and the step; must not return.
        """
        self._end = end
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...], _heard: frozenset[str] = _HEARD) -> None:
        if event not in _heard:
            return  # first, because every call of id() comes by
        if event in _PATH_EVENTS:
            self._check_paths(event, arguments)
        elif event in _REFUSED_EVENTS:
            self._end("refused", event)
        elif event == "import":
            self._check_import(arguments)
        elif not self._is_busy and (event in _TAMPERING_EVENTS or arguments[1] in _FRAME_ATTRIBUTES):
            self._check_caller(event)

    def _check_import(self, arguments: tuple[Any, ...]) -> None:
        name, file = arguments[0], arguments[1]
        last = name.rpartition(".")[2] if type(name) is str else ""
        if last.startswith(_REFUSED_IMPORTS):
            self._end("refused", f"import {last[:200]}")
        if type(file) is str and not file.startswith(self._readable):  # compiled code
            self._end("refused", f"import of {file[:200]}")

    # files ------------------------------------------------------------------------------------------------------

    def _check_paths(self, event: str, arguments: tuple[Any, ...]) -> None:
        is_reading = event in _READING
        if event == "open":
            flags = arguments[2] if len(arguments) > 2 else 0
            is_reading = not (isinstance(flags, int) and flags & _WRITE_FLAGS)
        for position in _PATH_EVENTS[event]:
            path = arguments[position]
            if not self._is_allowed(path, is_reading):
                name = path if type(path) is str else "…"
                self._end("refused", f"{event} {name[:200]}")

    def _is_allowed(self, path: object, is_reading: bool) -> bool:
        if path is None or type(path) is int:
            return True  # the working directory; a descriptor
        try:
            text = os.fsdecode(path)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return True  # Python refuses it by itself
        if not text or "\0" in text:
            return True
        full = self._normalise(self._join(self._cwd(), text))
        if f"{full}/".startswith(self._scratch) or full in _STREAMS or full in DEVICES:
            return True
        if not is_reading:
            return False
        if any(f"{full}/".startswith(root) for root in self._readable):
            return True
        # Tracebacks quote source lines; those of this library Landlock refuses, which who writes tracebacks takes well.
        return full.startswith(self._own)

    # the tracer -------------------------------------------------------------------------------------------------

    def _program_side(self) -> FrameType | None:
        """Return the frame that caused the event: the innermost one outside this object."""
        self._is_busy = True
        try:
            frame: FrameType | None = self._get_frame(1)
            while frame is not None and frame.f_globals is globals():
                frame = frame.f_back
            return frame
        finally:
            self._is_busy = False

    def _check_caller(self, event: str) -> None:
        frame = self._program_side()
        if frame is None or id(frame.f_globals) in self._trusted:
            return
        users = {"sys._getframe": self._stack_users, "object.__getattr__": self._traceback_users}.get(event, ())
        if id(frame.f_code) in users:
            caller = frame.f_back
            if frame.f_code.co_name not in _FRAME_GIVERS or (caller is not None and id(caller.f_code) in users):
                return
        self._end("untrusted", event)


def _list_codes(modules: Collection[str]) -> frozenset[int]:
    """Return the ids of all code of some modules: what another file or module pretends to be is not among them."""
    spaces = {id(vars(sys.modules[name])) for name in modules if name in sys.modules}
    functions = [each for each in gc.get_objects() if type(each) is FunctionType and id(each.__globals__) in spaces]
    waiting = [function.__code__ for function in functions]
    found: set[int] = set()
    while waiting:
        code = waiting.pop()
        found.add(id(code))
        waiting.extend(constant for constant in code.co_consts if type(constant) is CodeType)
    return frozenset(found)
