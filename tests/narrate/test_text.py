"""The words themselves: small runs, read by hand."""

import re
from textwrap import dedent

import pytest

from tests.narrate.programs import record
from tracepile.execution.model import Case, Limits
from tracepile.execution.recording import record_in_process
from tracepile.narrate.narrator import NotNarratedError, narrate_run

pytestmark = pytest.mark.usefixtures("plain_words")


def _told(name: str, seed: int = 0, **options: object) -> str:
    return narrate_run(record(name), seed=seed, trace_id=name, **options).text  # type: ignore[arg-type]


def _run(code: str, call: str | None = None, stdin: str | None = None) -> str:
    recording = record_in_process(Case(dedent(code).strip() + "\n", call=call, stdin=stdin), Limits())
    return narrate_run(recording, trace_id="x").text


def test_a_short_run_is_told_with_operands_branches_and_its_answer() -> None:
    assert _told("largest") == dedent("""\
        The call binds `xs = [3, 7, 5]`. `best` becomes `xs[0] = 3`. The loop goes over `xs[1:] = [7, 5]`:
        - `x = 7`: `x > best` is `7 > 3`, which is true, so `best` takes the value of `x`, `7`.
        - `x = 5`: `5 > 7` is false, so `best` stays `7`.

        After the loop, the function returns `best`, which is `7`.
        **Answer:** `7`""")


def test_a_long_loop_is_told_by_its_first_passes_a_range_and_its_last_pass() -> None:
    text = _told("squares")
    items = [line for line in text.splitlines() if line.startswith("- ")]
    assert re.sub(r"\b(becomes|is now|changes to)\b", "becomes", "\n".join(items[:3])) == dedent("""\
        - `i = 1`: `total` becomes `total + i * i = 0 + 1 * 1 = 1`.
        - `i = 2`: `total` becomes `1 + 2 * 2 = 5`.
        - `i = 3`: `total` becomes `5 + 3 * 3 = 14`.""")
    assert "`i = 4` to `i = 99`" in items[3]
    assert "96" in items[3]
    assert "`total` only grows, from `14` to `328350`" in items[3]
    assert "`328350 + 100 * 100 = 338350`" in items[4]
    assert len(items) == 5


def test_recursion_is_followed_and_what_is_not_followed_is_summed_up() -> None:
    text = _told("fact")
    assert "`fact(7)` gives `5040` (6 more calls, down to `fact(1)`), so" in text
    assert "\n  - `fact(10)`: " in text
    assert re.search(r"Back in `fact\(12\)`, .* returns `n \* fact\(n - 1\) = 12 \* 39916800 = 479001600`\.", text)


def test_an_exception_is_told_where_it_is_raised_and_where_it_is_caught() -> None:
    text = _told("try")
    assert "`5 // 0` raises `ZeroDivisionError: integer division or modulo by zero`." in text
    assert "The `except ZeroDivisionError` clause catches it." in text
    assert "In the `finally` block, `done`" in text


def test_an_exception_in_the_head_of_a_statement_is_told() -> None:
    condition = "def f(xs):\n    i = 5\n    if xs[i] > 3:\n        return 1\n    return 2\n"
    assert "`xs[5] > 3` raises `IndexError: list index out of range`." in _run(condition, "f([1, 2])")
    loop = "def f(n):\n    for x in n:\n        pass\n"
    assert "raises `TypeError: 'int' object is not iterable`." in _run(loop, "f(3)")
    head = "def f(n):\n    while n > 'a':\n        n += 1\n    return n\n"
    assert "`3 > 'a'` raises `TypeError" in _run(head, "f(3)")


def test_an_uncaught_exception_is_the_answer() -> None:
    text = _told("uncaught")
    assert "`d['b']` raises `KeyError: 'b'`." in text
    assert "comes out of `need`" in text
    assert text.endswith("**Answer:** `KeyError: 'b'`")


def test_input_and_output_of_a_program_are_told() -> None:
    text = _told("main")
    assert text.startswith("The program calls `main()`.")
    assert "`n = 5` and `k = 2`" in text
    assert "from largest to smallest, which makes `xs` `[9, 7, 4, 3, 1]`" in text
    assert "it prints `16`" in text
    assert text.endswith("**Answer:**\n```\n16\neven 8\n```")


def test_a_program_that_prints_nothing_says_so() -> None:
    text = _told("silent")
    assert "The program ends without printing anything." in text
    assert text.endswith("**Answer:** (no output)")


def test_values_of_a_generator_are_listed() -> None:
    assert "what the generator `fibs(n)` yields, `0`, `1`, `1`, `2`, `3`, `5`, `8` and `13`" in _told("generator")


def test_removals_say_what_is_taken_and_what_is_left() -> None:
    text = _told("library")
    assert "`first` takes the smallest element of the heap `heap`, `1`, which leaves `heap = [2, 3]`" in text
    assert "`last` takes the first element of `q`, `2`, which leaves `q = deque([1])`" in text
    assert "`xs[0]` and `xs[2]` swap their values, which gives `xs[0] = 3` and `xs[2] = 1`" in text
    assert "`xs` is now `[3, 2, 1]`" in text


def test_removals_that_stand_alone_are_told() -> None:
    text = _run(
        """
        def f(xs):
            xs.pop()
            xs.pop(0)
            while len(xs) > 1 and xs.pop() > 2:
                pass
            return xs
        """,
        "f([4, 1, 2, 3, 5])",
    )
    assert "The last element of `xs`, `5`, is removed, which leaves `xs = [4, 1, 2, 3]`." in text
    assert "The first element of `xs`, `4`, is removed, which leaves `xs = [1, 2, 3]`." in text
    assert text.endswith("**Answer:** `[1]`")


def test_the_branch_of_a_conditional_expression_has_its_reason() -> None:
    text = _told("collatz")
    assert re.search(r"`27 % 2 == 0`, which is false, so `n` \w+( \w+)? `3 \* n \+ 1 = 3 \* 27 \+ 1 = 82`", text)


def test_loop_else_and_early_end_are_told() -> None:
    assert "As nothing broke the loop off, `where`" in _told("else")


def test_statements_on_one_line_are_told_one_by_one() -> None:
    text = _told("one_liners")
    assert "`out` starts as an empty list" in text
    assert "`n` starts at `1`" in text
    assert "`'a' + '3' = 'a3'`" in text


def test_a_case_of_match_is_named() -> None:
    assert "matches `case [x, '-', y]`, which gives `x = 5` and `y = 3`, so `r`" in _told("match")


def test_simultaneous_assignment_is_marked_where_it_matters() -> None:
    text = _run(
        """
        def f(n):
            a, b = 0, 1
            for _ in range(n):
                a, b = b, a + b
            return a
        """,
        "f(3)",
    )
    assert re.search(r"[Aa]t the same time, .*`a = 1` and `b = 0 \+ 1 = 1`", text)


def test_constants_of_the_module_are_given_when_they_are_used() -> None:
    text = _run(
        """
        MOD = 7
        OTHER = 8

        def f(n):
            return n % MOD
        """,
        "f(20)",
    )
    assert "The module defines `MOD = 7`." in text
    assert "OTHER" not in text
    assert "`n % MOD = 20 % 7 = 6`" in text


def test_an_argument_built_by_a_call_is_summed_up() -> None:
    text = _run(
        """
        def build(n):
            out = []
            for i in range(n):
                out.append(i)
            return out

        def total(xs):
            return sum(xs)
        """,
        "total(build(3))",
    )
    assert "`build(3)` gives `[0, 1, 2]`." in text
    assert "appended" not in text


def test_user_defined_dunders_are_never_called() -> None:
    text = _run(
        """
        class Odd:
            def __init__(self):
                self.x = 1

            def __repr__(self):
                raise ValueError

            def __eq__(self, other):
                return True

            def __bool__(self):
                return False

        def f():
            a = Odd()
            if a:
                return 1
            return 2 if a == 5 else 3
        """,
        "f()",
    )
    assert text.endswith("**Answer:** `2`")


def test_a_truncated_run_is_not_narrated() -> None:
    code = "def f(n):\n    t = 0\n    for i in range(n):\n        t += i\n    return t\n"
    recording = record_in_process(Case(code, call="f(1000)"), Limits(max_events=50))
    with pytest.raises(NotNarratedError) as caught:
        narrate_run(recording)
    assert caught.value.reason == "truncated"


def test_a_run_beyond_every_budget_is_rejected() -> None:
    with pytest.raises(NotNarratedError) as caught:
        narrate_run(record("grid"), max_tokens=40)
    assert caught.value.reason == "too_long"
