"""Stated answers are compared as their kind says."""

import pytest

from tracepile.execution.model import Case, ErrorInfo, Outcome, Receipt, Recording
from tracepile.schema import Compare
from tracepile.trace.expectation import are_equal_literals, meets_expectation

RECEIPT = Receipt("3.11", "reference/1", {}, 0, "none")


def returned(result: str, kind: str = "int") -> Recording:
    return Recording(Case("", call="f()"), Outcome.OK, RECEIPT, result=result, result_type=kind)


def raised(kind: str, message: str) -> Recording:
    return Recording(Case("", call="f()"), Outcome.EXCEPTION, RECEIPT, error=ErrorInfo(kind, message, 1))


def printed(stdout: str) -> Recording:
    return Recording(Case("", stdin=""), Outcome.OK, RECEIPT, stdout=stdout)


@pytest.mark.parametrize(
    ("compare", "recording", "expected", "answer"),
    [
        (Compare.LITERAL, returned("[1, 2]"), "[1, 2]", True),
        (Compare.LITERAL, returned("[1, 2]"), "[1,2]", False),
        (Compare.EQUAL, returned("[1, 2]"), "[1,2.0]", True),
        (Compare.EQUAL, returned("{1, 2}"), "{2, 1}", True),
        (Compare.EQUAL, returned("(1,)"), "[1]", False),
        (Compare.EQUAL, returned("nan"), "nan", True),
        (Compare.EQUAL, returned("[nan, -inf]"), "[nan,-inf]", True),
        (Compare.EQUAL, returned("deque([1, 2])"), "deque([1,2])", True),
        (Compare.EQUAL, returned("Counter({'a': 1})"), "{'a': 1}", True),
        (Compare.EQUAL, returned("Counter()"), "{}", True),
        (Compare.EQUAL, returned("OrderedDict([('a', 1)])"), "{'a': 1}", True),
        (Compare.EQUAL, returned("defaultdict(<class 'int'>, {'a': {1}})"), "{'a': {1}}", True),
        (Compare.EQUAL, returned("frozenset({1, 2})"), "frozenset({2, 1})", True),
        (Compare.EQUAL, returned("Node(val=1, next=None)"), "Node(val=2, next=None)", False),
        (Compare.EQUAL, returned("1"), "not a literal (", False),
        (Compare.APPROX, returned("0.30000000000000004"), "0.3", True),
        (Compare.APPROX, returned("5"), "5.0000001", True),
        (Compare.APPROX, returned("5"), "5.1", False),
        (Compare.APPROX, returned("'5'"), "5", False),
        (Compare.APPROX, returned("None"), "5", False),
        (Compare.TEXT, returned("'a b'", "str"), "a b", True),
        (Compare.TEXT, returned("[1, 2]", "list"), "[1, 2]", True),
        (Compare.TEXT, returned("'a'", "str"), "'a'", False),
        (Compare.TEXT, returned("{1, 2}", "set"), "{2, 1}", True),
        (Compare.TOKENS, printed("1  2\n3\n"), "1 2 3", True),
        (Compare.TOKENS, printed("1 2"), "1 2 3", False),
        (Compare.RAISES, raised("ValueError", "no"), "ValueError", True),
        (Compare.RAISES, raised("ValueError", "no"), "ValueError: no", True),
        (Compare.RAISES, raised("ValueError", "no"), "ValueError: yes", False),
        (Compare.RAISES, returned("1"), "ValueError", False),
        (Compare.LITERAL, raised("ValueError", "no"), "1", False),
        (Compare.TOKENS, raised("ValueError", "no"), "", False),
    ],
)
def test_comparison(compare: Compare, recording: Recording, expected: str, answer: bool) -> None:
    assert meets_expectation(recording, expected, compare) is answer


def test_deep_and_huge_literals_do_no_harm() -> None:
    assert not are_equal_literals("[" * 5000 + "]" * 5000, "[" * 4999 + "]" * 4999)
    assert not are_equal_literals("9" * 5000, "8" * 5000)
