"""Inputs: one spelling, few, spread, and answers only where they can be held against a run."""

import pytest

from tracepile.ingest.candidate import Candidate, RawInput, RejectedError
from tracepile.ingest.inputs import build_call, build_inputs, expect_literal, expect_raise, spread
from tracepile.schema import Compare
from tracepile.settings import Settings


def candidate(*inputs: RawInput, entry_point: str = "f") -> Candidate:
    return Candidate(
        raw="",
        source_ref="",
        source_revision="",
        licence="MIT",
        domain="math",
        code="",
        entry_point=entry_point,
        inputs=inputs,
    )


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        ("", "f()"),
        ("[1,2],k =3", "f([1, 2], k=3)"),
        ("1 # one", "f(1)"),
        ("'a\\nb', {1: (2,)}", "f('a\\nb', {1: (2,)})"),
        ("node([1, None])", "f(node([1, None]))"),
    ],
)
def test_a_call_has_one_spelling(arguments: str, call: str) -> None:
    assert build_call("f", arguments) == call
    assert build_call("Solution().run", arguments) == "Solution().run" + call[1:]


@pytest.mark.parametrize("arguments", ["1) + g(2", "1)(2", "1; 2", "x = ", "\x00", "1), f(2"])
def test_what_is_no_argument_list_is_refused(arguments: str) -> None:
    with pytest.raises(RejectedError) as caught:
        build_call("f", arguments)
    assert caught.value.reason == "bad_input"


def test_inputs_are_distinct_and_spread_over_the_list() -> None:
    assert spread(list(range(10)), 3) == [0, 4, 9]
    assert spread([1, 2], 3) == [1, 2]
    assert spread([1, 2], 1) == [1]
    raws = [RawInput(f"{n}", str(n), Compare.EQUAL) for n in range(10)] + [RawInput(" 0 ")]
    built = build_inputs(candidate(*raws), Settings(inputs_per_program=3))
    assert [row["input"] for row in built] == ["f(0)", "f(4)", "f(9)"]
    assert [row["expected"] for row in built] == ["0", "4", "9"]


def test_refuted_oversize_and_broken_inputs_are_left_out_and_name_the_reason_when_nothing_is_left() -> None:
    bad = [RawInput("1", "2", Compare.EQUAL, is_refuted=True), RawInput("'" + "a" * 99 + "'"), RawInput("(")]
    settings = Settings(max_input_bytes=50)
    assert [row["input"] for row in build_inputs(candidate(*bad, RawInput("7")), settings)] == ["f(7)"]
    for raw, reason in zip(bad, ["no_verified_input", "oversize_input", "bad_input"], strict=True):
        with pytest.raises(RejectedError) as caught:
            build_inputs(candidate(raw), settings)
        assert caught.value.reason == reason
    with pytest.raises(RejectedError) as caught:
        build_inputs(candidate(), settings)
    assert caught.value.reason == "no_input"


def test_stdin_stays_as_it_is() -> None:
    built = build_inputs(candidate(RawInput("3 4\n", "7\n", Compare.TOKENS), entry_point="stdin"), Settings())
    assert (built[0]["input"], built[0]["expected"], built[0]["compare"]) == ("3 4\n", "7\n", "tokens")


@pytest.mark.parametrize(
    ("text", "compare"),
    [
        ("[1, 2]", Compare.LITERAL),
        ("'a'", Compare.LITERAL),
        ("{2, 1}", Compare.EQUAL),
        ("[{1}]", Compare.EQUAL),
        ("[1,\n 2]", Compare.EQUAL),
        ("Counter({1: 2})", None),
        ("", None),
        ("inf", None),
    ],
)
def test_a_stated_repr_is_an_answer_where_it_is_a_literal(text: str, compare: Compare | None) -> None:
    assert expect_literal(text) == ((text, compare) if compare else (None, None))


def test_a_stated_exception_counts_by_its_type_where_the_message_is_cut() -> None:
    assert expect_raise("ValueError: no") == ("ValueError: no", Compare.RAISES)
    assert expect_raise("ValueError: no ...") == ("ValueError", Compare.RAISES)
    assert expect_raise("StopIteration") == ("StopIteration", Compare.RAISES)
