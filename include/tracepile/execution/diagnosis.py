"""Is this machine able to isolate programs? The checks behind `tracepile doctor`."""

import sys
from dataclasses import dataclass
from typing import Final

from tracepile.execution.isolation import landlock, syscalls
from tracepile.execution.isolation.seccomp import SeccompUnavailableError, build_filter
from tracepile.execution.level import Level, SandboxUnavailableError
from tracepile.execution.model import Case, Limits, Outcome
from tracepile.execution.running import Running
from tracepile.execution.verdict import decode_last, judge
from tracepile.execution.worker import Worker, ZygoteDiedError

_PROBE: Final = Case("print(sum(range(10)))", stdin="")
_HOSTILE_PROBE: Final = Case("print(open('/etc/hostname').read())", stdin="")


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the sandbox: whether it is in order, what was found, and what to do if it is not."""

    name: str
    ok: bool
    detail: str
    fix: str = ""


def sandbox_level() -> Level:
    """Return the isolation that programs get on this machine.

    Raises:
        SandboxUnavailableError: it is not enough to run untrusted programs.
    """
    worker = Worker(hash_seed=0)
    try:
        return worker.wait_until_ready()
    finally:
        worker.close()


def explain() -> list[Check]:
    """Check each part of the sandbox, and the whole with a harmless and a hostile program."""
    if sys.platform != "linux" or not syscalls.is_supported_machine():
        detail = "programs can be isolated on Linux on x86-64 and arm64 only"
        return [Check("sandbox", False, detail, "Use such a machine, or a container on one.")]
    return [_check_landlock(), _check_seccomp(), *_check_whole()]


def _check_landlock() -> Check:
    abi = landlock.find_abi()
    if abi:
        return Check("landlock", True, f"version {abi} of its interface")
    fix = "Use Linux 5.13 or newer with landlock in its list of security modules (boot option lsm=landlock,…)."
    return Check("landlock", False, "the kernel does not offer it", fix)


def _check_seccomp() -> Check:
    try:
        n_instructions = len(build_filter()) // 8
    except SeccompUnavailableError as error:
        return Check("seccomp", False, str(error), "Install the system package libseccomp2 (libseccomp on Fedora).")
    if not syscalls.has_seccomp_filters():
        return Check("seccomp", False, "the kernel takes no filters", "Use a kernel with CONFIG_SECCOMP_FILTER.")
    return Check("seccomp", True, f"a filter of {n_instructions} instructions")


def _check_whole() -> list[Check]:
    worker = Worker(hash_seed=0)
    try:
        level = worker.wait_until_ready()
        harmless, printed = _run(worker, _PROBE)
        hostile, _ = _run(worker, _HOSTILE_PROBE)
    except (SandboxUnavailableError, ZygoteDiedError) as error:
        return [Check("sandbox", False, str(error), "Mend the checks above; programs are not run until then.")]
    finally:
        worker.close()
    namespaces = "network, IPC and mounts are private" if level.has_namespaces else "not offered here; not required"
    works = harmless is None and printed == b"45\n"
    holds = hostile is Outcome.REFUSED
    detail = str(level) if works and holds else f"a probe program {'got out' if works else 'did not run'} ({level})"
    fix = "" if works and holds else "Report this with the output of `tracepile doctor --json`."
    return [Check("namespaces", True, namespaces), Check("sandbox", works and holds, detail, fix)]


def _run(worker: Worker, case: Case) -> tuple[Outcome | None, bytes]:
    limits = Limits()
    worker.submit(Running(case, tracer="none", limits=limits, allowed_modules=()))
    ended = worker.collect()
    return judge(ended, decode_last(ended), limits).outcome, ended.stdout
