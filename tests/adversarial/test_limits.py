"""Programs that want all of the time, the memory, the output or the trace."""

import resource
import time
from dataclasses import replace

import pytest

from tests.adversarial.conftest import LIMITS, Arena
from tracepile.execution.executor import Executor
from tracepile.execution.model import Case, Outcome

pytestmark = pytest.mark.adversarial

TIME, MEMORY, OUTPUT = {Outcome.TIME_LIMIT}, {Outcome.MEMORY_LIMIT}, {Outcome.OUTPUT_LIMIT}
LIMITED = TIME | MEMORY

PROGRAMS: dict[str, tuple[str, set[Outcome]]] = {
    "infinite loop": ("while True: pass", TIME),
    "infinite loop in C": ("import itertools\nsum(itertools.repeat(0))", TIME),
    "ignores the signal of the limit": (
        "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass",
        TIME,
    ),
    "catches everything for ever": (
        "import signal\ndef stop(*a): raise BaseException\nsignal.signal(signal.SIGXCPU, stop)\n"
        "while True:\n    try:\n        for i in range(10**9): x = i\n    except BaseException: x = 0",
        TIME,
    ),
    "catastrophic regular expression": ("import re\nre.match('(a+)+$', 'a' * 60 + 'b')", TIME),
    "decimal digits of a huge number": ("import sys\nsys.set_int_max_str_digits(0)\nlen(str(1 << 40_000_000))", TIME),
    "exit function that never ends": ("import atexit\n@atexit.register\ndef f():\n    while True: pass", TIME),
    "finaliser that never ends": ("class A:\n    def __del__(self):\n        while True: pass\na = A()", TIME),
    "flood of the standard error": ("import sys\nwhile True: sys.stderr.write('x' * 10**6)", TIME),
    "memory bomb": ("x = []\nwhile True: x.append(bytearray(10**7))", LIMITED),
    "memory bomb behind except": (
        "x = []\nwhile True:\n    try: x.append(bytearray(10**7))\n    except MemoryError: pass",
        TIME,
    ),
    "giant string": ("x = 'a' * 10**11", MEMORY),
    "giant shift": ("x = 1 << 10**11", LIMITED),
    "giant power": ("x = 9**9**9", LIMITED),
    "giant format": ("print('{:>10000000000}'.format(1))", MEMORY),
    "giant print": ("print('x' * 10**9)", MEMORY),
    "growing list": ("x = [0]\nwhile True: x += x", LIMITED),
    "decompression bomb": (
        "import zlib\nc = zlib.compress(bytes(10**8))\nx = [zlib.decompress(c) for _ in range(10)]",
        LIMITED,
    ),
    "endless device": ("x = open('/dev/zero', 'rb').read()", LIMITED),
    "output flood": ("while True: print('x' * 1000)", OUTPUT),
    "output flood past Python": ("import os\nwhile True: os.write(1, b'x' * 65536)", OUTPUT),
    "output flood without blocking": (
        "import fcntl, os\nfcntl.fcntl(1, fcntl.F_SETFL, os.O_NONBLOCK)\nwhile True:\n"
        "    try: os.write(1, b'x' * 65536)\n    except BlockingIOError: pass",
        OUTPUT,
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_limit_binds(arena: Arena, name: str) -> None:
    code, wanted = PROGRAMS[name]
    recording = arena.contain(code)
    assert recording.outcome in wanted, recording.error


@pytest.mark.parametrize(
    "code",
    [
        "import time\ntime.sleep(1000)",
        "import os\nr, w = os.pipe()\nos.read(r, 1)",
        "import signal\nsignal.pause()",
        "import select\nselect.select([], [], [])",
        "import signal\nsignal.sigwait([signal.SIGUSR1])",
    ],
)
def test_waiting_for_ever_meets_the_wall_limit(code: str) -> None:
    with Executor(replace(LIMITS, wall_s=1.5)) as executor:
        assert Arena(executor).contain(code).outcome is Outcome.WALL_LIMIT


@pytest.mark.parametrize("tracer", ["fast", "reference"])
def test_trace_flood_is_truncated(arena: Arena, tracer: str) -> None:
    recording = arena.contain("x = 0\nfor i in range(50_000):\n    x += i\nprint(x)", tracer)  # type: ignore[arg-type]
    assert (recording.outcome, recording.truncated) == (Outcome.OK, True)
    assert recording.n_events <= LIMITS.max_events
    assert recording.stdout == f"{sum(range(50_000))}\n"


def test_trace_of_huge_values_is_bounded(arena: Arena) -> None:
    recording = arena.contain("x = []\nfor i in range(400):\n    x.append('a' * 100_000)\nprint(len(x))")
    assert recording.stdout == "400\n"
    assert sum(len(event.heap) for event in recording.events) < 4_000_000


def test_output_flood_does_not_grow_this_process(arena: Arena) -> None:
    arena.run(PROGRAMS["output flood"][0])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    recording = arena.run(PROGRAMS["output flood past Python"][0])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
    assert len(recording.stdout) == LIMITS.max_output_bytes


def test_a_hundred_bad_programs_take_seconds() -> None:
    codes = ["import os\nos.fork()", "import os\nos._exit(1)", "x = 'a' * 10**11", "import os\nos.abort()"] * 25
    started = time.monotonic()
    with Executor(LIMITS) as executor:
        outcomes = [recording.outcome for recording in executor.run([Case(code, stdin="") for code in codes])]
        assert Arena(executor).contain("print(1)").outcome is Outcome.OK
    assert outcomes == [Outcome.REFUSED, Outcome.EXIT, Outcome.MEMORY_LIMIT, Outcome.CRASH] * 25
    assert time.monotonic() - started < 30
