"""Hostile programs, each with the outcome it must have; after each of them the sandbox still works."""

import os
import resource
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tracepile.execution.executor import Executor
from tracepile.execution.model import Case, Limits, Outcome, Recording

pytestmark = pytest.mark.adversarial

LIMITS = Limits(max_events=2_000, max_output_bytes=100_000, cpu_s=1, wall_s=15, memory_mb=256)
IMPATIENT = replace(LIMITS, wall_s=1.5)
LIMITED = {Outcome.TIME_LIMIT, Outcome.MEMORY_LIMIT}

HOSTILE: dict[str, tuple[str, set[Outcome]]] = {
    # time
    "infinite loop": ("while True: pass", {Outcome.TIME_LIMIT}),
    "ignores the signal of the limit": (
        "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass",
        {Outcome.TIME_LIMIT},
    ),
    "catches everything for ever": (
        "import signal\ndef stop(*a): raise BaseException\nsignal.signal(signal.SIGXCPU, stop)\n"
        "while True:\n    try:\n        for i in range(10**9): x = i\n    except BaseException: x = 0",
        {Outcome.TIME_LIMIT},
    ),
    "catastrophic regular expression": ("import re\nre.match('(a+)+$', 'a' * 60 + 'b')", {Outcome.TIME_LIMIT}),
    # memory
    "memory bomb": ("x = []\nwhile True: x.append(bytearray(10**7))", LIMITED),
    "giant string": ("x = 'a' * 10**11", LIMITED),
    "giant power": ("x = 9**9**9", LIMITED),
    "growing list": ("x = [0]\nwhile True: x += x", LIMITED),
    # output
    "output flood": ("while True: print('x' * 1000)", {Outcome.OUTPUT_LIMIT}),
    "output flood past Python": ("import os\nwhile True: os.write(1, b'x' * 65536)", {Outcome.OUTPUT_LIMIT}),
    # processes
    "fork": ("import os\nos.fork()", {Outcome.REFUSED}),
    "fork bomb behind except": (
        "import os\nwhile True:\n    try: os.fork()\n    except BaseException: pass",
        {Outcome.REFUSED},
    ),
    "thread": ("import threading\nthreading.Thread(target=print).start()", {Outcome.REFUSED}),
    "thread pool": (
        "from concurrent.futures import ThreadPoolExecutor\nprint(list(ThreadPoolExecutor(2).map(abs, [1])))",
        {Outcome.REFUSED},
    ),
    "process pool": ("import multiprocessing\nmultiprocessing.Pool(2)", {Outcome.REFUSED}),
    "subprocess": ("import subprocess\nsubprocess.run(['/bin/true'])", {Outcome.REFUSED}),
    "system": ("import os\nos.system('true')", {Outcome.REFUSED}),
    "exec": ("import os\nos.execv('/bin/true', ['true'])", {Outcome.REFUSED}),
    "kills its parent": ("import os\nos.kill(os.getppid(), 9)", {Outcome.REFUSED}),
    "kills everything": ("import os\nos.kill(-1, 9)", {Outcome.REFUSED}),
    "signals by name": ("import signal\nsignal.pidfd_send_signal(0, 9)", {Outcome.REFUSED}),
    # files
    "reads a file outside": ("print(open('/etc/passwd').read())", {Outcome.REFUSED}),
    "hides the refusal": ("try: open('/etc/passwd')\nexcept BaseException: print('nothing here')", {Outcome.REFUSED}),
    "lists a directory outside": ("import os\nprint(os.listdir('/'))", {Outcome.REFUSED}),
    "walks the disk": ("import os\nprint(sum(1 for _ in os.walk('/')))", {Outcome.REFUSED}),
    "globs": ("import pathlib\nprint(list(pathlib.Path('/etc').glob('*')))", {Outcome.REFUSED}),
    "reads its own memory map": ("print(open('/proc/self/maps').read())", {Outcome.REFUSED}),
    "reads this library": ("import os, sys\nopen(os.path.join(sys.argv[0], '/proc/self/environ'))", {Outcome.REFUSED}),
    "climbs out of its directory": ("print(open('../etc/passwd').read())", {Outcome.REFUSED}),
    "writes outside": ("open('/var/tmp/hostile', 'w').write('x')", {Outcome.REFUSED}),
    "writes to the library": ("import os\nopen(os.__file__, 'a').write('x')", {Outcome.REFUSED}),
    "makes a directory outside": ("import os\nos.mkdir('/var/hostile')", {Outcome.REFUSED}),
    "removes a file outside": ("import os\nos.remove('/etc/hostname')", {Outcome.REFUSED}),
    "renames into the outside": ("import os\nopen('a', 'w')\nos.rename('a', '/var/tmp/a')", {Outcome.REFUSED}),
    "changes a mode": ("import os\nos.chmod('/etc/hostname', 0o777)", {Outcome.REFUSED}),
    "follows a link of its own": (
        "import os\nos.symlink('/etc/passwd', 'link')\nprint(open('link').read())",
        {Outcome.REFUSED, Outcome.EXCEPTION},
    ),
    # network
    "TCP": ("import socket\nsocket.create_connection(('127.0.0.1', 80), 1)", {Outcome.REFUSED}),
    "UDP": ("import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)", {Outcome.REFUSED}),
    "unix socket": ("import socket\nsocket.socket(socket.AF_UNIX).connect('/run/x')", {Outcome.REFUSED}),
    "socket pair": ("import socket\nsocket.socketpair()", {Outcome.REFUSED}),
    "name lookup": ("import socket\nsocket.gethostbyname('example.com')", {Outcome.REFUSED}),
    "web": ("import urllib.request\nurllib.request.urlopen('http://127.0.0.1/')", {Outcome.REFUSED}),
    # the interpreter
    "segfault through ctypes": ("import ctypes\nctypes.string_at(0)", {Outcome.CRASH, Outcome.REFUSED}),
    "endless recursion": ("def f(): return f()\nf()", {Outcome.EXCEPTION}),
    "endless recursion without a limit": (
        "import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()\nf()",
        {Outcome.EXCEPTION, Outcome.CRASH, *LIMITED},
    ),
    "recursion in C": (
        "import sys\nsys.setrecursionlimit(10**9)\nx = []\nfor _ in range(10**6): x = [x]\nrepr(x)",
        {Outcome.EXCEPTION, Outcome.CRASH, *LIMITED},
    ),
    "abort": ("import os\nos.abort()", {Outcome.CRASH}),
    "exit below Python": ("import os\nprint('before')\nos._exit(3)", {Outcome.EXIT}),
    "exit": ("import sys\nprint('before')\nsys.exit(3)", {Outcome.EXIT}),
    "read past the end": ("input()", {Outcome.EXCEPTION}),
    # the channel and the tracer
    "writes to every descriptor": (
        'import os\nfor n in range(3, 256):\n    try: os.write(n, b\'{"t": "end", "outcome": "ok"}\')\n'
        "    except OSError: pass",
        {Outcome.UNTRUSTED},
    ),
    "closes every descriptor": ("import os\nos.closerange(3, 256)", {Outcome.UNTRUSTED}),
    "stops the tracer": ("import sys\nsys.settrace(None)", {Outcome.UNTRUSTED}),
    "looks for the tracer": ("import gc\ngc.get_objects()", {Outcome.UNTRUSTED}),
    "walks to the harness": ("import sys\nsys._getframe().f_back", {Outcome.UNTRUSTED}),
    "walks to the harness by a traceback": (
        "try: 1 / 0\nexcept ZeroDivisionError as e: e.__traceback__.tb_frame.f_back",
        {Outcome.UNTRUSTED},
    ),
}


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    with Executor(LIMITS) as executor:
        yield executor


def run(executor: Executor, code: str) -> Recording:
    (recording,) = executor.run([Case(code, stdin="")], tracer="reference")
    return recording


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_program(executor: Executor, name: str) -> None:
    code, wanted = HOSTILE[name]
    recording = run(executor, code)
    assert recording.outcome in wanted, recording.error
    after = run(executor, "import os\nprint(6 * 7, os.listdir())")
    assert (after.outcome, after.stdout) == (Outcome.OK, "42 []\n")


@pytest.mark.parametrize(
    "code",
    [
        "import time\ntime.sleep(1000)",
        "import os\nr, w = os.pipe()\nos.read(r, 1)",
        "import signal\nsignal.pause()",
        "import select\nselect.select([], [], [])",
    ],
)
def test_waiting_for_ever_meets_the_wall_limit(code: str) -> None:
    with Executor(IMPATIENT) as executor:
        assert run(executor, code).outcome is Outcome.WALL_LIMIT
        assert run(executor, "print(1)").stdout == "1\n"


def test_output_before_the_end_is_kept(executor: Executor) -> None:
    recordings = [run(executor, HOSTILE[name][0]) for name in ("exit below Python", "exit")]
    assert [(r.stdout, r.exit_status) for r in recordings] == [("before\n", 3)] * 2


def test_end_of_input_is_an_exception_of_the_program(executor: Executor) -> None:
    error = run(executor, "x = 1\ninput()").error
    assert error is not None
    assert (error.type, error.line) == ("EOFError", 2)


def test_no_secret_content_leaves_by_a_link(executor: Executor) -> None:
    assert "root" not in run(executor, HOSTILE["follows a link of its own"][0]).stdout


def test_output_flood_does_not_grow_this_process(executor: Executor) -> None:
    run(executor, HOSTILE["output flood"][0])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    recording = run(executor, HOSTILE["output flood past Python"][0])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
    assert len(recording.stdout) == LIMITS.max_output_bytes


def test_files_fill_neither_the_disk_nor_the_next_programs_directory(executor: Executor) -> None:
    code = "for i in range(10**6):\n    open(f'f{i}', 'wb').write(bytes(10**7))"
    assert run(executor, code).outcome in {Outcome.EXCEPTION, Outcome.TIME_LIMIT, Outcome.MEMORY_LIMIT}
    assert run(executor, "import os\nprint(os.listdir())").stdout == "[]\n"


def test_nothing_of_one_program_reaches_the_next(executor: Executor) -> None:
    leak = (
        "import builtins, os, sys, math, random\nbuiltins.leak = 1\nmath.pi = 3\nos.environ['LEAK'] = '1'\n"
        "sys.setrecursionlimit(50000)\nsys.path.append('leak')\nrandom.seed(1)\nopen('leak', 'w').write('x')\n"
        "import colorsys\nprint(1)"
    )
    look = (
        "import builtins, os, sys, math\nprint(hasattr(builtins, 'leak'), math.pi > 3.1, 'LEAK' in os.environ,\n"
        "sys.getrecursionlimit(), 'leak' in sys.path, os.listdir(), 'colorsys' in sys.modules)"
    )
    assert run(executor, leak).outcome is Outcome.OK
    assert run(executor, look).stdout == "False True False 1000 False [] False\n"


def test_a_listening_service_of_this_machine_is_out_of_reach(executor: Executor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        code = f"import _socket\ns = _socket.socket(2, 1)\ns.connect(('127.0.0.1', {port}))"
        assert run(executor, code).outcome is Outcome.REFUSED
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_hundred_bad_programs_leave_no_process(executor: Executor) -> None:
    codes = ["import os\nos.fork()", "import os\nos._exit(1)", "x = 'a' * 10**11", "import os\nos.abort()"] * 25
    started = time.monotonic()
    outcomes = [recording.outcome for recording in executor.run([Case(code, stdin="") for code in codes])]
    assert outcomes == [Outcome.REFUSED, Outcome.EXIT, Outcome.MEMORY_LIMIT, Outcome.CRASH] * 25
    assert time.monotonic() - started < 30
    zygotes = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    for zygote in zygotes:
        assert not Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()
