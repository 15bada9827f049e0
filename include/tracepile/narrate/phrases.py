"""Small phrases that the teller puts between and behind its clauses."""

import ast

from tracepile.narrate.effects import Watch, tell_changed
from tracepile.narrate.model import code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.tree import Node
from tracepile.narrate.wording import Say


def purpose_of(stmt: ast.stmt, before: Moment) -> str:
    """Return the words that say what a call is made for; none for a call that stands alone."""
    match stmt:
        case ast.Assign(targets=[target]) | ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            path = before.path_of(target)
            return f"to get {code(path)}, " if path is not None and len(path) <= 40 else "first "
        case ast.Return():
            return "for the result, "
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
            return "before anything is printed, "
    return ""


def both(so: Clause | None, given: Clause | None) -> Clause | None:
    """Join two reasons."""
    if so is None or given is None:
        return so or given
    return clause(f"{so.text}, {given.text}", [*so.claims, *given.claims])


def tell_effects(watch: Watch, after: Moment, stmt: ast.stmt, say: Say) -> list[Clause]:
    """Tell what calls that were not told from the inside changed besides the statement's own targets."""
    own = frozenset(
        part.id for part in ast.walk(stmt) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    )
    bases = frozenset(part.value.id for part in ast.walk(stmt) if _is_target(part))  # type: ignore[attr-defined]
    changed = tell_changed(watch.find_changed(after, own | bases), after)
    if not changed:
        return []
    words = join_words([each.text for each in changed])
    return [clause(say("effects").format(now=words), [claim for each in changed for claim in each.claims])]


def _is_target(node: ast.AST) -> bool:
    is_element = isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store)
    return is_element and isinstance(node.value, ast.Name)  # type: ignore[attr-defined]


def merge_clauses(clauses: list[Clause]) -> list[Clause]:
    """Join what one statement did into one clause."""
    if len(clauses) < 2:
        return clauses
    text = "; ".join(each.text for each in clauses)
    claims = [claim for each in clauses for claim in each.claims]
    return [clause(text, claims, has_reason=clauses[0].has_reason)]


def ends_in_return(node: Node) -> bool:
    """Tell whether the last thing a frame did, in this statement, was an explicit `return`."""
    if isinstance(node.stmt, ast.Return):
        return True
    if node.returned is not None and isinstance(node.stmt, ast.If) and not node.parts:
        return isinstance(node.stmt.body[-1], ast.Return) and node.stmt.body[0].lineno == node.stmt.lineno
    return any(ends_in_return(part.nodes[-1]) for part in node.parts[-1:] if part.nodes)
