"""Chance and date are the same in every recording, and a program that depends on them is always found."""

import ast

import pytest

from tracepile.execution.executor import Executor
from tracepile.execution.model import Case, Outcome, Recording

DRAWS = """
import os, random, secrets, uuid

def draw():
    own = random.Random()
    return [random.random(), own.random(), os.urandom(4), random.SystemRandom().random(), secrets.token_hex(4),
            str(uuid.uuid4())]

def toss():
    return random.random() < 0.5

def shuffle(items):
    random.shuffle(items)
    return sorted(items)

def seeded():
    random.seed(7)
    return [random.random(), random.Random(3).randint(1, 100)]

def mention():
    return sorted([random.Random, random.choice], key=repr) != []
"""

DATES = """
import datetime, time

def days():
    return [time.gmtime()[:3], time.localtime()[:3], time.gmtime(time.time())[:3], time.gmtime(time.time_ns() // 10**9)[:3],
            datetime.date.today().timetuple()[:3], datetime.datetime.today().timetuple()[:3],
            datetime.datetime.now().timetuple()[:3], datetime.datetime.utcnow().timetuple()[:3],
            datetime.datetime.now(datetime.timezone.utc).timetuple()[:3],
            time.strptime(time.ctime())[:3], time.strptime(time.asctime())[:3],
            time.strptime(time.strftime("%Y-%m-%d"), "%Y-%m-%d")[:3]]

def year():
    return datetime.datetime.now().year

def wait():
    start, started = time.time(), time.perf_counter()
    while time.perf_counter() < started + 0.02:
        pass
    return time.time() - start >= 0.019

def given():
    return [time.gmtime(0).tm_year, time.strftime("%Y", time.gmtime(0)), datetime.datetime(2020, 1, 2).isoformat()]
"""


@pytest.fixture(scope="module")
def executor() -> Executor:
    with Executor() as executor:
        yield executor


def run(executor: Executor, code: str, *calls: str) -> list[Recording]:
    return list(executor.run([Case(code, call=call) for call in calls]))


def record(executor: Executor, code: str, call: str) -> Recording:
    (recording,) = executor.record([Case(code, call=call)])
    return recording


def test_every_run_draws_the_same_numbers(executor: Executor) -> None:
    one, again = run(executor, DRAWS, "draw()", "draw()")
    assert one.result == again.result
    assert len(set(map(str, ast.literal_eval(one.result or "")))) == 6
    with Executor() as other:
        assert run(other, DRAWS, "draw()")[0].result == one.result


@pytest.mark.parametrize("call", ["draw()", "toss()", "shuffle([1, 2])", "shuffle([1, 1])"])
def test_what_is_drawn_without_a_seed_is_nondeterministic_whatever_comes_of_it(executor: Executor, call: str) -> None:
    recording = record(executor, DRAWS, call)
    assert recording.outcome is Outcome.NONDETERMINISTIC
    assert "without a seed" in str(recording.error)


@pytest.mark.parametrize("call", ["seeded()", "mention()", "shuffle([1])"])
def test_a_program_that_seeds_or_does_not_draw_is_fine(executor: Executor, call: str) -> None:
    assert record(executor, DRAWS, call).outcome is Outcome.OK


def test_all_clocks_of_a_run_show_the_same_day_and_it_is_always_that_day(executor: Executor) -> None:
    days = ast.literal_eval(run(executor, DATES, "days()")[0].result or "")
    assert {tuple(day) for day in days} == {(2025, 1, 15)}


def test_what_depends_on_the_date_is_nondeterministic(executor: Executor) -> None:
    assert record(executor, DATES, "year()").outcome is Outcome.NONDETERMINISTIC


def test_time_passes_and_given_times_are_as_they_are(executor: Executor) -> None:
    waited, given = run(executor, DATES, "wait()", "given()")
    assert waited.result == "True"
    assert given.result == "[1970, '1970', '2020-01-02T00:00:00']"
