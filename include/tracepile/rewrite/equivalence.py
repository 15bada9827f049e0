"""Tested equivalence of two programs: the same behaviour on every input tried, recorded with what was tried."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tracepile.execution.executor import Executor
from tracepile.execution.model import Case, Outcome, Recording
from tracepile.schema import InputKind, canonical_json

LIMITS = frozenset({Outcome.TIME_LIMIT, Outcome.WALL_LIMIT, Outcome.MEMORY_LIMIT, Outcome.OUTPUT_LIMIT})
"""Outcomes that say nothing about behaviour: an input where either side meets one is left out and counted."""


@dataclass(slots=True)
class Equivalence:
    """The record of one comparison.

    equivalent: no disagreement on at least one input. n_inputs: inputs compared, n_generated of them made for the
    test with `seed`; n_left_out: inputs on which a side met a limit. coverage_a, coverage_b: share (0-1) of each
    side's executable lines that ran.
    """

    n_inputs: int
    n_generated: int
    seed: int
    coverage_a: float
    coverage_b: float
    n_left_out: int = 0
    disagreements: list[dict[str, Any]] = field(default_factory=list)

    @property
    def equivalent(self) -> bool:
        """Whether the sides agreed wherever they could be compared, and there was something to compare."""
        return self.n_inputs > 0 and not self.disagreements

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


def compare_programs(
    executor: Executor, a: str, b: str, kind: InputKind, stored: Sequence[str], generated: Sequence[str], seed: int
) -> Equivalence:
    """Run both programs on all inputs and compare result (type-strict), output, exception class and arguments.

    The inputs of both kinds are those of program `a`; `b` must take the same.
    """
    inputs = [*stored, *generated]
    runs_a = list(executor.run([make_case(a, kind, given) for given in inputs], tracer="lines"))
    # What already stops one side says nothing, and is not paid for twice.
    decided = [at for at, run in enumerate(runs_a) if not _is_undecided(run)]
    runs_b = executor.run([make_case(b, kind, inputs[at]) for at in decided], tracer="lines")
    record = Equivalence(0, 0, seed, 0.0, 0.0, n_left_out=len(inputs) - len(decided))
    lines_a: set[int] = set()
    lines_b: set[int] = set()
    for at, run_b in zip(decided, runs_b, strict=True):
        run_a = runs_a[at]
        if _is_undecided(run_b):
            record.n_left_out += 1
            continue
        record.n_inputs += 1
        record.n_generated += at >= len(stored)
        lines_a |= run_a.lines or set()
        lines_b |= run_b.lines or set()
        if _behaviour(run_a) != _behaviour(run_b):
            record.disagreements.append({"input": inputs[at], "a": _shown(run_a), "b": _shown(run_b)})
    record.coverage_a = _coverage(a, lines_a)
    record.coverage_b = _coverage(b, lines_b)
    return record


def _is_undecided(run: Recording) -> bool:
    return run.outcome in LIMITS or (run.error is not None and run.error.type == "RecursionError")


def _behaviour(run: Recording) -> tuple[Any, ...]:
    # The text of an error may quote a name that a rewrite changed; its class may not differ.
    error = run.error.type if run.error else None
    return (run.outcome, run.exit_status, run.result, run.result_type, run.stdout, error, run.arguments_after)


def _shown(run: Recording) -> dict[str, Any]:
    return {"outcome": str(run.outcome), "result": run.result, "stdout": run.stdout[:500]}


def executable_lines(code: str) -> set[int]:
    """Return the lines of a program that can run, from its compiled code objects (it is not executed)."""
    lines: set[int] = set()
    pending = [compile(code, "<program>", "exec", dont_inherit=True)]
    while pending:
        block = pending.pop()
        lines.update(line for _, _, line in block.co_lines() if line)
        pending += [part for part in block.co_consts if hasattr(part, "co_lines")]
    return lines


def _coverage(code: str, ran: set[int]) -> float:
    lines = executable_lines(code)
    return round(len(lines & ran) / len(lines), 4) if lines else 1.0
