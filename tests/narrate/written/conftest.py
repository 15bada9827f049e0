"""A model server that answers the narrator's prompts, and settings that lead to it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sglang_server.process import TestServer
from tracepile.settings import Settings


@pytest.fixture
def asking(settings: Settings, server: TestServer, tmp_path: Path) -> Callable[..., Settings]:
    """Settings that lead to the server, with a request cache of their own; called with further ones."""

    def make(**given: object) -> Settings:
        base = {"sglang_url": server.url, "sglang_model": server.model, "request_cache": tmp_path / "requests"}
        return Settings(home=settings.home, **{**base, **given})

    return make
