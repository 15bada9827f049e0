"""Mutations that fool naive tracers: every state at every event must equal an independent naive snapshot."""

from textwrap import dedent

import pytest

from tests.execution.oracle import find_difference
from tracepile.execution.model import Case, Outcome
from tracepile.execution.recording import record_in_process

PROGRAMS = {
    "alias": """
        a = [1]
        b = a
        b.append(2)
        c = {'k': b}
        c['k'].append(3)
        t = (a, [a])
        t[1][0][0] = 9
    """,
    "nested row": """
        g = [[0] * 3 for _ in range(3)]
        h = [[0] * 2] * 3
        for i in range(3):
            for j in range(3):
                g[i][j] = i * j
            h[i][0] += 1
        g[1], g[2] = g[2], g[1]
        g[0] = g[1]
        g[0][0] = 'x'
    """,
    "mutation inside a called function": """
        def fill(xs, n):
            if n:
                xs.append(n)
                fill(xs, n - 1)
        def run():
            mine = []
            fill(mine, 3)
            both = [mine, mine]
            fill(both[1], 1)
            return both
        r = run()
    """,
    "mutation in a try body that then raises": """
        xs = []
        d = {}
        def f():
            try:
                xs.append(1); d['a'] = 1 // 0
            except ZeroDivisionError as e:
                d['error'] = 1
            finally:
                xs.append(2)
            try:
                d['b'] = [1]; raise KeyError('k')
            except (KeyError, ValueError):
                pass
        f()
    """,
    "library functions that work in place": """
        import bisect, heapq, random
        xs = [5, 1, 4]
        xs.sort()
        bisect.insort(xs, 2)
        random.seed(3); random.shuffle(xs)
        heapq.heapify(xs)
        heapq.heappush(xs, 0)
        m = heapq.heappop(xs)
        heapq.heapreplace(xs, 7)
        xs.sort(key=lambda v: -v)
        xs.reverse()
        ys = sorted(xs)
    """,
    "sort with a key that looks at the list": """
        xs = [3, 1, 2]
        seen = []
        def key(v):
            seen.append(len(xs))
            return v
        xs.sort(key=key)
    """,
    "slice assignment and del": """
        xs = list(range(10))
        xs[2:5] = ['a']
        xs[::3] = [0] * len(xs[::3])
        del xs[1]
        del xs[2:4]
        xs[:0] = [7, 7]
        del xs[:]
        xs += [1, 2]
        xs.insert(1, 5)
        xs.remove(1)
        xs.pop(); xs.pop()
        xs[0:0] = (1,)
        del xs
    """,
    "changes of a set or dict that keep its size": """
        s = {1, 2, 3}
        s.remove(1); s.add(4)
        d = {'a': 1, 'b': 2}
        del d['a']; d['c'] = 1
        d['b'] = d.pop('c')
        d['b'], d['x'] = 2, 2
        del d['x']; d['y'] = 2
        s ^= {4, 5}
        d = dict(reversed(d.items()))
        d[True] = 'bool'
        del d[True]; d[1] = 'int'
        del d[1]; d[1.0] = 'float'
        first = d.pop('b'); d['b'] = first
    """,
    "attributes": """
        class Node:
            count = 0
            def __init__(self, v):
                self.v = v
                Node.count += 1
                self.next = None
        a = Node(1)
        a.next = Node([2])
        a.next.next = a
        a.next.v.append(3)
        del a.v
        setattr(a, 'w', 5)
        a.__dict__['z'] = 6
        vars(a).pop('w')
        Node.label = 'x'
        del Node.label
        a.__class__ = type('Other', (), {})
        a.last = 1
    """,
    "slots": """
        class P:
            __slots__ = ('x', '_y', '__z')
            def __init__(self):
                self.x = 1
                self.__z = [3]
            def grow(self):
                self.__z.append(self.x)
                del self.x
                self._y = 4
        class Q(P):
            __slots__ = ()
        class R(P):
            pass
        p = P(); q = Q(); r = R()
        p.grow(); r.grow(); r.other = 7
    """,
    "properties": """
        class T:
            def __init__(self):
                self._c = 0
            @property
            def c(self):
                self._c += 1
                return self._c
            @c.setter
            def c(self, value):
                self._c = value * 2
        t = T()
        t.c = 3
        x = t.c
        y = t.c + t.c
    """,
    "dataclasses": """
        from dataclasses import dataclass, field
        @dataclass
        class D:
            a: int
            b: list = field(default_factory=list)
            c: int = 3
        @dataclass(frozen=True, slots=True)
        class F:
            a: int
        @dataclass(order=True)
        class O:
            n: int
        d = D(1)
        d.b.append(2)
        e = D(1, d.b)
        e.b += [3]
        d.a = F(3)
        xs = sorted([O(2), O(1)])
        same = d == e
    """,
    "closures and nonlocal": """
        def counter():
            n = 0
            log = []
            def step(k):
                nonlocal n
                n += k
                log.append(n)
                return n
            step(1)
            step(2)
            n += 10
            inner = lambda: step(5)
            inner()
            return step
        f = counter()
        f(1)
        f(1)
        def late():
            def uses(): return x
            x = 1
            r = uses()
            x = 2
            return r + uses()
        late()
    """,
    "generators": """
        def count(n, log):
            i = 0
            while i < n:
                got = yield i
                log.append(got)
                i += 1
            return 'done'
        def outer(log):
            r = yield from count(2, log)
            log.append(r)
            yield [x for x in log]
        log = []
        for v in outer(log):
            w = v
        g = count(3, log)
        next(g); g.send('a'); g.send('b')
        s = sum(x * x for x in range(4))
        z = list(zip(count(1, log), count(2, log)))
        g.close()
    """,
    "walrus": """
        xs = []
        while (n := len(xs)) < 3:
            xs.append(n)
        def f():
            ys = [y := 2, y ** 2, (y := 5)]
            big = [last := i for i in range(3)]
            return ys, y, last, big
        r = f()
    """,
    "match": """
        from collections import namedtuple
        P = namedtuple('P', 'x y')
        def f(v):
            match v:
                case [a, *rest] if a > 1:
                    return a, rest
                case {'k': k, **others}:
                    return k, others
                case P(x=0, y=y):
                    return y
                case str() as s:
                    return s
                case _:
                    return None
        rs = [f([2, 3, 4]), f({'k': 1, 'm': 2}), f(P(0, 5)), f('t'), f([1])]
    """,
    "with": """
        class C:
            def __init__(self):
                self.log = []
            def __enter__(self):
                self.log.append('in')
                return self.log
            def __exit__(self, kind, error, tb):
                self.log.append('out')
                return True
        c = C()
        with c as log:
            log.append(1)
            raise ValueError(log)
        with c, C() as other:
            other.append(2)
        def f():
            with c:
                return len(c.log)
        n = f()
    """,
    "class bodies": """
        class A:
            xs = []
            for i in range(2):
                xs.append(i)
            def get(self):
                return self.xs
            total = sum(xs)
            class B:
                ys = [1]
                ys.append(2)
        a = A()
        a.get().append(5)
        A.xs.append(6)
        A.B.ys.clear()
    """,
    "decorators": """
        import functools
        calls = []
        def logged(f):
            @functools.wraps(f)
            def wrapper(*args, **kwargs):
                calls.append(args)
                wrapper.n += 1
                return f(*args, **kwargs)
            wrapper.n = 0
            return wrapper
        @logged
        def add(a, b=1):
            return a + b
        @functools.lru_cache(None)
        def fib(n):
            return n if n < 2 else fib(n - 1) + fib(n - 2)
        add(1); add(2, b=3)
        fib(4)
        add.note = ['x']
        add.note.append('y')
    """,
    "recursion": """
        def perms(xs, k, out):
            if k == len(xs):
                out.append(xs[:])
                return
            for i in range(k, len(xs)):
                xs[k], xs[i] = xs[i], xs[k]
                perms(xs, k + 1, out)
                xs[k], xs[i] = xs[i], xs[k]
        out = []
        perms([1, 2, 3], 0, out)
        def depth(tree):
            return 1 + max(map(depth, tree), default=0)
        d = depth([[[]], []])
    """,
    "comprehensions": """
        g = [[i * j for j in range(3)] for i in range(2)]
        d = {k: [k] for k in 'ab'}
        s = {len(x) for x in ['a', 'bb', 'c']}
        rows = [d[k].append(1) for k in d]
        n = [x for x in (y for y in range(3)) if x]
        f = [lambda: i for i in range(2)]
        v = [h() for h in f]
    """,
    "global": """
        total = 0
        memo = {}
        def add(n):
            global total, fresh
            total += n
            memo[n] = memo.get(n, 0) + 1
            fresh = [n]
        add(3); add(3)
        fresh.append(1)
        def drop():
            global fresh
            del fresh
        drop()
    """,
    "augmented assignment on containers": """
        a = [1]
        b = a
        a += [2]
        a = a + [3]
        b *= 2
        t = (1,)
        u = t
        t += (2,)
        s = r = {1}
        s |= {2}
        s = s | {3}
        class V:
            def __init__(self): self.n = []
            def __iadd__(self, o):
                self.n.append(o)
                return self
        v = w = V()
        v += 1
        x = [[0]]
        x[0] += [1]
        x[0][0] += 5
    """,
    "unpacking and swap": """
        a, b = 1, [2]
        a, b = b, a
        (c, d), *e = [(1, 2), 3, 4]
        xs = [1, 2, 3]
        xs[0], xs[2] = xs[2], xs[0]
        i = 0
        i, xs[i] = 2, i
        for k, (m, n) in {'a': (1, 2)}.items():
            a = [*xs, k]
        f, *_ = a
    """,
    "exceptions passing through frames": """
        log = []
        class Bad(Exception):
            def __init__(self, why):
                super().__init__(why)
                self.data = [why]
        def low(n):
            log.append(n)
            raise Bad(n)
        def mid(n):
            try:
                low(n)
            finally:
                log.append('mid')
        def top():
            try:
                mid(1)
            except Bad as e:
                e.data.append(2)
                kept = e
            log.append(kept.data)
            try:
                mid(2)
            except Bad as e:
                raise RuntimeError('again') from e
        class It:
            def __iter__(self): return self
            def __next__(self):
                log.append('next')
                raise StopIteration
        for _ in It():
            pass
        r = next(It(), None)
        class Key:
            def __eq__(self, o): raise Bad('eq')
            def __hash__(self): return 1
        try:
            d = {Key(): 1}; d[Key()] = 2
        except Bad:
            pass
        top()
    """,
    "arguments of exceptions": """
        class Bad(Exception):
            def __init__(self, why, data):
                super().__init__(why)
                self.data = data
        d = [1]
        try:
            raise Bad('m', d)
        except Bad as e:
            e.args += (d, 'more')
            e.args[1].append(2)
            kept = e
        d.append(3)
        kept.args = ()
    """,
    "containers of collections": """
        from collections import Counter, OrderedDict, defaultdict, deque, ChainMap, UserList
        q = deque([1, 2, 3], maxlen=3)
        q.append(4); q.appendleft(0); q.rotate(1); q.popleft()
        c = Counter('abca')
        c.update('bb'); c['z']; c['y'] += 1; del c['a']
        d = defaultdict(list)
        d['a'].append(1); d['b']; n = d['c'] == []
        n = defaultdict(lambda: defaultdict(int))
        n['x']['y'] += 1
        o = OrderedDict(a=1, b=2, c=3)
        o.move_to_end('a'); o.move_to_end('c', last=False); o.popitem(last=False)
        m = ChainMap({}, {'x': 1}); m['y'] = 2
        u = UserList([1]); u.append(2)
        b = bytearray(b'abc'); b[0] = 120; b.extend(b'z')
        import array
        ar = array.array('i', [1, 2]); ar.append(3); ar[0] = 7
        f = frozenset([1, (2, 3)])
    """,
    "subclasses of built-in types": """
        from collections import defaultdict, deque
        class L(list):
            def __init__(self, *a):
                super().__init__(*a)
                self.name = 'l'
        class D(dict):
            def __missing__(self, k):
                self[k] = []
                return self[k]
        class S(set): pass
        class T(tuple): pass
        class I(int): pass
        class Q(deque): pass
        class X(str): pass
        x = L([1]); x.append(2); x.name = 'm'; x[0] = x
        d = D(); d['a'].append(1); d.own = 1
        s = S({1}); s.add(2); s.tag = []
        t = T([1, [2]]); t[1].append(3); t.z = 1
        i = I(5); i.unit = 'm'
        q = Q([1]); q.append(2); q.pop()
        y = X('ab'); y.n = 1
    """,
    "enums, named tuples and value types": """
        from enum import Enum, Flag
        from typing import NamedTuple
        from decimal import Decimal
        from fractions import Fraction
        import datetime
        class Color(Enum):
            RED = 1
            BLUE = [2]
        class Perm(Flag):
            R = 1
            W = 2
        class P(NamedTuple):
            x: int
            y: list = []
        c = Color.RED
        p = P(1, [2]); p.y.append(3); p = p._replace(x=2)
        rw = Perm.R | Perm.W
        v = Decimal('1.50'); v += 1
        f = Fraction(1, 3) + 1
        d = datetime.date(2020, 1, 31) + datetime.timedelta(days=1)
        z = 3 + 4j; r = range(3); b = b'ab'; e = ...
        k = {c: 1, p.x: 2, (1, 'a'): 3, frozenset({1}): 4}
    """,
    "atoms that are equal but not the same": """
        x = 1
        x = True
        x = 1.0
        x = 0.0
        x = -0.0
        x = float('nan')
        xs = [1, 0.0, 'a']
        xs[0] = True; xs[1] = -0.0
        d = {1: 'a'}
        d[1] = 1; d[1] = True
        t = 1000
        t = int('1000')
        n = {float('nan'): 1}
        n[float('nan')] = 2
        s = {1, 2}
        s.remove(1); s.add(True)
    """,
    "identity reused after free": """
        x = [1]
        x = None; x = [1]; x.append(2)
        for i in range(5):
            y = [i]; y = None; y = [i, i]
        def f(n):
            t = [n]
            return t[0]
        total = sum(f(i) for i in range(5))
        z = {}
        z = None; z = set(); z.add(1)
    """,
    "recursive containers": """
        xs = [1]
        xs.append(xs)
        d = {}
        d['self'] = d; d['xs'] = xs
        t = ([],)
        t[0].append(t)
        class N: pass
        a = N(); b = N(); a.i = 1; b.i = 2
        a.peer = b; b.peer = a; a.all = {a, b}
        xs[0] = 2
        b.peer = None
    """,
    "garbage in cycles": """
        class N: pass
        def make(i):
            a = N(); b = N()
            a.b = b; b.a = a; a.i = i
            return a.i
        for i in range(150):
            make(i)
        kept = N()
        kept.kept = kept
    """,
    "changes behind the code's back": """
        ns = globals()
        ns['made'] = [1]
        exec('made.append(2); other = 5')
        eval('made.append(3)')
        del ns['other']
        class A: pass
        a = A()
        object.__setattr__(a, 'x', 1)
        setattr(a, 'y', 2)
        list.append(made, 4)
        import operator
        operator.setitem(made, 0, 'z')
        f = made.append
        list(map(f, [7, 8]))
        import copy
        c = copy.deepcopy(made)
        def g():
            here = 1
            return locals()
        l = g()
        import sys
        sys.modules[__name__].late = 3
    """,
    "arguments and defaults": """
        def f(a, b=[], *args, c, d={}, **kwargs):
            b.append(a)
            d[a] = c
            args += (1,)
            kwargs['x'] = args
            return b
        f(1, c=2)
        f(3, c=4)
        f(5, [6], 7, c=8, z=9)
        def g(*, k): return k
        g(k=[1])
    """,
    "methods, inheritance and super": """
        class Base:
            registry = []
            def __init__(self):
                self.parts = []
                self.registry.append(type(self).__name__)
            def add(self, p):
                self.parts.append(p)
                return self
            @classmethod
            def make(cls): return cls()
            @staticmethod
            def twice(n): return n * 2
        class Child(Base):
            def __init__(self):
                super().__init__()
                self.extra = self.parts
            def add(self, p):
                return super().add(self.twice(p))
        c = Child.make().add(1).add(2)
        c.extra.clear()
    """,
    "async functions": """
        log = []
        async def leaf(n):
            log.append(n)
            return n * 2
        async def main():
            a = await leaf(1)
            b = await leaf(a)
            return a + b
        co = main()
        try:
            co.send(None)
        except StopIteration as e:
            result = e.value
    """,
}


# What the fast tracer leaves to the reference.
NOT_FAST = {"attributes", "changes behind the code's back", "async functions"}


@pytest.mark.parametrize("tracer", ["reference", "fast"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_every_state_equals_a_naive_snapshot(name: str, tracer: str) -> None:
    code = dedent(PROGRAMS[name])
    recording = record_in_process(Case(code, stdin=""), tracer=tracer)
    assert recording.outcome in (Outcome.OK, Outcome.EXCEPTION), recording.error
    assert recording.receipt.tracer == ("reference/2" if name in NOT_FAST else f"{tracer}/2")
    assert not recording.truncated
    assert len(recording.events) > 5
    assert find_difference(code, recording) is None


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_state_is_exact_when_no_object_may_be_kept_alive(name: str) -> None:
    code = dedent(PROGRAMS[name]) + "\nimport weakref\n"
    recording = record_in_process(Case(code, stdin=""))
    assert recording.receipt.tracer == "reference/2"
    assert find_difference(code, recording) is None


@pytest.mark.parametrize("tracer", ["reference", "fast"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_two_recordings_are_byte_for_byte_the_same(name: str, tracer: str) -> None:
    case = Case(dedent(PROGRAMS[name]), stdin="")
    first, second = record_in_process(case, tracer=tracer), record_in_process(case, tracer=tracer)
    assert first.receipt.trace_sha256 == second.receipt.trace_sha256
    assert [event.heap for event in first.events] == [event.heap for event in second.events]
