"""Checks b, c, d and f on claims: each against the recording, type-strict."""

import ast
from typing import Final

from tracepile.execution.canonical import cut, type_name
from tracepile.execution.model import Event
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.model import Claim
from tracepile.narrate.moment import parse_path
from tracepile.narrate.source import LOOPS
from tracepile.narrate.verify.folds import FoldChecker
from tracepile.narrate.verify.passes import count_passes, has_held
from tracepile.narrate.verify.run import CLAIM_CHARS, Run, literal_of

CHECK_OF: Final = {
    "value": "b",
    "return": "b",
    "arithmetic": "f",
    "branch": "d",
    "loop": "d",
    "call": "d",
    "range": "c",
    "answer": "g",
}
"""Which check a kind of claim belongs to."""


class ClaimChecker:
    """Checks claims of one run; cheap when they are asked in the order of their steps."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._folds = FoldChecker(run)
        self._known: dict[Claim, str | None] = {}

    def check(self, claim: Claim) -> str | None:
        """Return what was recorded instead of what a claim says; None when the claim holds."""
        if claim not in self._known:
            try:
                if not 0 <= claim.step < len(self.run.events):
                    found: str | None = "no such step"
                else:
                    found = getattr(self, f"_check_{claim.kind}")(claim)
            except Exception as error:  # whatever a claim of unknown origin breaks, it is not confirmed
                found = f"{type(error).__name__}: {error}"
            self._known[claim] = found
        return self._known[claim]

    def _check_value(self, claim: Claim) -> str | None:
        if claim.frame not in self.run.cursor.move(claim.step).variables:
            return "no such frame at this step"
        value = self.run.evaluator(claim.step, claim.frame).find(parse_path(claim.path))
        if value is MISSING:
            return "not defined"
        text = literal_of(value)
        if text is not None and text == claim.literal and claim.type == type_name(value):
            return None
        return f"{text} ({type_name(value)})"

    _check_arithmetic = _check_value

    def _check_call(self, claim: Claim) -> str | None:
        event = self.run.events[claim.step]
        is_right = (event.kind, event.frame, event.function) == ("call", claim.frame, claim.path)
        return None if is_right else f"{event.kind} of {event.function}"

    def _check_return(self, claim: Claim) -> str | None:
        event = self.run.events[claim.step]
        if (event.kind, event.frame, event.function) != ("return", claim.frame, claim.path):
            return f"{event.kind} of {event.function}"
        kind = type_name(self.run.cursor.move(claim.step).value)
        text = cut(event.value or "", CLAIM_CHARS)
        return None if text == claim.literal and claim.type == kind else f"{text} ({kind})"

    def _check_branch(self, claim: Claim) -> str | None:
        event = self.run.events[claim.step]
        if event.frame != claim.frame:
            return f"an event of frame {event.frame}"
        stmt = self._find_test(event, claim.path)
        if stmt is None:
            return "another condition"
        held = has_held(self.run, claim.step, stmt)
        if held is None:
            evaluator = self.run.evaluator(claim.step, claim.frame)
            value = evaluator.find(stmt.test)
            held = None if value is MISSING else evaluator.truth(value)
        if held is None:  # a call in a one-line condition: its outcome is nowhere recorded
            return None if claim.literal in ("True", "False") else "neither True nor False"
        return None if str(held) == claim.literal and claim.type == "bool" else str(held)

    def _find_test(self, event: Event, path: str) -> ast.If | ast.While | None:
        for stmt in self.run.statements(event.step):
            if isinstance(stmt, ast.If | ast.While) and ast.unparse(stmt.test) == path:
                return stmt
        return None

    def _check_loop(self, claim: Claim) -> str | None:
        event = self.run.events[claim.step]
        stmt = self.run.stmt(event)
        if event.frame != claim.frame or not isinstance(stmt, LOOPS):
            return "no loop"
        if _as_head(claim.path) != head_of(stmt):
            return head_of(stmt)
        count = count_passes(self.run, claim.step, None, stmt)
        return None if str(count) == claim.literal else str(count)

    def _check_range(self, claim: Claim) -> str | None:
        return self._folds.check(claim)


def _as_head(path: str) -> str:
    return head_of(ast.parse(f"{path}:\n    pass").body[0])


def head_of(stmt: ast.stmt) -> str:
    """Return the head of a loop as source, without its colon."""
    return ast.unparse(stmt).partition("\n")[0].removesuffix(":")
