"""What is asked of a model, what it answers, and what that costs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

PER_MILLION: Final = 1_000_000
"""Prices are in a currency of the user's choice per million tokens."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat; `role` is `system`, `user` or `assistant`."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """One prompt with its sampling parameters.

    template: name and version of the prompt, such as `narrate_slots.v1`. max_tokens: budget of the answer; a cut
    answer is asked for once more with twice of it. response_schema: a JSON schema the answer must match; bound every
    string in it (`maxLength`), or a weak model never ends. schema_name: its name for the server.
    """

    messages: tuple[Message, ...]
    template: str
    max_tokens: int
    response_schema: Mapping[str, Any] | None = None
    schema_name: str = "answer"
    temperature: float = 0.0
    seed: int = 0

    def key(self, served: str, max_tokens: int) -> str:
        """Return the sha256 of served model, template version, sampling parameters and prompt.

        served: model and version, as the server states them. max_tokens: of this try, see above.
        """
        sampling = f"{max_tokens} {self.temperature!r} {self.seed} {self.schema_name} {self.schema_sha256}"
        digest = sha256(f"{served}\0{self.template}\0{sampling}".encode())
        for message in self.messages:
            content = message.content.encode("utf-8", "surrogatepass")
            digest.update(f"\0{message.role} {len(content)} ".encode())
            digest.update(content)
        return digest.hexdigest()

    @property
    def schema_sha256(self) -> str:
        """Hash of the schema; empty without one."""
        return "" if self.response_schema is None else _hash_schema(_Schema(self.response_schema))


class _Schema:
    """A schema as a cache key: many requests share one object, and hashing it each time would cost more than a send."""

    __slots__ = ("value",)

    def __init__(self, value: Mapping[str, Any]) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Schema) and other.value is self.value


@lru_cache(maxsize=64)
def _hash_schema(schema: _Schema) -> str:
    # not sorted: the order of properties decides the order in which they are written
    return sha256(json.dumps(schema.value).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of a request, as the server counts them; `cached_tokens` are prompt tokens it had computed before."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.cached_tokens + other.cached_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices per million tokens: prompt tokens not cached, cached ones, and completion tokens."""

    prompt: float = 0.0
    cached: float = 0.0
    completion: float = 0.0

    def cost(self, usage: Usage) -> float:
        """Return the estimated cost, in the currency of the prices."""
        fresh = usage.prompt_tokens - usage.cached_tokens
        parts = fresh * self.prompt + usage.cached_tokens * self.cached + usage.completion_tokens * self.completion
        return parts / PER_MILLION


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request has no usable answer; the row falls back or is repaired, the task goes on.

    kind: rejected (the server refuses this request whatever happens), length (cut even with twice the budget),
    bad_json (ended well, but is not JSON); and, when all attempts are used up, aborted, timeout, disconnected,
    server_error, busy.
    """

    kind: str
    message: str

    @property
    def is_final(self) -> bool:
        """Whether asking again cannot help; other failures are asked again by the next task."""
        return self.kind in ("rejected", "length", "bad_json")


@dataclass(frozen=True, slots=True)
class Reply:
    """The end of one request: its text, or a failure (then `text` may hold a part).

    finish_reason: as the server says, `stop` unless there is a failure. usage: tokens of all answers that came, of
    failed attempts too. latency_s: of the last attempt. attempts: requests sent for it. is_cached: it was answered
    before, by the request cache or by an equal request of the same task. model, server_version: who answered.
    """

    key: str
    text: str
    finish_reason: str | None
    failure: Failure | None
    usage: Usage
    latency_s: float
    attempts: int
    is_cached: bool
    model: str
    server_version: str

    def accounting(self) -> dict[str, Any]:
        """Return what the row keeps of it, as plain values."""
        return {
            "prompt_tokens": self.usage.prompt_tokens,
            "cached_tokens": self.usage.cached_tokens,
            "completion_tokens": self.usage.completion_tokens,
            "latency_s": self.latency_s,
            "attempts": self.attempts,
            "model": self.model,
            "server_version": self.server_version,
        }


@dataclass(slots=True)
class Totals:
    """Sums over the replies of a task: what was asked, what came from the cache, what failed, tokens and cost.

    Tokens and cost are those of all replies, cached ones included: what the rows cost, not what this try paid.
    """

    prices: Prices = field(default_factory=Prices)
    requests: int = 0
    cached: int = 0
    failed: int = 0
    attempts: int = 0
    usage: Usage = field(default_factory=Usage)

    def add(self, reply: Reply) -> None:
        """Count one reply."""
        self.requests += 1
        self.cached += reply.is_cached
        self.failed += reply.failure is not None
        self.attempts += reply.attempts
        self.usage += reply.usage

    @property
    def cost(self) -> float:
        """Estimated cost, in the currency of the prices."""
        return self.prices.cost(self.usage)

    def counts(self) -> dict[str, int]:
        """Return the sums as counts of a shard, equal for equal rows whoever was asked when.

        `llm_cost_micros` is the estimated cost in millionths of the prices' currency.
        """
        return {
            "llm_requests": self.requests,
            "llm_failed": self.failed,
            "llm_attempts": self.attempts,
            "llm_prompt_tokens": self.usage.prompt_tokens,
            "llm_cached_tokens": self.usage.cached_tokens,
            "llm_completion_tokens": self.usage.completion_tokens,
            "llm_cost_micros": round(self.cost * PER_MILLION),
        }
