"""The verifier bites: a rationale with any stated value changed, in its claims, in its prose or in both, is refused."""

from dataclasses import replace

import pytest

from bench.mutants import mutants_of
from tests.narrate.programs import PROGRAMS, record
from tracepile.narrate.model import Claim, Rationale, Step
from tracepile.narrate.narrator import answer_of, narrate_run
from tracepile.narrate.verify import Verdict, verify_rationales, verify_text


def _verify(name: str, rationale: Rationale, mode: str = "template") -> Verdict:
    recording = record(name)
    return verify_rationales(recording, [(rationale, answer_of(recording))], mode=mode)[0]


def _checks(verdict: Verdict) -> set[str]:
    return {failure.check for failure in verdict.failures}


@pytest.fixture(scope="module")
def largest() -> Rationale:
    return narrate_run(record("largest"))


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_mutants_are_refused(name: str) -> None:
    recording = record(name)
    rationale = narrate_run(recording, trace_id=name)
    mutants = list(mutants_of(rationale, recording, seed=1, per_class=3))
    assert mutants
    pairs = [(mutant.rationale, answer_of(recording)) for mutant in mutants]
    verdicts = verify_rationales(recording, pairs)
    survivors = [
        (each.kind, each.before, each.after)
        for each, verdict in zip(mutants, verdicts, strict=True)
        if verdict.is_accepted
    ]
    assert len(survivors) <= max(1, len(mutants) // 50), survivors


def test_an_accepted_rationale_has_a_level_by_its_mode(largest: Rationale) -> None:
    assert _verify("largest", largest).level == "L3"
    assert _verify("largest", largest, "slots").level == "L3"
    assert _verify("largest", largest, "anchored").level == "L2"


def test_what_does_not_parse_fails_check_a() -> None:
    recording = record("largest")
    for data in (
        {},
        {"schema_version": 2, "steps": [], "answer": "7"},
        {"schema_version": 1, "steps": 3, "answer": "7"},
    ):
        verdict = verify_text(recording, data, "7")
        assert (_checks(verdict), verdict.level) == ({"a"}, None)


def test_a_wrong_answer_fails_check_g_and_has_no_level(largest: Rationale) -> None:
    verdict = _verify("largest", replace(largest, answer="8"))
    assert "g" in _checks(verdict)
    assert verdict.level is None


def test_types_are_strict() -> None:
    recording = record("stack")
    rationale = narrate_run(recording)
    for old in [claim for claim in rationale.claims if claim.type == "bool" and claim.kind in ("return", "value")]:
        new = replace(old, literal="1" if old.literal == "True" else "0")
        assert "b" in _checks(_verify("stack", _with(rationale, old, new)))
        assert "b" in _checks(_verify("stack", _with(rationale, old, replace(old, type="int"))))


def test_steps_may_not_run_backwards(largest: Rationale) -> None:
    turned = Rationale((*largest.steps[1:], largest.steps[0]), largest.answer)
    assert "c" in _checks(_verify("largest", turned))


def test_invented_steps_are_failures_not_crashes(largest: Rationale) -> None:
    claim = next(claim for claim in largest.claims if claim.kind == "value")
    for wrong in (
        replace(claim, step=999),
        replace(claim, frame=7),
        replace(claim, path="nope"),
        replace(claim, path="("),
        replace(claim, kind="range"),
    ):
        assert not _verify("largest", _with(largest, claim, wrong)).is_accepted


def test_leak_words_fail_check_h(largest: Rationale) -> None:
    first, *rest = largest.steps
    told = Rationale((replace(first, prose=f"According to the trace, {first.prose}"), *rest), largest.answer)
    assert _checks(_verify("largest", told)) == {"h"}


def test_a_number_of_no_state_fails_check_e(largest: Rationale) -> None:
    first, *rest = largest.steps
    told = Rationale((replace(first, prose=f"{first.prose} That took 4711 moves."), *rest), largest.answer)
    for mode in ("template", "anchored"):
        verdict = _verify("largest", told, mode)
        assert (_checks(verdict), verdict.level) == ({"e"}, "L1")


def test_a_comparison_that_comes_out_otherwise_fails(largest: Rationale) -> None:
    steps = tuple(replace(step, prose=step.prose.replace("Yes", "No")) for step in largest.steps)
    verdict = _verify("largest", Rationale(steps, largest.answer))
    assert steps == tuple(largest.steps) or not verdict.is_accepted


def test_telling_almost_nothing_fails_check_i() -> None:
    recording = record("squares")
    last = len(recording.events) - 1
    claim = Claim("answer", last, 1, "squares(100)", "338350", "int")
    told = Rationale((Step(last, last, "The loop sums the squares.", (claim,)),), "338350")
    assert _checks(_verify("squares", told, "anchored")) == {"i"}


def test_free_prose_whose_anchored_values_are_right_is_accepted() -> None:
    recording = record("largest")
    value = next(event.step for event in recording.events if event.function == "largest" and event.visit == 2)
    claims = (
        Claim("value", value, 1, "best", "7", "int"),
        Claim("answer", len(recording.events) - 1, 1, "c", "7", "int"),
    )
    prose = "The call looks at 3, 7 and 5 in turn, and best is 7 from the second element on."
    step = Step(0, len(recording.events) - 1, prose, claims)
    right = Rationale((step,), "7")
    wrong = Rationale((replace(step, prose=prose.replace("is 7", "is 9")),), "7")
    assert _verify("largest", right, "anchored").failures == ()
    assert not _verify("largest", wrong, "anchored").is_accepted


def _with(rationale: Rationale, old: Claim, new: Claim) -> Rationale:
    steps = tuple(
        replace(step, claims=tuple(new if claim is old else claim for claim in step.claims)) for step in rationale.steps
    )
    return Rationale(steps, rationale.answer, rationale.style)


def test_digits_in_names_are_no_values(largest: Rationale) -> None:
    first, *others = largest.steps

    def say(text: str) -> Rationale:
        return replace(largest, steps=(replace(first, prose=f"{first.prose} {text}"), *others))

    assert "e" not in _checks(_verify("largest", say("`len(n3)` and `IPv6Address` are names.")))
    assert "e" in _checks(_verify("largest", say("`len(n3)` is `613`.")))
