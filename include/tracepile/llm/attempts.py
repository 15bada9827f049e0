"""One request to its end: sent, tried again after what may pass, given up after so many attempts."""

import asyncio
import json
import random
import time
from dataclasses import dataclass
from typing import Final

import httpx

from tracepile.llm.cache import Record
from tracepile.llm.errors import ServerNotReadyError
from tracepile.llm.model import Failure, Request, Usage
from tracepile.llm.server import Served, is_ready
from tracepile.llm.window import Window
from tracepile.llm.wire import CHAT_PATH, Answer, RejectedError, RetryError, read_answer, write_body

_EXTENSIONS: Final = {"timeout": {"connect": 10.0}}
_FIRST_PAUSE_S: Final = 0.25
_REFUSALS_PER_ATTEMPT: Final = 8
"""A refusal (queue full) costs nothing: so many are borne for each attempt that may fail."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request: seconds of an attempt, attempts that may fail, longest pause between two."""

    timeout_s: float
    max_attempts: int
    max_pause_s: float = 30.0


class Sender:
    """Sends requests to one server. `window` hears of refusals."""

    def __init__(
        self, http: httpx.AsyncClient, transport: httpx.AsyncBaseTransport, url: str, window: Window, limits: Limits
    ) -> None:
        self._http, self._transport, self._url = http, transport, url
        self._window, self._limits = window, limits
        self._address = httpx.URL(url + CHAT_PATH)
        self._headers = httpx.Headers(http.headers)

    async def fetch(self, request: Request, served: Served, max_tokens: int) -> Record:
        """Send until there is an answer, a refusal of this very request, or no attempt left.

        Raises `ServerNotReadyError` if the server turns out to be gone, `DeploymentError` if it wants none of us.
        """
        body = write_body(request, served.model, max_tokens)
        usage, sent, refusals = Usage(), 0, 0
        while True:
            sent += 1
            started = time.monotonic()
            text, reason, failure = "", None, None
            try:
                answer = await self._send(body)
                text, reason, usage = answer.text, answer.finish_reason, usage + answer.usage
                failure = _judge(answer, is_json=request.response_schema is not None)
            except RejectedError as error:
                failure = Failure("rejected", str(error))
            except RetryError as error:
                text, usage, failure = error.text, usage + error.usage, Failure(error.kind, str(error))
                if error.kind == "busy":
                    refusals += 1
                    self._window.refuse(time.monotonic())
            if failure is None or failure.is_final or self._is_over(sent - refusals, refusals):
                break
            # full jitter: those refused together must not come back together
            pause_s = min(self._limits.max_pause_s, _FIRST_PAUSE_S * 2**sent)
            await asyncio.sleep(random.uniform(0, pause_s))  # noqa: S311 - no secret
        if failure is not None and not failure.is_final and not await is_ready(self._url, self._http):
            raise ServerNotReadyError(f"The model server {self._url} is gone ({failure.message}).")
        return Record(text, reason, failure, usage, round(time.monotonic() - started, 3), sent)

    def _is_over(self, n_attempts: int, n_refusals: int) -> bool:
        most = self._limits.max_attempts
        return n_attempts >= most or n_refusals >= most * _REFUSALS_PER_ATTEMPT

    async def _send(self, body: bytes) -> Answer:
        request = httpx.Request(
            "POST", self._address, headers=self._headers, content=body, extensions=dict(_EXTENSIONS)
        )
        try:
            async with asyncio.timeout(self._limits.timeout_s):
                # past the client's cookies, redirects and authentication, which cost as much as the rest
                response = await self._transport.handle_async_request(request)
        except (TimeoutError, httpx.TimeoutException):
            raise RetryError("timeout", f"no answer within {self._limits.timeout_s:g} s") from None
        except httpx.TransportError as error:
            raise RetryError("disconnected", str(error)) from None
        return read_answer(response.status_code, response.content)


def _judge(answer: Answer, *, is_json: bool) -> Failure | None:
    if answer.finish_reason == "length":
        return Failure("length", f"the answer was cut after {answer.usage.completion_tokens} tokens")
    if is_json:
        try:
            json.loads(answer.text)
        except ValueError as error:
            return Failure("bad_json", f"the answer is not JSON: {error}")
    return None
