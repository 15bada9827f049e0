"""What the test server counts, so that tests can prove what was asked, and how busy it was."""

import time
from collections import Counter
from typing import Any


class Counts:
    """By request (hash of its body) and in sum. `busy_s` is the time that all slots together were in use.

    running, waiting: requests that are being served while counting starts anew.
    """

    def __init__(self, running: int = 0, waiting: int = 0) -> None:
        self.arrived: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.ends: Counter[str] = Counter()
        self.running = running
        self.waiting = waiting
        self.peak_running = 0
        self.peak_waiting = 0
        self.busy_s = 0.0
        self.first_at = 0.0
        self.last_at = 0.0
        self._changed_at = time.monotonic()

    def move(self, running: int, waiting: int) -> None:
        """Change how many run and wait."""
        now = time.monotonic()
        self.busy_s += self.running * (now - self._changed_at) if self.running else 0.0
        self._changed_at = now
        self.first_at = self.first_at or now
        self.last_at = now
        self.running += running
        self.waiting += waiting
        self.peak_running = max(self.peak_running, self.running)
        self.peak_waiting = max(self.peak_waiting, self.waiting)

    def report(self, slots: int) -> dict[str, Any]:
        """Return everything; `busy_share` is of the slots between the first request and the last change."""
        duration = self.last_at - self.first_at
        return {
            "requests": sum(self.arrived.values()),
            "distinct": len(self.arrived),
            "answered": sum(self.answered.values()),
            "answered_twice": sum(count > 1 for count in self.answered.values()),
            "ends": dict(self.ends),
            "running": self.running,
            "waiting": self.waiting,
            "peak_running": self.peak_running,
            "peak_waiting": self.peak_waiting,
            "duration_s": duration,
            "busy_share": self.busy_s / (duration * slots) if duration else 0.0,
        }
