"""Values in prose: whole when short, else their head and their size."""

from collections import deque

import pytest

from tracepile.execution.values import Instance
from tracepile.narrate.model import code, render_answer
from tracepile.narrate.show import short, shown


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, "7"),
        ([1, 2, 3], "[1, 2, 3]"),
        (list(range(200)), "[0, 1, 2, … 200 items]"),
        (tuple("abc" * 30), "('a', 'b', 'c', … 90 items)"),
        (deque(range(100)), "deque([0, 1, 2, … 100 items])"),
        ("a" * 100, f"'{'a' * 35}… 100 characters'"),
        (10**100, "100000000000… 101 digits"),
        ([[1, 2, 3] * 20] * 10, "[[1, 2, 3, … 60 items], [1, 2, 3, … 60 items], … 10 items]"),
        (list(range(10_000)), "[0, 1, 2, … 10000 items]"),
        ({i: i for i in range(5_000)}, "{0: 0, 1: 1, … 5000 items}"),
    ],
)
def test_shown(value: object, expected: str) -> None:
    assert shown(value) == expected


def test_instances_are_cut_inside() -> None:
    node = None
    for number in range(9):
        node = Instance("Node", {"val": number, "next": node})
    assert shown(node) == "Node(val=8, next=Node(val=7, …))"
    assert len(short(shown(node), 30)) <= 36


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("7", "**Answer:** `7`"),
        ("a\nb\n", "**Answer:**\n```\na\nb\n```"),
        ("", "**Answer:** (no output)"),
        ("\n", "**Answer:** (no output)"),
        ("'a`b'", "**Answer:** `` 'a`b' ``"),
        ("x\n```\ny\n", "**Answer:**\n````\nx\n```\ny\n````"),
    ],
)
def test_answers(answer: str, expected: str) -> None:
    assert render_answer(answer) == expected


def test_code_with_backticks_has_a_longer_fence() -> None:
    assert code("a``b") == "``` a``b ```"
