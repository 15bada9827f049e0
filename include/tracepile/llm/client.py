"""The client: requests in, replies out in the same order, while an event loop in a thread keeps the server busy."""

import asyncio
import logging
import threading
from collections.abc import Coroutine, Iterable, Iterator
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import httpx

from tracepile.llm.attempts import Limits, Sender
from tracepile.llm.cache import RequestCache
from tracepile.llm.engine import Engine
from tracepile.llm.model import Prices, Reply, Request, Totals
from tracepile.llm.server import Served, headers_of, identify, root_of
from tracepile.llm.transport import StackedTransport
from tracepile.llm.window import Window
from tracepile.settings import Settings

T = TypeVar("T")

_LOOK_AHEAD: Final = 16
"""Requests taken from the caller ahead of the reply it waits for, in windows: one that hangs must not stop the rest."""
_QUEUED: Final = 2
"""Requests ready to be sent, in windows: writing prompts takes time, too."""
_BATCH: Final = 32
_FEED_INTERVAL_S: Final = 0.05
_HAND_OVER_S: Final = 0.05


class Client:
    """A connection to the configured model server, for one task: a context manager.

    Entering it checks the server and the model once. It raises `DeploymentError` when a setting is wrong, and
    `ServerNotReadyError` when the server is starting or gone; `complete` may raise both, too. `totals` sums up all
    replies given.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._url = root_of(settings)
        # One line for each look at the server's load, twice a second, would drown the log of a task.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="tracepile-llm", daemon=True)
        self._replies: dict[int, Reply] = {}
        self._error: Exception | None = None
        self._awaited = -1
        self._news = threading.Event()
        self._next_number = 0
        self.totals = Totals(
            Prices(settings.sglang_price_prompt, settings.sglang_price_cached, settings.sglang_price_completion)
        )

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._call(self._open())
        except BaseException:
            self._stop_loop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._call(self._close())
        finally:
            self._stop_loop()

    @property
    def served(self) -> Served:
        """Who answers."""
        return self._served

    def complete(self, requests: Iterable[Request]) -> Iterator[Reply]:
        """Yield the reply to each request, in order; one call at a time.

        Requests are taken ahead of the replies, and sent in their order. Equal requests are sent once.
        """
        source = iter(requests)
        number = self._next_number
        is_exhausted = False
        try:
            while True:
                while not is_exhausted and self._has_room(number):
                    is_exhausted = self._feed(source)
                if number == self._next_number:
                    return
                reply = self._wait_for(number)
                if reply is not None:
                    number += 1
                    self.totals.add(reply)
                    yield reply
        finally:
            if number != self._next_number:  # given up half-way
                self._call(self._engine.drop())
                self._replies.clear()

    def _has_room(self, number: int) -> bool:
        """Tell whether the engine is running out of requests, and the reply `number` does not hold too many up."""
        window = self._settings.sglang_window_max
        is_low = self._next_number - self._engine.n_taken < _QUEUED * window
        return is_low and self._next_number - number < _LOOK_AHEAD * window

    def _feed(self, source: Iterator[Request]) -> bool:
        """Hand a batch of requests to the engine; tell whether the source is at its end."""
        batch = [(self._next_number + offset, request) for offset, request in zip(range(_BATCH), source)]  # noqa: B905
        if batch:
            self._next_number += len(batch)
            self._loop.call_soon_threadsafe(self._engine.feed, batch)
        return len(batch) < _BATCH

    def _wait_for(self, number: int) -> Reply | None:
        """Return the reply, or None after a while, in which the engine may have run out of requests."""
        self._awaited = number
        self._news.clear()
        if number not in self._replies and self._error is None:
            self._news.wait(_FEED_INTERVAL_S)
        if self._error is not None:
            raise self._error
        return self._replies.pop(number, None)

    # in the thread of the loop ------------------------------------------------------------------------------------

    async def _open(self) -> None:
        settings = self._settings
        transport = StackedTransport(self._url)
        self._http = httpx.AsyncClient(transport=transport, headers=headers_of(settings))
        try:
            self._served = await identify(self._http, self._url, settings)
            self._cache = RequestCache(
                settings.request_cache_dir, model=self._served.model, server_version=self._served.server_version
            )
        except BaseException:
            await self._http.aclose()
            raise
        window = Window(settings.sglang_window_min, settings.sglang_window_max)
        limits = Limits(settings.sglang_timeout_s, settings.sglang_max_attempts)
        sender = Sender(self._http, transport, self._url, window, limits)
        self._engine = Engine(sender, self._served, self._cache, window, on_reply=self._take, on_error=self._fail)
        self._watch = asyncio.create_task(self._engine.watch_load(self._http, self._url))

    async def _close(self) -> None:
        self._watch.cancel()
        await asyncio.gather(self._watch, return_exceptions=True)
        await self._engine.drop()
        await self._http.aclose()
        self._cache.close()

    def _take(self, number: int, reply: Reply) -> None:
        self._replies[number] = reply
        if number == self._awaited:
            # Not at once: waking the other thread for each reply costs more than sending a request.
            self._loop.call_later(_HAND_OVER_S, self._news.set)

    def _fail(self, error: Exception) -> None:
        self._error = self._error or error
        self._news.set()

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _stop_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
