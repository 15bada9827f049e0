"""The asynchronous half of the client: keeps the window full, and writes every answer down as it comes."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Final

import httpx

from tracepile.llm.attempts import Sender
from tracepile.llm.cache import Record, RequestCache
from tracepile.llm.model import Failure, Reply, Request, Usage
from tracepile.llm.server import Served, read_load
from tracepile.llm.window import Window

_LOAD_INTERVAL_S: Final = 0.5


class Engine:
    """Sends requests within the window and hands replies over, in the order in which they come.

    Everything runs in one event loop. on_reply: called with the number of a request and its reply. on_error: called
    with the error that ends everything.
    """

    def __init__(
        self,
        sender: Sender,
        served: Served,
        cache: RequestCache,
        window: Window,
        *,
        on_reply: Callable[[int, Reply], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        self._sender, self._served, self._cache, self._window = sender, served, cache, window
        self._on_reply, self._on_error = on_reply, on_error
        self.n_taken = 0
        """Requests that have left the queue."""
        self._queue: deque[tuple[int, Request]] = deque()
        self._flying: dict[str, asyncio.Task[Reply]] = {}
        self._followers: dict[str, list[int]] = {}

    def feed(self, requests: Iterable[tuple[int, Request]]) -> None:
        """Add numbered requests to the queue."""
        self._queue.extend(requests)
        self._pump()

    async def drop(self) -> None:
        """Forget what is queued and cancel what is in flight: the server then stops working on it."""
        self.n_taken += len(self._queue)
        self._queue.clear()
        tasks = list(self._flying.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._flying.clear()
        self._followers.clear()

    async def watch_load(self, http: httpx.AsyncClient, url: str) -> None:
        """Adapt the window to the server's load, for ever."""
        while True:
            await asyncio.sleep(_LOAD_INTERVAL_S)
            if self._flying:
                self._window.adapt(await read_load(http, url), len(self._flying))
                self._pump()

    def _pump(self) -> None:
        """Start queued requests until the window is full; what the cache knows is answered at once."""
        while self._queue and len(self._flying) < self._window.limit:
            number, request = self._queue.popleft()
            self.n_taken += 1
            key = request.key(self._served.identity, request.max_tokens)
            if key in self._flying:
                self._followers.setdefault(key, []).append(number)
                continue
            first = self._cache.find(key)
            known = self._recall(request, key, first)
            if known is not None:
                self._on_reply(number, known)
                continue
            task = asyncio.create_task(self._ask(request, key, first))
            self._flying[key] = task
            task.add_done_callback(partial(self._land, key, number))

    def _land(self, key: str, number: int, task: "asyncio.Task[Reply]") -> None:
        self._flying.pop(key, None)
        followers = self._followers.pop(key, [])
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._queue.clear()
            self._on_error(error if isinstance(error, Exception) else RuntimeError(repr(error)))
            return
        reply = task.result()
        self._on_reply(number, reply)
        for follower in followers:
            self._on_reply(follower, replace(reply, is_cached=True))
        self._pump()

    def _recall(self, request: Request, key: str, first: Record | None) -> Reply | None:
        """Return the reply that the cache holds, if it holds all of it."""
        if first is None:
            return None
        if not _is_cut(first):
            return self._reply(key, [first], is_cached=True)
        second = self._cache.find(self._longer_key(request))
        return None if second is None else self._reply(key, [first, second], is_cached=True)

    async def _ask(self, request: Request, key: str, first: Record | None) -> Reply:
        """Ask for one answer, and once more with twice the budget if it was cut."""
        if first is None:
            first = await self._fetch(request, key, request.max_tokens)
        if not _is_cut(first):
            return self._reply(key, [first])
        longer = self._longer_key(request)
        second = self._cache.find(longer) or await self._fetch(request, longer, 2 * request.max_tokens)
        return self._reply(key, [first, second])

    async def _fetch(self, request: Request, key: str, max_tokens: int) -> Record:
        record = await self._sender.fetch(request, self._served, max_tokens)
        self._cache.keep(key, request.template, record)
        return record

    def _longer_key(self, request: Request) -> str:
        return request.key(self._served.identity, 2 * request.max_tokens)

    def _reply(self, key: str, records: list[Record], *, is_cached: bool = False) -> Reply:
        last, failure = records[-1], records[-1].failure
        if len(records) > 1 and failure is not None and failure.kind == "rejected":
            # the larger budget does not fit into the model's context: the answer stays cut
            failure = Failure("length", failure.message)
        return Reply(
            key=key,
            text=last.text,
            finish_reason=last.finish_reason,
            failure=failure,
            usage=sum((record.usage for record in records), Usage()),
            latency_s=last.latency_s,
            attempts=sum(record.attempts for record in records),
            is_cached=is_cached,
            model=self._served.model,
            server_version=self._served.server_version,
        )


def _is_cut(record: Record) -> bool:
    return record.failure is not None and record.failure.kind == "length"
