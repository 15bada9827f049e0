"""The kinds about lines, branches, loops, calls and output, on programs small enough to work out by hand."""

CLASSIFY = """\
    def f(xs):
        n = 0
        for x in xs:
            if x > 2:
                n += 1
            elif x < 0:
                n -= 1
        return n
    """
# f([3, -1, 5, 1]): line 4 is true, false, true, false; line 6 is true for -1, false for 1

FIB = """\
    def fib(n):
        if n < 2:
            return n
        return fib(n - 1) + fib(n - 2)

    def f(n):
        return fib(n) * 2
    """
# fib(3) calls, as they begin: 3, 2, 1, 0, 1


def test_lines_are_counted_over_all_calls(find) -> None:
    assert find("line_visits", CLASSIFY, "line", call="f([3, -1, 5, 1])") == {(4,): "4", (5,): "2", (6,): "2"}
    assert find("line_visits", FIB, "line", call="f(3)") == {(2,): "5", (3,): "3", (4,): "2"}


def test_a_comprehension_on_a_line_does_not_make_it_run_more_often(find) -> None:
    code = """\
        def f(n):
            for i in range(n):
                row = [j * j for j in range(5)]
            return row
        """
    assert find("line_visits", code, "line", call="f(2)") == {(3,): "2"}


def test_whether_a_line_ran(find) -> None:
    assert find("line_ran", CLASSIFY, "line", call="f([3, 5])") == {(5,): "True", (6,): "False", (7,): "False"}
    assert find("line_ran", FIB, "line", call="f(1)") == {(3,): "True"}


def test_whether_a_condition_held(find) -> None:
    assert find("branch_taken", CLASSIFY, "line", "visit", call="f([3, -1, 5, 1])") == {
        (4, 1): "True",
        (4, 2): "False",
        (4, 3): "True",
        (4, 4): "False",
        (6, 1): "True",
        (6, 2): "False",
    }


def test_a_false_condition_at_the_very_end_of_a_function_is_false(find) -> None:
    code = """\
        def g(n):
            while n < 3:
                n += 1

        def f():
            g(1)
        """
    assert find("branch_taken", code, "line", "visit", call="f()") == {(2, 1): "True", (2, 2): "True", (2, 3): "False"}


def test_a_condition_that_raised_was_neither_true_nor_false(find) -> None:
    code = """\
        def f(xs):
            n = 0
            for x in xs:
                try:
                    if 1 / x > 0:
                        n += 1
                except ZeroDivisionError:
                    n = 0
            return n
        """
    assert find("branch_taken", code, "line", "visit", call="f([0, 2, -2])") == {(5, 2): "True", (5, 3): "False"}


def test_iterations_are_counted_per_call_and_over_all_executions_of_a_loop(find) -> None:
    code = """\
        def g(n):
            k = 0
            for i in range(n):
                for j in range(i):
                    k += 1
                    if k == 5:
                        return k
            return k

        def f():
            g(1)
            g(3)
            return g(9)
        """
    # g(1): one i, no j. g(3): i = 0, 1, 2 and 0 + 1 + 2 times j. g(9): j begins 0 + 1 + 2 + 2 times, then returns
    assert find("loop_iterations", code, "shown_call", "line", call="f()") == {
        (2, 3): "3",
        (2, 4): "3",
        (3, 3): "4",
        (3, 4): "5",
    }


def test_a_loop_over_a_constant_range_is_trivial(find) -> None:
    code = """\
        def f():
            a = 0
            for i in range(10):
                a += i
            return a
        """
    assert find("loop_iterations", code, "line", call="f()") == {}


def test_the_next_line_is_asked_for_where_it_varies(find) -> None:
    assert find("next_line", CLASSIFY, "line", "visit", call="f([3, 1])") == {
        (3, 1): "4",
        (3, 2): "4",
        (3, 3): "8",
        (4, 1): "5",
        (4, 2): "6",
    }


def test_a_line_that_calls_is_followed_by_the_callees_lines(find) -> None:
    code = """\
        def g(x):
            return x > 1

        def f(xs):
            n = 0
            for x in xs:
                if g(x):
                    n += 1
            return n
        """
    assert {line for line, _ in find("next_line", code, "line", "visit", call="f([1, 2])")} == {6}
    assert find("branch_taken", code, "line", "visit", call="f([1, 2])") == {(7, 1): "False", (7, 2): "True"}


def test_calls_are_counted_with_those_by_the_function_itself(find) -> None:
    assert find("n_calls", FIB, "variable", "line", call="f(3)") == {("fib", 1): "5"}


def test_arguments_and_return_values_are_told_by_the_order_in_which_calls_begin(find) -> None:
    assert find("call_arguments", FIB, "visit", "variable", call="f(3)") == {
        (1, "n"): "3",
        (2, "n"): "2",
        (3, "n"): "1",
        (4, "n"): "0",
        (5, "n"): "1",
    }
    assert find("return_value_of_call", FIB, "visit", "variable", call="f(3)") == {
        (1, "fib"): "2",
        (2, "fib"): "1",
        (3, "fib"): "1",
        (4, "fib"): "0",
        (5, "fib"): "1",
    }


def test_the_call_that_the_input_makes_is_not_asked_about(find) -> None:
    code = "def f(n):\n    return n * 2\n"
    assert find("call_arguments", code, "visit", call="f(3)") == {}
    assert find("return_value_of_call", code, "visit", call="f(3)") == {}


def test_an_argument_is_what_it_was_when_the_call_began(find) -> None:
    code = """\
        def g(xs):
            xs.append(0)
            return len(xs)

        def f(xs):
            return g(xs) + g(xs)
        """
    assert find("call_arguments", code, "visit", "variable", call="f([7])") == {
        (1, "xs"): "[7]",
        (2, "xs"): "[7, 0]",
    }
    assert find("return_value_of_call", code, "visit", call="f([7])") == {(1,): "2", (2,): "3"}


def test_a_call_that_raised_returned_nothing(find) -> None:
    code = """\
        def g(n):
            return 10 // n

        def f():
            try:
                g(0)
            except ZeroDivisionError:
                pass
            return g(5) + g(2)
        """
    assert find("return_value_of_call", code, "visit", call="f()") == {(2,): "2", (3,): "5"}


def test_the_depth_of_a_recursion_counts_the_outermost_call(find) -> None:
    assert find("recursion_depth", FIB, "variable", call="f(3)") == {("fib",): "3"}
    mutual = """\
        def even(n):
            return n == 0 or odd(n - 1)

        def odd(n):
            return n != 0 and even(n - 1)
        """
    # even(4), odd(3), even(2), odd(1), even(0)
    assert find("recursion_depth", mutual, "variable", call="even(4)") == {("even",): "3", ("odd",): "2"}


def test_calls_left_by_an_exception_are_no_longer_open(find) -> None:
    code = """\
        def dive(n):
            if n == 0:
                raise ValueError
            dive(n - 1)

        def f():
            for n in (2, 1):
                try:
                    dive(n)
                except ValueError:
                    pass
        """
    assert find("recursion_depth", code, "variable", call="f()") == {("dive",): "3"}


def test_what_a_line_prints(find) -> None:
    code = """\
        n = int(input())
        for i in range(n):
            print(i, "it's" if i else 'a "b"')
        print("done")
        print(n, end="")
        print()
        print([n])
        """
    assert find("stdout_after", code, "line", "visit", stdin="3\n") == {
        (3, 1): """'0 a "b"'""",
        (3, 2): '''"1 it's"''',
        (3, 3): '''"2 it's"''',
        (7, 1): "'[3]'",
    }


def test_a_cut_off_run_is_asked_only_about_what_the_cut_cannot_change(find) -> None:
    code = """\
        def g(n):
            t = 0
            for i in range(n):
                t += i * i
            return t

        def f(n):
            a = g(n)
            for k in range(500):
                if k % 2:
                    a += k
            return a
        """
    for kind in ("line_visits", "line_ran", "n_calls", "recursion_depth"):
        assert find(kind, code, "line", call="f(3)", max_events=100) == {}
    # the call of g is whole; that of f is not
    assert find("loop_iterations", code, "shown_call", "line", call="f(3)", max_events=100) == {(1, 3): "3"}
    assert find("final_value", code, "shown_call", "variable", call="f(3)", max_events=100) == {
        (1, "i"): "2",
        (1, "t"): "5",
    }
    assert find("return_value_of_call", code, "shown_call", call="f(3)", max_events=100) == {(1,): "5"}


def test_lines_of_generators_and_lambdas_are_left_out(find) -> None:
    code = """\
        def numbers(n):
            for i in range(n):
                if i % 2:
                    yield i

        def f(n):
            key = lambda v: -v
            for x in numbers(n):
                if x > 1:
                    n += key(x)
            return n
        """
    for kind in ("branch_taken", "line_visits", "loop_iterations", "n_calls", "line_ran"):
        found = find(kind, code, "line", "visit", call="f(5)")
        assert {line for line, _ in found} <= {8, 9, 10}


def test_methods_are_asked_about_under_their_name_also_when_static(find) -> None:
    code = """\
        class Counter:
            def __init__(self):
                self.n = 0

            @staticmethod
            def clip(n):
                return min(n, 2)

            def add(self, k):
                self.n += self.clip(k)
                return self.n

        def f():
            c = Counter()
            c.add(5)
            return c.add(1)
        """
    assert find("n_calls", code, "variable", "line", call="f()") == {("clip", 6): "2", ("add", 9): "2"}
    assert find("return_value_of_call", code, "variable", "visit", call="f()") == {
        ("clip", 1): "2",
        ("clip", 2): "1",
        ("add", 1): "2",
        ("add", 2): "3",
    }
    # `self` is no plain value
    assert find("call_arguments", code, "variable", "visit", "line", call="f()") == {
        ("n", 1, 6): "5",
        ("n", 2, 6): "1",
        ("k", 1, 9): "5",
        ("k", 2, 9): "1",
    }
