"""The part of a program that its entry point reaches."""

import pytest

from tracepile.similarity import find_own_code

HELPERS = """import math
from heapq import *

class Node:
    pass

LIMIT = 10

def helper(x):
    "Say what."
    return x + LIMIT  # a remark

"""
MAIN = "class Solution:\n    def solve(self, n):\n        return helper(n)\n"


def test_unused_helpers_and_imports_are_left_out() -> None:
    own = find_own_code(HELPERS + MAIN, "Solution().solve")
    assert own.text == (
        "LIMIT = 10 def helper ( x ) : return x + LIMIT class Solution : def solve ( self , n ) : return helper ( n )"
    )
    assert own.names == {"helper", "Solution"}
    assert own.n_tokens == len(own.text.split())


def test_a_script_is_its_statements_and_what_they_call() -> None:
    own = find_own_code("import sys\n" + HELPERS + "for line in sys.stdin:\n    print(helper(line))\n", "stdin")
    assert own.text.startswith("LIMIT = 10 def helper")
    assert own.text.endswith("print ( helper ( line ) )")
    assert "Node" not in own.text


@pytest.mark.parametrize("code", ["def broken(:", "x = (", "'''"])
def test_broken_code_is_taken_whole(code: str) -> None:
    assert find_own_code(code, "f").text


def test_code_without_the_entry_point_is_taken_whole() -> None:
    assert find_own_code("def g(x):\n    return x\n", "f").text == "def g ( x ) : return x"


def test_decorators_belong_to_what_they_decorate() -> None:
    code = "from functools import cache\n@cache\ndef f(n):\n    return n\n\ndef g(): pass\n"
    assert find_own_code(code, "f").text == "@ cache def f ( n ) : return n"
