"""What tests of the narrator share."""

from pathlib import Path

import pytest

from tests.narrate.real import real_recordings
from tracepile.execution.model import Recording
from tracepile.narrate.voice import Voice


@pytest.fixture
def plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the first phrasing of each construct."""
    monkeypatch.setattr(Voice, "pick", lambda self, what, place, options: options[0])


@pytest.fixture(scope="session")
def real(shared_data: Path) -> dict[str, Recording]:
    """Recordings of some real programs of each source, by name."""
    return {f"{name}|{number}": each for number, (name, each) in enumerate(real_recordings(shared_data, 8))}
