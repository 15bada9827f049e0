"""Docstrings and comments go; everything else stays byte for byte."""

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracepile.ingest.edits import strip_comments, strip_docstrings
from tracepile.ingest.validate import normalise_code


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('"""Module."""\n\nimport os\n', "import os\n"),
        (
            'def f(x):\n    """Say.\n\n    >>> f(1)\n    2\n    """\n\n    return x + 1\n',
            "def f(x):\n    return x + 1\n",
        ),
        ('def f():\n    """Only."""\n', "def f():\n    pass\n"),
        ('def f(): "Only."\n', "def f(): pass\n"),
        ('def f(): "Say."; return 1\n', "def f(): return 1\n"),
        ('class A:\n    "Say."; x = 1\n', "class A:\n    x = 1\n"),
        ('class A:\n    """Ä—ö."""  # kept\n    x = "é"\n', 'class A:\n    # kept\n    x = "é"\n'),
        ('class A:\n    """One."""\n    def f(self):\n        "Two."\n', "class A:\n    def f(self):\n        pass\n"),
        ('def f():\n    x = 1\n    """No docstring."""\n', 'def f():\n    x = 1\n    """No docstring."""\n'),
        ('def f():\n    ("in "\n     "parts")\n    return 1', "def f():\n    return 1"),
        ("x = 1\x0c\ny = '\u2028'\n", "x = 1\x0c\ny = '\u2028'\n"),
    ],
)
def test_a_docstring_goes_with_its_line(code: str, expected: str) -> None:
    assert strip_docstrings(code) == expected


def test_only_docstrings_asked_for_go() -> None:
    code = 'def f():\n    """>>> f()"""\n\ndef g():\n    """Say."""\n'
    assert strip_docstrings(code, lambda text: ">>>" in text) == 'def f():\n    pass\n\ndef g():\n    """Say."""\n'


def test_comments_go_and_strings_stay() -> None:
    code = "# top\ndef f():\n    # 24 clips\n    x = '#' # tail\n    return x\n"
    assert strip_comments(code) == "def f():\n    x = '#'\n    return x\n"


class _Undocument(ast.NodeTransformer):
    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str):
                node.body = node.body[1:]
                if not node.body and not isinstance(node, ast.Module):
                    node.body = [ast.Pass()]
        return node


def same_but_docstrings(before: str, after: str) -> bool:
    return ast.dump(_Undocument().visit(ast.parse(before))) == ast.dump(ast.parse(after))


WORDS = st.sampled_from(["'doc'", '"""a\n  b"""', "x = 1", "'s' 't'", "pass", "b'no'", "return"])


@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(["\n    ", "; "]), st.booleans())
@settings(max_examples=200, deadline=None)
def test_the_tree_changes_in_nothing_but_the_docstrings(parts: list[str], glue: str, is_class: bool) -> None:
    head = "class A:\n  def f():\n    " if is_class else "def f():\n    "
    code = head + glue.join(parts) + "\n\nz = 'ä'\n"
    assert same_but_docstrings(code, strip_docstrings(code))


@pytest.mark.filterwarnings("ignore")
def test_real_programs_change_in_nothing_but_the_docstrings(shared_data: Path) -> None:
    checked = 0
    for name in ("thealgorithms", "exercism_python", "kattis_packages", "reasoning_gym_codeio"):
        for line in (shared_data / "sources" / name / "programs.jsonl").read_text().splitlines()[::3]:
            code = normalise_code(json.loads(line)["code"])
            assert same_but_docstrings(code, strip_docstrings(code))
            assert ast.dump(ast.parse(strip_comments(code))) == ast.dump(ast.parse(code))
            checked += 1
    assert checked > 400
