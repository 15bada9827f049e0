"""`tracepile releases`: what it prints, and its exit codes."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.publish.factory import make_samples, publish
from tracepile.commands import releases
from tracepile.commands.common import CommandError
from tracepile.settings import Settings
from tracepile.store import open_store


def call(*arguments: str) -> tuple[int, str]:
    """Return exit code and output; a `CommandError` gives its code and its sentence."""
    result = CliRunner().invoke(releases.app, list(arguments))
    if isinstance(result.exception, CommandError):
        return result.exception.exit_code, str(result.exception)
    return result.exit_code, result.stdout


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with v0.1.0 and v0.2.0, which nobody changes."""
    settings = Settings(home=tmp_path_factory.mktemp("published"))
    publish(open_store(settings), settings, make_samples(30))
    publish(open_store(settings), settings, make_samples(33))
    return Path(settings.store_uri)


@pytest.fixture
def uri(settings: Settings, published: Path) -> str:
    """A copy of that store."""
    shutil.copytree(published, settings.store_uri)
    return settings.store_uri


def test_list_gives_every_release_in_the_form_of_the_contract(uri: str) -> None:
    code, output = call("list", "--store", uri, "--json")
    first, second = json.loads(output)
    assert code == 0
    assert set(first) == {"version", "parent", "published_at", "rows", "is_latest", "data_sha256", "path"}
    assert [(row["version"], row["parent"], row["rows"], row["is_latest"]) for row in (first, second)] == [
        ("v0.1.0", None, 30, False),
        ("v0.2.0", "v0.1.0", 33, True),
    ]
    assert (Path(second["path"]) / "README.md").is_file()
    code, output = call("list", "--store", uri)
    assert output.splitlines()[1].endswith("v0.2.0  latest")


def test_list_of_an_empty_store_is_empty(settings: Settings) -> None:
    assert call("list", "--store", settings.store_uri, "--json") == (0, "[]\n")
    assert "no release" in call("list", "--store", settings.store_uri)[1]


def test_show_gives_the_manifest(uri: str) -> None:
    code, output = call("show", "0.1.0", "--store", uri, "--json")
    shown = json.loads(output)
    assert (code, shown["version"], shown["n_rows"], shown["is_latest"]) == (0, "v0.1.0", 30, False)
    code, output = call("show", "v0.2.0", "--store", uri)
    assert "tracepile v0.2.0 (latest)" in output
    assert "reasoning-gym" in output


def test_verify_says_yes_and_no_with_the_exit_code(uri: str) -> None:
    assert call("verify", "--store", uri, "--json") == (0, '{\n  "ok": true,\n  "errors": []\n}\n')
    assert call("verify", "v0.1.0", "--store", uri)[1].startswith("ok  v0.1.0: ")
    (Path(uri) / "releases/tracepile/v0.2.0/CHANGES.md").write_text("nothing changed")
    code, output = call("verify", "--store", uri, "--json")
    verdict = json.loads(output)
    assert (code, verdict["ok"]) == (1, False)
    assert {error["path"] for error in verdict["errors"]} == {"CHANGES.md"}
    code, output = call("verify", "--store", uri)
    assert (code, "v0.2.0 is broken" in output) == (1, True)
    assert call("verify", "v0.1.0", "--store", uri)[0] == 0


@pytest.mark.parametrize("command", ["show", "verify"])
def test_an_unknown_version_ends_with_2_and_names_those_there_are(command: str, uri: str) -> None:
    code, sentence = call(command, "v3.0.0", "--store", uri)
    assert code == 2
    assert "no release v3.0.0" in sentence
    assert "v0.1.0, v0.2.0" in sentence
    assert call(command, "newest", "--store", uri)[0] == 2


def test_verify_without_any_release_ends_with_2(settings: Settings) -> None:
    code, sentence = call("verify", "--store", settings.store_uri)
    assert code == 2
    assert "none yet" in sentence


def test_diff_counts_per_config(uri: str) -> None:
    code, output = call("diff", "v0.1.0", "v0.2.0", "--store", uri, "--json")
    found = json.loads(output)
    assert code == 0
    assert set(found) == {"coe_output", "variable_tracing", "rewrites"}
    assert all(set(counts) == {"added", "removed", "changed"} for counts in found.values())
    assert [sum(counts[end] for counts in found.values()) for end in ("added", "removed", "changed")] == [3, 0, 0]
    assert call("diff", "v0.1.0", "v0.7.0", "--store", uri)[0] == 2


def test_rollback_makes_an_earlier_release_the_latest(uri: str) -> None:
    code, output = call("rollback", "v0.1.0", "--store", uri, "--json")
    assert (code, json.loads(output)["version"]) == (0, "v0.1.0")
    rows = json.loads(call("list", "--store", uri, "--json")[1])
    assert [row["is_latest"] for row in rows] == [True, False]
    assert call("rollback", "v0.7.0", "--store", uri)[0] == 2


def test_withdraw_says_what_goes_and_refuses_what_is_not_there(uri: str) -> None:
    code, output = call("withdraw", "--by", "licence", "MIT", "--reason", "asked", "--store", uri, "--json")
    withdrawal = json.loads(output)
    assert (code, withdrawal["n_samples"]) == (0, 11)
    assert call("withdraw", "--by", "licence", "GPL-3.0", "--reason", "asked", "--store", uri)[0] == 1
    assert call("withdraw", "--by", "colour", "red", "--reason", "asked", "--store", uri)[0] == 2
