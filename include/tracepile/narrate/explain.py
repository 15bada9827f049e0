"""Explain an expression: its source, the same with values in it, its result, and the claims this makes."""

import ast
from dataclasses import dataclass, field
from typing import Any, Final

from tracepile.narrate.evaluate import MISSING, Evaluator
from tracepile.narrate.fill import Filler, claim_value, source_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.show import shown, whole_literal

FILLED_LIMIT: Final = 160
SOURCE_LIMIT: Final = 100
_AGAIN_LIMIT: Final = 60
"""A source up to this long is shown again where its values cannot be filled in."""


@dataclass(slots=True)
class Explained:
    """An expression in words: its source, the source with values filled in (None when that adds nothing), its value.

    `value` is MISSING when it cannot be told from the state. It is live: `literal` (canonical) and `shown` (as prose
    shows it) are taken at once.
    """

    node: ast.expr
    source: str
    filled: str | None
    value: Any = MISSING
    claims: list[Claim] = field(default_factory=list)
    literal: str = ""
    shown: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the value could be told."""
        return self.value is not MISSING

    @property
    def is_logical(self) -> bool:
        """Whether it is a comparison or another expression that asks something."""
        if isinstance(self.node, ast.UnaryOp):
            return isinstance(self.node.op, ast.Not)
        return isinstance(self.node, ast.Compare | ast.BoolOp)

    def confirm(self, literal: str) -> "Explained":
        """Return the explanation, without values if its result is not the recorded one."""
        if self.is_known and self.literal == literal:
            return self
        return Explained(self.node, self.source, None)

    def result(self, outcome: str, *, has_source: bool) -> str:
        """Tell how the outcome (a shown literal) comes about: `a + b = 3 + 4 = 7` in backticks.

        A question is told as such: `True`, since `a < b` is `3 < 4`.
        """
        filled = self.filled if self.filled is not None and len(self.filled) <= FILLED_LIMIT else None
        has_source = has_source or (filled is None and len(self.source) <= _AGAIN_LIMIT)
        source = self.source if has_source and len(self.source) <= SOURCE_LIMIT else None
        if not self.is_logical:
            return code(chain(source, filled, outcome))
        if outcome not in ("True", "False") or (source is None and filled is None):
            return code(outcome) if source is None else f"{code(outcome)} ({code(source)})"
        truth = "true" if outcome == "True" else "false"
        if source is None or filled is None:
            return f"{code(outcome)}, since {code(source or filled or '')} is {truth}"
        return f"{code(outcome)}, since {code(source)} is {code(filled)}"


def equation(explained: Explained, outcome: str) -> str:
    """Return the filled form and the outcome joined by ` = `, without backticks; of a question just the outcome."""
    filled = explained.filled if explained.filled is not None and len(explained.filled) <= FILLED_LIMIT else None
    return outcome if explained.is_logical else chain(filled, outcome)


def chain(*parts: str | None) -> str:
    """Join the stages of a computation with ` = `, leaving out what says nothing new."""
    told: list[str] = []
    for part in parts:
        if part is not None and (not told or part != told[-1]):
            told.append(part)
    return " = ".join(told)


def explain(node: ast.expr, evaluator: Evaluator, step: int, frame: int) -> Explained:
    """Explain an expression on the state at `step`, seen from `frame`."""
    value = evaluator.find(node)
    source = source_of(node)
    filler = Filler(evaluator, step, frame)
    filled: str | None = source_of(filler.fill(node, is_top=True))
    if filled == source or _only_lists(node):
        filled = None
    claims = filler.claims
    if value is MISSING:
        return Explained(node, source, filled, value, claims)
    literal = whole_literal(value)
    if filled is not None and filler.is_computable and filled != literal and _is_evaluable(filled):
        claims.append(claim_value("arithmetic", step, frame, filled, value))
    elif not claims and not isinstance(node, ast.Constant) and not evaluator.has_recorded(node):
        claims.append(claim_value("arithmetic", step, frame, ast.unparse(node), value))
    return Explained(node, source, filled, value, claims, literal, shown(value))


def _only_lists(node: ast.expr) -> bool:
    """Tell whether an expression only puts variables and constants side by side: filled in it would be its value."""
    plain = ast.Name | ast.Constant | ast.Attribute
    return isinstance(node, ast.Tuple | ast.List | ast.Set) and all(isinstance(each, plain) for each in node.elts)


def _is_evaluable(text: str) -> bool:
    """Tell whether a filled-in form is one that can be evaluated again: short, and free of values without literals."""
    if len(text) > FILLED_LIMIT:
        return False
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return True
