"""Tested equivalence of two programs: the same behaviour on every input tried, recorded with what was tried."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tracepile.execution.configured import open_executor
from tracepile.execution.executor import Executor
from tracepile.execution.model import Case, Outcome, Recording
from tracepile.rewrite.coverage import measure_coverage
from tracepile.rewrite.inputs import Generator
from tracepile.rewrite.inputs.calls import Made
from tracepile.rewrite.probes import gives_iterator, listed, probe_state
from tracepile.schema import InputKind, canonical_json
from tracepile.settings import Settings

LIMITS: Final = frozenset(
    {Outcome.LINE_LIMIT, Outcome.TIME_LIMIT, Outcome.WALL_LIMIT, Outcome.MEMORY_LIMIT, Outcome.OUTPUT_LIMIT}
)
"""Outcomes that say nothing about behaviour: an input where either side meets one is left out and counted."""

_NO_BEHAVIOUR: Final = LIMITS | {Outcome.NONDETERMINISTIC, Outcome.CRASH, Outcome.REFUSED, Outcome.UNTRUSTED}

_UNREADABLE: Final = frozenset({"ValueError", "IndexError", "EOFError", "TypeError"})
"""What a program raises on a text that is not in its format."""

_ROUND: Final = 8
"""Inputs generated at a time; those that reach a new line or a new end are changed further in the next round."""
_MOST_LIMITS: Final = 2
"""Inputs on which one side may meet a limit before no more are tried: each costs its whole processor time."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An input, what program `a` did on it, and what `b` did if there is only one."""

    text: str
    run: Recording
    other: Recording | None = None
    is_generated: bool = False
    is_stretched: bool = False


@dataclass(slots=True)
class Baseline:
    """Program `a` with the inputs it was run on; every variant of it is compared on the same ones."""

    code: str
    kind: InputKind
    seed: int
    tried: list[Tried]
    n_left_out: int

    @property
    def is_stretchable(self) -> bool:
        """Whether `a` took all inputs that go beyond the stored ones, so that these are fit to compare on."""
        return not any(tried.is_stretched and tried.run.error is not None for tried in self.tried)


@dataclass(slots=True)
class Equivalence:
    """The record of one comparison.

    n_inputs: inputs compared, n_generated of them made for the test with `seed`; n_left_out: inputs that say nothing,
    because a side met a limit or they go beyond what the program was shown to take. coverage_a, coverage_b: share (0-1)
    of each side's executable lines that ran; below min_coverage nothing is decided.
    """

    n_inputs: int
    n_generated: int
    seed: int
    coverage_a: float
    coverage_b: float
    n_left_out: int = 0
    min_coverage: float = 0.0
    disagreements: list[dict[str, Any]] = field(default_factory=list)

    @property
    def verdict(self) -> bool | None:
        """True or False, or None where nothing is decided: see `reason`."""
        if self.disagreements:
            return False
        return True if self.reason is None else None

    @property
    def equivalent(self) -> bool:
        """Whether the sides agreed wherever they were compared, and that was enough to say so."""
        return self.verdict is True

    @property
    def reason(self) -> str | None:
        """Why nothing is decided, in one sentence."""
        if self.disagreements:
            return None
        if not self.n_inputs:
            return f"No input could be compared: {self.n_left_out} met a limit or are not fit for the program."
        covered = min(self.coverage_a, self.coverage_b)
        if covered < self.min_coverage:
            return f"The inputs run only {covered:.0%} of a program's lines, and {self.min_coverage:.0%} are needed."
        return None

    def as_row(self) -> dict[str, Any]:
        """Return the fields of `schema.EQUIVALENCE`."""
        return {
            "equivalent": self.equivalent,
            "n_inputs": self.n_inputs,
            "n_generated": self.n_generated,
            "seed": self.seed,
            "coverage_a": self.coverage_a,
            "coverage_b": self.coverage_b,
            "disagreements": canonical_json(self.disagreements),
        }


def make_case(code: str, kind: InputKind, given: str) -> Case:
    """Return a program with one input as the executor takes it."""
    return Case(code, call=given) if kind is InputKind.CALL else Case(code, stdin=given)


def open_tester(settings: Settings, *, jobs: int | None = None) -> Executor:
    """Return the executor of equivalence tests: its runs end by lines, the same on every machine."""
    max_lines, cpu_s = settings.equivalence_max_lines, settings.equivalence_cpu_s
    return open_executor(settings, jobs=jobs, max_lines=max_lines, cpu_s=cpu_s)


def run_baseline(
    executor: Executor,
    code: str,
    kind: InputKind,
    stored: Sequence[str],
    count: int,
    seed: int,
    *,
    other: str | None = None,
) -> Baseline:
    """Run a program on the stored inputs and up to `count` generated ones, each twice.

    Inputs that lead to lines not run before, or to another kind of end, are changed further. `other` is the program it
    will be compared with, if there is only one: its constants and branches are aimed at, too, and a difference between
    the two ends the search.
    """
    search = _Search(executor, code, kind, other)
    generator = Generator(stored, kind, [code] if other is None else [code, other], seed)
    search.run([Made(text) for text in stored], is_generated=False)
    runs = [tried.run for tried in search.tried]
    search.run([Made(text) for text in probe_state(runs)])
    search.is_listing = gives_iterator(runs)
    left = count
    while left > 0 and not search.is_over:
        size = min(_ROUND, left)
        made = generator.boundaries((size + 1) // 2)
        made += generator.changed(size - len(made))
        if not made:
            break
        for text in search.run(made):
            generator.learn(text)
        left -= size
    if count > _ROUND and not search.is_over:
        search.run(generator.large(2))
    return Baseline(code, kind, seed, search.tried, search.n_left_out)


class _Search:
    """Runs inputs and remembers which of them showed something new."""

    def __init__(self, executor: Executor, code: str, kind: InputKind, other: str | None) -> None:
        self.tried: list[Tried] = []
        self.n_left_out = 0
        self.is_listing = False
        self._executor = executor
        self._code, self._other, self._kind = code, other, kind
        self._n_limits = 0
        self._n_differences = 0
        self._seen: set[tuple[bool, int | str]] = set()

    @property
    def is_over(self) -> bool:
        """Whether no more inputs need to be tried."""
        return self._n_limits > _MOST_LIMITS or self._n_differences > 0

    def run(self, inputs: Sequence[Made], *, is_generated: bool = True) -> list[str]:
        """Run program `a` on inputs, and `b` if there is only one; return the inputs that showed something new."""
        texts = [listed(made.text) if self.is_listing else made.text for made in inputs]
        runs = self._record(self._code, texts)
        kept = [at for at, run in enumerate(runs) if _is_comparable(run)]
        self.n_left_out += len(inputs) - len(kept)
        others = self._record(self._other, [texts[at] for at in kept]) if self._other is not None else None
        new: list[str] = []
        for number, at in enumerate(kept):
            made, run = inputs[at], runs[at]
            other = None if others is None else others[number]
            self.tried.append(Tried(texts[at], run, other, is_generated, made.is_stretched))
            shown: set[tuple[bool, int | str]] = {(False, line) for line in run.lines or ()}
            shown.add((False, f"{run.outcome} {run.error.type if run.error else ''}"))
            if other is not None:
                shown |= {(True, line) for line in other.lines or ()}
                is_difference = not is_undecided(other) and not made.is_stretched and behaviour(run) != behaviour(other)
                self._n_differences += is_difference
            if not shown <= self._seen:
                new.append(made.text)
            self._seen |= shown
        return new

    def _record(self, code: str, texts: Sequence[str]) -> list[Recording]:
        runs = list(self._executor.record([make_case(code, self._kind, text) for text in texts], tracer="lines"))
        self._n_limits += sum(run.outcome in LIMITS for run in runs)
        return runs


def compare_variant(
    executor: Executor, baseline: Baseline, code: str, *, is_repeated: bool = False, min_coverage: float = 0.0
) -> Equivalence:
    """Run another program on the baseline's inputs and compare result (type-strict), output, exception, arguments.

    is_repeated: run it twice on each, under two hash seeds, as the baseline was.
    """
    cases = [make_case(code, baseline.kind, tried.text) for tried in baseline.tried]
    runs = executor.record(cases, tracer="lines") if is_repeated else executor.run(cases, tracer="lines")
    return _compare_runs(baseline, code, runs, min_coverage)


def compare_programs(
    executor: Executor,
    a: str,
    b: str,
    kind: InputKind,
    stored: Sequence[str],
    count: int,
    seed: int,
    *,
    min_coverage: float = 0.0,
) -> Equivalence:
    """Compare two programs on the stored inputs and on up to `count` inputs aimed at the branches of both."""
    baseline = run_baseline(executor, a, kind, stored, count, seed, other=b)
    return _compare_runs(baseline, b, (tried.other for tried in baseline.tried if tried.other), min_coverage)


def _compare_runs(baseline: Baseline, code: str, runs: Iterable[Recording], min_coverage: float) -> Equivalence:
    record = Equivalence(0, 0, baseline.seed, 0.0, 0.0, baseline.n_left_out, min_coverage)
    lines_a: set[int] = set()
    lines_b: set[int] = set()
    n_limits = 0
    for tried, run in zip(baseline.tried, runs, strict=False):
        if is_undecided(run) or _says_nothing(baseline, tried, run):
            record.n_left_out += 1
            n_limits += run.outcome in LIMITS
            if n_limits > _MOST_LIMITS and not tried.other:
                break
            continue
        record.n_inputs += 1
        record.n_generated += tried.is_generated
        lines_a |= tried.run.lines or set()
        lines_b |= run.lines or set()
        if behaviour(tried.run) != behaviour(run):
            record.disagreements.append({"input": tried.text, "a": _shown(tried.run), "b": _shown(run)})
    record.coverage_a = measure_coverage(baseline.code, lines_a, code)
    record.coverage_b = measure_coverage(code, lines_b, baseline.code)
    return record


def is_undecided(run: Recording) -> bool:
    """Tell whether a run says nothing: it met a limit, ran out of stack, or is not one that could be repeated."""
    return run.outcome in _NO_BEHAVIOUR or (run.error is not None and run.error.type == "RecursionError")


def behaviour(run: Recording) -> tuple[Any, ...]:
    """Return what two runs must have in common."""
    # The text of an error may quote a name that a rewrite changed; its class may not differ.
    error = run.error.type if run.error else None
    values = (_unnamed(run.result), run.result_type, _unnamed(run.arguments_after))
    return (run.outcome, run.exit_status, run.stdout, error, *values)


def _unnamed(literal: str | None) -> str | None:
    """Return a literal without the names of functions and generators in it: they are no behaviour."""
    return literal if literal is None or "<" not in literal else _NAMED.sub(r"<\1>", literal)


_NAMED: Final = re.compile(r"<(function|generator|coroutine|method) (?:[^<>]|<[^<>]*>)*>")


def _is_comparable(run: Recording) -> bool:
    return not is_undecided(run) and run.outcome is not Outcome.UNSUPPORTED


def _says_nothing(baseline: Baseline, tried: Tried, run: Recording) -> bool:
    """Tell whether an input lies beyond what the program takes, so that a difference on it is none."""
    if not tried.is_stretched or behaviour(tried.run) == behaviour(run):
        return False
    if baseline.kind is InputKind.CALL:
        return not baseline.is_stretchable
    return tried.run.error is not None and tried.run.error.type in _UNREADABLE


def _shown(run: Recording) -> dict[str, Any]:
    return {"outcome": str(run.outcome), "result": run.result, "stdout": run.stdout[:500]}
