"""How a rationale that a model was asked for ended, and what its row keeps of that."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from tracepile.llm import Reply, Usage
from tracepile.narrate.model import Rationale
from tracepile.narrate.verify import Failure
from tracepile.schema import canonical_json, storable

_MAX_TEXT_CHARS: Final = 20_000
_MAX_REASONS: Final = 20


class TextEnd(StrEnum):
    """accepted at once; accepted after a repair; fallen back to the template."""

    ACCEPTED = "accepted"
    REPAIRED = "repaired"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class FailedText:
    """A text that was not accepted, with the reasons: failures of the verifier, or words for what came instead."""

    text: str
    reasons: Sequence[Failure | str]

    def to_row(self) -> dict[str, str]:
        """Return the columns of one entry of `failed_texts`."""
        reasons = [each if isinstance(each, str) else each.to_dict() for each in self.reasons[:_MAX_REASONS]]
        return {"text": storable(self.text[:_MAX_TEXT_CHARS]), "reasons": canonical_json(reasons)}


@dataclass(slots=True)
class Account:
    """What the requests for one rationale took, summed; latency is that of the last attempts."""

    n_requests: int = 0
    attempts: int = 0
    usage: Usage = field(default_factory=Usage)
    latency_s: float = 0.0
    model: str | None = None
    server_version: str | None = None

    def add(self, reply: Reply) -> None:
        """Count one reply."""
        self.n_requests += 1
        self.attempts += reply.attempts
        self.usage += reply.usage
        self.latency_s = round(self.latency_s + reply.latency_s, 3)
        self.model, self.server_version = reply.model, reply.server_version


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of one rationale.

    rationale: the model's, verified; None when the row falls back to the template. reason: of a fallback: `style`,
    `no_facts` (not asked), `too_long` (not asked since the facts cover too little of the run, or the text over its
    budget), a kind of `llm.Failure`, `bad_form`, `unverified`, `internal_error`. n_repairs: rounds of repair (0-2).
    """

    end: TextEnd
    rationale: Rationale | None
    reason: str | None
    n_repairs: int
    failed: tuple[FailedText, ...]
    account: Account
    mode: str
    prompt: str
    """Name and version of the prompt file."""
    prompt_sha256: str

    @property
    def narrator(self) -> dict[str, Any]:
        """The column `narrator`: who wrote the text that the row holds."""
        if self.rationale is None:
            return {"mode": "template", "model": None, "prompt_sha256": None}
        return {"mode": self.mode, "model": self.account.model, "prompt_sha256": self.prompt_sha256}

    @property
    def generation(self) -> dict[str, Any]:
        """The column `generation`: what was asked of the model for this row, how it ended and what it took."""
        account = self.account
        return {
            "mode": self.mode,
            "end": str(self.end),
            "reason": self.reason,
            "n_repairs": self.n_repairs,
            "model": account.model,
            "server_version": account.server_version,
            "prompt": self.prompt,
            "prompt_sha256": self.prompt_sha256,
            "n_requests": account.n_requests,
            "attempts": account.attempts,
            "prompt_tokens": account.usage.prompt_tokens,
            "cached_tokens": account.usage.cached_tokens,
            "completion_tokens": account.usage.completion_tokens,
            "latency_s": account.latency_s,
        }
