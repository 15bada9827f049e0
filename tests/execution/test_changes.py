"""Readable changes: what each line did, under which paths, and at which event."""

from textwrap import dedent

import pytest

from tracepile.execution.model import Case, Recording
from tracepile.execution.recording import record_in_process


def record(code: str, call: str | None = None) -> Recording:
    code = dedent(code).strip() + "\n"
    return record_in_process(Case(code, call=call, stdin=None if call else ""))


def changes_of(recording: Recording, line: int, kind: str = "line", visit: int = 1) -> list[str]:
    """The changes of the event of that line, as `path = value` or `del path`."""
    event = next(e for e in recording.events if (e.line, e.kind, e.visit) == (line, kind, visit))
    return [f"del {c.path}" if c.op == "delete" else f"{c.path} = {c.value}" for c in event.changes]


@pytest.mark.parametrize(
    ("before", "line", "expected"),
    [
        ("", "x = 3", ["x = 3"]),
        ("x = 3", "x = 3", []),
        ("x = 3", "del x", ["del x"]),
        ("x = 1", "x = True", ["x = True"]),
        ("a = [1]", "b = a", ["b = [1]"]),
        ("b = a = [1]", "b.append(2)", ["b[1] = 2", "a[1] = 2"]),
        ("a = [1, 2]", "a[0], a[1] = a[1], a[0]", ["a[0] = 2", "a[1] = 1"]),
        ("a = [1, 2]", "a[0] = 1", []),
        ("r = [0]; g = [r, r]", "r[0] = 5", ["r[0] = 5", "g[0][0] = 5", "g[1][0] = 5"]),
        ("a = [1, 2, 3]", "a.pop()", ["del a[2]"]),
        ("a = [1, 2, 3]", "a.pop(0)", ["a[0] = 2", "a[1] = 3", "del a[2]"]),
        ("a = list(range(9))", "a.pop(0)", ["a = [1, 2, 3, 4, 5, 6, 7, 8]"]),
        ("a = [1, 2]", "a.insert(0, 0)", ["a[0] = 0", "a[1] = 1", "a[2] = 2"]),
        ("a = [2, 1]", "a += [3, 4]", ["a[2] = 3", "a[3] = 4"]),
        ("a = [1, 2]", "a.clear()", ["del a[1]", "del a[0]"]),
        ("a = list(range(10, 0, -1))", "a.sort()", ["a = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"]),
        ("d = {}", "d['a'] = [1]", ["d['a'] = [1]"]),
        ("d = {}", "d[(0, 1)] = 2", ["d[(0, 1)] = 2"]),
        ("d = {'a': [1]}", "d['a'].append(2)", ["d['a'][1] = 2"]),
        ("d = {'a': 1}", "del d['a']", ["del d['a']"]),
        ("d = {'a': 1}", "d['b'] = d.pop('a')", ["del d['a']", "d['b'] = 1"]),
        ("d = {tuple('ab'): 1}", "d.pop(('a', 'b'))", ["del d[('a', 'b')]"]),
        ("s = {3}", "s.add(1)", ["s = {1, 3}"]),
        ("from collections import deque; q = deque([1, 2])", "q.popleft()", ["q = deque([2])"]),
        ("from collections import deque; q = deque([1])", "q.append(2)", ["q[1] = 2"]),
        ("from collections import defaultdict; d = defaultdict(list)", "d[3].append(1)", ["d[3] = [1]"]),
        ("from collections import defaultdict; d = defaultdict(int)", "d['x']", ["d['x'] = 0"]),
        ("class P: pass\np = P()", "p.left = [1]", ["p.left = [1]"]),
        ("class P: pass\np = P(); p.x = p.y = []", "p.x.append(1)", ["p.x[0] = 1", "p.y[0] = 1"]),
        ("class P: pass\np = P(); p.x = 1", "del p.x", ["del p.x"]),
        ("class P: n = 0", "P.n += 1", ["P.n = 1"]),
        ("def f(): pass\nf.n = 0", "f.n += 1", ["f.n = 1"]),
        ("class L(list): pass\nx = L([1])", "x.append(2)", ["x[1] = 2"]),
        ("a = [1]; t = (a, 2)", "a.append(3)", ["a[1] = 3", "t[0][1] = 3"]),
        ("a = [1]", "a.append(a)", ["a[1] = [1, [...]]"]),
        ("b = bytearray(b'ab')", "b[0] = 120", ["b = bytearray(b'xb')"]),
        ("a = [1]; b = a", "a = a + [2]", ["a = [1, 2]"]),
        ("a = [1]; b = a", "a = [2]; b.append(3)", ["a = [2]", "b[1] = 3"]),
    ],
)
def test_a_line_changes(before: str, line: str, expected: list[str]) -> None:
    code = f"{before}\n{line}\nend = 0\n".lstrip()
    assert changes_of(record(code), code.count("\n") - 1) == expected


CALLS = """
    memo = {}
    def inc(xs, k=1):
        xs.append(k)
        memo[k] = len(xs)
        return [k]
    def run():
        mine = []
        got = inc(mine, inc(mine)[0] + 1)
        return got
    out = run()
"""


def test_arguments_belong_to_the_call_and_results_to_the_line_that_called() -> None:
    recording = record(CALLS)
    calls = [event for event in recording.events if event.kind == "call" and event.function == "inc"]
    assert [[(c.path, c.value) for c in event.changes] for event in calls] == [
        [("xs", "[]"), ("k", "1")],
        [("xs", "[1]"), ("k", "2")],
    ]
    assert changes_of(recording, 8) == ["got = [2]"]
    assert changes_of(recording, 10) == ["out = [2]"]


def test_a_change_in_a_callee_is_listed_once_and_there() -> None:
    recording = record(CALLS)
    assert changes_of(recording, 3) == ["xs[0] = 1"]
    assert changes_of(recording, 4) == ["memo[1] = 1"]
    listed = [change.path for event in recording.events for change in event.changes]
    assert "mine[0]" not in listed


def test_what_happened_before_a_call_belongs_to_the_calling_line() -> None:
    recording = record("""
        def f(a):
            return a
        xs = [1, 2]
        y = f(xs.pop()) + f(xs.pop())
        end = 0
    """)
    assert changes_of(recording, 4) == ["del xs[1]", "del xs[0]", "y = 3"]


def test_variables_of_enclosing_functions_change_once_and_are_no_arguments() -> None:
    recording = record("""
        def outer():
            n = 0
            log = []
            def step(k):
                nonlocal n
                n += k
                log.append(n)
            step(2)
            return n
        r = outer()
    """)
    assert changes_of(recording, 4, "call") == ["k = 2"]
    assert changes_of(recording, 6) == ["n = 2"]
    assert changes_of(recording, 7) == ["log[0] = 2"]
    assert changes_of(recording, 8) == []


def test_a_local_name_hides_the_global_one() -> None:
    recording = record("""
        xs = [1]
        def f(ys):
            xs = 0
            ys.append(2)
        f(xs)
    """)
    assert changes_of(recording, 4) == ["ys[1] = 2"]


def test_methods_change_their_object_through_self() -> None:
    recording = record("""
        class Stack:
            def __init__(self):
                self.items = []
            def push(self, v):
                self.items.append(v)
        s = Stack()
        s.push(4)
    """)
    assert changes_of(recording, 3) == ["self.items = []"]
    assert changes_of(recording, 5) == ["self.items[0] = 4", "s.items[0] = 4"]
    assert changes_of(recording, 6) == ["s = Stack(items=[])"]
    assert changes_of(recording, 7) == []


def test_loops_show_each_value_of_their_variable() -> None:
    recording = record("""
        total = 0
        for i, c in enumerate('ab'):
            total += i
    """)
    assert [changes_of(recording, 2, visit=visit) for visit in (1, 2, 3)] == [
        ["i = 0", "c = 'a'"],
        ["i = 1", "c = 'b'"],
        [],
    ]
    assert changes_of(recording, 3, visit=2) == ["total = 1"]


def test_a_resumed_generator_lists_only_what_changed_meanwhile() -> None:
    recording = record("""
        def gen(xs):
            for x in xs:
                yield x
        xs = [1, 2]
        g = gen(xs)
        a = next(g)
        xs.append(3)
        b = next(g)
    """)
    resumed = [event for event in recording.events if event.kind == "call" and event.function == "gen"]
    assert [[c.path for c in event.changes] for event in resumed] == [["xs"], []]
    assert changes_of(recording, 7) == ["xs[2] = 3"]
    assert changes_of(recording, 8) == ["b = 2"]
    assert [event.value for event in recording.events if event.kind == "return"][:2] == ["1", "2"]


def test_exceptions_say_what_they_are_in_each_frame_they_pass() -> None:
    recording = record("""
        def low(d):
            return d['k']
        def mid():
            low({})
        try:
            mid()
        except KeyError as e:
            kept = e
    """)
    raised = [(event.function, event.line, event.value) for event in recording.events if event.kind == "exception"]
    assert raised == [("low", 2, "KeyError: 'k'"), ("mid", 4, "KeyError: 'k'"), ("<module>", 6, "KeyError: 'k'")]
    assert changes_of(recording, 7) == ["e = KeyError('k')"]
    assert changes_of(recording, 8) == ["kept = KeyError('k')", "del e"]


def test_the_end_of_an_iterator_is_no_exception_of_the_loop() -> None:
    recording = record("""
        class It:
            def __iter__(self):
                return self
            def __next__(self):
                raise StopIteration
        for _ in It():
            pass
        done = 1
    """)
    assert [event.function for event in recording.events if event.kind == "exception"] == ["__next__"]


def test_every_path_of_a_dense_graph_is_not_listed() -> None:
    recording = record("""
        class N: pass
        nodes = [N() for _ in range(12)]
        for n in nodes: n.peers = nodes
        nodes[3].v = 1
        end = 0
    """)
    paths = changes_of(recording, 4)
    assert "nodes[3].v = 1" in paths
    assert len(paths) <= 64


def test_a_deep_chain_is_named_by_its_nearest_names() -> None:
    recording = record("""
        class N:
            def __init__(self, v):
                self.v, self.next = v, None
        head = cur = N(0)
        for i in range(1, 30):
            cur.next = N(i)
            cur = cur.next
        cur.v = 'end'
        end = 0
    """)
    paths = [change.split(" = ")[0] for change in changes_of(recording, 8)]
    assert paths[0] == "cur.v"
    assert paths[1] == "head" + ".next" * 29 + ".v"


def test_output_is_told_at_the_event_after_it() -> None:
    recording = record("print('a')\nprint('b', end='')\nprint()\n")
    assert [event.stdout_delta for event in recording.events] == ["", "", "a\n", "b", "\n"]
    assert "".join(event.stdout_delta for event in recording.events) == recording.stdout


def test_frames_and_visits_are_counted() -> None:
    recording = record("""
        def fact(n):
            if n < 2:
                return 1
            return n * fact(n - 1)
        xs = [fact(i) for i in (1, 3)]
    """)
    calls = [(event.frame, event.depth, event.function) for event in recording.events if event.kind == "call"]
    assert calls == [
        (0, 0, "<module>"),
        (1, 1, "<listcomp>"),
        (2, 2, "fact"),
        (3, 2, "fact"),
        (4, 3, "fact"),
        (5, 4, "fact"),
    ]
    assert all(event.visit >= 1 and event.line >= 1 for event in recording.events)
    loop = [event.visit for event in recording.events if event.function == "<listcomp>" and event.kind == "line"]
    assert loop == sorted(loop)
