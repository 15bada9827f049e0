"""What the verifier says: failures by check, the verdict and its level."""

from dataclasses import dataclass
from typing import Any, Final

from tracepile.narrate.model import Claim

CHECKS: Final = {
    "a": "the rationale parses against the schema",
    "b": "each anchored value is the recorded one, of exactly its type",
    "c": "steps do not run backwards, and range claims fold",
    "d": "branches, loops and calls are those of the events",
    "e": "no number or quoted text is ungrounded",
    "f": "arithmetic and comparisons come out as stated",
    "g": "the answer is the executed result",
    "h": "no word gives away the trace",
    "i": "enough of the state changes is told",
}
"""The checks by letter; a grounded rationale passes all of them."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that does not hold.

    step: the number of the rationale's step (None: the rationale as a whole). check: a letter of `CHECKS`. claim: the
    claim, as its fields, or the words of the prose that are at fault. recorded: what the recording says instead.
    """

    step: int | None
    check: str
    claim: Claim | str | None
    recorded: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the failure as plain JSON values."""
        claim = self.claim.to_dict() if isinstance(self.claim, Claim) else self.claim
        return {"step": self.step, "check": self.check, "claim": claim, "recorded": self.recorded}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rationale is accepted, at which level, and why not.

    Level: `L3` right by construction and verified (template, slots), `L2` free prose that passed all checks; of what is
    not accepted, `L1` states only right values but some literal is ungrounded, `L0` only ends in the right answer; None
    does not even that. coverage: share of the run's state changes that the rationale tells (0-1).
    """

    is_accepted: bool
    level: str | None
    n_claims: int
    failures: tuple[Failure, ...]
    coverage: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as the row of `tracepile verify`, without the id."""
        return {
            "accepted": self.is_accepted,
            "level": self.level,
            "n_claims": self.n_claims,
            "failures": [failure.to_dict() for failure in self.failures],
        }


def judge(mode: str, n_claims: int, failures: list[Failure], coverage: float) -> Verdict:
    """Return the verdict for the failures found."""
    if not failures:
        return Verdict(True, "L2" if mode == "anchored" else "L3", n_claims, (), coverage)
    checks = {failure.check for failure in failures}
    level = None if checks & {"a", "g"} else "L1" if checks <= {"e", "h", "i"} else "L0"
    return Verdict(False, level, n_claims, tuple(failures), coverage)
