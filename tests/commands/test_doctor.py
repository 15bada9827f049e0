"""`tracepile doctor` looks at the model server when one is configured."""

from tests.sglang_server.process import start_server
from tracepile.commands.doctor import check_machine
from tracepile.settings import Settings


def look(settings: Settings, **changes: str) -> tuple[bool, str, str] | None:
    findings = check_machine(settings.model_copy(update=changes))
    found = next((finding for finding in findings if finding.name == "model server"), None)
    return found and (found.ok, found.detail, found.fix)


def test_the_model_server_is_checked_only_where_one_is_configured(settings: Settings) -> None:
    assert look(settings) is None
    with start_server() as server:
        ok = look(settings, sglang_url=server.url, sglang_model="test-model")
        assert ok == (True, "test-model, SGLang 0.5.23", "")
        wrong = look(settings, sglang_url=server.url, sglang_model="other")
        assert wrong
        assert not wrong[0]
        assert "TRACEPILE_SGLANG_MODEL" in wrong[1]
    gone = look(settings, sglang_url=server.url, sglang_model="test-model")
    assert gone
    assert not gone[0]
    assert "Start it" in gone[2]
