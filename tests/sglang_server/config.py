"""The knobs of the test server: how fast it is, how much it takes, and what goes wrong."""

from dataclasses import dataclass, field
from typing import Any

FAULTS = (
    "refuse",  # 503 The request queue is full
    "server_error",  # 500
    "abort",  # 200 with a part of the text and finish_reason abort
    "hang",  # no answer until the client goes away
    "disconnect",  # the connection breaks in the middle of the body
    "cut_body",  # 200 with a body that is cut, and a length that says it is whole
    "truncated_json",  # ends well, but the text breaks off
    "wrong_values",  # ends well, and values in the text are wrong
)
FINAL_FAULTS = ("truncated_json", "wrong_values")
"""Faults of the model, not of the server: the same request meets them each time."""


@dataclass
class Config:
    """slots: requests that run at once, each for service_s; max_queued: how many may wait. faults: share of requests
    that meet each fault (the choice depends on the request and the attempt only). faulty_attempts: after so many
    faults of the server a request succeeds. refuse_every, refuse_for: of so many requests that arrive, so many in a
    row are refused. warm_up_s: how long `/health` and all else answer 503 after the start; listen_after_s: how long
    nothing listens at all; unready_looks: how many looks at `/health` find it unready. dies_after: the process ends
    itself after so many answers."""

    model: str = "test-model"
    api_key: str = ""
    version: str = "0.5.23"
    weight_version: str = "default"
    slots: int = 16
    max_queued: int = 1000
    service_s: float = 0.005
    context_tokens: int = 32_768
    faults: dict[str, float] = field(default_factory=dict)
    faulty_attempts: int = 2
    refuse_every: int = 0
    refuse_for: int = 0
    listen_after_s: float = 0.0
    warm_up_s: float = 0.0
    unready_looks: int = 0
    has_loads: bool = True
    dies_after: int = 0

    def update(self, values: dict[str, Any]) -> None:
        """Change knobs while the server runs."""
        for name, value in values.items():
            if name not in self.__dataclass_fields__:
                raise ValueError(f"no knob {name}")
            setattr(self, name, value)
        unknown = set(self.faults) - set(FAULTS)
        if unknown:
            raise ValueError(f"no fault {unknown}")
