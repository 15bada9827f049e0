"""Comprehensions in words: what they go over, and what they build."""

import ast
from dataclasses import dataclass
from typing import Final

from tracepile.execution.values import Instance, Opaque
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.fill import source_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.show import shown, whole_literal
from tracepile.narrate.wording import Say

COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp)
_SOURCE_LIMIT: Final = 80
_ITEMS_LIMIT: Final = 60


@dataclass(frozen=True, slots=True)
class Comprehension:
    """A comprehension before it runs: its source, and what it goes over where that can be told."""

    source: str
    items: str | None
    claims: tuple[Claim, ...]

    def tell(self, target: str, result: str, claims: list[Claim], say: Say, *, has_source: bool) -> Clause:
        """Tell what it builds; `result` is the value as it is shown."""
        over = "" if self.items is None else say("over").format(items=code(self.items))
        source = f"{code(self.source)}" if has_source and len(self.source) <= _SOURCE_LIMIT else ""
        text = say("comprehension").format(source=source, over=over, pair=code(f"{target} = {result}"))
        return clause(text.replace("comprehension ,", "comprehension,").replace("  ", " "), [*claims, *self.claims])


def prepare_comprehension(node: ast.expr, before: Moment) -> Comprehension | None:
    """Look at a comprehension before it runs."""
    if not isinstance(node, COMPREHENSIONS):
        return None
    source = source_of(node)
    iterable = node.generators[0].iter
    path, value = before.path_of(iterable), before.find(iterable)
    if value is MISSING or isinstance(value, Opaque | Instance):
        return Comprehension(source, None, ())
    if path is not None:
        is_short = len(whole_literal(value)) <= _ITEMS_LIMIT
        items, claims = (f"{path} = {shown(value)}", [before.claim(path, value)]) if is_short else (None, [])
        return Comprehension(source, items, tuple(claims))
    if isinstance(value, range) and isinstance(iterable, ast.Call):
        explained = before.explain(iterable)
        is_new = explained.filled is not None and len(explained.filled) <= _ITEMS_LIMIT
        return Comprehension(source, explained.filled if is_new else None, tuple(explained.claims if is_new else ()))
    return Comprehension(source, None, ())
