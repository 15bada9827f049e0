"""Running a hostile program, and seeing that nothing of it is left."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracepile.execution.executor import Executor, Tracer
from tracepile.execution.model import Case, Limits, Outcome, Recording

LIMITS = Limits(max_events=2_000, max_output_bytes=100_000, cpu_s=1, wall_s=15, memory_mb=256)
OUTSIDE = ("/var/tmp", "/dev/shm")


class Arena:
    """An executor whose worker must survive what it runs."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self.run("pass")

    def run(self, code: str, tracer: Tracer = "fast") -> Recording:
        (recording,) = self._executor.run([Case(code, stdin="")], tracer=tracer)
        return recording

    def contain(self, code: str, tracer: Tracer = "fast") -> Recording:
        """Run a program; fail if the worker died, the next program is affected, or anything is left behind."""
        before = self._survey()
        recording = self.run(code, tracer)
        after = self.run("import os\nprint(6 * 7, os.listdir())", tracer)
        assert (after.outcome, after.stdout) == (Outcome.OK, "42 []\n")
        assert self._survey() == before
        return recording

    def _survey(self) -> tuple[object, ...]:
        """Worker processes, what they run, descriptors, files where programs might put some."""
        workers = _list_children(os.getpid())
        programs = [program for worker in workers for program in _list_children(worker)]
        descriptors = sorted(path.name for path in Path("/proc/self/fd").iterdir())
        files = [sorted(path.name for path in Path(place).iterdir()) for place in OUTSIDE if Path(place).is_dir()]
        return workers, programs, len(descriptors), files


def _list_children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture(scope="module")
def arena() -> Iterator[Arena]:
    with Executor(LIMITS) as executor:
        yield Arena(executor)
