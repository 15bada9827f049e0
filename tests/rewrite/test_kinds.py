"""Each kind of rewrite changes what it says it changes, and the program does the same."""

import io
import random
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from tracepile.rewrite.mutants import MUTANTS, is_mutant
from tracepile.rewrite.registry import FINDERS, KINDS, edit, rewrite, rewrite_chain
from tracepile.settings import resource_dir

EXAMPLES = {
    "augmented_assignment": ("def f(x):\n    x += 3\n    return x\n", "f(2)", "x = x + 3"),
    "chained_comparison": ("def f(x):\n    return 0 <= x < 9\n", "f(4)", "0 <= x and x < 9"),
    "comprehension_to_loop": ("def f(xs):\n    x = 7\n    ys = [x * 2 for x in xs if x > 1]\n    return ys, x\n", "f([1, 2, 3])", "ys.append("),
    "dead_code": ("def f(x):\n    y = x + 1\n    return y\n", "f(1)", ""),
    "elif_to_nested": ("def f(x):\n    if x > 5:\n        return 'a'\n    elif x > 2:\n        return 'b'\n    else:\n        return 'c'\n", "f(3)", "else:\n        if x > 2:"),
    "extract_function": ("def f(a, b):\n    c = a * b + a\n    return c\n", "f(2, 3)", "(a, b):\n    return a * b + a"),
    "for_to_while": ("def f(n):\n    t = 0\n    for i in range(2, n, 3):\n        if i == 8:\n            continue\n        t += i\n    else:\n        t += 100\n    return t, i\n", "f(14)", "while"),
    "format_to_fstring": ("def f(x, y):\n    return '{}-{:>4}'.format(x, y)\n", "f(1, 'a')", "f'{x}-{y:>4}'"),
    "fstring_to_format": ("def f(x):\n    return f'<{x!r:>5}> {{}}'\n", "f('a')", ".format(x)"),
    "guard_clause": ("def f(xs):\n    t = 0\n    for x in xs:\n        if x > 1:\n            t += x\n    return t\n", "f([1, 2, 3])", "continue"),
    "if_to_ternary": ("def f(x):\n    if x > 1:\n        y = 1\n    else:\n        y = 2\n    return y\n", "f(0)", "y = 1 if x > 1 else 2"),
    "index_to_enumerate": ("def f(xs):\n    t = []\n    for i in range(len(xs)):\n        t.append((i, xs[i]))\n    return t\n", "f([4, 5])", "enumerate(xs)"),
    "inline_function": ("def sq(x):\n    return x * x + 1\ndef f(a):\n    return 2 * sq(a)\n", "f(3)", "2 * (a * a + 1)"),
    "invert_if": ("def f(x):\n    if x == 1:\n        return 'one'\n    else:\n        return 'many'\n", "f(1)", "x != 1"),
    "lambda_to_function": ("def f(xs):\n    return sorted(xs, key=lambda x: -x)\n", "f([1, 3, 2])", "return -x"),
    "library_to_code": ("def f(xs):\n    return sum(xs) + max(xs), sorted(xs)\n", "f([1, 3, 2])", "for item in"),
    "list_to_deque": ("def f(n):\n    queue = [n]\n    out = []\n    while queue:\n        x = queue.pop(0)\n        out.append(x)\n        if x > 0:\n            queue.append(x - 1)\n    return out\n", "f(3)", "queue.popleft()"),
    "literal_container": ("def f(x):\n    return x in [1, 2]\n", "f(2)", "x in (1, 2)"),
    "loop_to_comprehension": ("def f(xs):\n    ys = []\n    for x in xs:\n        if x:\n            ys.append(x + 1)\n    return ys\n", "f([0, 1])", "ys = [x + 1 for x in xs if x]"),
    "negated_logic": ("def f(a, b):\n    if a > 1 and b == 2:\n        return 1\n    return 0\n", "f(2, 2)", "not (not a > 1 or b != 2)"),
    "recursion_to_stack": ("def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n", "f(10)", ".send("),
    "rename": ("def f(alpha):\n    beta = alpha\n    return beta\n", "f(2)", ""),
    "reorder_literals": ("def f(x):\n    return x * 2 if x > 3 else 0\n", "f(5)", ""),
    "split_condition": ("def f(a, b):\n    if a and b:\n        return 1\n    return 0\n", "f(1, 0)", "if a:\n        if b:"),
    "split_tuple_assignment": ("def f(a, b):\n    a, b = b, a + b\n    return a, b\n", "f(1, 2)", "b = a + b"),
    "tail_call_to_loop": ("def f(a, b):\n    if b == 0:\n        return a\n    return f(b, a % b)\n", "f(12, 18)", "a, b = b, a % b"),
    "ternary_to_if": ("def f(x):\n    y = 'a' if x else 'b'\n    return y\n", "f(0)", "if x:\n        y = 'a'"),
    "while_to_break": ("def f(n):\n    while n > 3:\n        n -= 2\n    return n\n", "f(9)", "while True:"),
    "while_to_for": ("def f(n):\n    t = 0\n    i = 1\n    while i < n:\n        t += i\n        i += 1\n    return t, i\n", "f(5)", "for i in range(1, n):"),
}  # fmt: skip

LEFT_ALONE = [
    ("index_to_enumerate", "def f(xs):\n    for i in range(len(xs)):\n        xs[i] = xs[i] + 1\n    return xs\n"),
    ("loop_to_comprehension", "def f(xs):\n    ys = []\n    for x in xs:\n        ys.append(len(ys))\n    return ys\n"),
    ("loop_to_comprehension", "def f(xs):\n    ys = []\n    for x in xs:\n        ys.append(x)\n    return ys, x\n"),
    ("comprehension_to_loop", "def f(xs):\n    return [lambda: x for x in xs]\n"),
    ("while_to_for", "def f(n):\n    i = 0\n    while i < n:\n        n -= 1\n        i += 1\n    return n\n"),
    ("tail_call_to_loop", "def f(n):\n    return 1 if n == 0 else n * f(n - 1)\n"),
    ("recursion_to_stack", "def f(xs):\n    return [f(x) for x in xs] if isinstance(xs, list) else xs\n"),
    ("list_to_deque", "def f(n):\n    queue = [n]\n    x = queue.pop(0)\n    return queue[0:1], x\n"),
    ("library_to_code", "def sum(xs):\n    return 0\ndef f(xs):\n    return sum(xs)\n"),
    ("inline_function", "k = 1\ndef g(x):\n    return x + k\ndef f(k):\n    return g(k)\n"),
    ("extract_function", "def f(a):\n    return eval('a') + a * 2\n"),
]


def result_of(code: str, call: str) -> Any:
    names: dict[str, Any] = {"__name__": "program"}
    exec(compile(code, "<program>", "exec"), names)
    return eval(call, names)


def test_every_kind_has_an_example() -> None:
    assert set(EXAMPLES) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_a_kind_changes_its_form_and_nothing_else(kind: str) -> None:
    code, call, fragment = EXAMPLES[kind]
    new = rewrite(code, kind, {"f"}, 1)
    assert new is not None
    assert new != code
    assert fragment in new, new
    assert result_of(new, call) == result_of(code, call)


@pytest.mark.parametrize(("kind", "code"), LEFT_ALONE)
def test_a_kind_leaves_alone_what_it_cannot_change_safely(kind: str, code: str) -> None:
    assert edit(code, FINDERS[kind], {"f"}, 1, 4) is None


def test_comments_and_formatting_beside_a_change_stay() -> None:
    code = "# about f\ndef f( x ):  # head\n    # why\n    if x == 1:  # one\n        # inside\n        return  1\n    else:\n        return 2\n"
    new = rewrite(code, "invert_if", {"f"}, 0)
    assert new is not None
    assert new.startswith("# about f\ndef f( x ):  # head\n    # why\n    if x != 1:\n")
    assert "return  1" in new


def test_chains_are_the_same_for_the_same_seed_and_differ_otherwise() -> None:
    code = EXAMPLES["for_to_while"][0] + "".join(
        EXAMPLES[kind][0].replace("def f", f"def {kind}") for kind in ("ternary_to_if", "invert_if")
    )
    made = [rewrite_chain(code, {"f"}, seed, 3) for seed in (5, 5, 6, 7, 8)]
    assert all(made)
    assert made[0] == made[1]
    assert len(set(made)) > 2
    assert all(len(kinds) == len(set(kinds)) <= 3 for kinds, _ in made if kinds)


@pytest.mark.parametrize("kind", sorted(MUTANTS))
def test_a_mutant_has_one_bug(kind: str) -> None:
    code = "def f(a, b):\n    t = 3\n    for i in range(a):\n        if i < b:\n            t += i * 2\n    return t\n"
    new = edit(code, MUTANTS[kind], {"f"}, 3, 1)
    assert new is not None
    assert is_mutant([kind])
    changed = [pair for pair in zip(code.splitlines(), new.splitlines(), strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1


PROGRAMS = sorted(resource_dir("seed_corpus").glob("*/*/program.py"))[::3]


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: f"{path.parts[-3]}/{path.parts[-2]}")
def test_rewritten_programs_of_the_seed_corpus_give_the_same_answers(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = runpy.run_path(str(path.with_name("problem.py")))
    code, entry = path.read_text(), problem["ENTRY_POINT"]
    rng = random.Random(0)
    inputs = [*problem["boundary"]()[:2], *(problem["generate"](rng) for _ in range(2))]
    for kind in KINDS:
        new = rewrite(code, kind, {entry}, 11)
        if new is None:
            continue
        for given in inputs:
            if entry == "stdin":
                assert printed(new, given, monkeypatch) == printed(code, given, monkeypatch), kind
            else:
                call = f"{entry}({', '.join(map(repr, given))})"
                assert result_of(new, call) == result_of(code, call), (kind, new)


def printed(code: str, text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    monkeypatch.setattr(sys, "stdout", out)
    exec(compile(code, "<program>", "exec"), {"__name__": "__main__"})
    monkeypatch.undo()
    return out.getvalue()
