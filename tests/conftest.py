"""Fixtures for all tests."""

import os
from pathlib import Path

import hypothesis
import pytest

from tracepile.settings import Settings
from tracepile.store import Store, open_store

pytest_plugins = ["tests.sglang_server.fixtures"]

# How fast this machine is at the moment is nothing that a test may fail for.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Default settings with a store of their own, whatever the environment says."""
    for name in list(os.environ):
        if name.startswith("TRACEPILE_") and name != "TRACEPILE_SHARED_DATA":
            monkeypatch.delenv(name)
    return Settings(home=tmp_path / "home")


@pytest.fixture
def store(settings: Settings) -> Store:
    """An empty directory store."""
    return open_store(settings)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real programs and benchmarks that development uses; the product does not need it."""
    path = Path(os.environ.get("TRACEPILE_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not (path / "sources").is_dir():
        pytest.skip("needs the development data; set TRACEPILE_SHARED_DATA to its folder")
    return path
