"""On real programs, every answer about control flow is derived again by code that counts for itself.

The program's syntax tree gets a call of ours before each statement, around each condition and each loop; then it runs
without any tracer.
"""

import ast
import contextlib
import io
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from tracepile.execution.model import Case


class Tally:
    """What the instrumented program reports."""

    def __init__(self) -> None:
        self.lines: list[int] = []
        self.checks: dict[int, list[bool]] = defaultdict(list)
        self.iterations: Counter[int] = Counter()
        self.calls: Counter[int] = Counter()
        self.open: Counter[int] = Counter()
        self.deepest: Counter[int] = Counter()

    def hit(self, line: int) -> None:
        self.lines.append(line)

    def check(self, line: int, test: Any) -> Any:
        self.checks[line].append(bool(test))
        return test

    def loop(self, line: int, _hit: None, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self.iterations[line] += 1
            yield item
            self.lines.append(line)

    def begin(self, line: int) -> bool:
        self.iterations[line] += 1
        return True

    def enter(self, line: int) -> None:
        self.calls[line] += 1
        self.open[line] += 1
        self.deepest[line] = max(self.deepest[line], self.open[line])

    def leave(self, line: int) -> None:
        self.open[line] -= 1


class Instrument(ast.NodeTransformer):
    """Adds the calls of a Tally named `__tally__`."""

    def visit(self, node: ast.AST) -> Any:
        node = super().visit(node)
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                setattr(node, name, [each for stmt in body for each in self._before(stmt)])
        if isinstance(node, ast.If):
            node.test = _call("check", node.lineno, node.test)
        if isinstance(node, ast.While):
            begin = ast.Expr(_call("begin", node.lineno))
            node.body.insert(0, begin)
            hit_first = ast.BoolOp(ast.Or(), [_call("hit", node.lineno), _call("check", node.lineno, node.test)])
            node.test = hit_first
        if isinstance(node, ast.For):
            node.iter = _call("loop", node.lineno, _call("hit", node.lineno), node.iter)
        if isinstance(node, ast.FunctionDef):
            leave = ast.Expr(_call("leave", node.lineno))
            node.body = [ast.Expr(_call("enter", node.lineno)), ast.Try(node.body, [], [], [leave])]
        return node

    @staticmethod
    def _before(stmt: ast.stmt) -> list[ast.stmt]:
        if isinstance(stmt, ast.ImportFrom | ast.For | ast.While | ast.Global | ast.Nonlocal) or stmt.lineno < 0:
            return [stmt]
        return [ast.Expr(_call("hit", stmt.lineno)), stmt]


def _call(name: str, line: int, *arguments: ast.expr) -> ast.Call:
    target = ast.Attribute(ast.Name("__tally__", ast.Load()), name, ast.Load())
    return ast.Call(target, [ast.Constant(line), *arguments], [])


def run(case: Case) -> Tally:
    tally = Tally()
    tree = Instrument().visit(ast.parse(case.code))
    namespace: dict[str, Any] = {
        "__name__": "__main__" if case.call is None else "program",
        "__tally__": tally,
    }
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO((case.stdin or "").encode()))
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(ast.fix_missing_locations(tree), "<instrumented>", "exec"), namespace)
            if case.call is not None:
                eval(case.call, namespace)
    finally:
        sys.stdin = before
    return tally


def derive(row: dict[str, Any], tally: Tally) -> str | None:
    """The answer, or None where the question is about one of several calls, which the tally does not tell apart."""
    line = row["line"]
    match row["kind"]:
        case "line_visits":
            return str(tally.lines.count(line))
        case "line_ran":
            return str(line in tally.lines)
        case "n_calls":
            return str(tally.calls[line])
        case "recursion_depth":
            return str(tally.deepest[line])
        case "loop_iterations" if row["shown_call"] is None:
            return str(tally.iterations[line])
        case "branch_taken" if row["shown_call"] is None:
            return str(tally.checks[line][row["visit"] - 1])
        case "next_line" if row["shown_call"] is None:
            visits = [place for place, other in enumerate(tally.lines) if other == line]
            return str(tally.lines[visits[row["visit"] - 1] + 1])
    return None


def test_answers_about_control_flow_equal_those_of_code_that_counts_for_itself(seed_candidates) -> None:
    n_checked: Counter[str] = Counter()
    wrong = []
    for recording, rows in seed_candidates.values():
        tally = run(recording.case)
        for row in rows:
            expected = derive(row, tally)
            n_checked[row["kind"]] += expected is not None
            if expected not in (None, row["answer"]):
                wrong.append((row, expected))
    assert wrong == []
    for kind in ("line_visits", "line_ran", "branch_taken", "loop_iterations", "next_line", "n_calls"):
        assert n_checked[kind] >= 10, kind
