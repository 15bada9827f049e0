"""Small programs of many kinds, written for the tests of the narrator: name -> (code, call or None, stdin or None)."""

from functools import cache
from textwrap import dedent

from tracepile.execution.model import Case, Limits, Recording
from tracepile.execution.recording import record_in_process

LARGEST = """
    def largest(xs):
        best = xs[0]
        for x in xs[1:]:
            if x > best:
                best = x
        return best
"""

SQUARES = """
    def squares(n):
        total = 0
        for i in range(1, n + 1):
            total += i * i
        return total
"""

PROGRAMS: dict[str, tuple[str, str | None, str | None]] = {
    "largest": (LARGEST, "largest([3, 7, 5])", None),
    "squares": (SQUARES, "squares(100)", None),
    "fact": (
        """
        def fact(n):
            if n <= 1:
                return 1
            return n * fact(n - 1)
        """,
        "fact(12)",
        None,
    ),
    "fib": (
        """
        def fib(n):
            if n < 2:
                return n
            return fib(n - 1) + fib(n - 2)
        """,
        "fib(5)",
        None,
    ),
    "try": (
        """
        def safe(a, b):
            result = []
            for x, y in zip(a, b):
                try:
                    q = x // y
                except ZeroDivisionError:
                    result.append(None)
                else:
                    result.append(q)
                finally:
                    done = len(result)
            return result, done
        """,
        "safe([4, 5, 9], [2, 0, 3])",
        None,
    ),
    "uncaught": (
        """
        def need(d, k):
            return d[k]

        def run(keys):
            d = {'a': 1}
            out = 0
            for k in keys:
                out += need(d, k)
            return out
        """,
        "run(['a', 'b'])",
        None,
    ),
    "stack": (
        """
        class Stack:
            def __init__(self):
                self.items = []

            def push(self, x):
                self.items.append(x)

            def pop(self):
                if not self.items:
                    return None
                return self.items.pop()

            def __len__(self):
                return len(self.items)

        def valid(s):
            stack = Stack()
            pairs = {')': '(', ']': '['}
            for c in s:
                if c in '([':
                    stack.push(c)
                elif stack.pop() != pairs[c]:
                    return False
            return len(stack) == 0
        """,
        "valid('([])')",
        None,
    ),
    "generator": (
        """
        def fibs(n):
            a, b = 0, 1
            while a < n:
                yield a
                a, b = b, a + b

        def evens(n):
            total = 0
            for x in fibs(n):
                if x % 2 == 0:
                    total += x
            return total
        """,
        "evens(20)",
        None,
    ),
    "main": (
        """
        def main():
            n, k = map(int, input().split())
            xs = list(map(int, input().split()))
            xs.sort(reverse=True)
            s = 0
            for i in range(k):
                s += xs[i]
            print(s)
            if s % 2 == 0:
                print("even", s // 2)

        if __name__ == "__main__":
            main()
        """,
        None,
        "5 2\n3 9 1 7 4\n",
    ),
    "grid": (
        """
        def paths(rows, cols):
            grid = [[0] * cols for _ in range(rows)]
            for r in range(rows):
                for c in range(cols):
                    if r == 0 or c == 0:
                        grid[r][c] = 1
                    else:
                        grid[r][c] = grid[r - 1][c] + grid[r][c - 1]
            return grid[-1][-1]
        """,
        "paths(3, 4)",
        None,
    ),
    "match": (
        """
        def run(command):
            match command:
                case [x, "+", y]:
                    r = x + y
                case [x, "-", y]:
                    r = x - y
                case _:
                    r = None
            return r
        """,
        'run([5, "-", 3])',
        None,
    ),
    "linked": (
        """
        class Node:
            def __init__(self, val, next=None):
                self.val = val
                self.next = next

        def build(xs):
            head = None
            for x in reversed(xs):
                head = Node(x, head)
            return head

        def total(head):
            s = 0
            while head is not None:
                s += head.val
                head = head.next
            return s

        def run(xs):
            return total(build(xs))
        """,
        "run([1, 2, 3])",
        None,
    ),
    "else": (
        """
        def find(xs, t):
            for i, x in enumerate(xs):
                if x == t:
                    where = i
                    break
            else:
                where = -1
            return where
        """,
        "find([4, 8, 15], 16)",
        None,
    ),
    "collatz": (
        """
        def collatz(n):
            steps = 0
            while n != 1:
                n = n // 2 if n % 2 == 0 else 3 * n + 1
                steps += 1
            return steps
        """,
        "collatz(27)",
        None,
    ),
    "one_liners": (
        """
        def rle(s):
            if not s: return ''
            out = []; prev = s[0]; n = 1
            for ch in s[1:]:
                if ch == prev: n += 1
                else:
                    out.append(prev + str(n))
                    prev, n = ch, 1
            out.append(prev + str(n))
            return ''.join(out)
        """,
        "rle('aaabcc')",
        None,
    ),
    "library": (
        """
        import heapq
        from collections import Counter, defaultdict, deque

        def group(words):
            d = defaultdict(list)
            for w in words:
                d[''.join(sorted(w))].append(w)
            c = Counter(len(v) for v in d.values())
            best = max(d.values(), key=len)
            heap = [3, 1, 2]
            heapq.heapify(heap)
            first = heapq.heappop(heap)
            q = deque([first])
            q.appendleft(first * 2)
            last = q.popleft()
            seen = {first}
            seen.add(last)
            xs = [1, 2, 3]
            xs[0], xs[2] = xs[2], xs[0]
            return best, c[1], first, last, sorted(seen), xs
        """,
        "group(['eat', 'tea', 'tan', 'ate'])",
        None,
    ),
    "memo": (
        """
        def climb(n, memo={}):
            if n in memo:
                return memo[n]
            if n <= 2:
                return n
            memo[n] = climb(n - 1, memo) + climb(n - 2, memo)
            return memo[n]
        """,
        "climb(6)",
        None,
    ),
    "hanoi": (
        """
        def hanoi(n, a, b, c, moves):
            if n == 0:
                return
            hanoi(n - 1, a, c, b, moves)
            moves.append((a, b))
            hanoi(n - 1, c, b, a, moves)

        def solve(n):
            moves = []
            hanoi(n, 'A', 'B', 'C', moves)
            return len(moves), moves[:2]
        """,
        "solve(3)",
        None,
    ),
    "comprehension": (
        """
        def is_prime(n):
            if n < 2:
                return False
            return all(n % i for i in range(2, int(n ** 0.5) + 1))

        def count(n):
            return sum(1 for x in range(n) if is_prime(x))
        """,
        "count(12)",
        None,
    ),
    "long": (
        """
        def long(n):
            values = list(range(n))
            table = {i: str(i) * 5 for i in range(n)}
            text = 'ab' * n
            for i in range(n):
                values[i] = values[i] * 7 % n
            return max(values), len(text), len(table)
        """,
        "long(300)",
        None,
    ),
    "silent": ("x = 3\ny = x * 2\n", None, ""),
}


@cache
def record(name: str) -> Recording:
    """Record one of the programs, once for all tests."""
    code, call, stdin = PROGRAMS[name]
    return record_in_process(Case(dedent(code).strip() + "\n", call=call, stdin=stdin), Limits())
