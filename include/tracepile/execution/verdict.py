"""How a program ended, as far as the sandbox has a say in it."""

import os
import signal
from dataclasses import dataclass
from typing import Any, Final

from tracepile.execution.channel import DONE, FAILED
from tracepile.execution.model import ErrorInfo, Limits, Outcome
from tracepile.execution.running import Ended
from tracepile.execution.steps import read_record

_LIMIT_MESSAGES: Final = {
    Outcome.WALL_LIMIT: "it ran longer than {limits.wall_s:g} s",
    Outcome.TIME_LIMIT: "it used more than {limits.cpu_s:g} s of processor time",
    Outcome.OUTPUT_LIMIT: "it printed more than {limits.max_output_bytes} bytes",
    Outcome.MEMORY_LIMIT: "it used more memory than it was granted",
    Outcome.UNTRUSTED: "it wrote to the trace channel",
}

_KERNEL_REFUSALS: Final = ("[Errno 1]", "[Errno 13]")
"""How messages of a PermissionError begin that Landlock or seccomp caused (EPERM, EACCES), not the program's own."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the sandbox decides about a run. With `outcome` None the harness's own last record holds."""

    outcome: Outcome | None = None
    exit_status: int | None = None
    error: ErrorInfo | None = None


def decode_records(ended: Ended) -> list[dict[str, Any]]:
    """Return the records of the trace channel, in order."""
    return [read_record(payload) for payload in ended.payloads]


def decode_last(ended: Ended) -> dict[str, Any]:
    """Return the last record of the trace channel, which says how the program ended; empty if there is none."""
    return read_record(ended.payloads[-1]) if ended.payloads else {}


def judge(ended: Ended, last: dict[str, Any], limits: Limits) -> Verdict:
    """Decide how a run ended from what it left and its last record; strong evidence before weak."""
    if ended.is_forged:
        return _limit(Outcome.UNTRUSTED, limits)
    if ended.killed_for is not None:
        return _limit(ended.killed_for, limits)
    if last.get("t") in (Outcome.REFUSED, Outcome.UNTRUSTED):
        return Verdict(Outcome(last["t"]), error=ErrorInfo(last["t"], last["step"]))
    if last.get("t") == "end" and _read_status(ended) == DONE:
        return _judge_end(last)
    if ended.status is None:
        return _crash("the sandbox process died with it")
    if os.WIFSIGNALED(ended.status):
        return _judge_signal(os.WTERMSIG(ended.status), ended.cpu_s, limits)
    status = os.waitstatus_to_exitcode(ended.status)
    if last.get("t") == "fault" and last["message"].startswith(MemoryError.__name__):
        return _limit(Outcome.MEMORY_LIMIT, limits)
    if last.get("t") == "fault":
        return _crash(f"the harness failed: {last['message']}")
    if status in (DONE, FAILED):  # the last record did not arrive: somebody closed the channel, or put another there
        return _limit(Outcome.UNTRUSTED, limits)
    # os._exit: what it printed is there, but its trace has no end, so this is never `ok`.
    return Verdict(Outcome.EXIT, exit_status=status)


def _read_status(ended: Ended) -> int | None:
    return os.WEXITSTATUS(ended.status) if ended.status is not None and os.WIFEXITED(ended.status) else None


def _judge_end(end: dict[str, Any]) -> Verdict:
    """Take the harness's word, except where the program died of a refusal by the kernel."""
    error = end.get("error")
    if error and error["type"] == "PermissionError" and error["message"].startswith(_KERNEL_REFUSALS):
        return Verdict(Outcome.REFUSED, error=ErrorInfo(**error))
    return Verdict()


def _judge_signal(number: int, cpu_s: float, limits: Limits) -> Verdict:
    if number == signal.SIGSYS:
        return Verdict(Outcome.REFUSED, error=ErrorInfo(Outcome.REFUSED.value, "a forbidden system call"))
    if number == signal.SIGXCPU or (number == signal.SIGKILL and cpu_s >= limits.cpu_s):
        return _limit(Outcome.TIME_LIMIT, limits)
    if number == signal.SIGKILL:  # nobody else sends it: the kernel was out of memory
        return _limit(Outcome.MEMORY_LIMIT, limits)
    return _crash(f"killed by {signal.Signals(number).name}")


def _limit(outcome: Outcome, limits: Limits) -> Verdict:
    return Verdict(outcome, error=ErrorInfo(outcome.value, _LIMIT_MESSAGES[outcome].format(limits=limits)))


def _crash(message: str) -> Verdict:
    return Verdict(Outcome.CRASH, error=ErrorInfo(Outcome.CRASH.value, message))
