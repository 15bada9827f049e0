"""The shape of code stays under renaming, comments and reformatting, and changes with what the code does."""

import ast
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tracepile.schema import content_id
from tracepile.settings import resource_dir
from tracepile.similarity.alpha import fingerprint_code, shape_keys

PROGRAMS = sorted(path.read_text() for path in Path(resource_dir("seed_corpus")).glob("*/*/program.py"))
programs = st.sampled_from(PROGRAMS)
thorough = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def shape_of(code: str, entry_point: str = "", min_tokens: int = 1) -> str | None:
    return fingerprint_code(code, entry_point, min_tokens).alpha_sha256


class Renamer(ast.NodeTransformer):
    """Renames everything a program names itself, but attributes, the same way everywhere."""

    def __init__(self, tree: ast.AST, seed: int) -> None:
        imported = {
            (alias.asname or alias.name).partition(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        own |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        own |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        numbers = random.Random(seed).sample(range(10_000), len(own))
        fresh = zip(sorted(own - imported), numbers, strict=False)
        self.names = {name: f"v{number}_" for name, number in fresh if not name.startswith("__")}

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for field in ("id", "arg", "name"):
            name = getattr(node, field, None)
            if isinstance(name, str) and not isinstance(node, ast.alias):
                setattr(node, field, self.names.get(name, name))
        if isinstance(node, ast.Global | ast.Nonlocal):
            node.names = [self.names.get(name, name) for name in node.names]
        return super().generic_visit(node)


def rename(code: str, seed: int) -> tuple[str, dict[str, str]]:
    tree = ast.parse(code)
    renamer = Renamer(tree, seed)
    return ast.unparse(renamer.visit(tree)), renamer.names


@thorough
@given(programs, st.integers(0, 10**6))
def test_renaming_keeps_the_shape(code: str, seed: int) -> None:
    assume("class " not in code)  # methods are attributes, which this renamer leaves alone
    renamed, names = rename(code, seed)
    assert renamed != code
    entry = next((node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)), "stdin")
    assert shape_of(renamed, names.get(entry, entry)) == shape_of(code, entry)


@thorough
@given(programs, st.integers(0, 10**6))
def test_comments_and_layout_keep_shape_and_exact_hash(code: str, seed: int) -> None:
    dice = random.Random(seed)
    lines = []
    for line in code.splitlines():
        if dice.random() < 0.3 and '"""' not in code:
            lines += ["", " " * dice.randrange(9) + "# a remark"]
        lines.append(line)
    commented = "\n".join(lines)
    assume(not any(line.rstrip().endswith("\\") for line in code.splitlines()))
    assert fingerprint_code(commented, "f", 1) == fingerprint_code(code, "f", 1)


@thorough
@given(programs)
def test_reformatting_keeps_the_shape(code: str) -> None:
    assert shape_of(ast.unparse(ast.parse(code))) == shape_of(code)


SWAPS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Lt: ast.LtE, ast.Eq: ast.NotEq, ast.Gt: ast.Lt}


@thorough
@given(programs, st.integers(0, 10**6))
def test_another_operator_or_number_changes_the_shape(code: str, seed: int) -> None:
    tree = ast.parse(code)
    places = [node for node in ast.walk(tree) if type(getattr(node, "op", None)) in SWAPS]
    places += [node for node in ast.walk(tree) if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS]
    places += [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is int]
    assume(places)
    place = random.Random(seed).choice(places)
    if isinstance(place, ast.Compare):
        place.ops[0] = SWAPS[type(place.ops[0])]()
    elif isinstance(place, ast.Constant):
        place.value += 1
    else:
        place.op = SWAPS[type(place.op)]()
    assert shape_of(ast.unparse(tree)) != shape_of(code)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(a, b): return min(a, b)", "def f(a, b): return max(a, b)"),
        ("def f(a, b): a.append(b)", "def f(a, b): a.extend(b)"),
        (
            "from heapq import heappush\ndef f(h, x): heappush(h, x)",
            "from heapq import heappop\ndef f(h, x): heappop(h, x)",
        ),
        ("def f(a, b): return a - b", "def f(a, b): return b - a"),
        ("def f(x): return {**x, 1: x}", "def f(x): return {1: x, **x}"),
        ("def f(x, *, a=1, b): return a", "def f(x, *, a, b=1): return a"),
        ("def f(x): return 1", "def f(x): return True"),
        ("def f(x): return 1", "def f(x): return 1.0"),
        ("def f(x): return None", "def f(x): return"),
        ("async def f(x): return x", "def f(x): return x"),
        ("def f(x):\n    if x: return 1\n    return 2", "def f(x):\n    if x:\n        return 1\n        return 2"),
    ],
)
def test_other_behaviour_is_another_shape(one: str, other: str) -> None:
    assert shape_of(one) != shape_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('def f(a):\n    """Doc."""\n    return a', "def g(b): return b"),
        ("def f(xs: list[int]) -> int: return xs[0]", "def f(ys): return ys[0]"),
        ("def f(n): return [i for i in range(n)]", "def f(n): return [k for k in range(n)]"),
        ("def f(x):\n    def g(x): return x\n    return g(x)", "def f(x):\n    def g(y): return y\n    return g(x)"),
        ("def f(count, s): return s.count(count)", "def f(c, s): return s.count(c)"),
        ("import numpy as np\nx = np.sum", "import numpy as n\ny = n.sum"),
        ("def f(a, *, key=1): return f(a, key=2)", "def f(b, *, k=1): return f(b, k=2)"),
        (
            "class A:\n    def push(self, x): self.top = x\na = A()\na.push(1)",
            "class B:\n    def add(s, y): s.t = y\nb = B()\nb.add(1)",
        ),
        ("def f():\n    global n\n    n = 1", "def f():\n    global m\n    m = 1"),
        ("try: x = 1\nexcept ValueError as e: print(e)", "try: y = 1\nexcept ValueError as error: print(error)"),
        (
            "def f(x):\n    match x:\n        case [a, *b]: return a",
            "def f(y):\n    match y:\n        case [c, *d]: return c",
        ),
        (
            "def f(xs): return any((n := x) > 3 for x in xs) and n",
            "def f(xs): return any((m := x) > 3 for x in xs) and m",
        ),
    ],
)
def test_the_same_program_in_other_names_is_one_shape(one: str, other: str) -> None:
    assert shape_of(one) == shape_of(other)


def test_the_entry_point_is_part_of_a_program() -> None:
    code = "def f(x): return x\n\n\ndef g(x): return x\n"
    assert shape_of(code, "f") != shape_of(code, "g")
    assert fingerprint_code(code, "f", 1).code_sha256 != fingerprint_code(code, "g", 1).code_sha256
    assert shape_of(code, "f") == shape_of(code.replace("f(", "h("), "h")


def test_small_and_broken_code_has_no_shape() -> None:
    assert shape_of("x = 1", min_tokens=20) is None
    assert shape_of("def f(:" * 20, min_tokens=1) is None
    assert fingerprint_code("def f(:", "f", 1).code_sha256 == content_id("code", ["def", "f", "(", ":"], "f")


SOLUTION = (
    "def count(tup, lst):\n    n = 0\n    for item in tup:\n        if item in lst:\n            n += 1\n    return n\n"
)


def test_a_function_is_found_in_larger_code() -> None:
    whole, _ = shape_keys("from typing import List\n" + SOLUTION, 20)
    assert whole is not None
    _, functions = shape_keys("import math\nX = 1\n" + SOLUTION.replace("item", "it").replace("count", "match"), 20)
    assert whole in functions
    method = "class Solution:\n" + "".join(
        f"    {line}\n" for line in SOLUTION.replace("(tup", "(self, tup").splitlines()
    )
    _, methods = shape_keys(method, 20)
    assert whole in methods


def test_stubs_and_small_functions_are_no_evidence() -> None:
    stub = 'def f(a: int, b: int, c: int, d: int, e: int, g: int, h: int) -> int:\n    """Add them."""\n'
    assert shape_keys(stub, 5) == (None, [])
    assert shape_keys("def f(a): return a", 20) == (None, [])
    assert shape_keys("What is 2 + 2?", 1) == (None, [])
