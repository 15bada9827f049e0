"""Slices hold what a definition needs, and nothing else."""

import pytest

from tracepile.ingest.candidate import RejectedError
from tracepile.ingest.slicing import Module, slice_module

TEXT = '''
"""Module."""
from __future__ import annotations
import math
from typing import TYPE_CHECKING, NamedTuple
if TYPE_CHECKING:
    from elsewhere import Tree

LIMIT = 10
TABLE = {}
for number in range(LIMIT):
    TABLE[number] = number * number
UNUSED = [1]

def helper(x):
    return math.floor(x)

@staticmethod
def decorated(x): return x

def unused(x):
    return UNUSED

def main(tree: Tree, LIMIT=3):
    local = helper(tree)
    return TABLE[local]

if __name__ == "__main__":
    print(main(1))
'''


def test_a_slice_is_complete_and_ordered() -> None:
    code = slice_module(Module("m", "m.py", TEXT), "main")
    assert code == (
        "from __future__ import annotations\n\nimport math\n\n\n"
        "LIMIT = 10\nTABLE = {}\nfor number in range(LIMIT):\n    TABLE[number] = number * number\n\n\n"
        "def helper(x):\n    return math.floor(x)\n\n\n"
        "def main(tree: Tree, LIMIT=3):\n    local = helper(tree)\n    return TABLE[local]\n"
    )
    space: dict[str, object] = {}
    exec(compile(code, "slice", "exec", dont_inherit=True), space)
    assert space["main"](3.5) == 9


def test_decorators_belong_to_their_function() -> None:
    assert "@staticmethod\ndef decorated" in slice_module(Module("m", "m.py", TEXT), "decorated")


def package(**texts: str) -> dict[str, Module]:
    paths = {name.replace("__", "."): name.replace("__", "/") + ".py" for name in texts}
    found = {
        dotted: Module(dotted, path, text) for (dotted, path), text in zip(paths.items(), texts.values(), strict=True)
    }
    found["pkg"] = Module("pkg", "pkg/__init__.py", "from pkg.tree import Node\n")
    return found


def test_names_from_the_same_package_are_inlined() -> None:
    modules = package(
        pkg__tree="import os\n\nclass Node:\n    def __init__(self, value):\n        self.value = value\n",
        pkg__main="from pkg import Node\nfrom .tree import Node as Node\n\ndef f(x):\n    return Node(x).value\n",
    )
    code = slice_module(modules["pkg.main"], "f", modules.get)
    assert "import" not in code
    space: dict[str, object] = {}
    exec(code, space)
    assert space["f"](4) == 4


@pytest.mark.parametrize(
    "text",
    [
        "import pkg.tree\n\ndef f(x):\n    return pkg.tree.Node(x)\n",
        "from pkg.tree import Node as N\n\ndef f(x):\n    return N(x)\n",
        "from pkg.gone import Node\n\ndef f(x):\n    return missing(x)\n",
        "from .nowhere import g\n\ndef f(x):\n    return g(x)\n",
        "from pkg.tree import Node\nimport a as Tree\n\ndef helper(): pass\n\ndef f(x):\n    return Node(x), helper()\n",
    ],
)
def test_what_is_not_simple_is_refused(text: str) -> None:
    modules = package(pkg__tree="def helper(): return 1\n\nclass Node:\n    x = helper()\n", pkg__main=text)
    with pytest.raises(RejectedError) as caught:
        slice_module(modules["pkg.main"], "f", modules.get)
    assert caught.value.reason == "package_import"


def test_star_imports_come_along() -> None:
    code = slice_module(Module("m", "m.py", "from math import *\n\ndef f(x):\n    return floor(x)\n"), "f")
    assert code.startswith("from math import *\n")
