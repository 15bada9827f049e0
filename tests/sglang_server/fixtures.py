"""Fixtures: one test server for a worker's session, and the same without faults and counting from zero."""

from collections.abc import Iterator

import pytest

from tests.sglang_server.process import TestServer, start_server

__all__ = ["running_server", "server"]


@pytest.fixture(scope="session")
def running_server() -> Iterator[TestServer]:
    """The test server, in another process."""
    with start_server() as server:
        yield server


@pytest.fixture
def server(running_server: TestServer) -> TestServer:
    """The test server without faults, counting from zero."""
    running_server.reset()
    return running_server
