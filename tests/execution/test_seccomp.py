"""System calls that no function of Python makes end the process as well, should a program find a way to make them."""

import json
import signal
import subprocess
import sys

_PROGRAM = """
import ctypes, json, os, sys
import pyseccomp
from tracepile.execution.isolation import syscalls
from tracepile.execution.isolation.seccomp import build_filter

call = ctypes.CDLL(None).syscall
ends = {}
for name in json.loads(sys.argv[1]):
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    child = os.fork()
    if child == 0:
        syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
        syscalls.SeccompFilter(build_filter()).install()
        call(number, 0, 0, 0, 0, 0, 0)
        os._exit(0)
    ends[name] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(json.dumps(ends))
"""
KILLED = (
    "ptrace process_vm_readv process_vm_writev pidfd_getfd bpf perf_event_open userfaultfd io_uring_setup keyctl"
    " add_key open_by_handle_at unshare setns mount init_module kexec_load seccomp landlock_create_ruleset"
).split()


def test_what_only_native_code_could_call_kills_the_process() -> None:
    command = [sys.executable, "-c", _PROGRAM, json.dumps([*KILLED, "getpid"])]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) == {**dict.fromkeys(KILLED, -signal.SIGSYS), "getpid": 0}
