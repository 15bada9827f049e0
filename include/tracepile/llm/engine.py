"""The asynchronous half of the client: keeps the window full, tries again, and writes every answer down as it comes."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_random_exponential

from tracepile.llm.cache import Record, RequestCache
from tracepile.llm.errors import ServerNotReadyError
from tracepile.llm.model import Failure, Reply, Request, Usage
from tracepile.llm.server import Served, is_ready, read_load
from tracepile.llm.window import Window
from tracepile.llm.wire import CHAT_PATH, Answer, RejectedError, RetryError, read_answer, write_body

_LOAD_INTERVAL_S: Final = 0.5
_BUSY_PER_ATTEMPT: Final = 8
"""A refusal (queue full) costs nothing: so many are borne for each attempt that may fail."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request: seconds of an attempt, attempts that may fail, longest pause between two."""

    timeout_s: float
    max_attempts: int
    max_wait_s: float = 30.0


class Engine:
    """Sends requests within the window and hands replies over, in the order in which they come.

    Everything runs in one event loop. on_reply: called with the number of a request and its reply. on_error: called
    once with the error that ends everything.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        url: str,
        served: Served,
        cache: RequestCache,
        window: Window,
        limits: Limits,
        *,
        on_reply: Callable[[int, Reply], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        self._http, self._url, self._served = http, url, served
        self._cache, self._window, self._limits = cache, window, limits
        self._on_reply, self._on_error = on_reply, on_error
        self._queue: deque[tuple[int, Request]] = deque()
        self._flying: dict[str, asyncio.Task[Reply]] = {}
        self._followers: dict[str, list[int]] = {}
        self._watch: asyncio.Task[None] | None = None
        self._wait = wait_random_exponential(multiplier=0.25, max=limits.max_wait_s)

    def feed(self, requests: Iterable[tuple[int, Request]]) -> None:
        """Add numbered requests to the queue."""
        self._queue.extend(requests)
        if self._watch is None:
            self._watch = asyncio.create_task(self._watch_load())
        self._pump()

    async def drop(self) -> None:
        """Forget what is queued and cancel what is in flight: the server then stops working on it."""
        self._queue.clear()
        tasks = [*self._flying.values(), *([self._watch] if self._watch else [])]
        self._watch = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._flying.clear()
        self._followers.clear()

    def _pump(self) -> None:
        """Start queued requests until the window is full; what the cache knows is answered at once."""
        while self._queue and len(self._flying) < self._window.limit:
            number, request = self._queue.popleft()
            key = request.key(self._served.identity, request.max_tokens)
            if key in self._flying:
                self._followers.setdefault(key, []).append(number)
                continue
            known = self._recall(request, key)
            if known is not None:
                self._on_reply(number, known)
                continue
            task = asyncio.create_task(self._ask(request, key))
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

    async def _watch_load(self) -> None:
        while True:
            await asyncio.sleep(_LOAD_INTERVAL_S)
            if self._flying:
                self._window.adapt(await read_load(self._http, self._url), len(self._flying))
                self._pump()

    # one request --------------------------------------------------------------------------------------------------

    def _recall(self, request: Request, key: str) -> Reply | None:
        """Return the reply that the cache holds, if it holds all of it."""
        first = self._cache.find(key)
        if first is None or not _is_cut(first):
            return None if first is None else self._reply(key, [first], is_cached=True)
        second = self._cache.find(request.key(self._served.identity, 2 * request.max_tokens))
        return None if second is None else self._reply(key, [first, second], is_cached=True)

    async def _ask(self, request: Request, key: str) -> Reply:
        """Ask for one answer, and once more with twice the budget if it was cut."""
        first = await self._obtain(request, key, request.max_tokens)
        if not _is_cut(first):
            return self._reply(key, [first])
        budget = 2 * request.max_tokens
        second = await self._obtain(request, request.key(self._served.identity, budget), budget)
        return self._reply(key, [first, second])

    async def _obtain(self, request: Request, key: str, max_tokens: int) -> Record:
        record = self._cache.find(key)
        if record is None:
            record = await self._fetch(request, max_tokens)
            self._cache.keep(key, request.template, record)
        return record

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

    async def _fetch(self, request: Request, max_tokens: int) -> Record:
        """Send until there is an answer, a refusal, or no attempt left."""
        body = write_body(request, self._served.model, max_tokens)
        wasted: list[Usage] = []
        sent = 0
        refusals = 0

        def is_over(state: RetryCallState) -> bool:
            return (
                sent - refusals >= self._limits.max_attempts
                or refusals >= self._limits.max_attempts * _BUSY_PER_ATTEMPT
            )

        retrying = AsyncRetrying(
            retry=retry_if_exception_type(RetryError), wait=self._wait, stop=is_over, sleep=asyncio.sleep, reraise=True
        )
        started = time.monotonic()

        async def attempt() -> Answer:
            nonlocal sent, refusals, started
            sent += 1
            started = time.monotonic()
            try:
                return await self._send(body)
            except RetryError as error:
                wasted.append(error.usage)
                if error.kind == "busy":
                    refusals += 1
                    self._window.refuse(time.monotonic())
                raise

        def record(text: str, reason: str | None, failure: Failure | None, usage: Usage) -> Record:
            latency_s = round(time.monotonic() - started, 3)
            return Record(text, reason, failure, sum(wasted, usage), latency_s, sent)

        try:
            answer: Answer = await retrying(attempt)
        except RejectedError as error:
            return record("", None, Failure("rejected", str(error)), Usage())
        except RetryError as error:
            if not await is_ready(self._url, self._http):
                raise ServerNotReadyError(f"The model server {self._url} is gone ({error}).") from None
            return record(error.text, None, Failure(error.kind, str(error)), Usage())
        failure = _judge(answer, is_json=request.response_schema is not None)
        return record(answer.text, answer.finish_reason, failure, answer.usage)

    async def _send(self, body: bytes) -> Answer:
        try:
            async with asyncio.timeout(self._limits.timeout_s):
                response = await self._http.post(self._url + CHAT_PATH, content=body)
        except (TimeoutError, httpx.TimeoutException):
            raise RetryError("timeout", f"no answer within {self._limits.timeout_s:g} s") from None
        except httpx.TransportError as error:
            raise RetryError("disconnected", f"{type(error).__name__}: {error}") from None
        return read_answer(response.status_code, response.content)


def _is_cut(record: Record) -> bool:
    return record.failure is not None and record.failure.kind == "length"


def _judge(answer: Answer, *, is_json: bool) -> Failure | None:
    if answer.finish_reason == "length":
        return Failure("length", f"the answer was cut after {answer.usage.completion_tokens} tokens")
    if is_json:
        try:
            json.loads(answer.text)
        except ValueError as error:
            return Failure("bad_json", f"the answer is not JSON: {error}")
    return None
