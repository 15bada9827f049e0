"""What tasks wait for without holding a worker slot; runs in Airflow's triggerer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseTrigger, TriggerEvent


class ModelServerTrigger(BaseTrigger):
    """Fires when the model server is healthy, or when the time is over.

    The event is `{"is_ready": bool, "waited_s": float}`. It carries no key: the health check needs none.

    :param url: root address of the server.
    :param timeout_s: how long to wait.
    :param interval_s: time between two looks.
    """

    def __init__(self, url: str, timeout_s: float, interval_s: float = 2.0) -> None:
        super().__init__()
        self.url = url
        self.timeout_s = timeout_s
        self.interval_s = interval_s

    def serialize(self) -> tuple[str, dict[str, Any]]:
        arguments = {"url": self.url, "timeout_s": self.timeout_s, "interval_s": self.interval_s}
        return f"{type(self).__module__}.{type(self).__qualname__}", arguments

    async def run(self) -> AsyncIterator[TriggerEvent]:
        from tracepile.llm import is_ready

        started = time.monotonic()
        while not (found := await is_ready(self.url)) and time.monotonic() - started < self.timeout_s:
            await asyncio.sleep(self.interval_s)
        yield TriggerEvent({"is_ready": found, "waited_s": time.monotonic() - started})
