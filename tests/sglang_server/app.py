"""The server as a plain ASGI application: SGLang's paths, its bodies, its order of checks, and faults on demand."""

import asyncio
import json
import os
import time
from collections import deque
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

from tests.sglang_server import bodies
from tests.sglang_server.config import FAULTS, FINAL_FAULTS, Config
from tests.sglang_server.counts import Counts
from tests.sglang_server.model import answer, falsify
from tests.sglang_server.prefixes import PrefixCache, count_tokens, prompt_of

OPEN_PATHS = ("/health", "/health_generate")


class App:
    """One server: `config` may change while it runs; `counts` says what happened."""

    def __init__(self, config: Config) -> None:
        self._first_config = partial(replace, config)
        self.config = self._first_config()
        self.counts = Counts()
        self._prefixes = PrefixCache()
        self._started_at = time.monotonic()
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._aborting: asyncio.Future[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return
        path, headers = scope["path"], dict(scope["headers"])
        content = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            content += message.get("body", b"")
            if not message.get("more_body"):
                break
        if path.startswith("/_test/"):
            await self._control(path, content, send)
        elif time.monotonic() - self._started_at < self.config.warm_up_s:
            await reply(send, 503, b"")
        elif path in OPEN_PATHS:
            self.counts.ends[path] += 1
            await reply(send, 200 if self.counts.ends[path] > self.config.unready_looks else 503, b"")
        elif self.config.api_key and headers.get(b"authorization") != f"Bearer {self.config.api_key}".encode():
            await reply(send, 401, bodies.UNAUTHORIZED)
        elif path == "/abort_request":
            if self._aborting is not None:
                self._aborting.set_result(None)
                self._aborting = None
            await reply(send, 200, b"")
        elif path == "/v1/chat/completions" and scope["method"] == "POST":
            await self._chat(headers, content, receive, send)
        else:
            await reply(send, *self._describe(path))

    def _describe(self, path: str) -> tuple[int, dict[str, Any]]:
        config, counts = self.config, self.counts
        if path == "/v1/models":
            return 200, bodies.models(config.model, config.context_tokens)
        if path == "/model_info":
            return 200, {"model_path": config.model, "is_generation": True, "weight_version": config.weight_version}
        if path == "/server_info":
            return 200, {"served_model_name": config.model, "status": "ready", "version": config.version}
        if path == "/v1/loads" and config.has_loads:
            return 200, bodies.loads(config.version, counts.running, counts.waiting, config.slots)
        return 404, bodies.NOT_FOUND

    async def _control(self, path: str, content: bytes, send: Any) -> None:
        if path == "/_test/configure":
            self.config.update(json.loads(content))
        elif path == "/_test/reset":
            self.counts = Counts(self.counts.running, self.counts.waiting)
            self.config = self._first_config()
        await reply(send, 200, self.counts.report(self.config.slots))

    # chat ---------------------------------------------------------------------------------------------------------

    async def _chat(self, headers: dict[bytes, bytes], content: bytes, receive: Any, send: Any) -> None:
        counts, config = self.counts, self.config
        key = sha256(content).hexdigest()
        counts.arrived[key] += 1
        body, problem = self._validate(headers, content)
        if body is None:
            counts.ends["rejected"] += 1
            await reply(send, 400, problem)
            return
        attempt = counts.arrived[key] - (counts.answered[key] > 0)
        fault = self._choose_fault(key, attempt)
        if fault == "refuse" or self._is_in_burst() or (self._is_full() and counts.waiting >= config.max_queued):
            counts.ends["refused"] += 1
            await reply(send, 503, bodies.QUEUE_FULL)
            return
        end = await self._serve(receive, is_hanging=fault == "hang")
        if end == "cancelled":
            counts.ends[end] += 1
            return
        fault = "abort" if end == "abort" else fault
        if fault == "server_error":
            counts.ends[fault] += 1
            await reply(send, 500, bodies.flat_error("Internal server error", "InternalServerError", 500))
            return
        await self._complete(key, body, fault, send)

    def _validate(self, headers: dict[bytes, bytes], content: bytes) -> tuple[dict[str, Any] | None, Any]:
        """Return the body, or None and the body of the 400."""
        if headers.get(b"content-type", b"").partition(b";")[0] != b"application/json":
            return None, bodies.invalid("{'loc': ['header', 'content-type'], 'msg': \"Unsupported Media Type\"}")
        try:
            body = json.loads(content)
        except ValueError:
            return None, bodies.invalid("{'type': 'json_invalid', 'loc': ('body', 1), 'msg': 'JSON decode error'}")
        if not isinstance(body.get("messages"), list):
            return None, bodies.invalid("{'type': 'list_type', 'loc': ('body', 'messages')}")
        if body.get("temperature", 1) < 0:
            message = f"temperature must be a non-negative finite number, got {float(body['temperature'])}."
            return None, bodies.bad_request(message)
        context = self.config.context_tokens
        n_prompt, n_wanted = count_tokens(prompt_of(body)), body.get("max_tokens") or 0
        if n_prompt > context:
            message = f"The input ({n_prompt} tokens) is longer than the model's context length ({context} tokens)."
            return None, bodies.bad_request(message)
        if n_wanted > context:
            message = (
                f"max_completion_tokens is too large: {n_wanted}."
                f"This model supports at most {context} completion tokens."
            )
            return None, bodies.bad_request(message)
        try:
            body["text"] = answer(body)
        except ValueError as error:
            return None, bodies.bad_request(f"Failed to compile json grammar: {error}\n")
        return body, None

    def _choose_fault(self, key: str, attempt: int) -> str | None:
        """Return the fault of this attempt: it depends on the request and its attempt, never on the time."""
        faults = self.config.faults
        for names, salt in ((FINAL_FAULTS, ""), (FAULTS, str(attempt))):
            dice = int.from_bytes(sha256(f"{key}{salt}".encode()).digest()[:8], "big") / 2**64
            if salt and attempt > self.config.faulty_attempts:
                return None
            for name in names:
                if salt and name in FINAL_FAULTS:
                    continue
                dice -= faults.get(name, 0.0)
                if dice < 0:
                    return name
        return None

    def _is_in_burst(self) -> bool:
        config = self.config
        return bool(config.refuse_every) and self.counts.arrived.total() % config.refuse_every < config.refuse_for

    def _is_full(self) -> bool:
        return self.counts.running >= self.config.slots

    async def _serve(self, receive: Any, *, is_hanging: bool) -> str:
        """Wait for a slot and for the service time; return `served`, `cancelled` (the client left) or `abort`."""
        self._aborting = aborting = self._aborting or asyncio.get_running_loop().create_future()
        leaving = asyncio.ensure_future(receive())
        is_running = False
        try:
            if self._is_full():
                turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiting.append(turn)
                self.counts.move(0, 1)
                await asyncio.wait((turn, leaving), return_when=asyncio.FIRST_COMPLETED)
                is_running = turn.done()
                if not is_running:
                    self._waiting.remove(turn)
                    self.counts.move(0, -1)
                    return "cancelled"
            else:
                self.counts.move(1, 0)
                is_running = True
            await asyncio.wait(
                (leaving, aborting),
                timeout=None if is_hanging else self.config.service_s,
                return_when=asyncio.FIRST_COMPLETED,
            )
            return "cancelled" if leaving.done() else "abort" if aborting.done() else "served"
        finally:
            leaving.cancel()
            if is_running:
                self._free_slot()

    def _free_slot(self) -> None:
        if self._waiting:
            self._waiting.popleft().set_result(None)
            self.counts.move(0, -1)
        else:
            self.counts.move(-1, 0)

    async def _complete(self, key: str, body: dict[str, Any], fault: str | None, send: Any) -> None:
        counts, text, reason = self.counts, body["text"], "stop"
        if fault == "wrong_values":
            text = falsify(text)
        elif fault == "truncated_json":
            text = text[: len(text) * 2 // 3]
        elif fault == "abort":
            text, reason = text[: len(text) // 2], "abort"
        if reason == "stop" and count_tokens(text) > (body.get("max_tokens") or 10**9):
            text, reason = text[: body["max_tokens"] * 4], "length"
        prompt = prompt_of(body)
        value = bodies.completion(
            body.get("model", ""), text, reason, count_tokens(prompt), self._prefixes.match(prompt), count_tokens(text)
        )
        content = json.dumps(value).encode()
        if fault == "disconnect":
            counts.ends[fault] += 1
            await reply(send, 200, content[: len(content) // 2], length=len(content))
            raise ConnectionAbortedError
        if fault == "cut_body":
            content = content[: len(content) // 2]
        await reply(send, 200, content)
        counts.ends[fault or reason] += 1
        if fault is None or fault in FINAL_FAULTS:
            counts.answered[key] += 1
            if self.config.dies_after and counts.answered.total() >= self.config.dies_after:
                os._exit(0)


async def reply(send: Any, status: int, value: Any, *, length: int | None = None) -> None:
    """Send a response; `length` is the length it claims, if that is not the true one."""
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content) if length is None else length).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": length is not None})
