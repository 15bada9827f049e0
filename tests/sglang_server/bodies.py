"""Bodies as a real SGLang 0.5.23 gives them, field by field."""

import time
from typing import Any
from uuid import uuid4


def flat_error(message: str, kind: str, code: int) -> dict[str, Any]:
    """Return the OpenAI-like error of the chat API."""
    return {"object": "error", "message": message, "type": kind, "param": None, "code": code}


QUEUE_FULL = flat_error("The request queue is full.", "503", 503)
UNAUTHORIZED = {"error": "Unauthorized"}
NOT_FOUND = {"detail": "Not Found"}


def bad_request(message: str) -> dict[str, Any]:
    """Return a refusal of one request."""
    return flat_error(message, "BadRequestError", 400)


def invalid(detail: str) -> dict[str, Any]:
    """Return a failed validation of the body."""
    return flat_error(f"1 validation error:\n  {detail}", "Bad Request", 400)


def completion(model: str, text: str, reason: str, prompt: int, cached: int, written: int) -> dict[str, Any]:
    """Return a chat completion; the last three are tokens."""
    return {
        "id": uuid4().hex,
        "object": "chat.completion",
        "created": int(time.time()),
        "model": model,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, "reasoning_content": None},
                "logprobs": None,
                "finish_reason": reason,
                "matched_stop": 2 if reason == "stop" else None,
            }
        ],
        "usage": {
            "prompt_tokens": prompt,
            "total_tokens": prompt + written,
            "completion_tokens": written,
            "prompt_tokens_details": {"cached_tokens": cached},
            "reasoning_tokens": 0,
            "completion_tokens_details": None,
        },
        "metadata": {
            "weight_version": "default",
            "weight_versions": [{"version": "default", "start": 0, "end": written}],
        },
    }


def models(name: str, context_tokens: int) -> dict[str, Any]:
    """Return the list of models."""
    entry = {
        "id": name,
        "object": "model",
        "created": int(time.time()),
        "owned_by": "sglang",
        "root": name,
        "parent": None,
        "max_model_len": context_tokens,
    }
    return {"object": "list", "data": [entry]}


def loads(version: str, running: int, waiting: int, slots: int) -> dict[str, Any]:
    """Return the load of the one replica."""
    entry = {
        "timestamp": time.time(),
        "dp_rank": 0,
        "num_running_reqs": running,
        "num_waiting_reqs": waiting,
        "num_used_tokens": 0,
        "max_running_requests": slots,
        "token_usage": 0.0,
        "queues": {"waiting": waiting, "grammar": 0, "paused": 0, "retracted": 0, "prealloc_ready": 0},
    }
    return {"version": version, "accelerator": None, "num_accelerators": 1, "loads": [entry]}
