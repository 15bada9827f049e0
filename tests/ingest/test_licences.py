"""Licences: the words of sources, as SPDX identifiers or a reason."""

import pytest

from tracepile.ingest.candidate import RejectedError
from tracepile.ingest.licences import has_foreign_statement, normalise_licence


@pytest.mark.parametrize(
    ("words", "spdx"),
    [
        ("MIT", "MIT"),
        ("mit license", "MIT"),
        ("MIT (repo LICENSE)", "MIT"),
        ("MIT (repo LICENSE); statements are LeetCode's", "MIT"),
        ("Apache-2.0 (reasoning-gym LICENSE)", "Apache-2.0"),
        ("cc by-sa", "CC-BY-SA-4.0"),
        ("CC BY-SA 3.0", "CC-BY-SA-3.0"),
        ("cc0", "CC0-1.0"),
        ("gpl-3.0", "GPL-3.0-only"),
    ],
)
def test_words_become_spdx(words: str, spdx: str) -> None:
    assert normalise_licence(words) == spdx


@pytest.mark.parametrize("words", [None, "", "  ", "unknown", "not stated in problem.yaml", "None", "n/a"])
def test_no_licence_is_missing(words: str | None) -> None:
    with pytest.raises(RejectedError) as caught:
        normalise_licence(words)
    assert caught.value.reason == "missing_licence"


@pytest.mark.parametrize("words", ["educational", "permission", "see website", "MITT"])
def test_other_words_are_unknown(words: str) -> None:
    with pytest.raises(RejectedError) as caught:
        normalise_licence(words)
    assert caught.value.reason == "unknown_licence"


def test_a_licence_that_leaves_the_statements_out_says_so() -> None:
    assert has_foreign_statement("MIT (repo LICENSE); statements are LeetCode's")
    assert has_foreign_statement("MIT; the problem statements belong to the judge")
    assert not has_foreign_statement("MIT")
