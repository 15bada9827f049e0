"""Kinds about histories, lengths, ways out, exceptions and order, on programs small enough to work out by hand."""

GROW = """\
    def f(xs):
        total = 0
        seen = []
        for x in xs:
            seen = seen + [x]
            total = total + x
            if total > 10:
                break
        return total
    """
# f([1, 4, 2]): total 0, 1, 5, 7. f([4, 9, 2]): total 0, 4, 13, then it breaks

PICK = """\
    def half(n):
        if n % 2:
            return n * 3
        return n // 2

    def show(n):
        return str(n)

    def f(a, b):
        x = half(a)
        y = half(b)
        return show(x) + show(y)
    """

FAIL = """\
    def f(xs):
        n = 0
        for x in xs:
            try:
                n += 10 // x
            except ZeroDivisionError:
                n -= 1
        return n
    """


def test_values_before_a_visit(find) -> None:
    found = find("value_before_line_visit", GROW, "line", "visit", "variable", call="f([1, 4, 2])")
    assert found[6, 2, "total"] == "1"
    assert found[6, 3, "total"] == "5"
    assert found[4, 2, "x"] == "1"
    assert found[4, 4, "x"] == "2"
    assert all(visit > 1 for _, visit, _ in found)


def test_all_values_in_order(find) -> None:
    assert find("value_history", GROW, "variable", call="f([1, 4, 2])") == {
        ("total",): "[0, 1, 5, 7]",
        ("x",): "[1, 4, 2]",
    }


def test_a_value_that_is_set_again_is_listed_once(find) -> None:
    found = find("value_history", GROW, "variable", call="f([3, 0, 2])")
    assert found["total",] == "[0, 3, 5]"


def test_texts_are_listed_as_texts(find) -> None:
    code = """\
        def f(s):
            out = ''
            for c in s:
                out += c * 2
            return out
        """
    assert find("value_history", code, "variable", call="f('ab')") == {("out",): "['', 'aa', 'aabb']"}


def test_sums_of_values(find) -> None:
    assert find("sum_of_values", GROW, "variable", call="f([1, 4, 2])") == {("total",): "13", ("x",): "7"}


def test_lengths(find) -> None:
    found = find("length_after_line_visit", GROW, "line", "visit", "variable", call="f([1, 4, 2])")
    assert found == {(5, 2, "seen"): "2", (5, 3, "seen"): "3"}
    code = """\
        def f(s):
            t = s.strip()
            u = (len(t), 2.5)
            return t, u
        """
    found = find("length_after_line_visit", code, "line", "variable", call="f('  a, b ')")
    assert found == {(2, "t"): "4", (3, "u"): "2"}


def test_differences_between_visits(find) -> None:
    found = find("difference_between_visits", GROW, "line", "visit", "variable", "detail", call="f([1, 4, 2])")
    assert found == {(6, 2, "total", "1"): "4", (6, 3, "total", "2"): "2"}
    steady = find("difference_between_visits", GROW, "line", "visit", "variable", "detail", call="f([2, 2, 2])")
    assert steady == {}


def test_loops_that_are_left_early(find) -> None:
    assert find("left_early", GROW, "line", call="f([1, 4, 2])") == {(4,): "False"}
    assert find("left_early", GROW, "line", call="f([4, 9, 2])") == {(4,): "True"}
    assert find("left_early", GROW, "line", call="f([4, 9])") == {(4,): "True"}
    assert find("left_early", FAIL, "line", call="f([4, 9])") == {}


def test_the_order_of_calls(find) -> None:
    found = find("call_order", PICK, "detail", call="f(4, 3)")
    assert found == {("`half`, `show`",): "['half', 'half', 'show', 'show']"}
    assert find("call_order", GROW, "detail", call="f([1])") == {}


def test_the_first_exception(find) -> None:
    assert list(find("exception_type", FAIL, "step", call="f([5, 0, 2])").values()) == ["'ZeroDivisionError'"]
    assert list(find("exception_line", FAIL, "step", call="f([5, 0, 2])").values()) == ["5"]
    assert find("exception_type", FAIL, "step", call="f([5, 2])") == {}
    end = "    def f(x):\n        return {}[x]\n"
    assert list(find("exception_type", end, "step", call="f(1)").values()) == ["'KeyError'"]
    assert list(find("exception_line", end, "step", call="f(1)").values()) == ["2"]


def test_an_iterator_that_ends_is_no_exception(find) -> None:
    code = """\
        def f(xs):
            it = iter(xs)
            try:
                while True:
                    next(it)
            except StopIteration:
                return 1
        """
    assert find("exception_type", code, "step", call="f([1])") == {}


def test_the_last_line_of_a_call(find) -> None:
    assert find("last_line_of_call", PICK, "shown_call", call="f(4, 3)") == {(1,): "4", (2,): "3"}


def test_lines_run_by_a_call(find) -> None:
    # head 4 times, body twice without the end of the loop: 1 + 1 + 4 + 3 * 3 + 1
    assert list(find("n_lines_run", GROW, "step", call="f([1, 4, 2])").values()) == ["16"]


def test_whether_a_variable_is_set_yet(find) -> None:
    found = find("is_defined", GROW, "line", "variable", call="f([4, 9])")
    assert found[4, "seen"] == "True"
    assert found[4, "x"] == "False"
    assert found[5, "x"] == "True"
    assert found[8, "x"] == "True"
    assert (4, "xs") not in found
    assert (3, "total") not in found


def test_assertions(find) -> None:
    assert find("assertion", GROW, "detail", call="f([1, 4, 2])") == {("f([1, 4, 2])",): "7"}
    assert find("assertion", GROW, "detail", call="str(f([1, 4, 2]))") == {}


def test_inputs_to_be_found(find) -> None:
    found = find("input_prediction", GROW, "variable", "detail", call="f([1, 4, 2])")
    assert found == {("xs", "7"): "[1, 4, 2]"}
    assert find("input_prediction", PICK, "variable", "detail", call="f(4, 3)") == {("a, b", "'29'"): "(4, 3)"}
    assert find("input_prediction", GROW, "variable", call="f(xs=[1])") == {}
    assert find("input_prediction", "    def f(x):\n        return x > 1\n", "variable", call="f(3)") == {}


SHARE = """\
    def f(xs):
        a = xs
        b = list(a)
        c = b
        c.append(1)
        d = c
        return g(d)

    def g(q):
        r = q
        return r
    """


def test_names_stand_for_one_object_or_for_equal_ones(find) -> None:
    found = find("same_object", SHARE, "line", "variable", call="f([1, 2])")
    assert found == {
        (2, "a, xs"): "True",
        (3, "b, xs"): "False",
        (3, "b, a"): "False",
        (4, "c, xs"): "False",
        (4, "c, a"): "False",
        (4, "c, b"): "True",
        (10, "r, q"): "True",
    }  # after line 5 nothing says any more what b and c hold, so nothing is asked about d
