"""Careless rewrites are rejected, careful ones accepted, and what says nothing is not taken for a difference."""

from collections.abc import Iterator

import pytest

from tests.rewrite.pairs import AGREEING, WRONG, Pair
from tracepile.execution.executor import Executor
from tracepile.execution.model import Limits
from tracepile.rewrite.equivalence import Equivalence, compare_programs
from tracepile.schema import InputKind

ONE_OF_EACH = tuple({pair.name: pair for pair in reversed(WRONG)}.values())
FEW_AGREEING = AGREEING[:3]


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    with Executor(Limits(cpu_s=1.0), jobs=2) as running:
        yield running


def compare(executor: Executor, pair: Pair, count: int = 64) -> Equivalence:
    kind = InputKind.STDIN if pair.is_stdin else InputKind.CALL
    return compare_programs(executor, pair.a, pair.b, kind, pair.inputs, count, 0, min_coverage=0.5)


@pytest.mark.parametrize("pair", ONE_OF_EACH, ids=lambda pair: pair.name)
def test_a_careless_rewrite_is_rejected(executor: Executor, pair: Pair) -> None:
    record = compare(executor, pair)
    assert record.verdict is False, record
    assert record.disagreements
    assert not record.equivalent


@pytest.mark.parametrize("pair", FEW_AGREEING, ids=lambda pair: pair.name)
def test_a_careful_rewrite_is_accepted(executor: Executor, pair: Pair) -> None:
    record = compare(executor, pair, 24)
    assert record.verdict is True, (record.reason, record.disagreements[:3])
    assert record.n_generated > 8


@pytest.mark.slow
@pytest.mark.parametrize("pair", WRONG, ids=lambda pair: pair.name)
def test_every_careless_rewrite_is_rejected(executor: Executor, pair: Pair) -> None:
    assert compare(executor, pair).verdict is False


@pytest.mark.slow
@pytest.mark.parametrize("pair", AGREEING, ids=lambda pair: pair.name)
def test_every_careful_rewrite_is_accepted(executor: Executor, pair: Pair) -> None:
    record = compare(executor, pair)
    assert record.verdict is True, (record.reason, record.disagreements[:3])


def test_more_than_fifteen_ways_to_be_careless_are_seeded() -> None:
    assert len({pair.name for pair in WRONG}) > 15


def test_an_input_that_meets_a_limit_is_left_out_and_counted(executor: Executor) -> None:
    loop = "def f(n):\n    while n == 3:\n        pass\n    return n\n"
    pair = Pair("limit", loop, "def f(n):\n    return n\n", ("f(3)", "f(2)"))
    record = compare(executor, pair, 0)
    assert (record.verdict, record.n_inputs, record.n_left_out) == (True, 2, 1)  # one given, one with a call repeated


def test_nothing_is_decided_where_no_input_runs_the_difference(executor: Executor) -> None:
    rest = "".join(f"        x += {number}\n" for number in range(12))
    code = f"def g(x):\n    return x\ndef f(s):\n    if s == 'a longer text than any':\n        x = 1\n{rest}        return x\n    return s\n"
    pair = Pair("uncovered", code, code.replace("x = 1", "x = 2"), ("f('a')",))
    record = compare(executor, pair, 8)
    assert record.verdict is None
    assert record.reason is not None
    assert "lines" in record.reason


def test_programs_that_do_not_run_are_not_decided(executor: Executor) -> None:
    record = compare(executor, Pair("broken", "def f(:\n", "def f(:\n", ("f(1)",)), 4)
    assert record.verdict is None
    record = compare(executor, Pair("broken", "def f(x):\n    return x\n", "def f(:\n", ("f(1)",)), 4)
    assert record.verdict is False


def test_the_same_seed_tries_the_same_inputs(executor: Executor) -> None:
    first, second = (compare(executor, AGREEING[0], 16) for _ in range(2))
    assert first == second
