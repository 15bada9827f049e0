"""Check i: how many of the run's state changes a rationale tells."""

from collections.abc import Mapping
from typing import Final

from tracepile.narrate.model import Rationale
from tracepile.narrate.verify.offers import Offers
from tracepile.narrate.verify.run import Run

MIN_COVERAGE: Final[Mapping[str, float]] = {"template": 0.05, "slots": 0.5, "anchored": 0.5}
"""The least share of the state changes that a rationale of a run must tell, by mode.

The template narrator chooses what to leave out of a run that is too long for its budget, and says so in summaries that
are checked; a model's text that leaves out half of a run falls back to it.
"""


def coverage_of(run: Run, rationale: Rationale) -> float:
    """Return the share (0-1) of the events with changes that some step of a rationale speaks of.

    A step speaks of the events in its window when it makes a claim there, of those that its range claims fold, and of
    those inside a call whose result it claims.
    What only sets the program up (module-level definitions before a call) does not count.
    """
    changed = [event.step for event in run.events if event.changes and event.function != "<module>"]
    if not changed:
        changed = [event.step for event in run.events if event.changes]
    told: set[int] = set()
    for step in rationale.steps:
        if step.claims:
            told.update(range(step.first, step.last + 1))
        for claim in step.claims:
            if claim.kind == "return" and claim.frame in run.own:
                told.update(range(run.own[claim.frame][0], claim.step + 1))
        for _, body in Offers(step).bodies:
            first, last = body.get("steps", (0, -1))
            told.update(range(first, min(last, len(run.events)) + 1))
    return sum(step in told for step in changed) / len(changed) if changed else 1.0
