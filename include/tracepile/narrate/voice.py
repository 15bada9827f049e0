"""The choice of wording: the same for one statement all through a narration, different between runs and seeds."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from tracepile.narrate import container_phrasings, flow_phrasings, loop_phrasings, phrasings, question_phrasings

PHRASINGS: Final[Mapping[str, Sequence[str]]] = {
    **phrasings.VALUES,
    **flow_phrasings.FLOW,
    **loop_phrasings.LOOPS,
    **loop_phrasings.CONDITIONS,
    **container_phrasings.REMOVALS,
    **container_phrasings.EFFECTS,
    **{f"method {name}": options for name, options in container_phrasings.METHODS.items()},
    **{f"function {name}": options for name, options in container_phrasings.FUNCTIONS.items()},
    **question_phrasings.QUESTIONS,
}
"""Every construct by its name, with its phrasings."""


class Voice:
    """Picks phrasings by a hash of the seed, the run and the place in the program."""

    def __init__(self, seed: int, trace_id: str) -> None:
        self._key = f"{seed}|{trace_id}|"

    def pick(self, what: str, place: int, options: Sequence[str]) -> str:
        """Return one of the options; the same for the same `what` and `place` (a line number)."""
        digest = hashlib.blake2b(f"{self._key}{what}|{place}".encode(), digest_size=4).digest()
        return options[int.from_bytes(digest, "big") % len(options)]

    def at(self, place: int) -> Callable[[str], str]:
        """Return the phrasings of constructs at one place in the program, to be asked by the construct's name."""
        return lambda name: self.pick(name, place, PHRASINGS[name])
