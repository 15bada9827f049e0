"""Canonical literals."""

import array
import ast
import datetime
import enum
import functools
import math
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracepile.execution.canonical import LiteralTooLongError, cut, describe_exception, literal, scrub, type_name
from tracepile.execution.values import Instance, Opaque

atoms = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.binary()
)
keys = st.recursive(atoms, lambda inner: st.tuples(inner, inner), max_leaves=4)
values = st.recursive(
    atoms,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(keys, inner) | st.sets(keys, min_size=1),
    max_leaves=25,
)


def is_same(one: object, other: object) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return repr(one) == repr(other)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(is_same, one, other))  # type: ignore[arg-type]
    if isinstance(one, dict):
        return is_same(list(one.items()), list(other.items()))  # type: ignore[attr-defined]
    return one == other


@given(values)
def test_literals_of_plain_values_read_back_to_the_same_value(value: object) -> None:
    assert is_same(ast.literal_eval(literal(value)), value)


@given(st.lists(keys, unique=True))
def test_a_set_is_written_in_one_order_however_it_was_filled(members: list[object]) -> None:
    assert literal(set(members)) == literal({*members[::-1]})


class Node:
    def __init__(self, val: object, next: object = None) -> None:
        self.val, self.next = val, next


class Slotted:
    __slots__ = ("b", "a")  # noqa: RUF023 - the order is what is tested


class Color(enum.Enum):
    RED = 1


class Words(list):
    pass


class Level(int):
    pass


class Bad(Exception):
    pass


Point = namedtuple("Point", "x y")
for own in (Node, Slotted, Color, Words, Level, Bad, Point):
    own.__module__ = "__main__"


def make_cycle() -> Node:
    node = Node(1)
    node.next = node
    return node


def make_slotted() -> Slotted:
    made = Slotted()
    made.a = 1
    made.b = 2
    return made


recursive: list[object] = [1]
recursive.append(recursive)
shared = [0]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "True"),
        (-0.0, "-0.0"),
        (math.inf, "inf"),
        (math.nan, "nan"),
        (2 - 3j, "(2-3j)"),
        ("it's \ud800", '"it\'s \\ud800"'),
        ((1,), "(1,)"),
        (set(), "set()"),
        ({10, 2, "a", 1}, "{1, 10, 2, 'a'}"),
        (frozenset({1}), "frozenset({1})"),
        (range(3), "range(0, 3)"),
        (slice(1, None), "slice(1, None, None)"),
        (bytearray(b"x"), "bytearray(b'x')"),
        (array.array("i", [1]), "array('i', [1])"),
        (deque([1], maxlen=2), "deque([1], maxlen=2)"),
        (Counter("abca"), "Counter({'a': 2, 'b': 1, 'c': 1})"),
        (Counter(), "Counter()"),
        (defaultdict(int, {1: [2]}), "defaultdict(<class 'int'>, {1: [2]})"),
        (OrderedDict(a=1), "OrderedDict([('a', 1)])"),
        ({1: 2}.items(), "dict_items([(1, 2)])"),
        ({1: 2}.keys(), "dict_keys([1])"),
        (Decimal("1.50"), "Decimal('1.50')"),
        (Fraction(1, 3), "Fraction(1, 3)"),
        (datetime.date(2020, 1, 2), "datetime.date(2020, 1, 2)"),
        (Node(1, Node(2)), "Node(val=1, next=Node(val=2, next=None))"),
        (make_cycle(), "Node(val=1, next=Node(...))"),
        (make_slotted(), "Slotted(b=2, a=1)"),
        (Point(1, [2]), "Point(x=1, y=[2])"),
        (Color.RED, "Color.RED"),
        (Color, "<class Color>"),
        (Words([1]), "Words([1])"),
        (Level(5), "Level(5)"),
        (Bad("why", 1), "Bad('why', 1)"),
        (KeyError("k"), "KeyError('k')"),
        (recursive, "[1, [...]]"),
        ([shared, shared], "[[0], [0]]"),
        (int, "<class 'int'>"),
        (OrderedDict, "<class 'collections.OrderedDict'>"),
        (len, "<built-in function len>"),
        (make_cycle, "<function make_cycle>"),
        (functools.lru_cache(make_cycle), "<function make_cycle>"),
        ((n for n in "a"), "<generator <genexpr>>"),
        (iter([]), "<list_iterator object>"),
        (object(), "<object object>"),
        (math, "<module math>"),
        (Instance("Tree", {"left": None, "n": [1]}), "Tree(left=None, n=[1])"),
        (Instance("Words", {"tag": 1}, [1], "list"), "Words([1], tag=1)"),
        (Opaque("function", "<function f>"), "<function f>"),
    ],
)
def test_values_are_written_as(value: object, text: str) -> None:
    assert literal(value) == text


def test_integers_beyond_the_limit_of_python_are_written_whole() -> None:
    assert literal(10**5000) == "1" + "0" * 5000
    assert literal([-(10**5000)] * 9) == f"[{', '.join(['-1' + '0' * 5000] * 9)}]"


def test_depth_of_a_value_is_no_problem() -> None:
    chain, nested = Node(0), []
    for number in range(20_000):
        chain, nested = Node(number, chain), [nested]
    assert literal(chain).count("Node(") == 20_001
    assert literal(nested).count("[") == 20_001


def test_a_dense_graph_takes_linear_space() -> None:
    nodes = [Node(number) for number in range(60)]
    for node in nodes:
        node.next = list(nodes)
    assert len(literal(nodes)) < 60_000
    for node in nodes:
        node.next = set(nodes)
    assert len(literal(nodes)) < 60_000


def test_instances_are_written_to_the_given_depth() -> None:
    assert literal(Node(1, Node(2, Node(3))), depth=2) == "Node(val=1, next=Node(val=2, next=Node(...)))"


def test_a_literal_longer_than_allowed_is_refused() -> None:
    with pytest.raises(LiteralTooLongError):
        literal(["x" * 50] * 3, limit=100)
    with pytest.raises(LiteralTooLongError):
        literal("x" * 101, limit=100)


def test_a_cut_text_says_how_long_it_was_and_what_it_was() -> None:
    text = "x" * 500
    short = cut(text, 100)
    assert len(short) == 100
    assert short.startswith("xxx")
    assert short.endswith("…[len=500 sha256=c38c2bf3]")
    assert cut(text, 500) == text


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ValueError(), ""),
        (ValueError("no"), "no"),
        (KeyError("k"), "'k'"),
        (ValueError("a", [1]), "('a', [1])"),
        (Bad({"why": 1}), "{'why': 1}"),
        (ValueError("<X object at 0x7f12ab>"), "<X object>"),
        (FileNotFoundError(2, "No such file", "x"), "[Errno 2] No such file: 'x'"),
    ],
)
def test_messages_of_exceptions(error: BaseException, message: str) -> None:
    assert describe_exception(error) == message


def test_no_surrogate_is_left_in_a_scrubbed_text() -> None:
    assert scrub("a\ud800b") == "a\\ud800b"


def test_type_names_of_real_and_rebuilt_values() -> None:
    assert [type_name(value) for value in (True, Node(1), Instance("Tree"), Opaque("date", "…"))] == [
        "bool",
        "Node",
        "Tree",
        "date",
    ]
