"""Pairs of programs: careless rewrites by what is wrong with them, and careful ones that agree.

The given inputs are the harmless ones of a source: on most pairs both sides agree on all of them.
"""

from typing import NamedTuple


class Pair(NamedTuple):
    name: str
    a: str
    b: str
    inputs: tuple[str, ...]
    is_stdin: bool = False


WRONG = (
    # off-by-one bound
    Pair("off_by_one_bound", "def f(n):\n    return sum(range(1, n + 1)) if n < 50 else 0\n", "def f(n):\n    return sum(range(1, n + 1)) if n <= 50 else 0\n", ("f(3)", "f(10)")),
    Pair("off_by_one_bound", "def f(xs, k):\n    return xs[:k]\n", "def f(xs, k):\n    return [xs[i] for i in range(min(k, len(xs) - 1))]\n", ("f([1, 2, 3, 4], 2)", "f([5, 6, 7], 1)")),
    Pair("off_by_one_bound", "def f(xs, x):\n    lo, hi = 0, len(xs)\n    while lo < hi:\n        mid = (lo + hi) // 2\n        if xs[mid] < x:\n            lo = mid + 1\n        else:\n            hi = mid\n    return lo\n", "def f(xs, x):\n    lo, hi = 0, len(xs) - 1\n    while lo < hi:\n        mid = (lo + hi) // 2\n        if xs[mid] < x:\n            lo = mid + 1\n        else:\n            hi = mid\n    return lo\n", ("f([1, 3, 5, 7], 3)", "f([2, 4, 6], 1)")),
    Pair("off_by_one_bound", "def f(year):\n    return 'old' if year < 1900 else 'new'\n", "def f(year):\n    return 'old' if year <= 1900 else 'new'\n", ("f(1850)", "f(2001)")),
    # swapped branches
    Pair("swapped_branches", "def f(x):\n    if x % 7 == 3:\n        return 'a'\n    elif x > 100:\n        return 'b'\n    return 'c'\n", "def f(x):\n    if x % 7 == 3:\n        return 'a'\n    elif x > 100:\n        return 'c'\n    return 'c'\n", ("f(3)", "f(5)")),
    Pair("swapped_branches", "def f(a, b):\n    if a == b:\n        return 'equal'\n    return 'more' if a > b else 'less'\n", "def f(a, b):\n    if a >= b:\n        return 'more'\n    return 'equal' if a == b else 'less'\n", ("f(3, 2)", "f(2, 5)")),
    # lost nonlocal
    Pair("lost_nonlocal", "def f(xs):\n    best = 0\n    def see(x):\n        nonlocal best\n        if x > best:\n            best = x\n    for x in xs:\n        see(x)\n    return best\n", "def f(xs):\n    best = 0\n    def see(x):\n        if x > 0:\n            best = x\n    for x in xs:\n        see(x)\n    return best\n", ("f([])", "f([-1])")),
    Pair("lost_nonlocal", "def f(n):\n    count = 0\n    def go(k):\n        nonlocal count\n        if k > 3:\n            count += 1\n            go(k - 1)\n    go(n)\n    return count\n", "def f(n):\n    def go(k, count=0):\n        if k > 3:\n            count += 1\n            go(k - 1, count)\n        return 0\n    return go(n)\n", ("f(1)", "f(3)")),
    # late-binding closure
    Pair("late_binding_closure", "def f(n):\n    fs = [lambda x, i=i: x * i for i in range(n)]\n    return [g(2) for g in fs]\n", "def f(n):\n    fs = [lambda x: x * i for i in range(n)]\n    return [g(2) for g in fs]\n", ("f(1)", "f(0)")),
    Pair("late_binding_closure", "def f(names):\n    makers = []\n    for name in names:\n        def greet(name=name):\n            return 'hi ' + name\n        makers.append(greet)\n    return [make() for make in makers]\n", "def f(names):\n    makers = []\n    for name in names:\n        def greet():\n            return 'hi ' + name\n        makers.append(greet)\n    return [make() for make in makers]\n", ("f(['ann'])", "f(['bob'])")),
    # integer vs float division
    Pair("division", "def f(n):\n    return n // 2\n", "def f(n):\n    return int(n / 2)\n", ("f(4)", "f(7)")),
    Pair("division", "def f(xs):\n    return sum(xs) // len(xs)\n", "def f(xs):\n    return int(sum(xs) / len(xs))\n", ("f([4, 4])", "f([1, 2])")),
    Pair("division", "def f(a, b):\n    return a / b\n", "def f(a, b):\n    return a // b\n", ("f(4.0, 2.0)", "f(9.0, 3.0)")),
    # mutated default
    Pair("mutated_default", "def f(x, seen=None):\n    seen = [] if seen is None else seen\n    seen.append(x)\n    return seen\n", "def f(x, seen=[]):\n    seen.append(x)\n    return seen\n", ("f(1)", "f(2)")),
    Pair("mutated_default", "def f(word, counts=None):\n    counts = dict(counts or {})\n    counts[word] = counts.get(word, 0) + 1\n    return counts\n", "def f(word, counts={}):\n    counts[word] = counts.get(word, 0) + 1\n    return counts\n", ("f('a')",)),
    # evaluation order
    Pair("evaluation_order", "def f(xs):\n    return [xs.pop(), xs.pop()]\n", "def f(xs):\n    b, a = xs.pop(), xs.pop()\n    return [a, b]\n", ("f([1, 1])", "f([2, 2, 2])")),
    Pair("evaluation_order", "def f(a, b):\n    log = []\n    def see(x):\n        log.append(x)\n        return x\n    total = see(a) + see(b)\n    return total, log\n", "def f(a, b):\n    log = []\n    def see(x):\n        log.append(x)\n        return x\n    right = see(b)\n    total = see(a) + right\n    return total, log\n", ("f(1, 1)", "f(0, 0)")),
    Pair("evaluation_order", "def f(text, n):\n    a = int(text)\n    b = 10 // n\n    return a + b\n", "def f(text, n):\n    b = 10 // n\n    a = int(text)\n    return a + b\n", ("f('12', 2)", "f('7', 5)")),
    # short-circuit
    Pair("short_circuit", "def f(xs, i):\n    return i < len(xs) and xs[i] > 0\n", "def f(xs, i):\n    return xs[i] > 0 and i < len(xs)\n", ("f([1, 2, 3], 0)", "f([1, 2], 1)")),
    Pair("short_circuit", "def f(a, b):\n    return b != 0 and a % b == 0\n", "def f(a, b):\n    return (b != 0) & (a % b == 0)\n", ("f(6, 3)", "f(7, 2)")),
    Pair("short_circuit", "def f(d, key):\n    return d.get(key) or 'none'\n", "def f(d, key):\n    return d[key] if key in d else 'none'\n", ("f({'a': 'x'}, 'a')", "f({'a': 'y', 'b': 'z'}, 'b')", "f({'a': ''}, 'c')")),
    # iterator exhausted
    Pair("iterator_exhausted", "def f(xs):\n    big = [x for x in xs if x > 2]\n    return sum(big), len(list(big))\n", "def f(xs):\n    big = (x for x in xs if x > 2)\n    return sum(big), len(list(big))\n", ("f([1, 2])", "f([0])")),
    Pair("iterator_exhausted", "def f(xs):\n    pairs = list(zip(xs, xs[1:]))\n    ups = sum(a < b for a, b in pairs)\n    downs = sum(a > b for a, b in pairs)\n    return ups, downs\n", "def f(xs):\n    pairs = zip(xs, xs[1:])\n    ups = sum(a < b for a, b in pairs)\n    downs = sum(a > b for a, b in pairs)\n    return ups, downs\n", ("f([1, 2, 3])", "f([1, 1])")),
    Pair("iterator_exhausted", "def f(n):\n    for i in range(n):\n        yield i * i\n", "def f(n):\n    for i in range(n):\n        yield i + i\n", ("f(1)", "f(0)")),
    # aliasing lost
    Pair("aliasing_lost", "def f(xs):\n    ys = xs\n    ys.append(0)\n    return len(xs)\n", "def f(xs):\n    ys = list(xs)\n    ys.append(0)\n    return len(xs) + 1\n", ("f([1, 2])", "f([])")),
    Pair("aliasing_lost", "def f(n):\n    row = [0] * n\n    grid = [row] * n\n    for i in range(n):\n        grid[i][0] += i\n    return grid\n", "def f(n):\n    grid = [[0] * n for _ in range(n)]\n    for i in range(n):\n        grid[i][0] += i\n    return grid\n", ("f(1)", "f(0)")),
    Pair("aliasing_lost", "def f(xs):\n    ys = xs\n    ys += [1]\n    return xs\n", "def f(xs):\n    ys = xs\n    ys = ys + [1]\n    return xs + [1]\n", ("f([])", "f([1])")),
    # dict order
    Pair("dict_order", "def f(words):\n    counts = {}\n    for word in words:\n        counts[word] = counts.get(word, 0) + 1\n    return counts\n", "def f(words):\n    return {word: words.count(word) for word in sorted(set(words))}\n", ("f(['a', 'b'])", "f(['a'])")),
    Pair("dict_order", "def f(d):\n    return list(d.items())\n", "def f(d):\n    return sorted(d.items())\n", ("f({'a': 1, 'b': 2})", "f({'c': 0})")),
    # sort stability
    Pair("sort_stability", "def f(words):\n    return sorted(words, key=len)\n", "def f(words):\n    return sorted(words, key=lambda w: (len(w), w))\n", ("f(['a', 'bb', 'ccc'])", "f(['x', 'yyy'])")),
    Pair("sort_stability", "def f(pairs):\n    return sorted(pairs, key=lambda p: p[1])\n", "def f(pairs):\n    return sorted(sorted(pairs), key=lambda p: p[1])\n", ("f([('a', 1), ('b', 2)])", "f([('c', 3)])")),
    Pair("sort_stability", "def f(xs):\n    return sorted(xs, key=abs, reverse=True)\n", "def f(xs):\n    return sorted(xs, key=abs)[::-1]\n", ("f([1, 2, 3])", "f([5, -4])")),
    # exception swallowed
    Pair("exception_swallowed", "def f(a, b):\n    return a // b\n", "def f(a, b):\n    try:\n        return a // b\n    except ZeroDivisionError:\n        return 0\n", ("f(6, 3)", "f(7, 2)")),
    Pair("exception_swallowed", "def f(d, key):\n    return d[key] + 1\n", "def f(d, key):\n    return d.get(key, 0) + 1\n", ("f({'a': 1}, 'a')", "f({'a': 1, 'b': 5}, 'b')")),
    Pair("exception_swallowed", "def f(xs):\n    return max(xs)\n", "def f(xs):\n    return max(xs, default=0)\n", ("f([1, 2])", "f([7])")),
    Pair("exception_swallowed", "def f(text):\n    return int(text) + 1\n", "def f(text):\n    try:\n        return int(text) + 1\n    except ValueError:\n        return 0\n", ("f('12')", "f('7')")),
    # output order
    Pair("output_order", "n = int(input())\nfor i in range(n):\n    if i % 3 == 0:\n        print('fizz', i)\n    print(i)\n", "n = int(input())\nfor i in range(n):\n    print(i)\n    if i % 3 == 0 and i:\n        print('fizz', i)\n    elif i == 0:\n        print('fizz', i)\n", ("0\n",), True),
    Pair("output_order", "def f(xs):\n    for x in xs:\n        print(x)\n    return len(xs)\n", "def f(xs):\n    for x in sorted(xs):\n        print(x)\n    return len(xs)\n", ("f([1, 2, 3])", "f([4])")),
    # negative index
    Pair("negative_index", "def f(xs, i):\n    return xs[i - 1] if i > 0 else None\n", "def f(xs, i):\n    return xs[i - 1]\n", ("f([1, 2, 3], 2)", "f([4, 5], 1)")),
    Pair("negative_index", "def f(xs, k):\n    return xs[len(xs) - k:]\n", "def f(xs, k):\n    return xs[-k:]\n", ("f([1, 2, 3], 2)", "f([4, 5], 1)")),
    Pair("negative_index", "def f(text, i):\n    return text[i - 2:i + 1]\n", "def f(text, i):\n    return text[max(0, i - 2):i + 1]\n", ("f('abcdef', 3)", "f('xyzw', 2)")),
    # and a few more ways to be careless
    Pair("wrong_start", "def f(xs):\n    best = xs[0]\n    for x in xs:\n        if x > best:\n            best = x\n    return best\n", "def f(xs):\n    best = 0\n    for x in xs:\n        if x > best:\n            best = x\n    return best\n", ("f([1, 5, 3])", "f([7])")),
    Pair("duplicates_lost", "def f(xs):\n    return sorted(xs)\n", "def f(xs):\n    return sorted(set(xs))\n", ("f([3, 1, 2])", "f([5, 4])")),
    Pair("truth_for_none", "def f(xs):\n    total = 0\n    for x in xs:\n        if x is not None:\n            total += 1\n    return total\n", "def f(xs):\n    total = 0\n    for x in xs:\n        if x:\n            total += 1\n    return total\n", ("f([1, 2, 3])", "f([4])")),
    Pair("type_changed", "def f(n):\n    return n * 2\n", "def f(n):\n    return n * 2.0 if n > 40 else n * 2\n", ("f(3)", "f(8)")),
    Pair("text_of_error", "def f(n):\n    if n > 12:\n        raise ValueError('too big')\n    return n\n", "def f(n):\n    if n > 12:\n        raise KeyError('too big')\n    return n\n", ("f(3)", "f(8)")),
    Pair("stdin_first_only", "n = int(input())\nxs = list(map(int, input().split()))\nprint(max(xs) - min(xs))\n", "n = int(input())\nxs = list(map(int, input().split()))\nprint(xs[-1] - xs[0])\n", ("3\n1 2 3\n", "2\n4 9\n"), True),
    # what only inputs of another make show: graphs with branches, other classes of characters
    Pair("search_order", "from collections import deque\ndef f(graph, start):\n    seen, out, queue = {start}, [], deque([start])\n    while queue:\n        node = queue.popleft()\n        out.append(node)\n        for other in graph.get(node, []):\n            if other not in seen:\n                seen.add(other)\n                queue.append(other)\n    return out\n", "def f(graph, start):\n    seen, out = set(), []\n    def go(node):\n        seen.add(node)\n        out.append(node)\n        for other in graph.get(node, []):\n            if other not in seen:\n                go(other)\n    go(start)\n    return out\n", ("f({1: [2, 3], 2: [], 3: []}, 1)", "f({1: [2], 2: [3], 3: []}, 1)")),
    Pair("character_class", "def f(s):\n    t = [c.lower() for c in s if c.isalnum()]\n    return t == t[::-1]\n", "def f(s):\n    t = [c.lower() for c in s if c.isalpha()]\n    return t == t[::-1]\n", ("f('A man, a plan, a canal: Panama')", "f('race a car')")),
)  # fmt: skip

AGREEING = (
    Pair("loop_and_sum", "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n", "def f(xs):\n    return sum(xs)\n", ("f([1, 2])", "f([])", "f([-4, 7, 7])")),
    Pair("sorting", "def f(xs):\n    xs = list(xs)\n    for i in range(len(xs)):\n        for j in range(len(xs) - 1 - i):\n            if xs[j] > xs[j + 1]:\n                xs[j], xs[j + 1] = xs[j + 1], xs[j]\n    return xs\n", "def f(xs):\n    if len(xs) < 2:\n        return list(xs)\n    mid = len(xs) // 2\n    a, b = f(xs[:mid]), f(xs[mid:])\n    out = []\n    while a and b:\n        out.append(a.pop(0) if a[0] <= b[0] else b.pop(0))\n    return out + a + b\n", ("f([3, 1, 2])", "f([5, 5, 1])")),
    Pair("binary_search", "def f(xs, x):\n    lo, hi = 0, len(xs) - 1\n    while lo <= hi:\n        mid = (lo + hi) // 2\n        if xs[mid] == x:\n            return True\n        if xs[mid] < x:\n            lo = mid + 1\n        else:\n            hi = mid - 1\n    return False\n", "def f(xs, x):\n    return x in xs\n", ("f([1, 3, 5, 7], 3)", "f([2, 4, 6], 1)", "f([1, 2, 9], 9)")),
    Pair("fibonacci", "def f(n):\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a\n", "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n", ("f(5)", "f(9)", "f(0)")),
    Pair("factorial", "def f(n):\n    out = 1\n    for i in range(2, n + 1):\n        out *= i\n    return out\n", "def f(n):\n    return 1 if n <= 1 else n * f(n - 1)\n", ("f(4)", "f(1)", "f(7)")),
    Pair("digits", "def f(n):\n    total = 0\n    while n > 0:\n        total += n % 10\n        n //= 10\n    return total\n", "def f(n):\n    return sum(int(c) for c in str(n))\n", ("f(123)", "f(9)", "f(10)")),
    Pair("gcd", "def f(a, b):\n    while b:\n        a, b = b, a % b\n    return a\n", "import math\ndef f(a, b):\n    return math.gcd(a, b)\n", ("f(12, 18)", "f(7, 5)")),
    Pair("palindrome", "def f(s):\n    return s == s[::-1]\n", "def f(s):\n    return all(s[i] == s[-1 - i] for i in range(len(s) // 2))\n", ("f('abba')", "f('abc')")),
    Pair("brackets", "def f(s):\n    depth = 0\n    for c in s:\n        depth += 1 if c == '(' else -1\n        if depth < 0:\n            return False\n    return depth == 0\n", "def f(s):\n    stack = []\n    for c in s:\n        if c == '(':\n            stack.append(c)\n        elif stack:\n            stack.pop()\n        else:\n            return False\n    return not stack\n", ("f('(())')", "f('())(')")),
    Pair("transpose", "def f(m):\n    return [list(row) for row in zip(*m)]\n", "def f(m):\n    return [[m[i][j] for i in range(len(m))] for j in range(len(m[0]))] if m else []\n", ("f([[1, 2], [3, 4]])", "f([[1, 2, 3]])")),
    Pair("counting_sort", "def f(xs):\n    if not xs:\n        return []\n    counts = [0] * (max(xs) + 1)\n    for x in xs:\n        counts[x] += 1\n    return [x for x in range(len(counts)) for _ in range(counts[x])]\n", "def f(xs):\n    return sorted(xs)\n", ("f([3, 1, 2])", "f([100, 0, 50])")),
    Pair("dot_product", "def f(a, b):\n    return sum(x * y for x, y in zip(a, b))\n", "def f(a, b):\n    return sum(a[i] * b[i] for i in range(len(a)))\n", ("f([1, 2], [3, 4])", "f([1, 2, 3], [4, 5, 6])")),
    Pair("stdin_sum", "n = int(input())\nxs = list(map(int, input().split()))\nprint(sum(xs))\n", "n = int(input())\nxs = input().split()\ntotal = 0\nfor i in range(n):\n    total += int(xs[i])\nprint(total)\n", ("3\n1 2 3\n", "2\n4 9\n"), True),
    Pair("stdin_rows", "n = int(input())\nfor _ in range(n):\n    a, b = map(int, input().split())\n    print(a + b)\n", "import sys\nrows = sys.stdin.read().splitlines()\nfor row in rows[1:1 + int(rows[0])]:\n    print(sum(map(int, row.split())))\n", ("2\n1 2\n3 4\n", "1\n5 6\n"), True),
    Pair("error_text", "def f(x):\n    if x < 0:\n        raise ValueError('negative')\n    return x ** 0.5\n", "import math\ndef f(x):\n    if x < 0:\n        raise ValueError(f'{x} is below zero')\n    return math.sqrt(x)\n", ("f(4.0)", "f(2.25)")),
    Pair("deduplicate", "def f(xs):\n    seen = set()\n    return [x for x in xs if not (x in seen or seen.add(x))]\n", "def f(xs):\n    return list(dict.fromkeys(xs))\n", ("f([1, 2, 1])", "f([3, 3])")),
    Pair("in_place", "def f(xs):\n    xs.sort()\n    return xs\n", "def f(xs):\n    xs[:] = sorted(xs)\n    return xs\n", ("f([2, 1])", "f([3])")),
    Pair("generator", "def f(xs):\n    for x in xs:\n        yield x * 2\n", "def f(xs):\n    return (x * 2 for x in xs)\n", ("list(f([1, 2]))", "list(f([]))")),
    Pair("records", "def f(cap, ops):\n    d, out = {}, []\n    for op in ops:\n        if len(op) == 1:\n            if op[0] in d:\n                d[op[0]] = d.pop(op[0])\n            out.append(d.get(op[0], -1))\n        else:\n            d.pop(op[0], None)\n            d[op[0]] = op[1]\n            if len(d) > cap:\n                del d[next(iter(d))]\n    return out\n", "from collections import OrderedDict\ndef f(cap, ops):\n    d, out = OrderedDict(), []\n    for op in ops:\n        if len(op) == 1:\n            (k,) = op\n            if k in d:\n                d.move_to_end(k)\n            out.append(d[k] if k in d else -1)\n        else:\n            k, v = op\n            d[k] = v\n            d.move_to_end(k)\n            if len(d) > cap:\n                d.popitem(last=False)\n    return out\n", ("f(2, [(1, 1), (2, 2), (1,), (3, 3), (2,), (3,)])", "f(1, [(1, 5), (1,), (2, 6), (1,)])")),
    Pair("shortest_paths", "import heapq\ndef f(graph, start):\n    dist, heap = {start: 0}, [(0, start)]\n    while heap:\n        d, u = heapq.heappop(heap)\n        if d > dist[u]:\n            continue\n        for v, w in graph.get(u, []):\n            if v not in dist or d + w < dist[v]:\n                dist[v] = d + w\n                heapq.heappush(heap, (d + w, v))\n    return sorted(dist.items())\n", "def f(graph, start):\n    dist, is_open = {start: 0}, True\n    while is_open:\n        is_open = False\n        for u in list(dist):\n            for v, w in graph.get(u, []):\n                if v not in dist or dist[u] + w < dist[v]:\n                    dist[v], is_open = dist[u] + w, True\n    return sorted(dist.items())\n", ("f({'a': [('b', 2), ('c', 5)], 'b': [('c', 1)], 'c': []}, 'a')", "f({'a': [('b', 7)]}, 'a')")),
)  # fmt: skip
