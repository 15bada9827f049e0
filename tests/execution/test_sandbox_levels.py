"""What the sandbox does where the kernel offers less, or a container forbids more."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

_PROGRAM = """
import errno, json, os, sys
import pyseccomp as s
from tracepile.execution.executor import Executor, SandboxUnavailableError
from tracepile.execution.model import Case

denied, unsafe, hostile = json.loads(sys.argv[1])
outer = s.SyscallFilter(s.ALLOW)
for name, number in denied.items():
    outer.add_rule(s.ERRNO(number), int(name) if name.isdigit() else name)
outer.load()
try:
    with Executor(unsafe=unsafe) as executor:
        programs = ["print(open('x', 'w').write('abc'))", *hostile]
        runs = list(executor.record(Case(program, stdin="") for program in programs))
        assert {run.receipt.sandbox_level for run in runs} == {str(executor.level)}
        print(json.dumps([str(executor.level), runs[0].outcome, runs[0].stdout, *(run.outcome for run in runs[1:])]))
except SandboxUnavailableError as error:
    print(json.dumps(["unavailable", str(error)]))
"""
_EPERM, _ENOSYS = 1, 38
_NO_NAMESPACES = {"unshare": _EPERM, "mount": _EPERM}
_NO_LANDLOCK = {"444": _ENOSYS}
_READ = "open('/etc/passwd')"


def run_under(denied: dict[str, int], *, unsafe: bool = False, hostile: Sequence[str] = (_READ,)) -> list[str]:
    command = [sys.executable, "-c", _PROGRAM, json.dumps([denied, unsafe, hostile])]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 0, answer.stderr
    return list(json.loads(answer.stdout))


_HOSTILE = [
    _READ,
    "import os; os.listdir('/')",
    "open('/var/tmp/hostile', 'w')",
    "import os; os.symlink('/etc', 'e'); os.listdir('e')",
    "import os; os.fork()",
    "import os; os.kill(os.getppid(), 9)",
    "import os; os.execv('/bin/true', ['true'])",
    "import socket; socket.socketpair()",
    "import _socket; _socket.socket(2, 1)",
    "from multiprocessing import shared_memory; shared_memory.SharedMemory(create=True, size=9)",
]


def test_without_namespaces_landlock_and_seccomp_still_hold() -> None:
    level, outcome, printed, *outcomes = run_under(_NO_NAMESPACES, hostile=_HOSTILE)
    assert level.startswith("landlock")
    assert level.endswith("+seccomp")
    assert (outcome, printed) == ("ok", "3\n")
    assert dict(zip(_HOSTILE, outcomes, strict=True)) == dict.fromkeys(_HOSTILE, "refused")


def test_without_namespaces_no_directory_is_left(tmp_path: Path) -> None:
    before = {path.name for path in Path("/tmp").glob("tracepile-scratch-*")}
    run_under(_NO_NAMESPACES)
    assert {path.name for path in Path("/tmp").glob("tracepile-scratch-*")} == before


def test_without_landlock_nothing_runs() -> None:
    kind, message = run_under(_NO_LANDLOCK)
    assert kind == "unavailable"
    assert "Landlock" in message
    assert "TRACEPILE_IS_UNSAFE_EXECUTION_ALLOWED" in message


def test_without_landlock_the_unsafe_switch_runs_and_says_so() -> None:
    level, outcome, printed, hostile_outcome = run_under(_NO_LANDLOCK, unsafe=True)
    assert level.startswith("unsafe+seccomp")
    assert (outcome, printed, hostile_outcome) == ("ok", "3\n", "refused")


def test_without_seccomp_nothing_runs() -> None:
    kind, message = run_under({"seccomp": _ENOSYS})
    assert kind == "unavailable"
    assert "seccomp" in message


def test_without_seccomp_the_unsafe_switch_runs_and_says_so() -> None:
    level, outcome, printed, hostile_outcome = run_under({"seccomp": _ENOSYS}, unsafe=True)
    assert level.startswith("unsafe+landlock")
    assert "seccomp" not in level
    assert (outcome, printed, hostile_outcome) == ("ok", "3\n", "refused")


def test_without_any_wall_the_switch_is_needed_and_says_so() -> None:
    denied = {"seccomp": _ENOSYS, **_NO_LANDLOCK, **_NO_NAMESPACES}
    assert run_under(denied)[0] == "unavailable"
    level, outcome, printed, _ = run_under(denied, unsafe=True)
    assert (level, outcome, printed) == ("unsafe", "ok", "3\n")


def test_namespaces_without_mounts_count_as_none() -> None:
    level, outcome, printed, hostile_outcome = run_under({"mount": _EPERM})
    assert level.endswith("+seccomp")
    assert (outcome, printed, hostile_outcome) == ("ok", "3\n", "refused")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a user to change from")
def test_a_user_that_cannot_be_given_up_is_in_the_level() -> None:
    level, outcome, printed, hostile_outcome = run_under(
        {"setresuid": _EPERM, "setresgid": _EPERM, "setgroups": _EPERM}
    )
    assert level.endswith("+root")
    assert (outcome, printed, hostile_outcome) == ("ok", "3\n", "refused")
