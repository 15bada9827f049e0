"""Programs for hypothesis: statements that change and alias variables, containers and objects in every common way."""

from textwrap import dedent, indent

from hypothesis import strategies as st

PRELUDE = dedent("""
    import heapq
    from collections import Counter, defaultdict, deque
    class Node:
        made = 0
        def __init__(self, value=0):
            self.value = value
            self.items = []
            self.next = None
            Node.made += 1
        def push(self, item):
            self.items.append(item)
            return self
        def all(self):
            return self.items
        @property
        def last(self):
            return self.items[-1]
        def swap(self):
            self.items, old = [self.value], self.items
            return old
    class Bag(list):
        def put(self, item):
            self.append(item)
            self.size = len(self)
    class Slotted:
        __slots__ = ('x', 'next')
        def __init__(self, x):
            self.x = x
            self.next = None
    def label(item):  # what str() gives may hold an address
        return type(item).__name__
    def grow(items, item):
        items.append(item)
        return items
    def fail(items):
        items.append('failing')
        raise ValueError(items)
    def walk(items):
        for item in list(items):
            yield item
            items.append(0) if len(items) < 4 else None
    def counter():
        n, seen = 0, []
        def step(k):
            nonlocal n
            n += k
            seen.append(n)
            return seen
        return step
    def deep(n, items):
        if n <= 0:
            return items
        items.append(n)
        return deep(n - 1, items)
    def setup():
        global total
        total = total + 1
    total = 0
""")
START = dedent("""
    a, b = 1, 2
    xs, ys = [3, 1, 2], [5]
    grid = [[0] * 2 for _ in range(3)]
    d, e = {1: 'x', 'k': [1], (1, 2): 3}, {}
    dd, count = defaultdict(list), Counter('abca')
    s, t = {1, 'a', (1, 2)}, (xs, 4)
    q, h = deque([1, 2, 3]), [1, 3, 2]
    o, p = Node(1), Node([2])
    z, w = Bag([1]), Slotted(1)
    step = counter()
    last = None
""")

lists = st.sampled_from(["xs", "ys", "grid[0]", "grid[a % 3]", "o.items", "p.items", "h", "z", "dd[a]", "t[0]"])
names = st.sampled_from(["xs", "ys", "h", "grid"])
dicts = st.sampled_from(["d", "e", "count"])
objects = st.sampled_from(["o", "p", "o", "w"])
keys = st.sampled_from(["1", "'k'", "(1, 2)", "(a, b)", "a", "True", "1.0", "len(xs)", "xs[0] if xs else 0", "a % 2"])
indices = st.sampled_from(["0", "-1", "1", "a", "b - 1", "len(xs) - 1", "a % 2", "-a"])
values = st.sampled_from(
    "1 0 -1 True 1.0 -0.0 None 'a' 'ab' 1000 10**30 float('nan') [] [1] {} {'a':1} (1,2) (a,[b]) xs ys d o p a+1 b*2 xs[:]"
    " Node(a) grow(xs,b) deep(2,ys) step(a) list(walk(ys)) sorted(ys,key=label) {1,2} lambda:a o.next str(a) grid[0]"
    " [i*a.real+len(ys)for(i)in(range(2))]".split()
)
ints = st.sampled_from(["1", "2", "a", "len(xs)", "b"])

TEMPLATES = [
    "{l}.append({v})",
    "{l}.extend([{v}, {v2}])",
    "{l}[{i}] = {v}",
    "{l}[{i}] += {n}",
    "del {l}[{i}]",
    "{l}.pop()",
    "last = {l}.pop({i})",
    "{l}.insert({i}, {v})",
    "{l} += [{v}]",
    "{x} = {l}",
    "{x} = {x} + [{v}]",
    "{l}[{i}:] = [{v}, {v2}]",
    "{l}[{i}], {l2}[{i2}] = {l2}[{i2}], {l}[{i}]",
    "{l}.sort(key=label)",
    "{l}.reverse()",
    "{l}.append({l}.pop())",
    "{l}.append(label({l}.pop()) + label({l}.pop()))",
    "{l}.pop(); {l2}.append({v})",
    "{l}.clear()",
    "{l}.append(len({l2}))",
    "heapq.heappush(h, {n})",
    "heapq.heappush(h, heapq.heappop(h) + heapq.heappop(h))",
    "last = heapq.heappop(h)",
    "heapq.heapify({x})",
    "h[:] = [7, 7, 3, 7]; heapq.heapify(h)",
    "heapq.heapreplace(h, {n})",
    "{d}[{k}] = {v}",
    "{d}[{k}] = {d}.get({k}, 0)",
    "{d}[{k}] += {n}",
    "{d}.pop({k}, None)",
    "del {d}[{k}]",
    "{d}.setdefault({k}, []).append({v})",
    "{d}.update({{{k}: {v}}})",
    "{d}[{k}], {d}['n'] = {v}, {v2}",
    "e = dict(d)",
    "d, e = e, d",
    "dd[{k}].append({v})",
    "last = dd[{k}]",
    "count[{k}] += 1",
    "grid[a % 3][b % 2] = {v}",
    "grid[a % 3][b % 2] += {n}",
    "grid[a % 3] = grid[b % 3]",
    "s.add({k})",
    "s.add(({n}, {k}))",
    "s.discard({k})",
    "s |= {{{k}, {n}}}",
    "s.remove({k}); s.add({n})",
    "s = s | {{{n}}}",
    "{o}.value = {v}",
    "{o}.value += {n}",
    "{o}.next = {o2}",
    "{o}.next, {o} = {o2}, {o2}",
    "{o}, {o2} = {o2}, {o}",
    "{o}.next.value = {v}",
    "{o}.items = {l}",
    "{o}.fresh = {v}",
    "del {o}.fresh",
    "{o}.push({v}).push({v2})",
    "{o}.all().append({v})",
    "last = {o}.swap()",
    "{o}.items[{i}] = {o}.swap()",
    "last = {o}.last",
    "w.x = {v}",
    "w.next = {l}",
    "z.put({v})",
    "Node.made = {n}",
    "Node.made += 1",
    "grow.calls = {v}",
    "q.append({v})",
    "q.appendleft({v})",
    "q.popleft()",
    "q.pop()",
    "q.append(q.popleft())",
    "q.rotate({n})",
    "a, b = b, a",
    "a = {n}",
    "b += {n}",
    "last = {v}",
    "last = grow({l}, {v})",
    "step({n})",
    "setup()",
    "fail({l})",
    "raise KeyError({v})",
    "t = ({l}, {v})",
    "t += ({v},)",
    "last = [y for y in {l}]",
    "last = {{y: 1 for y in 'ab'}}",
    "last = [grow(ys, y) for y in range(2)]",
    "(last := {l}).append({v})",
    "add = {l}.append; add({v})",
    "for y in walk({l}): last = y",
    "print(a)",
    "{x}, *last = {l}",
    "last = max(map(label, {l}), default=0)",
    "{l}[{i}].append({v})",
    "{l}[{i}].value = {v}",
]


def _fill(template: str) -> st.SearchStrategy[str]:
    return st.builds(
        template.format,
        l=lists, l2=lists, x=names, i=indices, i2=indices, v=values, v2=values, n=ints, d=dicts, k=keys, o=objects, o2=objects,
    )  # fmt: skip


simple = st.sampled_from(TEMPLATES).flatmap(_fill)


def _block(body: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(body, min_size=1, max_size=3).map("\n".join)

    def wrap(head: str) -> st.SearchStrategy[str]:
        return several.map(lambda text: head + "\n" + indent(text, "    "))

    return st.one_of(
        st.sampled_from(["for i in range(3):", "for a in (1, 2):", "if a:", "for y in list(xs)[:3]:"]).flatmap(wrap),
        st.tuples(several, several).map(
            lambda two: f"try:\n{indent(two[0], '    ')}\nexcept Exception as error:\n{indent(two[1], '    ')}"
        ),
        st.tuples(several, several).map(
            lambda two: f"try:\n{indent(two[0], '    ')}\nfinally:\n{indent(two[1], '    ')}"
        ),
        st.tuples(several, several).map(
            lambda two: f"if a % 2:\n{indent(two[0], '    ')}\nelse:\n{indent(two[1], '    ')}"
        ),
        several.map(lambda text: f"def inner(a, xs=xs):\n{indent(text, '    ')}\n    return xs\nlast = inner(b)"),
        st.tuples(simple, simple).map("; ".join),
    )


statements = st.recursive(simple, _block, max_leaves=4)


def _assemble(parts: list[str], in_function: bool) -> str:
    guarded = "\n".join(f"try:\n{indent(part, '    ')}\nexcept Exception as e:\n    last = e" for part in parts)
    body = START + guarded
    if in_function:
        return PRELUDE + "def run():\n    global total\n" + indent(body, "    ") + "\n    return xs, d\nrun()\n"
    return PRELUDE + body + "\n"


programs = st.builds(_assemble, st.lists(statements, min_size=1, max_size=8), st.booleans())
