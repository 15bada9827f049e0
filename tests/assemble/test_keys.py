"""What counts as the same input, the same sample, the same split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracepile.assemble.keys import make_sample_id, make_sample_key, normalise_input
from tracepile.assemble.splits import assign_split
from tracepile.assemble.tokens import count_tokens
from tracepile.schema import Split
from tracepile.settings import Settings


@pytest.mark.parametrize(
    ("one", "other"),
    [("f([1,2])", "g([1, 2])"), ('f("a")', "f('a')"), ("Solution().f(x = 1)", " f(x=1)\n"), ("f(1_000)", "f(1000)")],
)
def test_calls_are_the_same_by_their_arguments(one: str, other: str) -> None:
    assert normalise_input("call", one) == normalise_input("call", other)


@pytest.mark.parametrize(
    ("one", "other"), [("f(1)", "f(1.0)"), ("f(1)", "f(x=1)"), ("f('1')", "f(1)"), ("f([1])", "f((1,))")]
)
def test_calls_with_other_arguments_differ(one: str, other: str) -> None:
    assert normalise_input("call", one) != normalise_input("call", other)


def test_broken_calls_and_texts_have_a_form_too() -> None:
    assert normalise_input("call", " f( ") == "f("
    assert normalise_input("stdin", "1 2 \n3\n\n") == normalise_input("stdin", "1 2\n3")
    assert normalise_input("stdin", "1 2") != normalise_input("stdin", "1\n2")


ROW = {
    "config": "coe_output",
    "program_id": "p",
    "input_id": "i",
    "question_kind": "final_value",
    "question": "What is x?",
    "style": "full",
    "step": 3,
    "line": 2,
    "visit": 1,
    "variable": "x",
    "trace_id": "t",
    "rationale_id": "r",
}


@pytest.mark.parametrize("name", ["question_kind", "line", "visit", "variable", "step", "style"])
def test_samples_with_another_question_have_another_key(name: str) -> None:
    assert make_sample_key("shape", "i", ROW) != make_sample_key("shape", "i", {**ROW, name: 9})


@pytest.mark.parametrize("name", ["trace_id", "rationale_id"])
def test_another_run_or_rationale_is_the_same_sample(name: str) -> None:
    assert make_sample_id(ROW) == make_sample_id({**ROW, name: "other"})


def test_families_of_one_problem_share_a_split() -> None:
    settings = Settings(validation_share=0.3, test_share=0.3)
    for problem in range(50):
        assert len({assign_split(f"family {number}", f"problem {problem}", settings) for number in range(5)}) == 1


def test_shares_are_met_and_the_seed_matters() -> None:
    settings = Settings(validation_share=0.1, test_share=0.2)
    splits = [assign_split(str(number), None, settings) for number in range(5_000)]
    assert abs(splits.count(Split.TEST) / 5_000 - 0.2) < 0.02
    assert abs(splits.count(Split.VALIDATION) / 5_000 - 0.1) < 0.02
    other = [assign_split(str(number), None, settings.model_copy(update={"seed": 1})) for number in range(5_000)]
    assert splits != other


@given(st.integers(0, 10**6))
def test_tokens_are_rounded_up(n_chars: int) -> None:
    n_tokens = count_tokens(n_chars)
    assert (n_tokens - 1) * 3.6 < n_chars + 1e-6
    assert n_chars <= n_tokens * 3.6 + 1e-6
