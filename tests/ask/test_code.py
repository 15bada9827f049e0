"""What is read off a program's text, and what is left out because it is doubtful."""

from textwrap import dedent

import pytest

from tracepile.ask.code import RELATIONS, build_relations, read_program


def rows_of(code: str, relation: str, *columns: str) -> list[tuple]:
    return [tuple(row[column] for column in columns) for row in read_program("p", dedent(code))[relation]]


def test_functions_are_named_by_the_line_where_their_frames_begin() -> None:
    code = """\
        class Box:
            @staticmethod
            def make(n):
                return n

        def twice(n):
            def inner():
                return n
            return inner() * 2
        """
    assert rows_of(code, "functions", "scope", "function", "def_line") == [
        (0, "<module>", 0),
        (6, "twice", 6),
        (2, "make", 3),
        (7, "inner", 7),
    ]


@pytest.mark.parametrize(
    "code",
    [
        "def f(): yield 1",
        "async def f(): pass",
        "import functools\n@functools.cache\ndef f(n): return n",
        "def f(): pass\nclass A:\n    def f(self): pass",
        "def f(): pass\nf = print",
        "class A:\n    def __len__(self): return 0",
        "f = lambda: 0",
    ],
    ids=["generator", "coroutine", "decorated", "two of one name", "bound again", "special method", "lambda"],
)
def test_functions_whose_calls_cannot_be_counted_by_name_are_left_out(code: str) -> None:
    assert rows_of(code, "functions", "function") == [("<module>",)]


def test_lines_say_what_they_are() -> None:
    code = """\
        def f(xs):
            best = 0
            for x in xs:
                if x > best:
                    best = x
                elif x < 0:
                    print("no")
            while best > 9:
                best -= 1
            return best
        """
    found = rows_of(code, "source_lines", "line", "role", "body_first", "body_last", "is_outer_loop", "is_conditional")
    assert found == [
        (2, "assign", None, None, False, False),
        (3, "for", 4, 7, True, False),
        (4, "if", 5, 5, False, False),
        (5, "assign", None, None, False, True),
        (6, "if", 7, 7, False, True),
        (7, "expr", None, None, False, True),
        (8, "while", 9, 9, True, False),
        (9, "assign", None, None, False, True),
        (10, "return", None, None, False, False),
    ]
    assert rows_of(code, "source_lines", "line", "is_literal")[0] == (2, True)
    assert dict(rows_of(code, "source_lines", "line", "is_literal"))[7]
    assert dict(rows_of(code, "source_lines", "line", "text"))[6] == "elif x < 0:"


@pytest.mark.parametrize(
    "line",
    [
        "a = 1; b = 2",
        "if a: b = 2",
        "x = (1,\n     2)",
        "while True:\n    break",
        "if (a and\n    b):\n    pass",
        '"a docstring"',
        "import os",
        "n: int",
        "def f(): return 1",
        "with a: pass",
        "key = lambda v: -v",
        "x = (y := 5)",
        "global g",
        "pass",
    ],
)
def test_lines_that_a_question_could_not_name_exactly_are_left_out(line: str) -> None:
    found = rows_of(line, "source_lines", "scope", "line", "role")
    assert [row for row in found if row[0] == 0 and row[2] != "break"] == []


def test_nested_loops_are_not_outer_loops() -> None:
    code = "for i in a:\n    for j in b:\n        c = 1\n"
    assert rows_of(code, "source_lines", "line", "is_outer_loop") == [(1, True), (2, False), (3, False)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = -1", True),
        ("x = []", True),
        ("x = {'a': (1, 2)}", True),
        ("x = y", False),
        ("x = [0] * 3", False),
        ("x += 1", False),
        ("print('done')", True),
        ("print(x)", False),
        ("xs.append(1)", False),
    ],
)
def test_a_line_is_literal_if_its_value_stands_on_it(line: str, expected: bool) -> None:
    assert rows_of(line, "source_lines", "is_literal") == [(expected,)]


def test_a_loop_over_a_constant_range_is_literal() -> None:
    assert rows_of("for i in range(3):\n    a = i\n", "source_lines", "is_literal")[0] == (True,)
    assert rows_of("for i in range(n):\n    a = i\n", "source_lines", "is_literal")[0] == (False,)


def test_only_variables_that_their_own_frame_alone_binds_are_named() -> None:
    code = """\
        total = 0
        shared = 0
        _hidden = 1

        def f(n, *rest):
            global shared
            shared = n
            free = 0
            mine = 1
            def g():
                nonlocal free
                free += mine
            squares = [k * k for k in range(n)]
            k = 5
            return squares
        """
    assert rows_of(code, "variables", "scope", "variable", "is_parameter") == [
        (0, "total", False),
        (5, "mine", False),
        (5, "n", True),
        (5, "squares", False),
    ]


def test_module_variables_are_left_out_where_the_program_can_bind_them_by_name() -> None:
    assert rows_of("x = 1\nglobals()['x'] = 2\n", "variables", "variable") == []


def test_relations_have_their_columns_also_without_programs() -> None:
    tables = build_relations([])
    assert {name: table.schema for name, table in tables.items()} == dict(RELATIONS)
    assert build_relations([read_program("p", "x = 1\n")])["variables"].num_rows == 1
