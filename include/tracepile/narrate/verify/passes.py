"""Where a run went: into a branch or past it, and how often round a loop. Read from lines of events alone."""

import ast

from tracepile.narrate.verify.run import Run


def has_held(run: Run, step: int, stmt: ast.If | ast.While) -> bool | None:
    """Return whether the run went into the body after the head at this step; None where one line holds both."""
    if stmt.body[0].lineno <= (stmt.test.end_lineno or stmt.lineno):
        return None
    end = stmt.body[-1].end_lineno or stmt.body[-1].lineno
    own = run.own[run.events[step].frame]
    for following in own[run.place[step] + 1 :]:
        event = run.events[following]
        if event.kind == "line":
            if stmt.lineno < event.line < stmt.body[0].lineno and event.line <= (stmt.test.end_lineno or 0):
                continue  # a further line of the condition itself
            if event.line == stmt.lineno and isinstance(stmt, ast.If) and stmt.test.end_lineno != stmt.lineno:
                continue
            return first_line(stmt.body[0]) <= event.line <= end
        if event.kind in ("return", "exception"):
            return False
    return None


def count_passes(run: Run, first: int, last: int | None, stmt: ast.stmt) -> int:
    """Count how often the run went from the head of a loop into its body, from a head on, before the step `last`."""
    body: list[ast.stmt] = stmt.body  # type: ignore[attr-defined]
    start, end = first_line(body[0]), body[-1].end_lineno or body[-1].lineno
    own = run.own[run.events[first].frame]
    count, is_inside = 0, False
    for step in own[run.place[first] :]:
        event = run.events[step]
        if last is not None and step >= last:
            break
        if event.kind in ("exception", "call"):
            continue
        if event.kind == "return" and step == own[-1]:
            break
        if start <= event.line <= end:
            count += not is_inside
            is_inside = True
        elif stmt.lineno <= event.line < start:
            is_inside = False
        elif event.kind == "line":
            break
    return count


def first_line(stmt: ast.stmt) -> int:
    """Return the first line of a statement, its decorators included."""
    decorators: list[ast.expr] = getattr(stmt, "decorator_list", [])
    return min([stmt.lineno, *(decorator.lineno for decorator in decorators)])
