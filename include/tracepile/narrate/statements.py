"""Simple statements in words. Each is looked at before it runs (its operands) and told after it (its effects)."""

import ast

from tracepile.narrate.assignments import (
    Finish,
    name_of,
    prepare_assignment,
    prepare_augmented,
    prepare_chain,
    prepare_unpacking,
)
from tracepile.narrate.methods import prepare_call
from tracepile.narrate.model import code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.wording import Telling, tell_container

__all__ = ["Telling", "prepare"]


def prepare(stmt: ast.stmt, before: Moment, telling: Telling) -> Finish:
    """Look at a simple statement before it runs.

    The returned function takes the state after the statement (None when it never ended) and returns the clauses that
    tell it: what was done first, what else this changed behind it.
    """
    match stmt:
        case ast.Assign(targets=[ast.Tuple() | ast.List() as target]):
            return prepare_unpacking(stmt, target, before, telling)
        case ast.Assign(targets=[target]):
            return prepare_assignment(stmt, target, stmt.value, before, telling)
        case ast.Assign():
            return prepare_chain(stmt, before, telling)
        case ast.AnnAssign() if stmt.value is not None:
            return prepare_assignment(stmt, stmt.target, stmt.value, before, telling)
        case ast.AugAssign():
            return prepare_augmented(stmt, before, telling)
        case ast.Expr(value=ast.Call() as call):
            return prepare_call(stmt, call, before, telling)
        case ast.Delete():
            return _prepare_delete(stmt, before)
        case ast.Assert():
            return _prepare_assert(stmt, before)
        case ast.Break():
            return _always(telling.pick("break", stmt, "the loop stops here", "`break` ends the loop"))
        case ast.Continue():
            return _always(
                telling.pick("continue", stmt, "this pass ends here", "`continue` skips the rest of this pass")
            )
    return lambda after: []


def _always(text: str) -> Finish:
    return lambda after: [clause(text)]


def _prepare_delete(stmt: ast.Delete, before: Moment) -> Finish:
    paths = [name_of(target, before) for target in stmt.targets]
    containers = [target.value for target in stmt.targets if isinstance(target, ast.Subscript)]

    def finish(after: Moment | None) -> list[Clause]:
        if after is None:
            return []
        verb = "is" if len(paths) == 1 else "are"
        told = [clause(f"{join_words([code(path) for path in paths])} {verb} deleted")]
        return [*told, *(each for container in containers for each in tell_container(container, after))]

    return finish


def _prepare_assert(stmt: ast.Assert, before: Moment) -> Finish:
    explained = before.explain(stmt.test)

    def finish(after: Moment | None) -> list[Clause]:
        if after is None:
            return []
        told = explained.filled or explained.source
        if len(told) > 80:
            return [clause("the assertion holds", is_quiet=True)]
        return [clause(f"the assertion {code(told)} holds", explained.claims, is_quiet=True)]

    return finish
