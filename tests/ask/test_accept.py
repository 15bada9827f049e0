"""Any input that gives the same value is a right answer to `input_prediction`; nothing else is."""

from tracepile.ask.accept import accepts_input
from tracepile.execution.executor import Executor


def test_answers_are_judged_by_running_the_program() -> None:
    code = "def f(xs):\n    return sum(xs)\ndef g(a, b):\n    return a - b\n"
    judged = [
        ("f", 1, "[1, 4, 2]", "7", True),
        ("f", 1, "[7]", "7", True),
        ("f", 1, "[7.0]", "7", False),
        ("f", 1, "[1]", "7", False),
        ("f", 1, "range(3)", "3", False),
        ("f", 1, "[1", "7", False),
        ("g", 2, "(9, 2)", "7", True),
        ("g", 2, "(9,)", "7", False),
        ("g", 2, "9", "7", False),
    ]
    with Executor() as executor:
        for function, n, answer, expected, is_right in judged:
            assert accepts_input(executor, code, function, n, answer, expected) is is_right, answer


def test_an_answer_that_does_not_return_is_wrong() -> None:
    with Executor() as executor:
        assert not accepts_input(executor, "def f(x):\n    return 1 // x\n", "f", 1, "0", "7")
