"""The kinds about values, on programs small enough to work out the answers by hand."""

LARGEST = """\
    def largest(xs):
        best = xs[0]
        for x in xs[1:]:
            if x > best:
                best = x
        return best
    """
# largest([3, 7, 5, 9]): best is 3, then 7 (x = 7), stays 7 (x = 5), then 9 (x = 9)

RUNNING = """\
    n = int(input())
    total = 0
    low = 0
    while n > 0:
        total += int(input())
        if total < low:
            low = total
        n -= 1
    print(total, low)
    """
# input 4, then 5, -8, 2, 4: total is 5, -3, -1, 3; low becomes -3 in the second iteration
RUNNING_INPUT = "4\n5\n-8\n2\n4\n"


def test_the_final_value_is_the_last_one_and_never_the_runs_own_result(find) -> None:
    assert find("final_value", LARGEST, "variable", call="largest([3, 7, 5, 2])") == {("x",): "2"}
    found = find("final_value", RUNNING, "variable", "scope", stdin=RUNNING_INPUT)
    assert found == {("n", 0): "0", ("total", 0): "3", ("low", 0): "-3"}


def test_a_list_built_and_changed_element_by_element_has_a_final_value(find) -> None:
    code = """\
        def f(xs):
            made = []
            for x in xs:
                made.append(x)
            made.pop()
            made[0] = -1
            rows = [[0], [0]]
            rows[1][0] = 5
            swapped = [10, 20, 30]
            swapped[0], swapped[2] = swapped[2], swapped[0]
            del swapped[1]
            return len(made)
        """
    # made: [4, 5, 6] -> [4, 5] -> [-1, 5]; swapped: [30, 20, 10] -> [30, 10]; rows is nested and left out
    assert find("final_value", code, "variable", call="f([4, 5, 6])") == {
        ("made",): "[-1, 5]",
        ("swapped",): "[30, 10]",
        ("x",): "6",
    }


def test_a_list_that_another_function_may_have_changed_has_no_final_value(find) -> None:
    code = """\
        def fill(target):
            target.append(1)

        def f():
            here = sorted([2, 1])
            there = sorted([2, 1])
            fill(there)
            return 0
        """
    assert find("final_value", code, "variable", call="f()") == {("target",): "[1, 2, 1]"}
    # the very same without the call in between
    code = code.replace("fill(there)", "there.append(3)")
    assert find("final_value", code, "variable", call="f()") == {("here",): "[1, 2]", ("there",): "[1, 2, 3]"}


def test_a_list_changed_through_a_method_that_was_passed_on_has_no_final_value(find) -> None:
    code = """\
        def use(add):
            add(1)

        def f():
            here = sorted([2, 1])
            use(here.append)
            return 0
        """
    assert find("final_value", code, "variable", call="f()") == {}


def test_values_are_asked_for_after_the_line_that_set_them(find) -> None:
    found = find("value_after_line_visit", RUNNING, "line", "visit", "variable", "step", stdin=RUNNING_INPUT)
    # steps: 0 call, 1-3 lines 1-3, then the loop
    assert {(line, visit, variable): value for (line, visit, variable, _), value in found.items()} == {
        (1, 1, "n"): "4",
        (5, 1, "total"): "5",
        (5, 2, "total"): "-3",
        (5, 3, "total"): "-1",
        (5, 4, "total"): "3",
        (7, 1, "low"): "-3",
        (8, 1, "n"): "3",
        (8, 2, "n"): "2",
        (8, 3, "n"): "1",
        (8, 4, "n"): "0",
    }
    assert (5, 1, "total", 5) in found


def test_a_value_assigned_from_a_call_is_there_after_the_line_although_other_lines_ran_in_between(find) -> None:
    code = """\
        def make(n):
            made = [n]
            made.append(n + 1)
            return made

        def f():
            pair = make(4)
            return 0
        """
    found = find("value_after_line_visit", code, "line", "variable", call="f()")
    assert found == {(7, "pair"): "[4, 5]", (2, "made"): "[4]"}


def test_a_line_that_raised_has_no_value_after_it(find) -> None:
    code = """\
        def f(xs):
            got = -1
            try:
                got = xs[9]
            except IndexError:
                got = len(xs)
            return got
        """
    assert find("value_after_line_visit", code, "line", "variable", call="f([1, 2])") == {(6, "got"): "2"}


def test_visits_are_counted_in_the_call_that_the_question_names(find) -> None:
    code = """\
        def half(n):
            while n > 1:
                n = n // 2
            return n

        def f():
            return half(5) + half(8)
        """
    assert find("value_after_line_visit", code, "shown_call", "line", "visit", "variable", call="f()") == {
        (1, 3, 1, "n"): "2",
        (1, 3, 2, "n"): "1",
        (2, 3, 1, "n"): "4",
        (2, 3, 2, "n"): "2",
        (2, 3, 3, "n"): "1",
    }


def test_elements_are_asked_for_after_the_line_that_set_them(find) -> None:
    code = """\
        def f(n):
            dp = [[0] * n for _ in range(2)]
            seen = {}
            for i in range(n):
                dp[1][i] = i * i
                seen['k'] = dp[1][i] + 1
            return dp
        """
    assert find("element_after_line_visit", code, "line", "visit", "variable", call="f(3)") == {
        (5, 2, "dp[1][1]"): "1",
        (5, 3, "dp[1][2]"): "4",
        (6, 1, "seen['k']"): "1",
        (6, 2, "seen['k']"): "2",
        (6, 3, "seen['k']"): "5",
    }  # dp[1][0] is set to the 0 it has


def test_the_value_at_an_iteration_is_that_at_the_next_check_of_the_head(find) -> None:
    assert find("value_at_iteration", RUNNING, "line", "visit", "variable", stdin=RUNNING_INPUT) == {
        (4, 2, "total"): "-3",
        (4, 3, "total"): "-1",
        (4, 4, "total"): "3",
        (4, 2, "n"): "2",
        (4, 3, "n"): "1",
        (4, 4, "n"): "0",
    }  # low changes once only


def test_an_iteration_that_is_left_early_has_no_end(find) -> None:
    code = """\
        def f(xs):
            total = 0
            for x in xs:
                total += x
                if total > 5:
                    break
            return 0
        """
    assert find("value_at_iteration", code, "visit", "variable", call="f([1, 2, 3, 4])") == {(2, "total"): "3"}


def test_the_first_iteration_with_a_value_is_counted_from_one(find) -> None:
    found = find("first_visit_when", RUNNING, "line", "variable", "detail", stdin=RUNNING_INPUT)
    assert found == {
        (4, "total", "-3"): "2",
        (4, "total", "-1"): "3",
        (4, "total", "3"): "4",
        (4, "n", "2"): "2",
        (4, "n", "1"): "3",
        (4, "n", "0"): "4",
    }


def test_a_value_that_was_there_before_the_loop_is_not_new_in_it(find) -> None:
    code = """\
        def f(xs):
            state = 3
            for x in xs:
                state = x * 3
            return state
        """
    found = find("first_visit_when", code, "variable", "detail", call="f([2, 1, 4])")
    assert found == {("state", "12"): "3"}  # 6 in the first iteration, 3 was there before


def test_changes_to_an_equal_value_do_not_count(find) -> None:
    code = """\
        def f(xs):
            flag = None
            for x in xs:
                flag = x
            return 0
        """
    # None -> 1 -> 1 -> True -> 2: 1 and True differ in type
    assert find("n_changes", code, "variable", call="f([1, 1, True, 2])") == {("flag",): "3", ("x",): "2"}


def test_several_changes_on_one_visit_of_a_line_are_one_change(find) -> None:
    code = """\
        def f():
            a = 1
            for i in range(3):
                a = 0; a = i
            return 0
        """
    # a: 1 -> 0 -> 1 -> 2
    assert find("n_changes", code, "variable", call="f()")[("a",)] == "3"


def test_the_largest_and_smallest_value(find) -> None:
    assert find("max_value", RUNNING, "variable", stdin=RUNNING_INPUT) == {("total",): "5"}
    assert find("min_value", RUNNING, "variable", stdin=RUNNING_INPUT) == {("total",): "-3"}
    code = """\
        def f(xs):
            y = 0.5
            for x in xs:
                y = x / 4
            return 0
        """
    assert find("max_value", code, "variable", call="f([8, 10, 2, 4])") == {("y",): "2.5", ("x",): "10"}
    assert find("min_value", code, "variable", call="f([8, 1, 2, 4])") == {("y",): "0.25", ("x",): "1"}


def test_numbers_are_compared_exactly_or_not_at_all(find) -> None:
    code = """\
        def f(xs):
            for x in xs:
                y = x
            return 0
        """
    big = 10**30
    found = find("max_value", code, "variable", call=f"f([1, {big}, {big + 1}, 2])")
    assert found == {("x",): str(big + 1), ("y",): str(big + 1)}
    for values in ("[1, 10**50, 10**50 + 1, 2]", "[1.5, float('nan'), 2.5, 1.0]", "[1, 2.5, 3, 0]"):
        assert find("max_value", code, "variable", call=f"f({values})") == {}


def test_the_type_is_asked_for_where_it_varies(find) -> None:
    code = """\
        def f(n):
            kind = None
            same = n
            while n != 1:
                kind = n / 2
                n = n // 2
                same = n
            return 0
        """
    assert find("type_of", code, "line", "visit", "variable", call="f(4)") == {
        (5, 1, "kind"): "'float'",
        (5, 2, "kind"): "'float'",
    }


def test_values_that_were_cut_or_cannot_be_written_are_never_answers(find) -> None:
    code = """\
        class Node:
            def __init__(self, value):
                self.value = value

        def f(n):
            text = "ab" * n
            node = Node(n)
            pair = (node, 1)
            call = f
            bad = float("nan")
            good = (n, "it's", [None, True], {"k": {1}})
            return 0
        """
    found = find("value_after_line_visit", code, "variable", call="f(2000)")
    assert found == {("good",): """(2000, "it's", [None, True], {'k': {1}})"""}
    assert find("final_value", code, "variable", call="f(2000)") == found


def test_variables_that_inner_functions_bind_are_left_out(find) -> None:
    code = """\
        def f():
            count = 0
            mine = 0
            def bump():
                nonlocal count
                count += 1
            for i in range(3):
                bump()
                mine += i
            return count
        """
    found = find("n_changes", code, "variable", call="f()")
    assert found == {("i",): "2", ("mine",): "2"}  # mine: 0 -> 0 -> 1 -> 3


def test_module_variables_of_call_programs_are_not_asked_about(find) -> None:
    code = """\
        size = 2
        size = size * 3

        def f():
            return size
        """
    for kind in ("final_value", "value_after_line_visit", "line_visits"):
        assert find(kind, code, "line", "variable", call="f()") == {}
