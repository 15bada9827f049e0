"""Running cases: isolated, within limits, in input order, and twice where determinism matters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Final, Literal, Self

from tracepile.execution.diagnosis import Check, explain, sandbox_level
from tracepile.execution.level import Level, SandboxUnavailableError
from tracepile.execution.model import Case, ErrorInfo, Limits, Outcome, Recording
from tracepile.execution.pool import Plan, Pool, Request
from tracepile.execution.recording import build_recording
from tracepile.execution.running import Ended
from tracepile.execution.verdict import Verdict, decode_last, decode_records, judge

__all__ = ["HASH_SEEDS", "Check", "Executor", "Level", "SandboxUnavailableError", "explain", "sandbox_level"]

Tracer = Literal["fast", "reference", "lines", "none"]

HASH_SEEDS: Final = (0, 1)
"""PYTHONHASHSEED of the recorded run, and of the run that it is compared with."""

_REPEATED: Final = frozenset((Outcome.TIME_LIMIT, Outcome.WALL_LIMIT))
_MALFORMED: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError, MemoryError)
"""What reading a record raises that the harness would not write."""

_COMPARED: Final = frozenset((Outcome.OK, Outcome.EXCEPTION, Outcome.EXIT))


@dataclass(frozen=True, slots=True)
class _Run:
    """A run that has ended, not yet read."""

    request: Request
    ended: Ended


class Executor:
    """Runs cases in isolated processes. A context manager; nothing is left behind when it is closed.

    Args:
        limits: of each run.
        jobs: programs at the same time.
        allowed_modules: modules outside the standard library that programs may import.
        unsafe: run even where programs cannot be isolated fully; every receipt then says so.

    Raises:
        SandboxUnavailableError: (on entering) programs cannot be isolated here and `unsafe` is not set.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        jobs: int = 1,
        allowed_modules: Sequence[str] = (),
        unsafe: bool = False,
    ) -> None:
        if jobs < 1:
            raise ValueError("`jobs` must be at least 1.")
        self._limits = limits if limits is not None else Limits()
        self._pool: Pool[Recording] = Pool(
            self._limits, jobs=jobs, allowed_modules=tuple(allowed_modules), unsafe=unsafe
        )

    def __enter__(self) -> Self:
        try:
            self._pool.level()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all sandbox processes and what they run."""
        self._pool.close()

    @property
    def level(self) -> Level:
        """The isolation that programs get."""
        return self._pool.level()

    def run(self, cases: Iterable[Case], *, tracer: Tracer = "none") -> Iterator[Recording]:
        """Run each case once, under the first hash seed; yield recordings in input order."""
        return self._pool.results((self._plan_run(case, tracer) for case in cases), HASH_SEEDS[:1])

    def record(self, cases: Iterable[Case], *, tracer: Tracer = "fast") -> Iterator[Recording]:
        """Run each case twice, in separately started processes under two hash seeds; yield the first recordings.

        Where the second run differs in outcome, result, output, error or trace, or where the program draws random
        numbers that it did not seed, the outcome is `nondeterministic` and the error says why. A case that ends in a
        limit or is refused runs once: it is not kept anyway.
        """
        return self._pool.results((self._plan_record(case, tracer) for case in cases), HASH_SEEDS)

    # plans ------------------------------------------------------------------------------------------------------

    def _plan_record(self, case: Case, tracer: Tracer) -> Plan[Recording]:
        first = yield from self._plan(Request(case, tracer, HASH_SEEDS[0]))
        if self._find_outcome(first.ended) not in _COMPARED:
            return self._build(first)
        if decode_last(first.ended).get("is_drawn"):
            return _mark(self._build(first), "it draws random numbers without a seed of its own")
        second = yield from self._plan(Request(case, first.request.tracer, HASH_SEEDS[1]))
        if second.request.tracer != first.request.tracer:
            first = yield from self._plan(Request(case, second.request.tracer, HASH_SEEDS[0]))
        recording = self._build(first)
        if recording.outcome not in _COMPARED or second.ended.looks_like(first.ended):
            return recording  # equal to the byte is the usual case, and much cheaper to see than to read it again
        again = self._build(second)
        difference = find_difference(recording, again)
        if difference is None:
            return recording
        return _mark(recording, f"the {difference} differs between two runs")

    def _plan_run(self, case: Case, tracer: Tracer) -> Plan[Recording]:
        return self._build((yield from self._plan(Request(case, tracer, HASH_SEEDS[0]))))

    def _plan(self, request: Request) -> Plan[_Run]:
        ended = yield request
        if self._find_outcome(ended) in _REPEATED:  # a busy machine must not decide
            ended = yield replace(request, is_alone=True)
        if request.tracer == "fast" and self._has_lost_track(ended):
            return (yield from self._plan(replace(request, tracer="reference")))
        return _Run(request, ended)

    def _has_lost_track(self, ended: Ended) -> bool:
        try:
            return bool(decode_last(ended).get("failure"))
        except _MALFORMED:
            return False

    def _find_outcome(self, ended: Ended) -> Outcome:
        try:
            last = decode_last(ended)
            return judge(ended, last, self._limits).outcome or Outcome(last["outcome"])
        except _MALFORMED:
            return Outcome.UNTRUSTED

    def _build(self, run: _Run) -> Recording:
        try:
            records = decode_records(run.ended)
            return self._build_from(run, records, judge(run.ended, records[-1] if records else {}, self._limits))
        except _MALFORMED as fault:  # only a program that changed the tracer or its tools has it write such records
            error = ErrorInfo(Outcome.UNTRUSTED.value, f"its records cannot be read: {type(fault).__name__}")
            return self._build_from(run, [], Verdict(Outcome.UNTRUSTED, error=error))

    def _build_from(self, run: _Run, records: list[dict[str, Any]], verdict: Verdict) -> Recording:
        request, ended = run.request, run.ended
        return build_recording(
            request.case,
            records,
            stdout=ended.stdout.decode("utf-8", "replace"),
            tracer=request.tracer,
            limits=self._limits,
            hash_seed=request.hash_seed,
            sandbox_level=str(self.level),
            outcome=verdict.outcome,
            exit_status=verdict.exit_status,
            error=verdict.error,
            duration_s=ended.duration_s,
        )


def _mark(recording: Recording, reason: str) -> Recording:
    error = ErrorInfo(Outcome.NONDETERMINISTIC.value, reason)
    return replace(recording, outcome=Outcome.NONDETERMINISTIC, error=error)


def find_difference(one: Recording, other: Recording) -> str | None:
    """Name the first thing in which two runs of a case differ: outcome, error, result, output or trace; else None."""
    pairs: dict[str, tuple[Any, Any]] = {
        "outcome": ((one.outcome, one.exit_status), (other.outcome, other.exit_status)),
        "error": (one.error, other.error),
        "result": ((one.result_type, one.result), (other.result_type, other.result)),
        "output": (one.stdout, other.stdout),
        "trace": (
            (one.receipt.trace_sha256, one.n_events, one.truncated),
            (other.receipt.trace_sha256, other.n_events, other.truncated),
        ),
        "state of the arguments": (one.arguments_after, other.arguments_after),
    }
    return next((name for name, (left, right) in pairs.items() if left != right), None)
