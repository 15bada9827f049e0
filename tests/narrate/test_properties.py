"""What holds for every narration, on programs of all kinds."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.narrate.programs import PROGRAMS, record
from tracepile.execution.canonical import literal, type_name
from tracepile.execution.model import Recording
from tracepile.narrate.model import Rationale, count_tokens, read_rationale
from tracepile.narrate.moment import parse_path
from tracepile.narrate.narrator import NotNarratedError, answer_of, narrate_run
from tracepile.narrate.show import claim_literal
from tracepile.narrate.verify import verify_rationales

SEEDS = (0, 1, 2)
NAMES = sorted(PROGRAMS)


@pytest.fixture(scope="module")
def recordings() -> dict[str, Recording]:
    return {name: record(name) for name in NAMES}


@cache
def _narrate(name: str, **options: object) -> Rationale:
    return narrate_run(record(name), trace_id=name, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("style", ["full", "compact"])
def test_every_claim_holds(recordings: dict[str, Recording], name: str, style: str) -> None:
    recording = recordings[name]
    for seed in SEEDS if style == "full" else SEEDS[:1]:
        rationale = _narrate(name, seed=seed, style=style)
        assert verify_rationales(recording, [(rationale, answer_of(recording))])[0].failures == ()


@pytest.mark.parametrize("name", NAMES)
def test_value_claims_equal_the_public_state(recordings: dict[str, Recording], name: str) -> None:
    """The same claims against `Recording.state_at`, without the narrator's own way of reading."""
    recording = recordings[name]
    for claim in _narrate(name).claims:
        path = parse_path(claim.path) if claim.kind == "value" else None
        if path is None or not claim.path.isidentifier():
            continue
        value = recording.state_at(claim.step, claim.frame).lookup(claim.path)
        assert (claim_literal(literal(value)), type_name(value)) == (claim.literal, claim.type)


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_the_result(recordings: dict[str, Recording], name: str) -> None:
    recording = recordings[name]
    rationale = _narrate(name)
    answers = [claim for claim in rationale.claims if claim.kind == "answer"]
    assert [claim.literal for claim in answers] == [answer_of(recording)]
    assert rationale.answer == answer_of(recording)
    expected = recording.result if recording.case.call and recording.result else recording.stdout.strip()
    if recording.error is None and expected:
        assert rationale.text.rstrip("`\n").endswith(expected)


@pytest.mark.parametrize("name", NAMES)
def test_wording_follows_the_seed_and_nothing_else(recordings: dict[str, Recording], name: str) -> None:
    texts = {seed: _narrate(name, seed=seed).text for seed in (*SEEDS, 5)}
    assert narrate_run(recordings[name], trace_id=name, seed=5).text == texts[5]
    assert len(set(texts.values())) > 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("max_tokens", [1_500, 400, 200])
def test_the_budget_is_kept_with_whole_sentences(recordings: dict[str, Recording], name: str, max_tokens: int) -> None:
    try:
        text = _narrate(name, max_tokens=max_tokens).text
    except NotNarratedError as error:
        if error.reason != "too_long":
            raise
        return
    assert count_tokens(text) <= max_tokens
    prose = text.rpartition("**Answer:**")[0].strip()
    assert all(block.rstrip()[-1] in ".:?`" for block in prose.splitlines() if block.strip())


@pytest.mark.parametrize("name", NAMES)
def test_no_large_value_is_dumped(recordings: dict[str, Recording], name: str) -> None:
    for code in re.findall(r"`([^`]+)`", _narrate(name).text):
        assert len(code) <= 260, code


@pytest.mark.parametrize("name", NAMES)
def test_steps_run_forwards_and_cover_their_claims(recordings: dict[str, Recording], name: str) -> None:
    steps = _narrate(name).steps
    firsts = [step.first for step in steps]
    assert firsts == sorted(firsts)
    for step in steps:
        assert 0 <= step.first <= step.last < len(recordings[name].events)
        assert all(0 <= claim.step <= step.last for claim in step.claims)


@pytest.mark.parametrize("name", NAMES)
def test_the_structured_form_renders_to_the_same_text(recordings: dict[str, Recording], name: str) -> None:
    rationale = _narrate(name)
    again = read_rationale(rationale.to_dict())
    assert again.text == rationale.text
    assert again.claims == rationale.claims


@pytest.mark.parametrize("name", NAMES)
def test_prose_has_no_slips(recordings: dict[str, Recording], name: str) -> None:
    for seed in SEEDS:
        prose = re.sub(r"`[^`]*`", "`x`", _narrate(name, seed=seed).text)
        assert not re.search(r"\.\.|\w  \w|\s,|\(\)| 1 (items|elements|calls|passes)|trace\b|None\b|MISSING", prose), (
            prose
        )


def _check_real(recordings: dict[str, Recording]) -> int:
    n_told = 0
    for name, recording in recordings.items():
        try:
            rationale = narrate_run(recording, trace_id=name)
        except NotNarratedError as error:
            if error.reason not in ("truncated", "outcome", "too_long"):
                raise
            continue
        n_told += 1
        assert verify_rationales(recording, [(rationale, answer_of(recording))])[0].failures == (), name
        shown = answer_of(recording).rstrip("\n")
        assert rationale.text.rstrip("`\n ").endswith(shown.rstrip("` \n")) or not shown.strip(), name
    return n_told


def test_real_programs_are_narrated_and_verified(real: dict[str, Recording]) -> None:
    """Real runs: nothing crashes, nothing is unverified, every answer line is the recorded answer."""
    assert _check_real(real) > 30


@pytest.mark.slow
def test_hundreds_of_real_programs_are_narrated_and_verified(shared_data: Path) -> None:
    from tests.narrate.real import real_recordings

    recordings = {f"{name}|{number}": each for number, (name, each) in enumerate(real_recordings(shared_data, 30))}
    assert _check_real(recordings) > 150
