"""The choice of wording: the same for one statement all through a narration, different between runs and seeds."""

import hashlib
from collections.abc import Sequence


class Voice:
    """Picks phrasings by a hash of the seed, the run and the place in the program."""

    def __init__(self, seed: int, trace_id: str) -> None:
        self._key = f"{seed}|{trace_id}|"

    def pick(self, what: str, place: int, options: Sequence[str]) -> str:
        """Return one of the options; the same for the same `what` and `place` (a line number)."""
        digest = hashlib.blake2b(f"{self._key}{what}|{place}".encode(), digest_size=4).digest()
        return options[int.from_bytes(digest, "big") % len(options)]
