"""Programs that want other processes, threads, the network or the kernel's side doors."""

import socket

import pytest

from tests.adversarial.conftest import Arena
from tracepile.execution.model import Outcome

pytestmark = pytest.mark.adversarial

PROGRAMS = {
    "fork": "import os\nos.fork()",
    "fork by the module beneath": "import posix\nposix.fork()",
    "fork bomb behind except": ("import os\nwhile True:\n    try: os.fork()\n    except BaseException: pass"),
    "process of the library": "import multiprocessing\nmultiprocessing.Process(target=print).start()",
    "process pool": "import multiprocessing\nmultiprocessing.Pool(2)",
    "fork_exec beneath subprocess": (
        "import _posixsubprocess, os\nr, w = os.pipe()\n_posixsubprocess.fork_exec([b'/bin/true'], [b'/bin/true'], True,"
        " (), None, None, -1, -1, -1, -1, -1, -1, r, w, False, False, -1, None, None, None, -1, None, False)"
    ),
    "subprocess": "import subprocess\nsubprocess.run(['/bin/true'])",
    "system": "import os\nos.system('true')",
    "system in a pickle": "import pickle\npickle.loads(b\"cos\\nsystem\\n(S'true'\\ntR.\")",
    "exec": "import os\nos.execv('/bin/true', ['true'])",
    "exec of a file in memory": (
        "import os\nfd = os.memfd_create('x')\nos.write(fd, b'#!/bin/sh\\ntrue')\nos.execve(fd, ['x'], {})"
    ),
    "thread": "import threading\nthreading.Thread(target=print).start()",
    "thread of the module beneath": "import _thread\n_thread.start_new_thread(print, ())",
    "thread pool": (
        "from concurrent.futures import ThreadPoolExecutor\nprint(list(ThreadPoolExecutor(2).map(abs, [1])))"
    ),
    "watchdog thread in C": "import faulthandler\nfaulthandler.dump_traceback_later(1)",
    "subinterpreter": "import _xxsubinterpreters\n_xxsubinterpreters.create()",
    "kills its parent": "import os\nos.kill(os.getppid(), 9)",
    "kills its group": "import os\nos.killpg(0, 9)",
    "kills everything": "import os\nos.kill(-1, 9)",
    "stops itself": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "signals by descriptor": "import signal\nsignal.pidfd_send_signal(0, 9)",
    "descriptor of its parent": "import os\nos.pidfd_open(os.getppid())",
    "limits of its parent": "import os, resource\nresource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))",
    "priority": "import os\nos.setpriority(os.PRIO_PROCESS, 0, 5)",
    "another user": "import os\nos.setuid(0)",
    "shared memory": "from multiprocessing import shared_memory\nshared_memory.SharedMemory(create=True, size=100)",
    "semaphore": "import multiprocessing\nmultiprocessing.Lock()",
    "TCP": "import socket\nsocket.create_connection(('127.0.0.1', 80), 1)",
    "UDP": "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "unix socket": "import socket\nsocket.socket(socket.AF_UNIX).connect('/run/x')",
    "abstract unix socket": "import socket\nsocket.socket(socket.AF_UNIX).bind('\\0x')",
    "socket pair": "import socket\nsocket.socketpair()",
    "socket pair of the module beneath": "import _socket\n_socket.socketpair()",
    "name lookup": "import socket\nsocket.gethostbyname('example.com')",
    "web": "import urllib.request\nurllib.request.urlopen('http://127.0.0.1/')",
    "input of the terminal": "import fcntl\nfcntl.ioctl(0, 0x5412, b'x')",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_is_refused(arena: Arena, name: str) -> None:
    recording = arena.contain(PROGRAMS[name])
    assert recording.outcome is Outcome.REFUSED, recording.error


def test_limits_cannot_be_raised(arena: Arena) -> None:
    for kind in ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_NPROC", "RLIMIT_NOFILE", "RLIMIT_FSIZE"):
        code = f"import resource as r\nlimit = 2 * r.getrlimit(r.{kind})[1] + 1\nr.setrlimit(r.{kind}, (limit, limit))"
        recording = arena.contain(code)
        assert recording.outcome is Outcome.EXCEPTION
        assert recording.error is not None
        assert "not allowed to raise maximum limit" in recording.error.message


def test_memory_kept_for_last_words_is_no_way_out(arena: Arena) -> None:
    code = "import resource as r\nlimit = r.getrlimit(r.RLIMIT_AS)[1]\nr.setrlimit(r.RLIMIT_AS, (limit, limit))\n"
    assert arena.contain(code + "x = bytearray(10**9)").outcome is Outcome.MEMORY_LIMIT


def test_timer_kills_only_its_program(arena: Arena) -> None:
    recording = arena.contain("import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.05)\nwhile True: pass")
    assert recording.outcome is Outcome.CRASH


def test_a_listening_service_of_this_machine_is_out_of_reach(arena: Arena) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        code = f"import _socket\ns = _socket.socket(2, 1)\ns.connect(('127.0.0.1', {port}))"
        assert arena.run(code).outcome is Outcome.REFUSED
        with pytest.raises(TimeoutError):
            server.accept()
