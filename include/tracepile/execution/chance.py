"""Chance and the calendar of a run, fixed by its hash seed.

Two runs under different seeds draw other numbers and live at another date, always the same ones. So what depends on
chance or on the date is found to be nondeterministic each time it is recorded, not only when two runs happen to
differ, and what is kept gives the same recording again. How time passes is not changed.
"""

from __future__ import annotations

import datetime
import gc
import os
import random
import time
from collections.abc import Callable
from typing import Any, Final

from tracepile.execution.concealment import make_opaque

_FIRST_MOMENT: Final = 1_736_933_405  # 15 January 2025, 09:30:05 UTC
_BETWEEN_SEEDS: Final = 113_573_853  # 3 years, 219 days, 12:17:33: another year, month, day, weekday, hour …

_read_clock = time.time
_read_state = random.getstate
_started = 0.0
_state_at_start: Any = None
_is_drawn = False
_is_seeded = False


def fix_chance(seed: int) -> None:
    """Have everything in this process that draws from the system's entropy draw from a stream of this seed."""
    stream = random.Random(f"chance {seed}")  # noqa: S311
    plain_seed = random.Random.seed

    def seed_generator(self: random.Random, a: Any = None, version: int = 2) -> None:
        global _is_drawn, _is_seeded
        if a is None:
            _is_drawn = True
            a = stream.getrandbits(128)
        elif self is generator:
            _is_seeded = True
        plain_seed(self, a, version)

    def draw_bytes(size: int) -> bytes:
        global _is_drawn
        _is_drawn = True
        return stream.randbytes(size)

    random.Random.seed = make_opaque(seed_generator, plain_seed)  # type: ignore[method-assign]
    generator = random._inst
    random.seed = generator.seed
    os.urandom = make_opaque(lambda size, /: draw_bytes(size), os.urandom)
    os.getrandom = make_opaque(lambda size, flags=0: draw_bytes(size), os.getrandom)
    random._urandom = os.urandom  # type: ignore[attr-defined]


def fix_calendar(seed: int) -> None:
    """Have every way to ask for the date answer from the moment of this seed on; see `begin_run`."""
    moment = _FIRST_MOMENT + seed * _BETWEEN_SEEDS

    def now() -> float:
        return moment + (_read_clock() - _started)

    _fix_module_time(now)
    # `date.today` and `datetime.today` call `time.time`; these two have a clock of their own.
    _replace(datetime.datetime, "now", lambda cls, tz=None: cls.fromtimestamp(now(), tz))
    _replace(datetime.datetime, "utcnow", lambda cls: cls.utcfromtimestamp(now()))


def begin_run() -> None:
    """Begin to count what is drawn, and let the time of the calendar pass from now on."""
    global _is_drawn, _is_seeded, _started, _state_at_start
    random.seed()  # a fork seeds itself from the system's entropy
    _state_at_start = _read_state()
    _is_drawn = _is_seeded = False
    _started = _read_clock()


def was_drawn() -> bool:
    """Has the run drawn a number, or a seed, that it did not fix itself?"""
    if _state_at_start is None:
        return False
    return _is_drawn or (not _is_seeded and _read_state() != _state_at_start)


def _fix_module_time(now: Callable[[], float]) -> None:
    time.time = make_opaque(now, time.time)
    time.time_ns = make_opaque(lambda: int(now() * 1e9), time.time_ns)
    for name in ("localtime", "gmtime", "ctime"):
        setattr(time, name, _given_or_now(getattr(time, name), now))
    asctime, strftime, localtime = time.asctime, time.strftime, time.localtime
    time.asctime = make_opaque(lambda t=None: asctime(localtime() if t is None else t), asctime)
    time.strftime = make_opaque(lambda format, t=None: strftime(format, localtime() if t is None else t), strftime)


def _given_or_now(function: Callable[[Any], Any], now: Callable[[], float]) -> Callable[..., Any]:
    def read(seconds: float | None = None, /) -> Any:
        return function(now() if seconds is None else seconds)

    return make_opaque(read, function)  # type: ignore[no-any-return]


def _replace(kind: type, name: str, function: Callable[..., Any]) -> None:
    # A class written in C refuses to be changed, its dictionary does not. Nobody has looked the method up before,
    # so no cache holds the old one.
    (attributes,) = (part for part in gc.get_referents(kind.__dict__) if isinstance(part, dict))
    attributes[name] = classmethod(make_opaque(function, attributes[name]))
