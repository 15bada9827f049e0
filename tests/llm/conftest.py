"""The test server, one process for all tests of a module's worker, and settings that lead to it."""

from pathlib import Path

import pytest

from tests.sglang_server.process import TestServer
from tracepile.llm import Message, Request
from tracepile.settings import Settings

SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string", "maxLength": 40}, "number": {"type": "integer"}},
    "required": ["text", "number"],
    "additionalProperties": False,
}


@pytest.fixture
def llm_settings(settings: Settings, server: TestServer, tmp_path: Path) -> Settings:
    """Settings that lead to the test server, with a request cache of their own."""
    return settings.model_copy(
        update={
            "sglang_url": server.url,
            "sglang_model": server.model,
            "sglang_timeout_s": 5.0,
            "request_cache": tmp_path / "requests",
        }
    )


def make_requests(count: int, *, first: int = 0, max_tokens: int = 100) -> list[Request]:
    """Return requests for a JSON answer, each with a number of its own at the end of its prompt."""
    system = Message("system", "You explain what programs do, step by step. " * 20)
    return [
        Request((system, Message("user", f"Explain program {number}.")), "test.v1", max_tokens, SCHEMA)
        for number in range(first, first + count)
    ]
