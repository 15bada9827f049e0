"""Functions with doctests: examples become inputs, answers leave the code."""

from tracepile.ingest.candidate import Unusable
from tracepile.ingest.doctests import DoctestProgram, read_functions
from tracepile.ingest.slicing import Module

TEXT = '''
def add(x, y=0):
    """Return the sum.

    The parts may be of any kind.

    Examples:
        >>> add(1, y=2)
        3
        >>> print(add('a', 'b'))
        ab
        >>> numbers = [1]
        >>> add(numbers, [2])
        [1, 2]
        >>> add(numbers, [3])
        [1, 3]
        >>> sorted(add([2], [1]))
        [1, 2]
        >>> add({1}, 2)
        Traceback (most recent call last):
            ...
        TypeError: unsupported operand type(s) for +: 'set' and 'int'
        >>> add(2, 2) == 4
        True
        >>> add(object(), 1)  # doctest: +ELLIPSIS
        <...>
        >>> def other(): return add(5, 5)
    """
    return x + y


def shout(x):
    """
    >>> shout(1)
    1
    """
    print(x)


def count(n):
    """
    >>> list(count(2))
    [0, 1]
    """
    yield from range(n)


def plain(x):
    """Nothing to see."""


class Solver:
    """
    >>> Solver().solve([1])
    2
    """

    def solve(self, xs):
        """
        >>> Solver().solve([1, 2])
        3
        >>> solver = Solver()
        >>> solver.solve([5])
        5
        """
        return sum(xs)
'''


def read(text: str = TEXT) -> dict[str, DoctestProgram | Unusable]:
    return {found.source_ref.partition("::")[2]: found for found in read_functions(Module("m", "pkg/m.py", text))}


def test_examples_become_inputs_with_the_answers_they_state() -> None:
    found = read()["add"]
    assert isinstance(found, DoctestProgram)
    assert [(raw.text, raw.expected, raw.compare) for raw in found.inputs] == [
        ("1, y=2", "3", "literal"),
        ("'a', 'b'", "ab", "text"),
        ("[1], [2]", "[1, 2]", "literal"),
        # `numbers` may have changed by now: that call is left out
        ("[2], [1]", None, None),
        ("{1}, 2", "TypeError: unsupported operand type(s) for +: 'set' and 'int'", "raises"),
        ("2, 2", "4", "literal"),
    ]
    assert {raw.origin for raw in found.inputs} == {"doctest"}
    assert found.code == "def add(x, y=0):\n    return x + y\n"
    assert found.statement == "Return the sum.\n\nThe parts may be of any kind."


def test_what_a_printing_function_returns_is_not_known() -> None:
    found = read()["shout"]
    assert isinstance(found, DoctestProgram)
    assert [(raw.text, raw.expected) for raw in found.inputs] == [("1", None)]


def test_methods_of_a_class_without_arguments_are_programs() -> None:
    found = read()["Solver().solve"]
    assert isinstance(found, DoctestProgram)
    assert found.entry_point == "Solver().solve"
    assert [(raw.text, raw.expected) for raw in found.inputs] == [("[1, 2]", "3")]
    assert ">>>" not in found.code


def test_functions_without_a_fitting_example_are_rejected_and_those_without_examples_ignored() -> None:
    found = read()
    assert set(found) == {"add", "shout", "count", "Solver().solve"}
    assert isinstance(found["count"], Unusable)
    assert found["count"].reason == "no_input"


def test_a_module_that_does_not_parse_is_one_rejection() -> None:
    (found,) = read_functions(Module("m", "m.py", "def f(:\n"))
    assert isinstance(found, Unusable)
    assert found.reason == "syntax_error"
