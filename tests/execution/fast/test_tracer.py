"""The fast tracer: what it follows line by line, what it gives up, what it leaves to the reference."""

from textwrap import dedent

import pytest

from tests.execution.fast.comparing import find_difference
from tests.execution.fast.hard_programs import HARD
from tracepile.execution.fast import tracer as fast_tracer
from tracepile.execution.model import Case, Limits, Outcome
from tracepile.execution.recording import record_in_process

# Lines that change an object in more than one way, or move what leads to it.
AWKWARD = {
    "two calls of one list": "xs = [3, 1, 2]\nxs.append(xs.pop() + xs.pop())\nxs.pop(); xs.append(2)\nxs.append(xs.pop())",
    "a heap of equal numbers": """
        import heapq
        h = []
        for i in [2, 2, 2, 1, 1, 2, 3, 1, 1, 5, 1]:
            heapq.heappush(h, i)
        while len(h) > 2:
            heapq.heappush(h, heapq.heappop(h) + heapq.heappop(h))
        h += [4, 4, 4, 4, 4, 4]
        heapq.heapify(h)
        while h:
            x = heapq.heappop(h)
    """,
    "a heap of pairs": """
        from heapq import heappush, heappop
        h = []
        for i in range(12):
            heappush(h, (i * 7 % 5, i))
        while h:
            d, i = heappop(h)
    """,
    "sets that only grow or only shrink": """
        s = {1, 2, 3, 'a'}
        s.difference_update({9})
        s.difference_update({1, 'a'}, [2])
        s.update([3.0])
        s.update('ab', {(1, 2): 0})
        s.intersection_update({3.0, 'a', 'b', (1, 2)})
        s.intersection_update({'a', (1, 2)})
        t = {1}
        t.intersection_update({True})
        u = set(range(12))
        u.difference_update(range(0, 12, 3))
        u ^= {1, 'x', 20}
        u.symmetric_difference_update({2, 'y'})
        u.remove(4); u.add(4.0)
        u ^= {4}
        u.discard(5); u.update({5})
    """,
    "adding and removing on one line": "s = {1}\ns.add(2); s.discard(1)\ns.add((1, 2)); s.remove((1, 2))\ns.add(True)",
    "entries of one dict on one line": "d = {}\nd[1], d[(1, 2)] = 1, 2\nd[True] = 3\nd[1.0], d['x'] = 4, 5\ndel d[1]; d[1] = 6",
    "the name moves on": """
        class N:
            def __init__(self, n): self.n = n; self.next = None
        a = N(1); b = N(2); a.next = b
        p, node = None, a
        while node: p, node.next, node = node, p, node.next
        a.next, a = b, N(3)
        i, xs = 0, [0, 0, 0]
        i, xs[i] = 2, 9
        xs[i], i = 8, 0
    """,
    "a callee moves the list": """
        class A:
            def __init__(self):
                self.xs = []
                self.old = self.xs
            def fresh(self):
                self.xs = [0]
                return 5
        a = A()
        a.xs.append(a.fresh())
        a.xs[0] = a.fresh()
        a.xs += [a.fresh()]
        a.xs[0] += a.fresh()
        a.xs.append(1 if a.fresh() else 2)
    """,
    "a property leads to the list": """
        class A:
            def __init__(self): self._rows = [[1], [2]]
            @property
            def rows(self): return self._rows
            def __getitem__(self, i): return self._rows[i]
            def __getattr__(self, name): return self._rows[0]
        a = A()
        a.rows[0].append(3)
        a[1].append(4)
        a.anything.append(5)
        a.rows[0][0] = 6
        a[1][0] += 7
    """,
    "bound methods": "xs, s = [], set()\nadd = xs.append\nadd(1)\nput = s.add\nput(2)\nfs = [xs.append, s.add]\nfs[0](3); fs[1](4)",
    "unknown functions of the library": "import operator, array\nxs = [1]\noperator.setitem(xs, 0, 2)\nlist.append(xs, 3)\noperator.iadd(xs, [4])",
    "the queue of the library": "from queue import Queue\nq = Queue()\nq.put([1])\nx = q.get()\nx.append(2)\nq.put(x)",
    "eval changes things": "xs = [1]\neval('xs.append(2)')\nx = eval('len(xs)')",
    "an iterator that runs the program": """
        log = []
        class It:
            def __init__(self): self.n = 0
            def __iter__(self): return self
            def __next__(self):
                self.n += 1
                log.append(self.n)
                if self.n > 2: raise StopIteration
                return self.n
        xs = list(It())
        xs.extend(It())
        m = max(It())
    """,
    "operators of the program": """
        class V:
            def __init__(self, xs): self.xs = xs
            def __add__(self, o): self.xs.append('add'); return V(self.xs + o.xs)
            def __iadd__(self, o): self.xs.append('iadd'); return self
            def __eq__(self, o): self.xs.append('eq'); return True
            def __setitem__(self, k, v): self.xs[k] = v
            def __contains__(self, k): self.xs.append(k); return True
        a, b = V([1]), V([2])
        c = a + b
        a += b
        ok = a == b
        a[0] = 5
        ok = 3 in a
        a.xs[0] += 1
    """,
    "defaultdicts inside one another": """
        from collections import defaultdict
        d = defaultdict(lambda: defaultdict(list))
        d['a']['b'].append(1)
        x = d['c']['e']
        x.append(2)
        if d['z']: pass
        d.default_factory = None
        n = defaultdict(int)
        for ch in 'abca': n[ch] += 1
        y = n['q'] + n['r']
    """,
    "a class that extends a list": """
        class Stack(list):
            def push(self, x):
                self.append(x)
                super().append(x)
                self.n = len(self)
        s = Stack(); s.push(1); s[0] = 2; s += [3]
        s.pop()
    """,
    "exception handlers that unbind": """
        def f(n):
            try:
                [1][n]
            except IndexError as e:
                err = str(e)
                if n > 2: return err
                for i in range(2):
                    try: {}[i]
                    except KeyError as e: last = e.args
            return n
        r = [f(0), f(1), f(5)]
        try: 1 / 0
        except ZeroDivisionError as e: pass
    """,
    "keys that are popped": "d = {}\nfor i in range(3):\n    d[(i, i)] = True\nfor i in range(3):\n    d.pop((i, i))\nd[(1, 1)] = 2\ndel d[(1, 1)]",
    "names of everything imported": "from heapq import *\nfrom collections import *\nfrom math import *\nh = []\nheappush(h, gcd(4, 6))\nq = deque(h); q.append(1)",
    "numbers of every kind": "x = 10 ** 30\nx += 1\nys = [x, 2 ** 62, -2 ** 62, 2.5, float('inf')]\nys[0] = -x\nys[1] += 1; ys[4] = float('nan')\nys[3] = 2.5",
    "a long text": "s = 'ab' * 3000\nxs = [s]\nxs.append(s * 2)\nxs[0] = s[:5]",
    "suspended generators": """
        def gen(xs):
            for x in xs:
                xs_seen.append(x); y = yield x * 2
                if y: xs.append(y)
        xs_seen = []
        data = [1, 2, 3]
        g, k = gen(data), gen(data)
        a = next(g), next(k)
        b = g.send(7)
        data[1] = 'changed'
        for v in g: last = v
        for v in gen([1, 2]): break
        pairs = list(zip(gen([1]), gen([2])))
    """,
}  # fmt: skip


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_lines_are_followed(name: str) -> None:
    case = Case(dedent(AWKWARD[name]) + "\n", stdin="")
    assert record_in_process(case).receipt.tracer == "fast/2"
    assert find_difference(case) is None


@pytest.mark.parametrize(
    "code",
    [
        "class A:\n    def __del__(self): pass",
        "import weakref",
        "x = globals()",
        "class A: pass\na = A()\na.__dict__['x'] = 1",
        "exec('x = 1')",
        "async def f(): pass",
        "xs = []\nlist(map(xs.append, [1, 2]))",
        "xs = []\nadd = xs.append\nlist(map(add, [1]))",
        "def g():\n    try:\n        yield 1\n    finally:\n        print('x')\nnext(g())",
    ],
)  # fmt: skip
def test_what_its_lines_do_not_show_is_left_to_the_reference(code: str) -> None:
    recording = record_in_process(Case(code, stdin=""))
    assert recording.receipt.tracer == "reference/2"
    assert recording.outcome is Outcome.OK


def test_what_an_audit_finds_sends_the_run_to_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_tracer.FastHeap, "look_at_end", lambda self, base: None)
    recording = record_in_process(Case("xs = []\nfor i in range(5):\n    xs.append(i)\n", stdin=""))
    assert recording.receipt.tracer == "reference/2"
    assert recording.state_at(recording.n_events - 1).variables["xs"] == [0, 1, 2, 3, 4]


def test_a_fault_of_the_tracer_is_not_the_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(fast_tracer.FastHeap, "look_at_item", fail)
    recording = record_in_process(Case("xs = [1]\nxs[0] = 2\nprint(xs)\n", stdin=""))
    assert (recording.outcome, recording.stdout) == (Outcome.OK, "[2]\n")
    assert recording.receipt.tracer == "reference/2"


@pytest.mark.parametrize("max_events", [1, 511, 512, 513, 1024, 1500])
def test_the_budget_of_events_is_kept_to_the_event(max_events: int) -> None:
    case = Case("xs = []\nfor i in range(1000):\n    xs.append(i)\n", stdin="")
    recording = record_in_process(case, Limits(max_events=max_events))
    assert (recording.n_events, len(list(recording.events)), recording.truncated) == (max_events, max_events, True)
    assert recording.receipt.tracer == "fast/2"


def test_a_run_that_just_fits_its_budget_is_whole() -> None:
    code = "for i in range(510):\n    pass\n"
    n_events = record_in_process(Case(code, stdin="")).n_events
    recording = record_in_process(Case(code, stdin=""), Limits(max_events=n_events))
    assert (recording.n_events, recording.truncated) == (n_events, False)


def test_memory_does_not_grow_with_what_the_program_has_let_go() -> None:
    code = "for i in range(3_000):\n    xs = [i, (i, i)]\n"
    recording = record_in_process(Case(code, stdin=""), Limits(max_events=10**6, max_nodes=10**9))
    assert recording.receipt.tracer == "fast/2"
    assert any('["g",' in event.heap for event in recording.events)


def test_one_huge_object_does_not_overrun_the_budget_of_bytes() -> None:
    code = "xs = []\nfor i in range(9):\n    xs.append(bytearray(10**6))\n"
    recording = record_in_process(Case(code, stdin=""), Limits(max_trace_bytes=10**7))
    assert (recording.outcome, recording.truncated, recording.receipt.tracer) == (Outcome.OK, True, "fast/2")
    assert 4 < recording.n_events < 12
    assert sum(len(event.heap) for event in recording.events) <= 10**7


def test_tampering_does_not_go_unnoticed() -> None:
    assert record_in_process(Case("import sys\nsys.settrace(None)\nx = 1\n", stdin="")).outcome is Outcome.UNTRUSTED


@pytest.mark.parametrize("name", HARD)
def test_hard_programs_are_traced_alike(name: str) -> None:
    assert find_difference(Case(dedent(HARD[name]), stdin="")) is None
