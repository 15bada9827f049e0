"""Every program of the seed corpus gives what its statement asks for, judged by the problem's independent answer."""

import ast
import contextlib
import copy
import io
import random
import re
import runpy
import statistics
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2] / "include" / "seed_corpus"
DOMAINS = {"algorithm": 31, "math": 40, "competition": 30}
DIRECTORIES = sorted(path.parent for path in ROOT.glob("*/*/problem.py"))
# What would make a run depend on the machine, the clock or the outside world.
UNWANTED_IMPORTS = {"random", "secrets", "time", "datetime", "os", "subprocess", "socket", "pathlib", "threading"}


def execute(code: Any, entry_point: str, given: Any) -> tuple[Any, int]:
    """Run the program once; return its result (or its output for stdin) and the number of executed lines."""
    lines = 0

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if frame.f_code.co_filename != "program.py":
            return None
        lines += event == "line"
        return count

    namespace: dict[str, Any] = {"__name__": "__main__"}
    stdin = io.TextIOWrapper(io.BytesIO((given if entry_point == "stdin" else "").encode()))
    output = io.StringIO()
    previous_stdin, previous_trace = sys.stdin, sys.gettrace()
    sys.stdin = stdin
    sys.settrace(count)
    try:
        with contextlib.redirect_stdout(output):
            exec(code, namespace)
            if entry_point != "stdin":
                lines = 0
                return namespace[entry_point](*copy.deepcopy(given)), lines
    finally:
        sys.settrace(previous_trace)
        sys.stdin = previous_stdin
    return output.getvalue(), lines


def with_types(value: Any) -> Any:
    """Give a form in which `1`, `True` and `1.0` differ, and so do a list and a tuple."""
    name = type(value).__name__
    if isinstance(value, list | tuple):
        return name, [with_types(item) for item in value]
    if isinstance(value, dict):
        return name, sorted(map(repr, ((with_types(key), with_types(item)) for key, item in value.items())))
    if isinstance(value, set | frozenset):
        return name, sorted(repr(with_types(item)) for item in value)
    return name, value


@pytest.mark.parametrize(("domain", "minimum"), DOMAINS.items(), ids=DOMAINS)
def test_domain_holds_the_promised_number_of_programs(domain: str, minimum: int) -> None:
    assert sum(directory.parent.name == domain for directory in DIRECTORIES) >= minimum


@pytest.mark.parametrize("directory", DIRECTORIES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_program_agrees_with_the_independent_answer(directory: Path) -> None:
    problem = runpy.run_path(str(directory / "problem.py"))
    text = (directory / "program.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    entry_point = problem["ENTRY_POINT"]

    assert directory.parent.name in DOMAINS
    assert re.fullmatch(r"[a-z][a-z0-9_]*", directory.name)
    assert problem["TITLE"].strip()
    assert len(problem["STATEMENT"].split()) >= 25
    assert problem["TAGS"]
    assert all(isinstance(tag, str) for tag in problem["TAGS"])
    assert 8 <= len(text.splitlines()) <= 60
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert entry_point == "stdin" or entry_point in functions
    imported = {
        (name if isinstance(node, ast.Import) else node.module or "").split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [alias.name for alias in node.names]
    }
    assert imported <= sys.stdlib_module_names - UNWANTED_IMPORTS

    boundary = problem["boundary"]()
    drawn = [problem["generate"](random.Random(seed)) for seed in range(600)]
    assert len(boundary) >= 3
    assert len({repr(given) for given in [*boundary, *drawn]}) >= 200
    assert drawn[:40] == [problem["generate"](random.Random(seed)) for seed in range(40)]

    code = compile(text, "program.py", "exec")
    line_counts = []
    for given in [*boundary, *drawn[:40]]:
        if entry_point == "stdin":
            assert isinstance(given, str)
            expected = problem["answer"](given)
        else:
            assert isinstance(given, tuple)
            assert ast.literal_eval(repr(given)) == given
            expected = problem["answer"](*copy.deepcopy(given))
        started = time.process_time()
        result, lines = execute(code, entry_point, given)
        assert time.process_time() - started < 0.05, given
        if entry_point == "stdin":
            assert result.split() == expected.split(), given
        else:
            assert with_types(result) == with_types(expected), given
        assert lines <= 1500, given
        line_counts.append(lines)
    assert 10 <= statistics.median(line_counts[len(boundary) :]) <= 400
