"""Mutations that fool tracers, and the values that a variable must be seen to take."""

from dataclasses import dataclass
from textwrap import dedent


@dataclass(frozen=True, slots=True)
class Mutation:
    """A program with a function `run(n)`, called with 3, and what its record must show.

    seen: for each variable of `run` (or of the module) the texts that its recorded values hold, in this order.
    """

    code: str
    seen: dict[str, list[str]]


def is_right(case: Mutation, histories: dict[str, list[str]]) -> bool:
    """Tell whether recorded values of the variables hold what they must, one after the other."""
    return all(_holds(histories.get(name, []), texts) for name, texts in case.seen.items())


def _holds(history: list[str], texts: list[str]) -> bool:
    values = iter(history)
    return all(any(text in value for value in values) for text in texts)


def _case(code: str, **seen: list[str]) -> Mutation:
    return Mutation(dedent(code), seen)


CASES = {
    "alias": _case(
        """
        def run(n):
            a = [1]
            b = a
            b.append(2)
            c = {'k': b}
            c['k'].append(n)
            return a
        """,
        a=["[1]", "[1, 2]", "[1, 2, 3]"],
        b=["[1, 2, 3]"],
    ),
    "nested row": _case(
        """
        def run(n):
            g = [[0] * 3 for _ in range(n)]
            g[1][2] = 7
            g[2] = g[1]
            g[1][0] = 5
            return g
        """,
        g=["[0, 0, 7], [0, 0, 0]]", "[0, 0, 7], [0, 0, 7]]", "[5, 0, 7], [5, 0, 7]]"],
    ),
    "inside a called function": _case(
        """
        def fill(xs, n):
            if n:
                xs.append(n)
                fill(xs, n - 1)
        def run(n):
            mine = []
            fill(mine, n)
            return mine
        """,
        mine=["[]", "[3, 2, 1]"],
    ),
    "try body that raises": _case(
        """
        def run(n):
            d = {}
            try:
                d['a'] = 1; d['b'] = 1 // 0
            except ZeroDivisionError:
                d['c'] = n
            return d
        """,
        d=["{'a': 1}", "{'a': 1, 'c': 3}"],
    ),
    "library in place": _case(
        """
        import bisect, heapq
        def run(n):
            xs = [5, 1, 4]
            xs.sort()
            bisect.insort(xs, n)
            heapq.heappop(xs)
            return xs
        """,
        xs=["[5, 1, 4]", "[1, 4, 5]", "[1, 3, 4, 5]", "[3, 5, 4]"],
    ),
    "slices": _case(
        """
        def run(n):
            xs = list(range(10))
            xs[2:9] = [n]
            del xs[0]
            xs[:0] = (7, 7)
            return xs
        """,
        xs=["[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]", "[0, 1, 3, 9]", "[1, 3, 9]", "[7, 7, 1, 3, 9]"],
    ),
    "set of the same size": _case(
        """
        def run(n):
            s = {1, 2}
            s.remove(1); s.add(n)
            return s
        """,
        s=["{1, 2}", "{2, 3}"],
    ),
    "dict of the same size": _case(
        """
        def run(n):
            d = {'a': 1, 'b': 2}
            d['c'] = d.pop('a')
            d['b'] = n
            return d
        """,
        d=["{'a': 1, 'b': 2}", "{'b': 2, 'c': 1}", "{'b': 3, 'c': 1}"],
    ),
    "equal but not the same": _case(
        """
        def run(n):
            xs = [1, 0.0]
            xs[0] = True
            xs[0] = 1.0
            xs[1] = -0.0
            return xs
        """,
        xs=["[1, 0.0]", "[True, 0.0]", "[1.0, 0.0]", "[1.0, -0.0]"],
    ),
    "attributes": _case(
        """
        class Node:
            def __init__(self, value):
                self.value = value
        def run(n):
            node = Node(1)
            node.value = n
            return node
        """,
        node=["value=1", "value=3"],
    ),
    "slots": _case(
        """
        class Node:
            __slots__ = ('value',)
        def run(n):
            node = Node()
            node.value = 1
            node.value += n
            return node
        """,
        node=["value=1", "value=4"],
    ),
    "property": _case(
        """
        class Box:
            def __init__(self):
                self._size = 0
            @property
            def size(self):
                return self._size
            @size.setter
            def size(self, size):
                self._size = size
        def run(n):
            box = Box()
            box.size = n
            return box
        """,
        box=["_size=0", "_size=3"],
    ),
    "dataclass": _case(
        """
        from dataclasses import dataclass, field
        @dataclass
        class Order:
            items: list = field(default_factory=list)
        def run(n):
            order = Order()
            order.items.append(n)
            return order
        """,
        order=["items=[]", "items=[3]"],
    ),
    "closure and nonlocal": _case(
        """
        def run(n):
            count = 0
            def add():
                nonlocal count
                count += n
            add()
            add()
            return count
        """,
        count=["0", "3", "6"],
    ),
    "generator": _case(
        """
        def run(n):
            log = []
            def numbers():
                for i in range(n):
                    log.append(i)
                    yield i
            g = numbers()
            next(g)
            next(g)
            return log
        """,
        log=["[]", "[0]", "[0, 1]"],
    ),
    "walrus and comprehension": _case(
        """
        def run(n):
            last = 0
            squares = [last := i * i for i in range(n + 1)]
            return last, squares
        """,
        last=["0", "9"],
        squares=["[0, 1, 4, 9]"],
    ),
    "match": _case(
        """
        def run(n):
            match {'kind': 'move', 'by': [n, 4]}:
                case {'kind': kind, 'by': [dx, *rest]}:
                    rest.append(dx)
            return rest
        """,
        kind=["'move'"],
        dx=["3"],
        rest=["[4]", "[4, 3]"],
    ),
    "with": _case(
        """
        class Log:
            def __init__(self, lines):
                self.lines = lines
            def __enter__(self):
                self.lines.append('in')
                return self.lines
            def __exit__(self, *error):
                self.lines.append('out')
        def run(n):
            lines = []
            with Log(lines) as same:
                same.append(n)
            return lines
        """,
        lines=["['in']", "['in', 3]", "['in', 3, 'out']"],
    ),
    "class body": _case(
        """
        def run(n):
            class Config:
                sizes = [n]
                sizes.append(4)
            sizes_seen = Config.sizes
            Config.sizes.append(5)
            return sizes_seen
        """,
        sizes=["[3]", "[3, 4]"],
        sizes_seen=["[3, 4]", "[3, 4, 5]"],
    ),
    "decorator": _case(
        """
        calls = []
        def logged(function):
            def inner(x):
                calls.append(x)
                return function(x)
            return inner
        @logged
        def double(x):
            return 2 * x
        def run(n):
            first = double(n)
            second = double(first)
            return second
        """,
        calls=["[]", "[3]", "[3, 6]"],
    ),
    "global": _case(
        """
        total = 0
        def run(n):
            global total
            total += n
            total *= 2
            return total
        """,
        total=["0", "3", "6"],
    ),
    "augmented assignment": _case(
        """
        def run(n):
            xs = same = [1]
            xs += [n]
            s = {1}
            s |= {n}
            return xs, same, s
        """,
        same=["[1]", "[1, 3]"],
        s=["{1}", "{1, 3}"],
    ),
    "unpacking and swap": _case(
        """
        def run(n):
            xs = [1, 2, n]
            xs[0], xs[2] = xs[2], xs[0]
            a, *b = xs
            return a, b
        """,
        xs=["[1, 2, 3]", "[3, 2, 1]"],
        b=["[2, 1]"],
    ),
    "exception through frames": _case(
        """
        def inner(xs):
            xs.append('inner')
            raise KeyError
        def outer(xs):
            try:
                inner(xs)
            finally:
                xs.append('outer')
        def run(n):
            seen = []
            try:
                outer(seen)
            except KeyError:
                seen.append('run')
            return seen
        """,
        seen=["['inner', 'outer']", "['inner', 'outer', 'run']"],
    ),
    "default factory": _case(
        """
        from collections import defaultdict
        def run(n):
            d = defaultdict(list)
            d['a']
            d['b'].append(n)
            return d
        """,
        d=["'a': []", "'a': [], 'b': [3]"],
    ),
}
