"""Running one program: outcomes, streams, budgets, recursion, finalisers."""

import ast
import re
import subprocess
import sys
from textwrap import dedent

import pytest

from tests.execution.oracle import describe_state
from tracepile.execution.model import Case, Limits, Outcome, Recording
from tracepile.execution.recording import record_in_process
from tracepile.execution.traits import find_traits

TRACERS = ("none", "lines", "reference", "fast")


def run(code: str, *, call: str | None = None, stdin: str = "", tracer: str = "reference", **limits: int) -> Recording:
    case = Case(dedent(code), call=call, stdin=None if call else stdin)
    return record_in_process(case, Limits(**limits), tracer=tracer)  # type: ignore[arg-type]


@pytest.mark.parametrize("tracer", TRACERS)
@pytest.mark.parametrize(
    ("code", "outcome", "status", "error"),
    [
        ("x = 1", Outcome.OK, None, None),
        ("raise SystemExit", Outcome.OK, None, None),
        ("import sys; sys.exit(0)", Outcome.OK, None, None),
        ("exit()", Outcome.OK, None, None),
        ("import sys; sys.exit(3)", Outcome.EXIT, 3, None),
        ("import sys; sys.exit(-1)", Outcome.EXIT, 255, None),
        ("import sys; sys.exit('why')", Outcome.EXIT, 1, None),
        ("x = 1\ny = x / 0", Outcome.EXCEPTION, None, ("ZeroDivisionError", "division by zero", 2)),
        ("import json\njson.loads('{')", Outcome.EXCEPTION, None, ("JSONDecodeError", None, 2)),
        ("def f():\n    raise KeyError('k')\nf()", Outcome.EXCEPTION, None, ("KeyError", "'k'", 2)),
        ("raise KeyboardInterrupt", Outcome.EXCEPTION, None, ("KeyboardInterrupt", "", 1)),
        ("raise MemoryError", Outcome.MEMORY_LIMIT, None, ("MemoryError", "", 1)),
        ("x = (", Outcome.UNSUPPORTED, None, ("SyntaxError", "'(' was never closed", 1)),
        ("x = 1\n  y = 2", Outcome.UNSUPPORTED, None, ("IndentationError", "unexpected indent", 2)),
        ("x = 'a\0b'", Outcome.UNSUPPORTED, None, None),
        (
            "x = 1\nimport absent_library",
            Outcome.UNSUPPORTED,
            None,
            ("ModuleNotFoundError", "No module named 'absent_library'", 2),
        ),
        ("from torch.linalg import det", Outcome.UNSUPPORTED, None, None),
        ("import nonsense.inner", Outcome.UNSUPPORTED, None, None),
        ("try:\n    import numpy\nexcept ImportError:\n    numpy = None", Outcome.OK, None, None),
        ("import os.nonsense", Outcome.EXCEPTION, None, ("ModuleNotFoundError", None, 1)),
        ("import xml.etree.ElementTree, sqlite3", Outcome.OK, None, None),
    ],
)
def test_a_program_ends_as(
    tracer: str, code: str, outcome: Outcome, status: int | None, error: tuple[str, str | None, int] | None
) -> None:
    recording = run(code, tracer=tracer)
    assert recording.outcome is outcome
    assert recording.exit_status == status
    if error is not None:
        assert recording.error is not None
        kind, message, line = error
        assert (recording.error.type, recording.error.line) == (kind, line)
        assert message is None or recording.error.message == message


CALLABLE = """
    def f(xs, k=1, *rest, **more):
        xs.append(k)
        return xs, rest, more
    class Solution:
        def twice(self, n): return [n, n]
    start = [0]
"""


@pytest.mark.parametrize(
    ("call", "result", "kind", "after"),
    [
        ("f([3, 1], k=2)", "([3, 1, 2], (), {})", "tuple", "[3, 1, 2], k=2"),
        ("f(start, 5, 6, a=7)", "([0, 5], (6,), {'a': 7})", "tuple", "[0, 5], 5, 6, a=7"),
        ("f(*[[1], 2], **{'z': 3})", "([1, 2], (), {'z': 3})", "tuple", "[1, 2], 2, z=3"),
        ("Solution().twice(n=4)", "[4, 4]", "list", "n=4"),
        ("f([1])[0]", "[1, 1]", "list", None),
        ("  start", "[0]", "list", None),
        ("print('x')", "None", "NoneType", "'x'"),
    ],
)
def test_a_call_gives_its_result_and_its_arguments_afterwards(
    call: str, result: str, kind: str, after: str | None
) -> None:
    recording = run(CALLABLE, call=call)
    assert (recording.outcome, recording.result, recording.result_type) == (Outcome.OK, result, kind)
    assert recording.arguments_after == after


@pytest.mark.parametrize("call", ["f(", "f([1]", "f(); f()"])
def test_a_call_that_is_no_expression_is_unsupported(call: str) -> None:
    assert run(CALLABLE, call=call).outcome is Outcome.UNSUPPORTED


@pytest.mark.parametrize("call", ["f(1 / 0)", "g(1)", "f()"])
def test_a_call_that_fails_is_an_exception(call: str) -> None:
    recording = run(CALLABLE, call=call)
    assert recording.outcome is Outcome.EXCEPTION
    assert recording.result is None


def test_a_call_program_is_no_main_program() -> None:
    code = "ran = __name__ == '__main__'\ndef f():\n    return ran, __name__\n"
    assert run(code, call="f()").result == "(False, 'program')"
    assert run(code + "print(f())").stdout == "(True, '__main__')\n"


@pytest.mark.parametrize("tracer", TRACERS)
def test_results_larger_than_the_output_limit_are_refused(tracer: str) -> None:
    recording = run("def f(n): return 'x' * n", call="f(5000)", tracer=tracer, max_output_bytes=1000)
    assert (recording.outcome, recording.result) == (Outcome.OUTPUT_LIMIT, None)


READ = """
    import sys
    first = input()
    rest = sys.stdin.readline()
    raw = sys.stdin.buffer.read()
    print(first, rest, raw)
    try:
        input()
    except EOFError as e:
        print('end', e)
"""


def test_standard_input_reads_like_a_pipe() -> None:
    recording = run(READ, stdin="ä b\nc\r\nd")
    assert recording.stdout == "ä b c\n b'd'\nend EOF when reading a line\n" or recording.stdout.startswith("ä b c")
    assert recording.outcome is Outcome.OK
    assert run("x = input()").error is not None


WRITE = """
    import sys
    print('a', end='')
    sys.stdout.write('b')
    sys.stdout.buffer.write(b'c\\n')
    print('\\u20ac', file=sys.stdout)
    sys.stdout.flush()
    for i in range(2):
        print(i)
"""


@pytest.mark.parametrize("tracer", TRACERS)
def test_standard_output_is_kept_in_order(tracer: str) -> None:
    recording = run(WRITE, tracer=tracer)
    assert recording.stdout == "abc\n€\n0\n1\n"
    if tracer in ("reference", "fast"):
        assert "".join(event.stdout_delta for event in recording.events) == recording.stdout


def test_output_that_cannot_be_encoded_fails_as_it_does_anywhere() -> None:
    assert run("print('\\ud800')").error.type == "UnicodeEncodeError"  # type: ignore[union-attr]


def test_lines_are_those_that_ran() -> None:
    code = """
        def f(n):
            if n:
                return 1
            return 2
        def never():
            return 3
        x = [f(i) for i in (1, 2)]
    """
    assert run(code, tracer="lines").lines == frozenset({2, 3, 4, 6, 8})
    assert run(code).lines is None


LOOP = """
    xs = []
    for i in range(1000):
        xs.append(i)
    print(len(xs))
"""


@pytest.mark.parametrize("limits", [{"max_events": 50}, {"max_nodes": 2000}, {"max_trace_bytes": 3000}])
def test_a_spent_budget_truncates_the_trace_and_not_the_program(limits: dict[str, int]) -> None:
    recording = run(LOOP, **limits)
    whole = run(LOOP)
    assert recording.truncated
    assert not whole.truncated
    assert recording.outcome is Outcome.OK
    assert recording.stdout == whole.stdout == "1000\n"
    assert 10 < recording.n_events < whole.n_events
    kept = [describe_state(state, 0) for _, state in recording.replay()]
    assert kept == [describe_state(state, 0) for (_, state), _ in zip(whole.replay(), kept, strict=False)]


def test_a_huge_object_spends_the_budget_before_it_is_written() -> None:
    recording = run("a = 1\nxs = list(range(10 ** 6))\nb = 2\n", max_nodes=100_000)
    assert recording.truncated
    assert recording.n_events == 3
    assert sum(len(event.heap) for event in recording.events) < 1000


DEPTH = """
    depth = 0
    def down():
        global depth
        depth += 1
        down()
    try:
        down()
    except RecursionError as e:
        print(depth, e)
"""


def test_the_recursion_limit_is_where_it_is_without_a_tracer() -> None:
    plain = subprocess.run([sys.executable, "-c", dedent(DEPTH)], capture_output=True, text=True, check=True).stdout
    code = (
        "from tracepile.execution.model import Case\n"
        "from tracepile.execution.recording import record_in_process\n"
        f"for tracer in {TRACERS!r}:\n"
        f"    print(record_in_process(Case({dedent(DEPTH)!r}, stdin=''), tracer=tracer).stdout, end='')\n"
    )
    # In a process of its own: code that has run often is called with a level less, here and there.
    traced = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert traced == plain * 4 == "999 maximum recursion depth exceeded\n" * 4


@pytest.mark.parametrize("tracer", TRACERS)
def test_endless_recursion_is_an_exception_at_the_call(tracer: str) -> None:
    recording = run("def f(n):\n    return f(n + 1)\n", call="f(0)", tracer=tracer)
    assert recording.outcome is Outcome.EXCEPTION
    assert recording.error is not None
    assert (recording.error.type, recording.error.message, recording.error.line) == (
        "RecursionError",
        "maximum recursion depth exceeded",
        2,
    )
    if tracer in ("reference", "fast"):
        raised = [event for event in recording.events if event.kind == "exception"]
        assert len(raised) == len([event for event in recording.events if event.kind == "call"]) - 1


@pytest.mark.parametrize("tracer", TRACERS)
def test_programs_may_move_the_recursion_limit(tracer: str) -> None:
    code = """
        import sys
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(3000)
        def f(n): return 0 if n == 0 else 1 + f(n - 1)
        print(before, sys.getrecursionlimit(), f(2500))
    """
    limit = sys.getrecursionlimit()
    assert run(code, tracer=tracer).stdout == f"{limit} 3000 2500\n"
    assert sys.getrecursionlimit() == limit


def test_recursion_through_the_library_is_caught_too() -> None:
    code = """
        from functools import lru_cache
        @lru_cache(None)
        def f(n): return 0 if n == 0 else 1 + f(n - 1)
        def g(n):
            try:
                return f(n)
            except RecursionError:
                return 'too deep'
    """
    assert run(code, call="g(5000)").result == "'too deep'"
    assert run(code, call="g(100)").result == "100"


FINALISERS = {
    "del": """
        class A:
            def __init__(self, n): self.n = n
            def __del__(self): print('del', self.n)
        def f():
            a = A(1); a = None; print('after 1')
            b = [A(2), A(3)]
            b.pop(); print('popped')
            b.clear(); print('cleared')
            d = A(4)
            d = A(5); print('replaced')
            return 7
        print(f())
        x = A(6); del x; print('gone')
    """,
    "generators": """
        def g():
            try:
                yield 1
                yield 2
            finally:
                print('closed')
        def main():
            it = g(); next(it)
            it = None; print('dropped')
            for v in g():
                break
            print('end')
        main()
    """,
    "weak references": """
        import weakref
        class N: pass
        def main():
            n = N(); r = weakref.ref(n)
            n = None; print(r())
            d = weakref.WeakValueDictionary()
            d['a'] = m = N(); print(len(d))
            del m; print(len(d))
        main()
    """,
    "reference counts": """
        import sys
        def main():
            x = []
            y = [x, x]
            print(sys.getrefcount(x), sys.getrefcount(y))
        main()
    """,
}


@pytest.mark.parametrize("name", FINALISERS)
def test_objects_die_when_they_would_without_the_tracer(name: str) -> None:
    code = dedent(FINALISERS[name])
    plain = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert run(code).stdout == plain


LOCALS = """
    def f(a, *rest):
        here = locals()
        b = 2
        a = 3
        def inner(): return b
        again = sorted(locals())
        return here, again, sorted(vars())
    class C:
        x = 1
        y = sorted(name for name in locals() if name[0] != '_')
    print(f(1, 2), C.y)
"""


@pytest.mark.parametrize("watch", ["", "    import weakref"])
def test_what_locals_gave_is_left_alone(watch: str) -> None:
    code = dedent(LOCALS + watch)
    plain = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    scrubbed = re.sub(r" at 0x[0-9a-f]+", "", plain)
    assert re.sub(r" at 0x[0-9a-f]+", "", run(code).stdout) == scrubbed


def test_tampering_with_the_tracer_does_not_go_unnoticed() -> None:
    assert run("import sys\nsys.settrace(None)\nx = 1\n").outcome is Outcome.UNTRUSTED


def test_nothing_of_a_run_stays_behind() -> None:
    before = sys.modules.get("__main__"), sys.stdin, sys.stdout, list(sys.meta_path), sys.gettrace()
    run("import sys\nsys.stdout = None\nimport this_does_not_exist\n")
    run("import sys\nsys.setrecursionlimit(77)\n", tracer="lines")
    assert (sys.modules.get("__main__"), sys.stdin, sys.stdout, list(sys.meta_path), sys.gettrace()) == before
    assert "program" not in sys.modules


@pytest.mark.parametrize(
    ("code", "trait"),
    [
        ("class A:\n    def __del__(self): pass", "notice_death"),
        ("def g():\n    try:\n        yield\n    finally:\n        pass", "notice_death"),
        ("def f():\n    n = 0\n    def g():\n        nonlocal n\n        n = 1", "share_writes"),
        ("def f():\n    return locals()", "read_locals"),
        ("def f():\n    x = 1\n    del x", "unbind"),
        ("def f(o):\n    o.x = 1", "set_attributes"),
        ("setattr(f, 'x', 1)", "set_attributes"),
    ],
)
def test_traits_of_a_program_are_found(code: str, trait: str) -> None:
    assert getattr(find_traits(code, compile(code, "<program>", "exec")), trait)
    plain = "def f(xs):\n    for x in xs:\n        yield x\n    return len(xs)\n"
    assert not getattr(find_traits(plain, compile(plain, "<program>", "exec")), trait)


def test_the_result_of_a_plain_value_reads_back() -> None:
    result = run("def f(): return {'a': [1, (2.5, None)], 'b': {3}}", call="f()").result
    assert result is not None
    assert ast.literal_eval(result) == {"a": [1, (2.5, None)], "b": {3}}
