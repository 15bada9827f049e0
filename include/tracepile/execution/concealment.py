"""Keeping the tracer out of a program's sight.

A program shares its interpreter with the tracer, and what it can reach it can change. Here every way is closed that
leads from what a program is given, or may import, to the classes, modules and frames of this library; the ways that
lead through frames and the garbage collector are watched (see `isolation.watch`).
"""

from __future__ import annotations

import functools
import gc
import importlib.machinery
import signal
import sys
import weakref
from collections.abc import Callable, Collection
from types import FunctionType, ModuleType
from typing import Any, Final

HIDDEN: Final = frozenset(("tracepile", "ctypes", "_ctypes"))
"""Top-level modules that programs do not get to see."""

_make_opaque: Callable[..., Any] = functools._lru_cache_wrapper


def make_opaque(function: Callable[..., Any], like: Callable[..., Any] | None = None) -> Any:
    """Return a callable that calls `function` and, unlike a function or a method, leads to nothing.

    It is a cache that keeps nothing: made in C, it binds as a method does and shows neither what it calls nor where
    that lives. `like` gives it name and description.
    """
    opaque = _make_opaque(function, 0, False, tuple)
    for name in ("__name__", "__qualname__", "__doc__", "__module__"):
        if like is not None and hasattr(like, name):
            setattr(opaque, name, getattr(like, name))
    return opaque


def hide_modules() -> list[ModuleType]:
    """Take the hidden modules out of the interpreter's table; return them, for they must be kept alive.

    Nothing of them can be imported after that: neither from a file nor from the copies that the interpreter keeps.
    """
    names = [name for name in sys.modules if name.partition(".")[0] in HIDDEN]
    hidden = [sys.modules.pop(name) for name in names]
    copies = [vars(module) for module in hidden]
    for found in gc.get_objects():
        if type(found) is dict and found.get("__name__") == "_ctypes" and all(found is not known for known in copies):
            found.clear()  # from which a second import would be filled
    main = vars(sys.modules["__main__"])
    for name in [name for name in main if not name.startswith("__")]:
        del main[name]
    if "exec_module" in vars(importlib.machinery.SourceFileLoader):
        del importlib.machinery.SourceFileLoader.exec_module  # see `worker`: the private builtins are handed out
    sys.argv = ["program.py"]
    sys.orig_argv[:] = [sys.executable, "program.py"]
    return hidden


def hide_classes() -> None:
    """Take the classes of the hidden modules out of the lists of subclasses that their bases keep."""
    classes = [cls for cls in _list_classes() if str(cls.__module__).partition(".")[0] in HIDDEN]
    references = {id(cls): reference for cls in classes for reference in weakref.getweakrefs(cls)}
    for holder in gc.get_referrers(*references.values()):
        if type(holder) is not dict or holder is references:
            continue
        for key in [key for key, value in holder.items() if type(key) is int and references.get(key) is value]:
            del holder[key]


def _list_classes() -> list[type]:
    found: dict[int, type] = {}
    waiting: list[type] = [object]
    while waiting:
        subclasses: list[type] = type.__subclasses__(waiting.pop())
        for cls in subclasses:
            if id(cls) not in found:
                found[id(cls)] = cls
                waiting.append(cls)
    return list(found.values())


def hide_methods(classes: Collection[type]) -> None:
    """Make the methods of classes opaque whose instances programs get to hold."""
    for cls in classes:
        for name, value in list(vars(cls).items()):
            if type(value) is FunctionType:
                setattr(cls, name, make_opaque(value, value))


def hide_tracer() -> None:
    """Have `sys.gettrace` answer as in a run that nobody traces."""
    sys.gettrace = make_opaque(lambda: None, sys.gettrace)


def hide_frames_from_signal_handlers() -> None:
    """Call a program's signal handlers without the interrupted frame, which may be the tracer's own."""
    _signal = vars(signal)["_signal"]  # where `signal.signal` looks these two up each time it is called
    handlers: dict[int, Any] = {}
    set_handler, get_handler = _signal.signal, _signal.getsignal

    def set_frameless(number: int, handler: Any, /) -> Any:
        before = get_frameless(number)
        if callable(handler) and handler is not _signal.default_int_handler:
            set_handler(number, make_opaque(lambda received, _frame: handler(received, None)))
            handlers[int(number)] = handler
        else:
            set_handler(number, handler)
            handlers.pop(int(number), None)
        return before

    def get_frameless(number: int, /) -> Any:
        known = handlers.get(int(number))
        return get_handler(number) if known is None else known

    _signal.signal, _signal.getsignal = make_opaque(set_frameless, set_handler), make_opaque(get_frameless, get_handler)


def keep_builtin_modules() -> None:
    """Have every import of a built-in module give the one that is there: a second would hold what was replaced."""
    known = {name: sys.modules[name] for name in sys.builtin_module_names if name in sys.modules}
    tools: Any = known["_imp"]
    create = tools.create_builtin

    def create_once(spec: Any, /) -> Any:
        name = spec.name
        if type(name) is not str:
            raise TypeError("the name of a module must be a str")
        if name in known:
            return known[name]
        return create(importlib.machinery.ModuleSpec(name, None, origin="built-in"))

    tools.create_builtin = make_opaque(create_once, create)
