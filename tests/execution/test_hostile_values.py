"""Programs whose own methods would harm the tracer: none of them is ever called by it."""

from textwrap import dedent

import pytest

from tracepile.execution.canonical import literal
from tracepile.execution.model import Case, Limits, Outcome
from tracepile.execution.recording import record_in_process

METHODS = (
    "__repr__ __str__ __eq__ __ne__ __lt__ __hash__ __len__ __bool__ __iter__ __contains__ __getitem__ __getattribute__"
    " __getattr__ __dir__ __format__ __sizeof__ __reduce__ __reduce_ex__ __copy__ __deepcopy__ __index__ __int__"
    " __float__ __class_getitem__ __call__ __instancecheck__ __del__ items keys values copy"
).split()

TRAP = """
    calls = []
    def trap(name):
        def method(*args, **kwargs):
            calls.append(name)
            raise RuntimeError(name)
        return method
    def arm(base):
        body = {name: trap(name) for name in METHODS}
        if base is not object:
            body.pop('__class_getitem__')
        body['prop'] = property(trap('prop'))
        return type('Trap', (base,), body)
"""


@pytest.mark.parametrize("base", ["object", "list", "dict", "set", "tuple", "str", "int", "Exception", "deque"])
@pytest.mark.parametrize("watch", ["", "import weakref"])
def test_methods_of_the_program_are_never_called(base: str, watch: str) -> None:
    code = (
        dedent(f"""
        {watch}
        from collections import deque
        METHODS = {[name for name in METHODS if name != "__del__"]!r}
    """)
        + dedent(TRAP)
        + dedent(f"""
        Trap = arm({base})
        a = {base}.__new__(Trap)
        b = {base}.__new__(Trap)
        object.__setattr__(a, 'x', 1) if {base} is not dict else None
        xs = [a, (b, a), {{'k': a}}]
        xs.append(b)
        xs[0] = b
        del xs[1]
        def f(arg):
            local = [arg]
            local.append(a)
            return arg
        r = f(a)
        try:
            raise ValueError(a)
        except ValueError as e:
            kept = e
        done = 1
    """)
    )
    recording = record_in_process(Case(code, stdin=""))
    assert recording.outcome is Outcome.OK, recording.error
    last = recording.state_at(recording.n_events - 1)
    assert last.variables["calls"] == []
    assert last.variables["done"] == 1
    assert last.variables["r"] is last.variables["a"]


def test_keys_and_members_are_neither_hashed_nor_compared() -> None:
    code = dedent("""
        calls = []
        class Key:
            def __init__(self, n): self.n = n
            def __hash__(self):
                calls.append('hash')
                return 1
            def __eq__(self, other):
                calls.append('eq')
                return self is other
        from collections import OrderedDict
        a, b = Key(1), Key(2)
        d = {a: 1, b: 2}
        s = {a, b}
        o = OrderedDict([(a, 1), (b, 2)])
        counts = [len(calls)]
        d['x'] = 1
        d['x'] = 2
        s.add('y')
        o['z'] = 3
        counts.append(len(calls))
        a.n = 5
        counts.append(len(calls))
    """)
    plain = record_in_process(Case(code + "\nprint(counts)", stdin=""), tracer="none").stdout
    traced = record_in_process(Case(code + "\nprint(counts)", stdin=""))
    assert traced.stdout == plain
    last = traced.state_at(traced.n_events - 1)
    assert list(last.variables["d"].values()) == [1, 2, 2]
    assert literal(last.variables["o"]) == "OrderedDict([(Key(n=5), 1), (Key(n=2), 2), ('z', 3)])"


def test_a_metaclass_cannot_interfere() -> None:
    code = dedent("""
        calls = []
        class Meta(type):
            def __hash__(cls): calls.append('hash'); return 1
            def __eq__(cls, other): calls.append('eq'); return True
            def __getattribute__(cls, name): calls.append(name); return type.__getattribute__(cls, name)
            def __instancecheck__(cls, o): calls.append('is'); return True
            @property
            def __name__(cls): calls.append('name'); return 'fake'
            @property
            def __module__(cls): calls.append('module'); return 'fake'
        class C(metaclass=Meta):
            x = 1
        calls.clear()
        c = C.__new__(C)
        xs = [c, C]
        xs.append(c)
        n = list(calls)
    """)
    recording = record_in_process(Case(code, stdin=""))
    last = recording.state_at(recording.n_events - 1)
    assert [name for name in last.variables["n"] if name != "__new__"] == []
    assert literal(last.variables["xs"]) == "[C(), <class C>, C()]"


def test_the_message_of_an_exception_is_taken_without_its_own_str() -> None:
    code = dedent("""
        class Bad(Exception):
            def __str__(self): raise SystemExit(9)
            __repr__ = __str__
        raise Bad('plain', [1])
    """)
    recording = record_in_process(Case(code, stdin=""))
    assert recording.outcome is Outcome.EXCEPTION
    assert recording.error is not None
    assert (recording.error.type, recording.error.message, recording.error.line) == ("Bad", "('plain', [1])", 5)


def test_huge_atoms_are_cut_in_events_and_whole_in_the_result() -> None:
    code = "def f(n):\n    big = 'ab' * n\n    number = 7 ** n\n    return [big, number]\n"
    recording = record_in_process(Case(code, call="f(20000)"), Limits(max_value_chars=200))
    assert recording.result == f"['{'ab' * 20000}', {literal(7**20000)}]"
    changes = {change.path: change for event in recording.events for change in event.changes}
    assert changes["big"].value is not None
    assert len(changes["big"].value) == 200
    assert "…[len=40002 sha256=" in changes["big"].value
    assert changes["big"].type == "str"
    assert changes["number"].value is not None
    assert changes["number"].value.startswith("0x")
    assert changes["number"].type == "int"
    final = recording.state_at(recording.n_events - 1)
    assert literal(final.variables["big"]) == changes["big"].value


def test_a_long_container_is_cut_in_changes_and_exact_in_the_state() -> None:
    recording = record_in_process(
        Case("xs = list(range(5000))\nxs[4999] = -1\n", stdin=""), Limits(max_value_chars=100)
    )
    first = next(event for event in recording.events if event.changes)
    assert first.changes[0].value is not None
    assert len(first.changes[0].value) == 100
    assert "…[len=28890 sha256=" in first.changes[0].value
    assert recording.state_at(recording.n_events - 1).variables["xs"] == [*range(4999), -1]


def test_lone_surrogates_survive() -> None:
    code = "s = '\\ud800'\nd = {s: 'caf\\u00e9'}\nclass A: pass\na = A()\nsetattr(a, 'x y\\udfff', s)\n"
    recording = record_in_process(Case(code, stdin=""))
    last = recording.state_at(recording.n_events - 1)
    assert last.variables["d"] == {"\ud800": "café"}
    for event in recording.events:
        event.heap.encode()
        for change in event.changes:
            f"{change.path}{change.value}".encode()


def test_equal_numbers_of_other_types_and_signs_stay_apart() -> None:
    recording = record_in_process(Case("xs = [1, True, 1.0, 0.0, -0.0, float('nan'), 10 ** 30]\n", stdin=""))
    assert literal(recording.state_at(recording.n_events - 1).variables["xs"]) == (
        "[1, True, 1.0, 0.0, -0.0, nan, 1000000000000000000000000000000]"
    )


@pytest.mark.parametrize("digits", [10, 1800, 1999, 4200, 6000])
def test_integers_of_any_size_keep_their_value_where_they_are_not_cut(digits: int) -> None:
    code = f"n = 10 ** {digits - 1}\nm = -n\n"
    recording = record_in_process(Case(code, stdin=""), Limits(max_value_chars=20_000))
    last = recording.state_at(recording.n_events - 1)
    assert last.variables == {"n": 10 ** (digits - 1), "m": -(10 ** (digits - 1))}
