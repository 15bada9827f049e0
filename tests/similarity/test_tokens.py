"""Texts and code are compared without what does not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracepile.similarity.tokens import (
    count_code_tokens,
    find_token_lines,
    split_code,
    split_formula,
    split_words,
)


def test_words_know_no_case_layout_or_punctuation() -> None:
    assert split_words("Janet’s ducks\n\tlay 16 eggs!") == split_words("janet's DUCKS lay -- 16 eggs")
    assert split_words("ﬁve ＡＢＣ") == ["five", "abc"]


def test_folded_words_know_no_numbers() -> None:
    assert split_words("She sold 1,250 cakes at 0.5 dollars", is_folded=True) == split_words(
        "she sold 7 cakes at 12 dollars", is_folded=True
    )


def test_formulas_keep_what_words_lose() -> None:
    assert split_formula("What is 3 + 4?") != split_formula("What is 3 - 4?")
    assert split_formula(r"Find $3 \cdot \left(x - 1\right)$.") == split_formula("find 3 * (x − 1)")


def test_code_tokens_leave_out_comments_and_blank_lines() -> None:
    assert split_code("x = 1  # one\n\n# two\ny=x\n") == split_code("x=1\ny = x")
    assert split_code("if x:\n    y = 1\n") != split_code("if x: pass\ny = 1\n")


def test_broken_code_still_has_tokens() -> None:
    assert split_code("def f(:\n  'open\n") == ["def", "f", "(", ":", "'", "open"]
    assert find_token_lines("x = (") == []


def test_tokens_are_counted_without_block_marks() -> None:
    code = "def f(x):\n    return x + 1\n"
    assert count_code_tokens(split_code(code)) == 10
    assert find_token_lines(code) == [1] * 6 + [2] * 4


@given(st.text())
def test_any_text_has_tokens(text: str) -> None:
    assert all(word == word.strip() and word for word in split_words(text))
    assert all(split_formula(text))
    split_code(text)


@pytest.mark.parametrize("text", ["", " \n", "?!", "$$"])
def test_a_text_without_words_has_none(text: str) -> None:
    assert split_words(text) == []
