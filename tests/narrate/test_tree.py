"""The execution tree: events grouped by the statements they belong to."""

import ast
from textwrap import dedent
from typing import Any

from tracepile.execution.model import Case
from tracepile.execution.recording import record_in_process
from tracepile.narrate.scene import Scene
from tracepile.narrate.tree import Node


def _tree(code: str, call: str) -> list[Any]:
    scene = Scene(record_in_process(Case(dedent(code), call=call)))
    return [_shape(node) for node in scene.tree(1) or []]


def _shape(node: Node) -> Any:
    name = f"{type(node.stmt).__name__}{node.stmt.lineno}"
    if not node.parts:
        return name
    return {name: [{part.name: [_shape(child) for child in part.nodes]} for part in node.parts]}


def test_loops_have_passes_and_know_their_end() -> None:
    code = """\
        def f(n):
            for i in range(n):
                if i == 1:
                    continue
                while (i > 0
                       and n):
                    i -= 1
            else:
                n = 0
            return (
                n +
                1)
        """
    assert _tree(code, "f(3)") == [
        {
            "For2": [
                {"body": [{"If3": []} if False else "If3", "While5"]},
                {"body": [{"If3": [{"body": ["Continue4"]}]}]},
                {"body": ["If3", {"While5": [{"body": ["AugAssign7"]}, {"body": ["AugAssign7"]}]}]},
                {"orelse": ["Assign9"]},
            ]
        },
        "Return10",
    ]


def test_try_and_with() -> None:
    code = """\
        from contextlib import nullcontext
        def f(x):
            try:
                with nullcontext():
                    y = 1 / x
            except ValueError:
                y = 1
            except ZeroDivisionError:
                y = 2
            finally:
                z = 3
            return y
        """
    assert _tree(code, "f(0)") == [
        {
            "Try3": [
                {"body": [{"With4": [{"body": ["Assign5"]}]}]},
                {"handler 0": []},
                {"handler 1": ["Assign9"]},
                {"finalbody": ["Assign11"]},
            ]
        },
        "Return12",
    ]


def test_a_loop_that_is_left_early_is_not_exhausted() -> None:
    code = "def f(xs):\n    for x in xs:\n        if x:\n            break\n    return x\n"
    for call, is_exhausted in (("f([0, 1, 2])", False), ("f([0, 0])", True)):
        scene = Scene(record_in_process(Case(code, call=call)))
        loop = (scene.tree(1) or [])[0]
        assert isinstance(loop.stmt, ast.For)
        assert len(loop.passes) == 2
        assert loop.is_exhausted is is_exhausted


def test_nodes_know_the_step_after_them() -> None:
    code = "def f(x):\n    y = g(x)\n    return y\ndef g(x):\n    return x + 1\n"
    scene = Scene(record_in_process(Case(code, call="f(1)")))
    first, last = scene.tree(1) or []
    assert scene.events[first.after or 0].line == 3
    assert [frame.name for frame in scene.callees(1, first.first, first.after)] == ["g"]
    assert last.returned == len(scene.events) - 1
