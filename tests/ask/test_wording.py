"""Questions in words: every kind has several phrasings, and each names all that it needs."""

import re

import pytest

from tracepile.ask.kinds import BY_NAME, KINDS
from tracepile.ask.wording import TEMPLATES, ordinal, word_question
from tracepile.sql import names

ABOUT_THE_RUN = {
    *("line_visits", "line_ran", "n_calls", "recursion_depth", "call_order", "exception_type", "exception_line"),
    "assertion",
    "input_prediction",
}


def phrasings(kind: str, **given) -> set[str]:
    return {word_question(kind, draw=f"{number:08x}", **given) for number in range(30)}


def test_kinds_sql_files_and_templates_are_the_same_set() -> None:
    assert names("ask") == sorted(kind.file for kind in KINDS)
    assert set(TEMPLATES) == set(BY_NAME)


@pytest.mark.parametrize("kind", sorted(TEMPLATES))
def test_every_kind_has_at_least_three_phrasings_of_one_shape(kind: str) -> None:
    found = phrasings(kind, function="f", shown_call=2, line=5, text="best = x", visit=3, variable="best", detail="7")
    assert len(found) >= 3
    for question in found:
        assert question[0].isupper()
        assert re.search(r"[?.]$|== \?`$", question)
        assert "None" not in question
        assert "{" not in question
        assert "  " not in question


@pytest.mark.parametrize("kind", sorted(set(TEMPLATES) - ABOUT_THE_RUN))
def test_the_call_is_named_where_there_are_several(kind: str) -> None:
    given = {"function": "f", "line": 5, "visit": 3, "variable": "best", "detail": "7"}
    assert all("the 4th call of `f`" in question for question in phrasings(kind, shown_call=4, **given))


def test_a_question_quotes_the_line_and_counts_the_visit() -> None:
    found = phrasings("value_after_line_visit", function="f", line=5, text="best = x", visit=2, variable="best")
    assert "What is the value of `best` just after line 5 (`best = x`) has run for the 2nd time?" in found
    assert all("line 5 (`best = x`)" in question and "2nd time" in question for question in found)


def test_a_line_that_cannot_be_quoted_is_named_by_its_number() -> None:
    assert "Does line 5 ever run?" in phrasings("line_ran", function="f", line=5)


def test_the_module_is_not_called() -> None:
    found = phrasings("final_value", function="<module>", variable="total")
    assert "What is the value of `total` at the end of the program?" in found
    assert not any("call" in question for question in found)


@pytest.mark.parametrize(
    ("number", "text"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (22, "22nd")]
)
def test_ordinals(number: int, text: str) -> None:
    assert ordinal(number) == text
