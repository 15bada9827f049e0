"""The suite as data: what may stand in the file, and how it becomes queries."""

from pathlib import Path

import pytest

from tracepile.settings import Settings
from tracepile.validate import suite
from tracepile.validate.query import write_literal, write_query


@pytest.fixture
def write_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def write(text: str) -> None:
        (tmp_path / "samples.yaml").write_text("expectations:\n" + text)
        monkeypatch.setattr(suite, "resource_dir", lambda name: tmp_path)

    return write


ENTRY = "  - {{name: {name}, description: d, severity: {severity}, type: t, kwargs: {{value: '{value}'}}}}\n"


def test_settings_and_vocabularies_are_filled_in(settings: Settings) -> None:
    by_name = {e.name: e for e in suite.load_suite(settings)}
    assert by_name["licence_is_allowed"].kwargs["value_set"] == list(settings.licences)
    assert by_name["n_tokens_is_in_bounds"].kwargs["max_value"] == settings.max_sample_tokens
    assert by_name["rows_are_enough"].description == f"There are at least {settings.min_release_samples} samples."
    assert by_name["split_is_known"].kwargs["value_set"] == ["train", "validation", "test"]
    assert {e.severity for e in by_name.values()} == {"blocking", "warning"}


def test_an_unknown_setting_a_wrong_severity_and_a_doubled_name_are_told(settings: Settings, write_suite) -> None:
    write_suite(ENTRY.format(name="a", severity="blocking", value="${nothing}"))
    with pytest.raises(ValueError, match="nothing"):
        suite.load_suite(settings)
    write_suite(ENTRY.format(name="a", severity="fatal", value="1"))
    with pytest.raises(ValueError, match=r"samples\.yaml: a\.severity: "):
        suite.load_suite(settings)
    write_suite(ENTRY.format(name="a", severity="warning", value="1") * 2)
    with pytest.raises(ValueError, match="several expectations named a"):
        suite.load_suite(settings)


def test_a_file_that_is_no_yaml_is_told_in_one_line(settings: Settings, write_suite) -> None:
    write_suite("  - {name: a\n")
    with pytest.raises(ValueError, match=r"samples\.yaml is no YAML: ") as caught:
        suite.load_suite(settings)
    assert "\n" not in str(caught.value)


def test_a_query_escapes_what_others_would_read_as_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "-- about\n-- {batch}\nSELECT a::INT, '(?:x){1,2}', $limit, $names FROM samples"
    monkeypatch.setattr("tracepile.sql.load", lambda name: text)
    query = write_query("validate/any.sql", {"limit": 0.5, "names": ["it's", "b"]})
    assert query == (
        "WITH samples AS (SELECT * FROM {batch})\nSELECT * FROM (\n"
        "SELECT a::INT, '(?\\:x){{1,2}}', 0.5, ['it''s', 'b'] FROM samples\n) AS unexpected"
    )
    with pytest.raises(ValueError, match=r"asks for \$limit"):
        write_query("validate/any.sql", {})


def test_only_plain_values_become_literals() -> None:
    assert [write_literal(value) for value in (True, 3, "a", [1])] == ["TRUE", "3", "'a'", "[1]"]
    with pytest.raises(ValueError, match="cannot be a parameter"):
        write_literal({"a": 1})
