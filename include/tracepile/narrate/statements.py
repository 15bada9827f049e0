"""Simple statements in words. Each is looked at before it runs (its operands) and told after it (its effects)."""

import ast

from tracepile.narrate.assignments import name_of, prepare_assignment, prepare_augmented, prepare_chain
from tracepile.narrate.methods import prepare_call
from tracepile.narrate.model import code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.unpacking import prepare_unpacking
from tracepile.narrate.wording import Finish, Telling, tell_container

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
            return _prepare_delete(stmt, before, telling)
        case ast.Assert():
            return _prepare_assert(stmt, before, telling)
        case ast.Break():
            return _always(telling.at(stmt)("break"))
        case ast.Continue():
            return _always(telling.at(stmt)("continue"))
    return lambda after: []


def _always(text: str) -> Finish:
    return lambda after: [clause(text)]


def _prepare_delete(stmt: ast.Delete, before: Moment, telling: Telling) -> Finish:
    say = telling.at(stmt)
    names = join_words([code(name_of(target, before)) for target in stmt.targets])
    containers = [target.value for target in stmt.targets if isinstance(target, ast.Subscript)]

    def finish(after: Moment | None) -> list[Clause]:
        if after is None:
            return []
        told = [clause(say("delete").format(names=names, be="is" if len(stmt.targets) == 1 else "are"))]
        return [*told, *(each for container in containers for each in tell_container(container, after, say))]

    return finish


def _prepare_assert(stmt: ast.Assert, before: Moment, telling: Telling) -> Finish:
    say = telling.at(stmt)
    explained = before.explain(stmt.test)

    def finish(after: Moment | None) -> list[Clause]:
        if after is None:
            return []
        told = explained.filled or explained.source
        if len(told) > 80:
            return [clause(say("assert_long"), is_quiet=True)]
        return [clause(say("assert").format(test=code(told)), explained.claims, is_quiet=True)]

    return finish
