"""Paths that are remembered: the same that a search would find now."""

from textwrap import dedent

import pytest

from tests.execution.fast.hard_programs import HARD
from tests.execution.test_mutations import PROGRAMS
from tracepile.execution.model import Case
from tracepile.execution.path_heap import PathHeap
from tracepile.execution.recording import event_rows, record_in_process

MOVED = {
    "a list in a list that moves": "r = [0]\ng = [1, r]\nr[0] = 2\ng.insert(0, 3)\nr[0] = 4\ng.pop(1)\nr[0] = 5\ndel g[1]\nr[0] = 6",
    "a name that comes to hide another": """
        x = [1]
        def f():
            y = x
            y.append(2)
            return y
        def g(y):
            exec('')
            for x in (y, 3):
                y.append(4)
            del x
            y.append(5)
        f()
        g(x)
        z = [x]
        z[0].append(6)
        del x
        z[0].append(7)
    """,
    "holders that die": """
        x = [1]
        for i in range(30):
            y = {'k': x, i: [x]}
            x.append(i)
        y = None
        x.append(9)
    """,
}


@pytest.mark.parametrize("name", [*MOVED, *PROGRAMS, *HARD])
def test_remembered_paths_are_found_again(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code = dedent({**MOVED, **PROGRAMS, **HARD}[name])
    remembering = event_rows(record_in_process(Case(code, stdin="")))
    monkeypatch.setattr(PathHeap, "_is_valid", lambda *_: False)
    searching = event_rows(record_in_process(Case(code, stdin="")))
    assert remembering == searching
