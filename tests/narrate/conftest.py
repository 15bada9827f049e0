"""What tests of the narrator share."""

import pytest

from tracepile.narrate.voice import Voice


@pytest.fixture
def plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the first phrasing of each construct."""
    monkeypatch.setattr(Voice, "pick", lambda self, what, place, options: options[0])
