"""What the claims of one step offer to its prose: values by path, and counts."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from tracepile.narrate.model import Claim, Step
from tracepile.narrate.verify.abbreviations import stands_for

_VALUES: Final = ("value", "arithmetic", "return")
_COUNTS: Final = "n_passes n_true n n_calls max_open n_visits n_changes length n_frames n_starts".split()
_ENDS: Final = ("first", "last", "min", "max")


@dataclass(frozen=True, slots=True)
class Offer:
    """A literal that a claim states about a path."""

    claim: Claim
    literal: str


class Offers:
    """The claims of a step, by what they let its prose say."""

    def __init__(self, step: Step) -> None:
        self.claims: Sequence[Claim] = step.claims

    @cached_property
    def bodies(self) -> list[tuple[Claim, dict[str, Any]]]:
        """The range claims with what they say."""
        return list(self._read_bodies())

    def _read_bodies(self) -> Iterator[tuple[Claim, dict[str, Any]]]:
        for claim in self.claims:
            if claim.kind == "range":
                try:
                    body = json.loads(claim.literal or "")
                except ValueError:
                    continue
                if isinstance(body, dict):
                    yield claim, body

    @cached_property
    def literals(self) -> list[Offer]:
        """Every literal that a claim states."""
        found = [Offer(claim, claim.literal) for claim in self.claims if claim.kind in _VALUES and claim.literal]
        found += [Offer(claim, claim.literal) for claim in self.claims if claim.kind == "answer" and claim.literal]
        for claim, body in self.bodies:
            found += [Offer(claim, str(body[name])) for name in _ENDS if name in body]
        return found

    @cached_property
    def counts(self) -> set[int]:
        """Every number that a claim states as a count."""
        found = {body[name] for _, body in self.bodies for name in _COUNTS if type(body.get(name)) is int}
        for claim in self.claims:
            is_number = claim.literal is not None and claim.literal.isdigit() and len(claim.literal) < 20
            if claim.kind in ("loop", "answer", "arithmetic") and is_number:
                found.add(int(claim.literal or 0))
        printed = [str(body["printed"]).removesuffix("\n") for _, body in self.bodies if "printed" in body]
        found |= {text.count("\n") + 1 for text in printed}
        loops = [int(claim.literal or 0) for claim in self.claims if claim.kind == "loop"]
        visits = [int(body["n_visits"]) for _, body in self.bodies if "n_visits" in body and "frame" in body]
        for numbers in (loops, visits):
            found |= {sum(numbers), len(numbers)} if numbers else set()
        calls = [claim.path for claim in self.claims if claim.kind == "call"]
        found |= {calls.count(path) for path in calls} | ({len(calls)} if calls else set())
        return found

    @cached_property
    def more_calls(self) -> set[int]:
        """How many further calls a call makes, by the claims that count calls."""
        return {body["n_calls"] - 1 for _, body in self.bodies if type(body.get("n_calls")) is int}

    @cached_property
    def sizes(self) -> set[int]:
        """Every number that a claim states as the size of a container."""
        return {
            int(claim.literal or 0)
            for claim in self.claims
            if claim.kind == "arithmetic" and claim.path.startswith("len(") and (claim.literal or "").isdigit()
        }

    def count_calls(self, name: str) -> int:
        """Return how many calls of a function (or of a class) the claims name."""
        return sum(
            claim.kind == "call" and claim.path.rpartition(".")[2] in (name, "__init__") for claim in self.claims
        )

    @cached_property
    def printed(self) -> list[str]:
        """The lines that claims say were printed."""
        texts = [str(body["printed"]) for _, body in self.bodies if "printed" in body]
        texts += [claim.literal or "" for claim in self.claims if claim.kind == "answer" and claim.path == "stdout"]
        return [line for text in texts for line in text.split("\n")]

    def find(self, shown: str) -> list[Offer]:
        """Return the offers that a text states."""
        return [offer for offer in self.literals if stands_for(shown, offer.literal)]

    def is_printed(self, shown: str) -> bool:
        """Tell whether a text is a line that was printed, perhaps cut at its end."""
        head = shown.removesuffix("…")
        return any(line == shown or (head != shown and line.startswith(head)) for line in self.printed)
