"""Programs that are hard to follow: many effects on a line, in ways that few programs use."""

HARD = {
    "closure counter": """
        def make():
            n = 0; log = []
            def inc(k=1):
                nonlocal n
                n += k; log.append(n)
                return n
            def reset():
                nonlocal n, log
                n, log = 0, log[:1]
            return inc, reset, log
        inc, reset, log = make()
        inc(); inc(3); reset(); inc()
        a = [inc(i) for i in range(3)]
        log.append('x')
    """,
    "del everything": """
        x = [1, 2, 3]; y = x; d = {'a': x, 'b': {'c': x}}
        del x[0], d['a']
        del x
        del d['b']['c'][0:1], y
        class A: pass
        o = A(); o.p = o.q = [1]
        del o.p; o.q.append(2)
        del o.q[:]
        def f(n):
            t = [n]
            del n
            try:
                print(n)
            except NameError as e:
                t.append(str(e))
            del t[0]
            return t
        print(f(3))
        for i in [1, 2, 3]:
            if i == 2:
                del i
    """,
    "star unpack": """
        a, *b, c = range(6)
        (d, *e), [f, *[g, *h]] = [1, 2, 3], (4, 5, 6, 7)
        b[0], *b[1:3] = 'xyz'
        *m, = {1: 2, 3: 4}
        first, *b = b
        x = [0, 0, 0]
        i = 0
        i, x[i] = 1, 5
        x[i], i = 7, 2
        x[0], x[1:], i = 9, [8, 8, 8], 0
        def va(*args, **kw):
            args = (*args, kw)
            kw['z'] = [*args[:1]]
            return [*args, *kw]
        r = va(1, *[2, 3], k=4, **{'w': 5})
    """,
    "walrus": """
        data = [5, 3, 8, 1]
        if (n := len(data)) > 3 and (m := data.pop()) < n:
            data.append(n := n + m)
        while (k := data.pop()) > 3:
            data[0] = k
        out = [y := 1, y**2, (z := y + 1)]
        r = [last := v for v in data if (w := v * 2) > 1]
        def f(xs, *, acc=(lst := [])):
            acc.append((t := sum(xs)) and t)
            return acc
        f([1]); f([2]); lst.append('m')
        print(any((hit := v) > 2 for v in [1, 2, 3, 4]), hit)
    """,
    "match": """
        from dataclasses import dataclass
        @dataclass
        class P:
            x: int
            y: list
        def go(v):
            match v:
                case [a, [b, *rest], {'k': c, **others}]:
                    rest.append(a); others['n'] = rest; return rest, others
                case P(x=0, y=ys) if ys.append(1) or len(ys) > 1:
                    ys[0] = 'first'
                    return ys
                case P(x, [*ys]):
                    ys.append(x); return ys
                case {'t': str(s) | int(s), **kw}:
                    kw[s] = s
                    return kw
                case (1 | 2) as one:
                    return one
                case _:
                    return None
        p = P(0, [7])
        r = [go([1, [2, 3], {'k': 4, 'z': 5}]), go(p), go(p), go(P(1, [1])), go({'t': 'q', 'u': 1}), go(2), go('z')]
    """,
    "descriptor": """
        class Logged:
            def __set_name__(self, owner, name): self.name = name
            def __get__(self, obj, cls=None):
                if obj is None: return self
                obj.__dict__.setdefault('log', []).append(('get', self.name))
                return obj.__dict__.get('_' + self.name, 0)
            def __set__(self, obj, value):
                obj.__dict__.setdefault('log', []).append(('set', value))
                obj.__dict__['_' + self.name] = value
            def __delete__(self, obj): del obj.__dict__['_' + self.name]
        class C:
            v = Logged(); w = Logged()
        c = C()
        c.v = 3
        c.w = c.v + 1
        c.v += 2
        c.w = [c.v]
        c.w.append(1)
        del c.v
    """,
    "descriptor in closure state": """
        store = {}
        class D:
            def __get__(self, obj, cls): return store.setdefault(id(obj) and 'k', [])
            def __set__(self, obj, v): store['k'] = v
        class C:
            d = D()
        c = C()
        c.d.append(1)
        c.d = [5]
        c.d += [6]
        c.d[0] = 7
        x = c.d
        x.append(8)
    """,
    "slots": """
        class B:
            __slots__ = ('a', 'b')
            def __init__(self): self.a = [1]
        class K(B):
            __slots__ = ('c', '__dict__')
        k = K(); k.b = k; k.c = k.a; k.extra = {}
        k.c.append(2); k.extra['q'] = k.a; del k.a
        k.c += [3]
        b = B(); b.a[0] = 9; b.b, b.a = b.a, b
        try:
            b.zz = 1
        except AttributeError as e:
            print(e)
    """,
    "dataclass": """
        from dataclasses import dataclass, field, replace, asdict
        @dataclass(order=True)
        class Item:
            n: int
            tags: list = field(default_factory=list, compare=False)
            def __post_init__(self):
                self.tags.append(self.n)
        @dataclass(frozen=True)
        class Fr:
            items: tuple
            cache: dict = field(default_factory=dict)
            def put(self, k): self.cache[k] = len(self.cache); return self
            def force(self): object.__setattr__(self, 'items', self.items + (1,))
        a = Item(3); b = replace(a, n=1)
        b.tags.append('shared')
        f = Fr((a, b)).put('x').put('y')
        f.force()
        s = sorted([a, b]); d = asdict(f)
        d['cache']['z'] = 1
        s[0].n += 10
        try:
            f.items = 3
        except Exception as e:
            name = type(e).__name__
    """,
    "deque": """
        from collections import deque
        d = deque([1, 2, 3], maxlen=4); e = d
        d.append(4); d.append(5); d.appendleft(0); d.rotate(2); d.extendleft([9, 8]); d.pop(); d.popleft()
        d[0] = [1]; d[0].append(2); d.reverse(); d.insert(1, 'i'); d.remove('i')
        d += [1]
        del d[0]
        f = d.copy(); f.clear()
        q = deque()
        q.append((1, [2])); q[0][1].append(3)
        while q:
            x = q.popleft()
            if len(x[1]) < 4: q.append((x[0], x[1])); x[1].append(0)
        d.extend(d)
    """,
    "defaultdict": """
        from collections import defaultdict
        g = defaultdict(list)
        for a, b in [(1, 2), (2, 3), (1, 3)]:
            g[a].append(b); g[b]
        t = lambda: defaultdict(t)
        tree = t(); tree['a']['b']['c'] = 1
        tree['a']['d']
        n = defaultdict(int)
        for ch in 'hello': n[ch] += 1
        x = n['zz'] + n['yy']
        if n['new'] == 0: print(len(n))
        y = [n[k] for k in 'abc']
        z = {k: g[k] for k in (7, 8)}
        def look(k): return g[k]
        look(11).append(1); print(look(12), f"{g[13]}")
        n.default_factory = None
        try:
            n['boom']
        except KeyError: pass
        m = g.get(99), g.setdefault(98, 1), g.pop(1), 5 in g
    """,
    "heapq": """
        import heapq
        from heapq import *
        h = [5, 3, 8, 1]; k = h
        heapify(h); heappush(h, 0); a = heappop(h); b = heapreplace(h, 7); c = heappushpop(h, -1)
        hs = {'x': h, 'y': []}
        heapq.heappush(hs['y'], (2, [1])); heapq.heappush(hs['y'], (1, [2])); hs['y'][0][1].append(3)
        n = heapq.nlargest(2, h); m = list(heapq.merge(h, [9]))
        while hs['x'] and heappop(hs['x']) < 7: heappush(hs['y'], (9, []))
        class T:
            def __init__(s, v): s.v = v; s.cmp = 0
            def __lt__(s, o): s.cmp += 1; return s.v < o.v
        th = []
        for v in [3, 1, 2, 0]: heappush(th, T(v))
        order = [heappop(th).v for _ in range(4)]
        push = heapq.heappush
        push(h, 4); push(h, 2)
    """,
    "Counter": """
        from collections import Counter
        c = Counter('abracadabra'); d = c
        c['z'] += 2; c['a'] -= 5; del c['b']; c['nope']
        c.update('zz'); c.subtract({'r': 9}); c += Counter(); c &= Counter('aczz'); c |= Counter('q')
        m = c.most_common(1); e = +c; e['x'] = 1
        print(sorted(c.elements()), c.total())
        c.clear()
    """,
    "itertools": """
        from itertools import *
        it = chain([1], [2, 3]); a = next(it); b = list(it)
        xs = [3, 1, 2]
        t1, t2 = tee(iter(xs)); next(t1); xs.append(9); l1 = list(t1)
        g = [(k, list(v)) for k, v in groupby(sorted('aabbb'))]
        acc = list(accumulate(xs, lambda p, q: xs.append(p + q) or p if len(xs) < 6 else q))
        sl = list(islice(count(), 2, 8, 3)); z = list(zip_longest(xs, 'ab', fillvalue=xs))
        z[-1][1].append('end')
        for p in permutations(xs[:2]): xs[0] = p
        for i, r in enumerate(product([0, 1], repeat=2)):
            row = list(r); row.append(i)
        s = list(starmap(lambda u, v: u * v, [(1, 2)])); f = list(filterfalse(lambda q: xs.pop(), [1]))
        cy = cycle([[1], [2]])
        for _ in range(4): next(cy).append(0)
    """,
    "gen send throw": """
        def co(log):
            total = 0
            while True:
                try:
                    x = yield total
                    log.append(x); total += x or 0
                except ValueError as e:
                    log.append(str(e)); total = -1
        log = []
        g = co(log); next(g); g.send(3); g.send(None)
        r = g.throw(ValueError('bad')); g.send(10)
        def outer():
            acc = []
            r = yield from inner(acc)
            acc.append(r)
            yield acc
        def inner(acc):
            got = yield 1
            acc.append(got)
            got = yield 2
            acc.append(got)
            return 'done'
        o = outer(); a = next(o); b = o.send('x'); c = o.send('y'); c.append('after')
        try:
            next(o)
        except StopIteration as s: print(s.value)
    """,
    "gen mutate shared": """
        xs = [1, 2, 3]
        def gen():
            for i, x in enumerate(xs):
                xs[i] = x * 2
                yield xs
                xs.append(len(xs)) if len(xs) < 6 else None
        g = gen(); a = next(g); a[0] = 'm'; b = next(g)
        def two():
            local = []
            while len(local) < 3:
                local.append(len(local)); yield local
        w = two(); v = next(w); v.append('hack'); next(w)
        z = zip(two(), two())
        p, q = next(z); p.append(1); next(z)
        e = (xs.append(k) or k for k in range(3)); next(e); s = sum(e)
        def fib():
            a, b = 0, 1
            while 1: yield a; a, b = b, a + b
        f = fib(); l = [next(f) for _ in range(6)]
        m = list(map(lambda t: xs.pop(), range(2)))
    """,
    "context managers": """
        class CM:
            depth = 0
            def __init__(self, log): self.log = log
            def __enter__(self):
                CM.depth += 1; self.log.append('in'); return self.log
            def __exit__(self, t, v, tb):
                CM.depth -= 1; self.log.append(t and t.__name__); return True
        log = []
        with CM(log) as l, CM(log) as m:
            m.append(1); l[0] = 'x'
            raise KeyError('k')
        with (CM(log) as n, CM([]) as d2):
            n.append('n'); d2.append(n)
        for i in range(2):
            with CM(log):
                if i: break
                continue
        def f():
            with CM(log) as t:
                return t.append('ret') or len(t)
        r = f()
    """,
    "contextlib": """
        from contextlib import contextmanager, suppress, ExitStack
        log = []
        @contextmanager
        def cm(x):
            log.append(x); box = [x]
            try:
                yield box
            finally:
                log.append(box)
        with cm(1) as b:
            b.append(2)
        with suppress(KeyError), cm(3) as c:
            c[0] = {}['q']
        with ExitStack() as st:
            y = [st.enter_context(cm(i)) for i in range(2)]
            y[0].append('s'); st.callback(log.append, 'cb')
    """,
    "nonlocal nest": """
        def a():
            x = [0]; y = 1
            def b():
                nonlocal y
                z = y
                def c():
                    nonlocal y, z
                    y += 1; z -= 1; x.append((y, z))
                    return lambda: (y, z, x)
                l = c()
                y *= 10
                return l, c
            l, c = b()
            c(); x[0] = l()
            y = 0
            return l
        l = a()
        r = l(); r[2].append('z')
        def fs():
            out = []
            for i in range(3):
                out.append(lambda j=i: (i, j, out))
            i = 9
            return out
        q = [f()[:2] for f in fs()]
    """,
    "metaclass": """
        class Meta(type):
            reg = {}
            def __new__(m, name, bases, ns, **kw):
                ns['extra'] = [name]
                c = super().__new__(m, name, bases, ns)
                m.reg[name] = c
                return c
            def __init__(c, *a, **kw): super().__init__(*a); c.kw = kw
            def __call__(c, *a):
                o = super().__call__(*a); c.extra.append(len(a)); return o
            @property
            def n(c): return len(c.extra)
        class A(metaclass=Meta, opt=1):
            items = []
            def __init__(self, v=0): self.v = v; self.items.append(v)
        class B(A): items = [7]
        a = A(1); b = B(2); a.items.append('i'); B.extra[0] = 'changed'; A.kw['opt'] += 1
        n = A.n + B.n
        A.items = A.items + [5]; b.items.pop()
        Meta.reg['A'].flag = {'x'}; A.flag.add('y')
    """,
    "init_subclass": """
        class Base:
            subs = []
            def __init_subclass__(cls, /, tag=None, **kw):
                super().__init_subclass__(**kw); cls.subs.append(cls.__name__); cls.tag = tag or []
        class X(Base, tag=['t']): pass
        class Y(X): pass
        X.tag.append(1); Y.tag += [2]; Base.subs.clear()
    """,
    "recursion exceptions": """
        log = []
        def down(n, acc):
            acc.append(n)
            try:
                if n == 0: raise ValueError(acc)
                down(n - 1, acc)
                acc.append('never')
            except ValueError as e:
                acc[n] = -n
                e.args[0].append('c')
                if n % 2: raise KeyError(n) from e
                raise
            except KeyError as k:
                log.append((n, k.args))
                if n < 3: raise ValueError(acc) from None
            finally:
                log.append(len(acc))
            return acc
        try:
            r = down(4, [])
        except (KeyError, ValueError) as e:
            kind = type(e)
        def mutual(n, d={}):
            if n in d: return d[n]
            d[n] = other(n - 1) + 1 if n else 0
            return d[n]
        def other(n): return mutual(n - 1) if n > 0 else 0
        m = mutual(7)
    """,
    "sort keys": """
        xs = [[3], [1, 1], [2]]; seen = []
        ys = sorted(xs, key=lambda v: seen.append(len(xs)) or v[0])
        xs.sort(key=lambda v: (seen.append(v), -len(v))[1])
        try:
            xs.sort(key=lambda v: 1 // (v[0] - 1))
        except ZeroDivisionError: pass
        xs.sort(key=lambda v: v.append('k') or str(v), reverse=True)
        m = max(xs, key=lambda v: (v.pop(), len(v))[1]); mn = min(xs, key=len)
        from functools import cmp_to_key
        zs = [3, 1, 2]; n = [0]
        def cmp(a, b): n[0] += 1; return a - b
        zs.sort(key=cmp_to_key(cmp))
        d = dict(sorted({'b': 1, 'a': 2}.items(), key=lambda kv: kv[1])); d['c'] = xs
        try:
            zs.sort(key=lambda v: zs.append(v))
        except ValueError as e: print(e)
    """,
    "bytearray memoryview": """
        b = bytearray(b'hello'); c = b
        m = memoryview(b); m[0] = 72; m[1:3] = b'EL'
        b2 = b; s = bytes(b); t = m.tobytes()
        m.release()
        b += b' w'; b.append(33); b.extend(b'xy'); b[0:2] = b''; b.reverse(); del b[-1]
        b.insert(0, 65); x = b.pop(); b[:] = b'new'; b *= 2; b.clear()
        from array import array
        a = array('i', [1, 2, 3]); e = a
        a[0] = 9; a.append(4); a.extend([5]); a[1:3] = array('i', [7]); a.pop(0); a.byteswap(); a.reverse()
        def fill(buf):
            mv = memoryview(buf)
            for i in range(len(mv)): mv[i] = i
        fill(b); fill(x2 := bytearray(3))
    """,
    "slices step": """
        x = list(range(10)); y = x
        x[::2] = 'abcde'; del x[1::3]; x[::-1] = x[:]; x[2:2] = [0, 0]; x[5:2] = ['e']; x[-1:] = []
        x[:] = x[::-1]; x *= 2; del x[::2]; x[1:1] = x; x += x; x[:3], x[-1] = [1], 2
        s = slice(0, 2); x[s] = (); i = 0
        x[i], x[i := i + 1] = 'p', 'q'
        m = [[0] * 3 for _ in range(3)]
        m[1][:2], m[2] = [5, 6], m[0]
        m[0][1:], m[1] = (), m[1][::-1]
        for r in m: r[::] = r[::2]
    """,
    "dict views": """
        d = {'a': 1, 'b': 2}; k = d.keys(); v = d.values(); it = d.items()
        d['c'] = 3; d.update(a=[0]); d['a'].append(1); n = len(k), list(it)
        try:
            for q in d: d[q + 'x'] = 0
        except RuntimeError as e: print(e)
        for q in list(d): d.pop(q) if len(q) > 1 else d.update({q: d[q]})
        d |= {'z': k and 1}; d = d | {'y': 2}
        e = {**d, 'n': d}; e['n']['m'] = 1; p = d.popitem(); d.setdefault('s', []).append(d)
        f = dict.fromkeys('ab', []); f['a'].append(1); f2 = {x: f for x in 'pq'}; f2['p']['a'] = 5
        d2 = {1: 'i', True: 'b', 1.0: 'f'}; d2[(1, (2,))] = {}; d2[(1, (2,))]['w'] = 3
        del d2[1]; d2[1] = 'again'
        g = {}; g[g.__len__()] = g.get(0, []); g[0].append(2)
    """,
    "class attributes": """
        class A:
            xs = []; n = 0; d = {'k': []}
            def add(self, v): self.xs.append(v); self.n += 1; A.n -= 1; type(self).d['k'].append(v); return self
            @classmethod
            def reset(cls): cls.xs = []; cls.new = cls.xs
            @staticmethod
            def s(): A.d = {**A.d, 's': 1}
        class B(A): xs = ['b']
        a, b = A(), B(); a.add(1).add(2); b.add(3); A.s(); B.reset(); b.add(4); A.reset(); a.add(5)
        A.extra = lambda self: self.xs.append('e'); a.extra(); B.d2 = B.d; B.d2['m'] = B
        a.__class__ = B; a.add(6); setattr(A, 'q', [1]); getattr(A, 'q').append(2); B.q[0] = 0
        del A.n
        print(hasattr(b, 'n'), b.__dict__)
    """,
    "globals": """
        state = {'n': 0}; items = []; count = 0
        def inc():
            global count, made
            count += 1; state['n'] += count; items.append(count); made = items
        def use():
            inc(); x = made; x.append('u'); globals_count = count; return globals_count
        use(); use(); made.append('m')
        def shadow(items):
            items = items + [1]; items.append(2); return items
        shadow(items)
        def delete():
            global made
            del made
        delete()
        try:
            made
        except NameError as e: print(e)
    """,
    "properties": """
        class T:
            def __init__(s): s._c = 0; s.hist = []
            @property
            def c(s): s.hist.append(s._c); return s._c
            @c.setter
            def c(s, v): s.hist.append(('set', v)); s._c = v
            @c.deleter
            def c(s): s.hist.clear()
            @property
            def lst(s): return s.hist
        t = T(); t.c = 5; t.c += 1; x = t.c; t.lst.append('q'); t.lst[0] = 'z'; t.lst[:1] = []; del t.c
    """,
    "getattr magic": """
        class M:
            def __init__(s): object.__setattr__(s, 'd', {}); object.__setattr__(s, 'n', [])
            def __getattr__(s, k): s.n.append(k); return s.d.setdefault(k, [])
            def __setattr__(s, k, v): s.d[k] = v
            def __delattr__(s, k): s.d.pop(k)
            def __getitem__(s, k): s.n.append(k); return s.d[k]
            def __setitem__(s, k, v): s.d[k] = [v]
            def __contains__(s, k): s.n.append('in'); return k in s.d
            def __len__(s): s.n.append('len'); return 1
            def __call__(s, *a): s.n.append(a); return s.n
            def __iadd__(s, o): s.n += [o]; return s
            def __bool__(s): s.n.append('bool'); return True
            def __eq__(s, o): s.n.append('eq'); return True
            __hash__ = None
        m = M(); m.a = [1]; m.b.append(2); m['c'] = 3; m['c'].append(4); m.a[0] = 9; q = m('x'); q.append('y')
        if m and 'c' in m and len(m) == m: m += 'i'
        del m.a
        m('z')[0] = 'first'
        x = m == 3, m.foo, m.foo
    """,
    "operators mutate": """
        class V:
            def __init__(s, xs): s.xs = xs
            def __add__(s, o): s.xs.append('add'); return V(s.xs + o.xs)
            def __radd__(s, o): s.xs.append('radd'); return s
            def __lt__(s, o): s.xs.append('lt'); return len(s.xs) < len(o.xs)
            def __iter__(s):
                for x in list(s.xs): s.xs.append('it'); yield x
            def __neg__(s): s.xs.reverse(); return s
            def __matmul__(s, o): o.xs.extend(s.xs[:1]); return o
            def __str__(s): s.xs.append('str'); return 'V'
            __repr__ = __str__
            def __format__(s, f): s.xs.append(f); return f
            def __index__(s): s.xs.append('idx'); return 0
            def __hash__(s): s.xs.append('hash'); return 1
            def __eq__(s, o): s.xs.append('eq'); return s is o
        a, b = V([1]), V([2]); c = a + b; d = 1 + b; e = sorted([a, b]); f = [*a]; g = -a; h = a @ b
        s = f"{a} {b:>3} {c!r}"; t = [10, 20][a]; k = {a: 1, b: 2}; l = k[b]; m = a in [b, a]; n = len({a} | {b})
        x, *y = b; str(a); print(a, b); z = max(a, b); w = sum([a, b])
    """,
    "iter protocol": """
        class It:
            def __init__(s, n): s.n, s.seen = n, []
            def __iter__(s): s.seen.append('iter'); return s
            def __next__(s):
                if s.n == 0: s.seen.append('stop'); raise StopIteration
                s.n -= 1; s.seen.append(s.n); return s.seen
        it = It(3)
        for x in it: x.append('loop')
        a = list(It(2)); i2 = It(4); p, *q = i2; r = next(i2, 'none'); z = dict(zip('ab', It(2)))
        c = 3 in It(4); s = [y for y in It(2) if y.append('c') is None]; t = sum(map(len, It(3))); u = tuple(It(1))
        e = enumerate(It(2)); next(e)[1].append('en'); m = max(It(2)); any(v.append('any') for v in It(2))
    """,
    "try flow": """
        log = []
        def f(n):
            for i in range(3):
                try:
                    log.append(i)
                    if i == n: return log
                    if i == 1: continue
                    x = 1 // (i - 2)
                except ZeroDivisionError:
                    log.append('z'); break
                else:
                    log.append('e')
                finally:
                    log.append('f')
                    if n == 9: log[-1] = 'F'
            else:
                log.append('else')
            return [*log]
        a = f(0); b = f(1); c = f(9)
        def g():
            try:
                return log.append('try')
            finally:
                log.append('fin'); 
                try:
                    raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
                except* ValueError as eg: log.append(len(eg.exceptions))
                except* TypeError: log.pop()
        g()
        def h():
            while True:
                try: return 1
                finally: break
            log.append('swallowed')
        h()
    """,
    "exception objects": """
        class E(Exception):
            def __init__(s, msg, data): super().__init__(msg); s.data = data
            def __str__(s): s.data.append('str'); return 'E!'
        d = [1]
        try:
            try:
                raise E('m', d)
            except E as e:
                e.data.append(2); e.note = 'n'; e.args += (d,)
                keep = e
                raise RuntimeError('x') from e
        except RuntimeError as r:
            r.__cause__.data.append(3); c = r.__cause__; str(c)
        keep.data[0] = 0; d.append(keep.args)
        try:
            assert not d, d
        except AssertionError as a: a.args[0].append('assert')
    """,
    "lru cache": """
        from functools import lru_cache, partial, reduce, cached_property
        calls = []
        @lru_cache(None)
        def f(n): calls.append(n); return [n] if n < 2 else f(n - 1) + f(n - 2)
        a = f(4); a.append('x'); b = f(4); b[0] = 'y'
        add = partial(calls.append, 'p'); add(); add()
        r = reduce(lambda acc, v: acc.append(v) or acc, [1, 2], []); r2 = reduce(lambda x, y: x + y, [[1], [2]])
    """,
    "bound methods": """
        xs = []; push = xs.append; pop = xs.pop; ext = list.extend
        push(1); push([2]); ext(xs, [3]); xs[1].append(4); y = pop(0); 
        d = {}; put = d.__setitem__; put('a', xs); d['a'].append('d'); upd = dict.update; upd(d, b=1)
        class A:
            def __init__(s): s.v = []
            def m(s, x): s.v.append(x); return s.m
        a = A(); mm = a.m; mm(1)(2); fn = A.m; fn(a, 3); f2 = a.v.append; f2(4); ops = {'p': a.v.pop, 'c': a.v.clear}
        ops['p'](); list(map(xs.append, 'ab')); [*map(a.m, [7])]; ops['c']()
        s = set(); ad = s.add; [ad(i % 2) for i in range(3)]
    """,
    "operator module": """
        import operator as op, bisect, random, copy
        x = [3, 1, 2]; op.setitem(x, 0, 9); op.iadd(x, [4]); op.delitem(x, 1); op.imul(x, 2)
        ig = op.itemgetter(0); y = ig(x); mc = op.methodcaller('append', 5); mc(x); ag = op.attrgetter('real')
        bisect.insort(x, 5, key=None) if False else bisect.insort_left(z := [1, 3], 2)
        random.seed(3); random.shuffle(x); r = random.sample(x, 2); c = random.choice([x, z]); c.append('ch')
        e = copy.deepcopy({'x': x}); e['x'].append(1); f = copy.copy(x); f[0] = 'f'
    """,
    "sets": """
        s = {1, 2}; t = s
        s |= {3}; s &= {1, 3, 5}; s ^= {5}; s -= {1}; s.update([7], (8,)); s.difference_update({7})
        s.intersection_update(range(9))
        s.symmetric_difference_update({100}); p = s.pop() if len(s) == 0 else None; s.discard(55)
        try: s.remove(55)
        except KeyError: pass
        fs = frozenset([frozenset(), (1, 2)]); u = {fs: [1]}; u[fs].append(2); m = {(1, (2, 3)), 'a', None, 1.5, True}
        m.add(1); m.remove(True); s.clear(); w = {x for x in 'hello'}; w2 = w.copy(); w2.add('z')
        a = set(); b = [a, a]; b[0].add(1); b[1] |= {2}
    """,
    "strings": r"""
        s = 'a'; t = s; s += 'b'; u = s * 3; d = {s: s}; d[s] += 'c'
        l = list(u); l[0] = l[0].upper(); v = ''.join(l); w = v.split('b'); w[0] += '!'; b = v.encode(); b += b'\xff'
        r = f"{s!r:>5}{(k := 3)}"; parts = 'a,b'.partition(','); tr = str.maketrans('a', 'z'); x = s.translate(tr)
        import re
        m = re.sub('a', lambda q: w.append(q.group()) or 'A', 'banana'); z = '\n\u2028\x85"\\'; zz = {z: z}
    """,
    "attr chain": """
        class N:
            def __init__(s, v, l=None, r=None): s.v, s.l, s.r = v, l, r
        def ins(n, v):
            if n is None: return N(v)
            if v < n.v: n.l = ins(n.l, v)
            else: n.r = ins(n.r, v)
            return n
        root = None
        for v in [5, 2, 8, 1, 9, 3]: root = ins(root, v)
        root.l.r.v = 30; old = root; root.l, root.r = root.r, root.l; root.r.l.l = root; root.l.v += root.r.v
        def rot(n): n.r, n.r.l, m = n.r.l, n, n.r; return m
        m = rot(root.l) if root.l.r and root.l.r.l else None
        def inv(n, d=0):
            global m
            if n and d < 4: n.l, n.r = inv(n.r, d + 1), inv(n.l, d + 1)
            return n
        inv(root); root.l.new = root.v; del root.l.v
    """,
    "linked ops": """
        class Node:
            def __init__(self, d): self.d = d; self.nxt = self.prv = None
        class DL:
            def __init__(self): self.h = self.t = None; self.n = 0
            def app(self, d):
                x = Node(d)
                if not self.h: self.h = self.t = x
                else: x.prv, self.t.nxt, self.t = self.t, x, x
                self.n += 1
            def rm(self, d):
                c = self.h
                while c:
                    if c.d == d:
                        if c.prv: c.prv.nxt = c.nxt
                        else: self.h = c.nxt
                        if c.nxt: c.nxt.prv = c.prv
                        else: self.t = c.prv
                        self.n -= 1; return c
                    c = c.nxt
            def rev(self):
                c = self.h
                while c: c.nxt, c.prv, c = c.prv, c.nxt, c.nxt
                self.h, self.t = self.t, self.h
        l = DL()
        for i in range(5): l.app(i)
        x = l.rm(2); l.rm(0); l.rev(); x.d = [l]; l.rm(99)
    """,
    "nested containers alias": """
        a = [1]; t = (a, {'k': a}); d = {'t': t, t[0][0]: [t]}; n = [t, [d]]
        n[1][0]['t'][1]['k'].append(2); d[1][0][0][0] = 'x'; n[0][1]['new'] = n; n[1].append(n[1])
        n[-1][-1][-1][0] = 'deep'; a[:] = [a]; a[0][0].append('self'); t[1]['k'] = (t,); x, y = n[0]; y.clear()
        n *= 2; n[2][0].append(1); i = 0
        n[i][i][i], i = 'q', 1
    """,
    "aug assign odd": """
        x = [[1], [2]]; i = 0
        def idx():
            global i
            i += 1; x.append([i]); return i
        x[idx()] += [9]; x[idx()][0] *= 3; x[idx()] = idx()
        t = ([1],)
        try: t[0] += [2]
        except TypeError: pass
        d = {'a': [1]}
        d['a'] += d['a']; d['b'] = d['a'] ; d['b'] *= 2; d['n'] = 1; d['n'] <<= 3; d['n'] //= 3
        class A: xs = [1]; n = 1
        a = A(); a.xs += [2]; a.n += 1; A.xs += [3]; s = 'q'; s += s; f = frozenset([1]); f |= {2}
        y = z = [0]; y += z; z = z + [1]; y += 'ab'; y += (c for c in 'z')
        def g(m=[]): m += [len(m)]; return m
        g(); g(); h = g(); h += g()
    """,
    "default args mutable": """
        def f(a, b=[], *, c={}, **k):
            b.append(a); c[a] = b; k.update(z=b); return k
        f(1); r = f(2, c={}, w=3); r['z'].append('r'); f.__defaults__[0].append('dd') if False else f(3)
        f.attr = []; f.attr.append(1); f.n = 0
        def counted(): counted.calls = getattr(counted, 'calls', 0) + 1; return counted
        counted(); counted().calls += 5
    """,
    "decorators": """
        import functools
        log = []
        def deco(fn):
            cache = {}
            @functools.wraps(fn)
            def w(*a):
                w.count += 1
                if a not in cache: cache[a] = fn(*a); log.append(a)
                return cache[a]
            w.count = 0; w.cache = cache
            return w
        @deco
        def sq(n): return [n * n]
        sq(2).append('x'); sq(2); sq(3); sq.cache.clear(); sq.count = 100
        class Reg:
            def __init__(s, fn): s.fn = fn; s.hits = []
            def __call__(s, *a): s.hits.append(a); return s.fn(*a)
            def __get__(s, o, c): s.hits.append('get'); return functools.partial(s, o)
        @Reg
        def foo(x): x.append(1); return x
        foo(log); 
        class K:
            @Reg
            def m(self, v): self.v = v; return self
        k = K(); k.m([1]).v.append(2)
    """,
    "inheritance containers": """
        class L(list):
            def __init__(s, *a): super().__init__(*a); s.n = 0
            def append(s, v): s.n += 1; super().append([v])
            def __setitem__(s, i, v): s.n += 10; super().__setitem__(i, v)
        class D(dict):
            def __missing__(s, k): s[k] = L(); return s[k]
            def __getattr__(s, k):
                try: return s[k]
                except KeyError: raise AttributeError(k)
        l = L('ab'); l.append(1); l[0] = 'z'; l += [5]; l.extend([6]); del l[0]; l.sort(key=str); l.x = l
        d = D(); d['p'].append(1); d['q']; d.p.append(2); d |= {'r': 1}; d.update(s=l); d.s.append(3)
        class S(set): pass
        s = S([1]); s.add(2); s.tag = 'q'; s |= {3}
        class I(int): pass
        i = I(5); i.note = []; i.note.append(i); i += 1
        class T(tuple):
            def __new__(c, *a): o = super().__new__(c, a); o.made = len(a); return o
        t = T([1], 2); t[0].append(3); t.made += 1
        from collections import UserDict, UserList, OrderedDict, ChainMap
        u = UserDict(a=1); u['b'] = [2]; u['b'].append(3); ul = UserList([1]); ul.append(2); ul[0] = 5
        o = OrderedDict(a=1, b=2); o.move_to_end('a'); o['c'] = 3; o.popitem(last=False)
        cm = ChainMap({}, {'x': [1]}); cm['y'] = 2; cm['x'].append(2)
    """,
    "memo dict tuple": """
        memo = {}
        def lcs(a, b, i=0, j=0):
            if i == len(a) or j == len(b): return ()
            if (i, j) in memo: return memo[i, j]
            if a[i] == b[j]: memo[i, j] = (a[i],) + lcs(a, b, i + 1, j + 1)
            else:
                x, y = lcs(a, b, i + 1, j), lcs(a, b, i, j + 1)
                memo[(i, j)] = x if len(x) >= len(y) else y
            return memo[i, j]
        r = lcs('abcb', 'bcab'); memo.pop((0, 0)); memo[0, 0] = []; memo[(0, 0)].append(r)
    """,
    "enum": """
        from enum import Enum, Flag, auto
        class C(Enum):
            R = 1; G = [2]
            def __init__(s, v): s.log = []
            def hit(s): s.log.append(1); return s
        class F(Flag): A = auto(); B = auto()
        C.R.hit().hit(); C.G.value.append(3); f = F.A; f |= F.B; d = {C.R: []}; d[C.R].append(f)
        x = [c.name for c in C]
        C.R.log = 'set'
    """,
    "namedtuple": """
        from collections import namedtuple
        from typing import NamedTuple
        P = namedtuple('P', 'x y'); p = P([1], 2); p.x.append(2); q = p._replace(y=p.x); q.y.append(3); x, y = q
        class Q(NamedTuple):
            a: int
            b: list = []
            def put(self, v): self.b.append(v); return self
        z = Q(1).put(2).put(3); w = Q(2); w.b.clear(); z = z._replace(a=5)
    """,
    "comprehension effects": """
        log = []; n = [0]
        a = [log.append(i) or [i] for i in range(3)]; b = {i: a[i] for i in range(3)}; b[1].append('b')
        c = {tuple(x) for x in a}; d = [[y := y2 for y2 in x] for x in a]; d[0].append(y)
        def f(x): n[0] += 1; a.append(n[0]); return x
        e = [f(x) for x in list(a) if f(x)]; g = sum(f(i) for i in range(2)); h = [v.pop() for v in d if v]
        m = [[j for j in range(i)] for i in range(3)]; [m[i].append(i) for i in range(3)]; t = [*(k.clear() for k in m)]
        class A:
            xs = [1, 2]; ys = [x * 2 for x in xs]; zs = {'a': xs}
            for q in xs: ys.append(q)
            del q
        A.zs['a'].append(3)
    """,
    "lambda state": """
        s = {'n': 0, 'l': []}
        inc = lambda k=1: s.__setitem__('n', s['n'] + k) or s['l'].append(s['n']); inc(); inc(5)
        fs = [lambda x, i=i: s['l'].append((x, i)) for i in range(2)]; [f(9) for f in fs]; (lambda: s.update(z=1))()
        Y = lambda f: (lambda x: x(x))(lambda y: f(lambda *a: y(y)(*a)))
        fac = Y(lambda r: lambda n, acc: acc.append(n) or (n * r(n - 1, acc) if n else 1)); acc = []; v = fac(4, acc)
        d = {'add': lambda a, b: a.append(b), 'pop': lambda a, _: a.pop()}; st = []
        for o, x in [('add', 1), ('add', 2), ('pop', 0)]: d[o](st, x)
    """,
    "multi statement lines": """
        a = []; a.append(1); b = a; b.append(2); a = [0]; a.append(3); b += a; a, b = b, a; a.append(4); b[0] = a
        if a: a.pop(); b = [b]; b.append(a)
        for i in range(2): a.append(i); b[0] = [i]; c = b[0]; c.append(b)
        x = a.pop() if a.pop() == 1 else a.append('n'); y = [a.pop(), a.append(5), a.pop()]; z = (a.append(1), a)[1][:]
        def f(): global a; a = a + [1]; a.append(2); return a
        f().append(f()); w = f() is a; f()[0] = f()
    """,
    "finally return override": """
        def f(l):
            try:
                l.append(1)
                raise ValueError
            except ValueError:
                l.append(2)
                return l
            finally:
                l.append(3)
                l = ['new']
                l.append(4)
        x = []; y = f(x); y.append('out')
        def g():
            for i in [1, 2, 3]:
                try:
                    yield i
                finally:
                    x.append(('g', i))
        it = g(); next(it); next(it); it.close(); x.append('closed')
    """,
    "unhashable errors": """
        d = {}
        for k in [1, [2], 'a', {}, (1, [2])]:
            try: d[k] = len(d)
            except TypeError as e: d.setdefault('err', []).append(str(e))
        try: [].pop()
        except IndexError as e: m = e
        try: x = d['err'][9]
        except IndexError: d['err'][-1] += '!'
        try: (lambda: q)()
        except NameError: q = [1]; q.append(2)
        try: int('z')
        except ValueError as v: q.append(v.args)
    """,
    "int and float identity": """
        a = [1, 1.0, True]; a[0] = True; a[1] = 1; a[2] = 1.0; n = float('nan'); b = [n, n]; b[0] = float('nan')
        z = 0.0; z = -z
        x = 10**30; y = x; x = 10**30; a[0] = 2**70; a[0] += 1; d = {1: 'a'}; d[True] = 'b'; d[1.0] = 'c'; s = {1}
        s.add(1.0); c = 1; c = True; c = 1.0
        big = 257; l = [big]; big = 257; l[0] = big; e = 'a' * 3; e = 'aaa'; i = complex(1, -0.0)
        i = complex(1, 0.0); t = (1, 2); t = (1, 2); t = (1.0, 2)
    """,
    "sweep and reuse": """
        keep = []
        for i in range(60):
            t = [i]; u = {i: t}; t = None
            if i % 20 == 0: keep.append(u)
            v = [[i]]; v[0].append(keep[-1])
        for k in keep: k[next(iter(k))].append('late')
        class O: pass
        for i in range(30):
            o = O(); o.i = i; o.me = o
            if i == 15: held = o
        held.me.i = 'h'
    """,
    "string builder class": """
        class SB:
            def __init__(s): s.p = []
            def __lshift__(s, x): s.p.append(str(x)); return s
            def __str__(s): return ''.join(s.p)
        sb = SB(); sb << 1 << 'a' << [2]; sb <<= 'q'; out = f'{sb}'
        print(sb, file=__import__('io').StringIO()) if False else print(sb)
    """,
    "graph bfs dfs": """
        from collections import deque, defaultdict
        adj = defaultdict(set)
        for e in 'ab bc ca cd de'.split(): a, b = e; adj[a].add(b); adj[b].add(a)
        def bfs(s):
            q, seen, par = deque([s]), {s}, {s: None}
            while q:
                u = q.popleft()
                for v in sorted(adj[u] - seen): seen.add(v); par[v] = u; q.append(v)
            return par
        p = bfs('a'); order = []; color = {}
        def dfs(u):
            color[u] = 1
            for v in sorted(adj[u]):
                if v not in color: dfs(v)
            color[u] = 2; order.append(u)
        dfs('a'); adj['z']; adj['a'].discard('b'); adj.pop('c').clear()
    """,
    "print interleave": r"""
        import sys
        xs = []
        def show(*a, **k): xs.append(a); print(*a, **k); return len(xs)
        print('a', end=''); print(show('in'), show('er', end='|')); sys.stdout.write('w\n')
        xs.append(sys.stdout.write('x'))
        class P:
            def __str__(s): print('<str>'); xs.append('s'); return 'P'
        print(P(), P(), sep=show('sep') and '-')
        print(*[show(i) for i in range(2)], file=sys.stderr)
    """,
    "type annotations": """
        x: list[int] = [1]; y: int
        class A:
            a: int = 1; b: 'list' = []
            c: x.append(2) or int
        def f(p: x.append(3), *, q: int = x.append(4)) -> x.append(5): z: x.append(6) = 1; return z
        f(1); A.b.append(1); A().b.append(2); A.__annotations__['d'] = int
    """,
    "while else etc": """
        n = 5; xs = []
        while n:
            n -= 1
            if n == 3: continue
            for m in range(n):
                if m == 2: xs.append((n, m)); break
            else:
                xs.append(n); continue
            xs[-1] = [xs[-1]]
        else:
            xs.append('done')
        pass; ...; assert xs
        m = n if xs else m; k = not xs or xs[0] and xs.append(0); l = xs and (xs.pop() or xs.pop())
        1 < xs.append(1) if False else 2
    """,
    "global list modified in callee of callee": """
        S = []
        def a(): b(); S.append('a'); return S
        def b():
            try: c()
            except IndexError: S.append('b')
        def c(): S.append('c'); S[10]
        x = a()[0] + str(a().pop()) + ''.join(a()); t = [a(), b()]; t[0][0] = 'q'; (a() + S).append(1); a().sort()
        max(a(), S).clear()
    """,
    "class with class var counter and del": """
        class Pool:
            free = []; made = 0
            def __new__(cls):
                if cls.free: return cls.free.pop()
                cls.made += 1; return super().__new__(cls)
            def __init__(self): self.uses = getattr(self, 'uses', 0) + 1
            def give(self): type(self).free.append(self)
        a = Pool(); a.give(); b = Pool(); c = Pool(); c.give(); b.give(); d = Pool(); d.uses = [d]; e = Pool()
        same = a is b, d is c
    """,
    "reentrant generator delegation": """
        def walk(t, path=()):
            if isinstance(t, dict):
                for k in list(t):
                    yield from walk(t[k], path + (k,)); t[k] = path
            else:
                yield path, t
        t = {'a': {'b': 1, 'c': [2]}, 'd': 3}
        for p, v in walk(t):
            if isinstance(v, list): v.append(p)
        gs = [walk({'x': i}) for i in range(2)]
        for g in gs + gs:
            try: print(next(g))
            except StopIteration: pass
        def prim(lim):
            comp = set()
            for i in range(2, lim):
                if i not in comp: yield i; comp.update(range(i * i, lim, i))
        ps = list(prim(20)); gp = prim(30); a = [next(gp) for _ in range(3)]
        def perms(xs, k=0):
            if k == len(xs): yield xs; return
            for i in range(k, len(xs)): xs[k], xs[i] = xs[i], xs[k]; yield from perms(xs, k + 1)
            xs[k], xs[i] = xs[i], xs[k]
        al = [tuple(q) for q in perms([1, 2, 3])]
    """,
    "abc and protocols": """
        from abc import ABC, abstractmethod
        from typing import Protocol, Generic, TypeVar
        T = TypeVar('T')
        class Sh(ABC):
            made = []
            def __init__(s): Sh.made.append(type(s).__name__)
            @abstractmethod
            def area(s): ...
            @property
            @abstractmethod
            def n(s): ...
        class Sq(Sh):
            def __init__(s, a): super().__init__(); s.a = a
            def area(s): s.made.append(s.a); return s.a ** 2
            @property
            def n(s): s.made.append('n'); return 4
        class St(Generic[T]):
            def __init__(s): s._i: list[T] = []
            def push(s, x: T): s._i.append(x); return s
            def __iter__(s): return iter(s._i)
        q = Sq(3); q.area(); x = q.n; st = St[int]().push(1).push(2); l = [*st]; st._i[0] = l
        try: Sh()
        except TypeError: Sh.made.append('abs')
    """,
    "name mangling": """
        class A:
            __p = []
            def __init__(self): self.__q = [1]; self.__p.append(self)
            def go(self): self.__q[0] += 1; A.__p = A.__p[:]; self.__r = __name__; return self.__q
        class B(A):
            def __init__(self): super().__init__(); self.__q = {}; self.__q['z'] = self._A__q
        a, b = A(), B(); a.go().append(5); b.go(); b._B__q['z'].append('via b'); A._A__p.clear()
    """,
    "setitem slices objects": """
        class G:
            def __init__(s, n): s.c = [[0] * n for _ in range(n)]
            def __getitem__(s, k): return s.c[k[0]][k[1]] if isinstance(k, tuple) else s.c[k]
            def __setitem__(s, k, v):
                if isinstance(k, slice): s.c[k] = v
                else: s.c[k[0]][k[1]] = v
            def __delitem__(s, k): del s.c[k]
        g = G(3); g[1, 2] = 5; g[0][0] += 1; g[1, 1] += g[1, 2]; g[0:1] = [[9]]; del g[0]; g[0][:] = []; h = g[1]
        h[g[1, 0]] = 'h'
    """,
}
