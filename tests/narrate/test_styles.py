"""The styles that are no story: each is verified like the others, and looks like what its name says."""

import pytest

from tests.narrate.programs import PROGRAMS, record
from tracepile.narrate.narrator import NotNarratedError, answer_of, narrate_run
from tracepile.narrate.verify import verify_rationales


@pytest.mark.parametrize("style", ["scratchpad", "inline", "raw"])
def test_every_program_is_told_and_verified_or_too_long(style: str) -> None:
    n_told = 0
    for name in PROGRAMS:
        recording = record(name)
        try:
            rationale = narrate_run(recording, trace_id=name, style=style)
        except NotNarratedError as error:
            assert error.reason == "too_long"  # noqa: PT017
            continue
        n_told += 1
        assert rationale.style == style
        assert verify_rationales(recording, [(rationale, answer_of(recording))])[0].failures == (), name
    assert n_told > 15


def test_inline_comments_stand_behind_the_lines_that_set_them() -> None:
    text = narrate_run(record("largest"), style="inline").text
    assert "    best = xs[0]  # best = 3\n" in text
    assert "            best = x  # best = 7\n" in text
    assert "    for x in xs[1:]:  # x = 7; x = 5\n" in text


def test_the_scratchpad_holds_the_current_state() -> None:
    text = narrate_run(record("largest"), style="scratchpad").text
    assert "- after line 5: `xs = [3, 7, 5]`, `best = 7`, `x = 7`" in text


def test_raw_frames_name_every_event() -> None:
    recording = record("largest")
    text = narrate_run(recording, style="raw").text
    assert [f"step {event.step}:" in text for event in recording.events] == [
        event.frame == 1 for event in recording.events
    ]
