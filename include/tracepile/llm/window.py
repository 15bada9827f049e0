"""How many requests may be in flight: enough that the server never idles, few enough that it refuses none."""

from dataclasses import dataclass
from typing import Final

_MIN_WAITING: Final = 4
_SHRINK_INTERVAL_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Load:
    """What a server states under `/v1/loads`, summed over its replicas."""

    n_running: int
    n_waiting: int


class Window:
    """The limit of requests in flight, between `minimum` and `maximum`, adapted to the server's load.

    As many requests should wait at the server as run there: then one that ends is followed at once by the next, even
    when the client is busy with something else for a moment. A refusal (queue full) halves the limit, below the
    minimum if it must.
    """

    def __init__(self, minimum: int, maximum: int) -> None:
        self.minimum = min(minimum, maximum)
        self.maximum = maximum
        self.limit = self.minimum
        self._refused_at = float("-inf")

    def adapt(self, load: Load | None, n_in_flight: int) -> None:
        """Move the limit after a look at the server; `load` is None when it does not tell: then refusals decide."""
        waiting = load.n_waiting if load else 0
        wanted = max(_MIN_WAITING, load.n_running) if load else _MIN_WAITING
        if waiting * 2 < wanted and n_in_flight >= self.limit:
            self.limit = min(self.maximum, self.limit + max(2, self.limit // 2))
        elif waiting > 2 * wanted and self.limit > self.minimum:
            self.limit = max(self.minimum, self.limit - max(1, self.limit // 8))

    def refuse(self, now: float) -> None:
        """Halve the limit after a refusal; a burst of refusals counts once. `now` is in seconds."""
        if now - self._refused_at >= _SHRINK_INTERVAL_S:
            self._refused_at = now
            self.limit = max(1, self.limit // 2)
