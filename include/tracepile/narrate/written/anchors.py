"""The mode `anchored`: free prose, each of its values claimed at a step; the claims leave the text on export."""

import ast
from typing import Final

from tracepile.execution.model import Recording
from tracepile.narrate.model import Claim, Step
from tracepile.narrate.verify import Failure
from tracepile.narrate.written.facts import Fact, Row
from tracepile.narrate.written.forms import Anchor, Written
from tracepile.narrate.written.prose import tidy

_TYPES: Final = {"branch": "bool", "loop": "int", "range": "int"}


def anchor_row(row: Row, number: int, written: Written, recording: Recording) -> tuple[Step, list[Failure], set[str]]:
    """Return a row's step with the claims that the model makes, and the slots of the facts that they state.

    The frame of a claim is that of the fact it repeats, else of the event it names; its type is that of the literal.
    number: of the step, from 0, as failures name it.
    """
    claims: dict[Claim, None] = {}
    failures: list[Failure] = []
    used: set[str] = set()
    for anchor in written.anchors:
        facts = [fact for fact in row.facts if _is_about(fact, anchor)]
        if not 0 <= anchor.step < len(recording.events):
            failures.append(Failure(number, "b", f"{anchor.path} at step {anchor.step}", "there is no such step"))
            continue
        used.update(fact.slot for fact in facts)
        claim = _make_claim(anchor, facts, recording)
        claims[claim] = None
        if claim.kind == "call":
            for fact in facts:
                claims.update(dict.fromkeys(fact.claims))
    claims.update(dict.fromkeys(row.answers))
    return Step(row.first, row.last, row.mark + tidy(written.prose), tuple(claims)), failures, used


def _is_about(fact: Fact, anchor: Anchor) -> bool:
    if not fact.claims:
        return False
    claim = fact.claims[0]
    if (claim.kind, claim.step, claim.path) != (anchor.kind, anchor.step, anchor.path):
        return False
    return claim.kind != "range" or claim.literal == anchor.literal


def _make_claim(anchor: Anchor, facts: list[Fact], recording: Recording) -> Claim:
    known = [fact.claims[0] for fact in facts]
    same = next((claim for claim in known if claim.literal == anchor.literal), None)
    if same is not None:
        return same
    frame = known[0].frame if known else recording.events[anchor.step].frame
    if anchor.kind == "call":
        return Claim("call", anchor.step, frame, anchor.path)
    kind = _TYPES.get(anchor.kind) or _type_of(anchor.literal)
    return Claim(anchor.kind, anchor.step, frame, anchor.path, anchor.literal, kind)


def _type_of(literal: str) -> str:
    """Return the type of a literal; of one that is none (an instance, a deque) the name that it begins with."""
    try:
        return type(ast.literal_eval(literal)).__name__
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return literal.partition("(")[0].strip()
