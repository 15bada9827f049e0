"""Renaming changes names that nobody outside can see, and nothing else."""

import io
import random
import re
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from tracepile.rewrite.renaming import rename
from tracepile.settings import resource_dir


def result_of(code: str, call: str) -> Any:
    names: dict[str, Any] = {}
    exec(compile(code, "<program>", "exec"), names)
    return eval(call, names)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("def f(a, b=2):\n    c = a + b\n    return c * a\n", "f(3, b=4)"),
        ("def f(xs):\n    def g(y):\n        return y + t\n    t = 5\n    return [g(x) for x in xs]\n", "f([1, 2])"),
        ("def f():\n    n = 0\n    def up():\n        nonlocal n\n        n += 1\n    up(); up()\n    return n\n", "f()"),
        ("N = 3\ndef f():\n    global N\n    N += 1\n    return N\n", "f()"),
        ("class A:\n    k = 2\n    def m(self, v):\n        w = v * self.k\n        return w\ndef f(x):\n    a = A()\n    return a.m(x)\n", "f(4)"),
        ("import math\ndef f(x):\n    r = math.floor(x)\n    return f'{r=} {r:>4}'\n", "f(2.5)"),
        ("def f(x):\n    try:\n        return 1 // x\n    except ZeroDivisionError as err:\n        return str(err)\n", "f(0)"),
        ("def f(*args, **kw):\n    total = sum(args)\n    return total + kw['z']\n", "f(1, 2, z=3)"),
        ("def f(n):\n    if (m := n * 2) > 3:\n        return m\n    return [i for i in range(m) if (q := i)] + [q]\n", "f(1)"),
        ("def helper(a):\n    return a + 1\ndef f(a):\n    helper2 = helper\n    return helper2(a=a) + helper(a)\n", "f(1)"),
        ("def f(x, y):\n    x, y = y, x\n    (p, *q), r = [x, y, 1], 2\n    del r\n    return p, q\n", "f(1, 2)"),
        ("def f(d):\n    return {k: v for k, v in sorted(d.items(), key=lambda kv: kv[1])}\n", "f({'a': 2, 'b': 1})"),
        ("def f(n: 'int') -> 'list[int]':\n    out: 'list[int]' = []\n    for n in range(n):\n        out.append(n)\n    return out\n", "f(3)"),
        ("def f(x):\n    a = a2 = x\n    for a in range(3):\n        pass\n    return a, a2, abs(x)\n", "f(-1)"),
    ],
)  # fmt: skip
def test_a_renamed_program_does_the_same(code: str, call: str) -> None:
    for seed in range(6):
        renamed = rename(code, {"f", *re.findall(r"(\w+)=", call)}, seed)
        if renamed is not None:
            assert result_of(renamed, call) == result_of(code, call), renamed
    assert (
        any(rename(code, {"f"}, seed) not in {None, code} for seed in range(6))
        or "nonlocal" in code
        or "global" in code
    )


def test_visible_names_stay() -> None:
    code = "def f(width, height):\n    area = width * height\n    return area\n"
    renamed = rename(code, {"f", "height"}, 1)
    assert renamed is not None
    assert "height" in renamed
    assert "def f(" in renamed
    assert "area" not in renamed
    assert "width" not in renamed


@pytest.mark.parametrize(
    "code",
    [
        "def f(x):\n    y = x\n    return locals()['y']\n",
        "def f(x):\n    y = x\n    return eval('y')\n",
        "def f(x):\n    match x:\n        case [a, b]:\n            return a + b\n",
        "print(1)\n",
        "def f(:\n",
    ],
)
def test_programs_that_cannot_be_renamed_safely_are_left_alone(code: str) -> None:
    assert rename(code, {"f"}, 3) is None


def test_the_same_seed_gives_the_same_names_and_others_give_others() -> None:
    code = "def f(a):\n    b = a\n    c = b\n    return c\n"
    assert rename(code, {"f"}, 7) == rename(code, {"f"}, 7)
    assert len({rename(code, {"f"}, seed) for seed in range(5)}) > 1


PROGRAMS = sorted(resource_dir("seed_corpus").glob("*/*/program.py"))


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: f"{path.parts[-3]}/{path.parts[-2]}")
def test_renamed_programs_of_the_seed_corpus_give_the_same_answers(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = runpy.run_path(str(path.with_name("problem.py")))
    code = path.read_text()
    entry = problem["ENTRY_POINT"]
    renamed = rename(code, {entry}, 11)
    if renamed is None:
        pytest.skip("nothing can be renamed here")
    rng = random.Random(0)
    inputs = [*problem["boundary"](), *(problem["generate"](rng) for _ in range(5))]
    if entry == "stdin":
        for text in inputs:
            said = []
            for version in (code, renamed):
                out = io.StringIO()
                monkeypatch.setattr(sys, "stdin", io.StringIO(text))
                monkeypatch.setattr(sys, "stdout", out)
                exec(compile(version, "<program>", "exec"), {"__name__": "__main__"})
                monkeypatch.undo()
                said.append(out.getvalue())
            assert said[0] == said[1]
        return
    for arguments in inputs:
        call = f"{entry}({', '.join(map(repr, arguments))})"
        assert result_of(renamed, call) == result_of(code, call)


def test_functions_alike_get_the_same_names_wherever_they_lie_in_memory() -> None:
    # What the names depended on was the order of a set of objects, so by their addresses.
    code = "".join(f"def f{n}(a, b):\n    c = a * b\n    return c + {n}\n" for n in range(8))
    junk: list[object] = []
    variants = set()
    for size in range(12):
        junk.append([object() for _ in range(size * 37)])
        variants.add(rename(code, [], seed=5))
    assert len(variants) == 1
