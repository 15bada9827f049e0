"""The wire: chat requests as SGLang takes them, and what each of its answers means.

SGLang has four shapes of errors: `{"error": {"message": …}}`, `{"error": "…"}`, `{"object": "error", "message": …}` and
`{"detail": …}`. An aborted request looks like a success (200), with part of a text.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from tracepile.llm.errors import DeploymentError
from tracepile.llm.model import Message, Request, Usage

CHAT_PATH: Final = "/v1/chat/completions"
_MAX_MESSAGE_CHARS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model wrote; `finish_reason` is `stop` or `length`."""

    text: str
    finish_reason: str
    usage: Usage


class RejectedError(Exception):
    """The server refuses this request, now and ever."""


class RetryError(Exception):
    """This attempt failed and another one may succeed; `kind` is a kind of `Failure`, `usage` what it cost anyway."""

    def __init__(self, kind: str, message: str, usage: Usage | None = None, text: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.usage = usage or Usage()
        self.text = text


def write_body(request: Request, model: str, max_tokens: int) -> bytes:
    """Return the JSON body of a chat request."""
    sampling: dict[str, Any] = {
        "model": model,
        "max_tokens": max_tokens,
        "temperature": request.temperature,
        "seed": request.seed,
    }
    if request.response_schema is not None:
        schema = {"name": request.schema_name, "schema": request.response_schema, "strict": True}
        sampling["response_format"] = {"type": "json_schema", "json_schema": schema}
    # Most of a prompt is the same in thousands of requests: it is written once.
    messages = ",".join(map(_write_message, request.messages))
    return f'{json.dumps(sampling)[:-1]}, "messages": [{messages}]}}'.encode()


@lru_cache(maxsize=64)
def _write_message(message: Message) -> str:
    return json.dumps({"role": message.role, "content": message.content})


def read_answer(status: int, content: bytes) -> Answer:
    """Return the answer in a response to a chat request.

    Raises `RejectedError` (this request is wrong), `RetryError` (ask again) or `DeploymentError` (everything is wrong).
    """
    if status == 200:
        return _read_completion(content)
    message = read_error(content) or f"status {status}"
    raise_for_deployment(status, message)
    if status in (429, 503):
        raise RetryError("busy", message)
    if status == 408:
        raise RetryError("timeout", message)
    if status >= 500:
        raise RetryError("server_error", message)
    raise RejectedError(message)


def raise_for_deployment(status: int, message: str) -> None:
    """Raise `DeploymentError`, naming the setting, if a status means that no request at all can succeed."""
    if status in (401, 403):
        raise DeploymentError(f"The model server refuses the API key ({message}); set TRACEPILE_SGLANG_API_KEY.")
    if status == 404 or 300 <= status < 400:
        raise DeploymentError(
            f"There is no chat API at this address ({message}); set TRACEPILE_SGLANG_URL to the server's root, "
            "such as http://localhost:30000."
        )


def read_error(content: bytes) -> str:
    """Return the message of an error, in whichever of the four shapes; else the beginning of the text."""
    try:
        body = json.loads(content)
    except ValueError:
        return content.decode(errors="replace").strip()[:_MAX_MESSAGE_CHARS]
    found: Any = None
    if isinstance(body, dict):
        found = body.get("error", body.get("message", body.get("detail")))
        if isinstance(found, dict):
            found = found.get("message")
    return (found if isinstance(found, str) else json.dumps(body))[:_MAX_MESSAGE_CHARS]


def _read_completion(content: bytes) -> Answer:
    try:
        body = json.loads(content)
        choice = body["choices"][0]
        text, reason = choice["message"]["content"] or "", choice["finish_reason"]
        usage = _read_usage(body.get("usage") or {})
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise RetryError("disconnected", f"the body of the answer is cut or malformed ({error})") from None
    if reason == "abort":
        raise RetryError("aborted", "the server aborted the request", usage, text)
    if reason not in ("stop", "length"):
        raise RetryError("server_error", f"the server ended the request with {reason!r}", usage, text)
    return Answer(text, reason, usage)


def _read_usage(usage: dict[str, Any]) -> Usage:
    details = usage.get("prompt_tokens_details") or {}
    return Usage(
        int(usage.get("prompt_tokens") or 0),
        int(details.get("cached_tokens") or 0),
        int(usage.get("completion_tokens") or 0),
    )
