"""The self-check bites: a rationale with any stated value changed is refused."""

from dataclasses import replace

import pytest

from tests.narrate.programs import PROGRAMS, record
from tracepile.narrate.check import check_rationales
from tracepile.narrate.literals import number_of
from tracepile.narrate.model import Claim, Rationale
from tracepile.narrate.narrator import answer_of, narrate_run


def _mutants(literal: str) -> list[str]:
    """Return other literals: off by one, a digit less, the sign, the end of a list, a character of a string."""
    number = number_of(literal)
    if number is not None and isinstance(number, int):
        return [str(number + 1), str(-number - 1), *([literal[:-1]] if len(literal.lstrip("-")) > 1 else [])]
    if literal in ("True", "False"):
        return ["False" if literal == "True" else "True", "1" if literal == "True" else "0"]
    if literal.startswith("[") and len(literal) > 2:
        return [literal.rpartition(",")[0] + "]" if "," in literal else "[]"]
    if literal.startswith("'") and len(literal) > 2:
        return [f"'{literal[2:-1]}#'"]
    return []


def _with(rationale: Rationale, old: Claim, new: Claim) -> Rationale:
    steps = tuple(
        replace(step, claims=tuple(new if claim is old else claim for claim in step.claims)) for step in rationale.steps
    )
    return Rationale(steps, rationale.answer, rationale.style)


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_a_changed_claim_is_found(name: str) -> None:
    recording = record(name)
    rationale = narrate_run(recording, trace_id=name)
    kinds = ("value", "arithmetic", "branch", "return", "loop")
    pairs = []
    for claim in rationale.claims:
        for literal in _mutants(claim.literal or "") if claim.kind in kinds else []:
            pairs.append((_with(rationale, claim, replace(claim, literal=literal)), answer_of(recording)))
    found = check_rationales(recording, pairs[:200])
    assert all(found)


def test_ranges_are_folded() -> None:
    recording = record("squares")
    rationale = narrate_run(recording, trace_id="squares")
    ranges = [claim for claim in rationale.claims if claim.kind == "range"]
    assert ranges
    for claim in ranges:
        for old, new in (("328350", "328351"), ("96", "97"), ("grows", "falls")):
            if old in (claim.literal or ""):
                wrong = _with(rationale, claim, replace(claim, literal=(claim.literal or "").replace(old, new)))
                assert check_rationales(recording, [(wrong, answer_of(recording))])[0]


def test_a_wrong_answer_and_a_missing_one_are_found() -> None:
    recording = record("largest")
    rationale = narrate_run(recording)
    assert check_rationales(recording, [(rationale, "8")])[0]
    assert check_rationales(recording, [(Rationale(rationale.steps[:-1], "7"), "7")])[0]


def test_invented_steps_are_failures_not_crashes() -> None:
    recording = record("largest")
    rationale = narrate_run(recording)
    claim = next(claim for claim in rationale.claims if claim.kind == "value")
    for wrong in (
        replace(claim, step=999),
        replace(claim, frame=7),
        replace(claim, path="nope"),
        replace(claim, path="("),
    ):
        assert check_rationales(recording, [(_with(rationale, claim, wrong), "7")])[0]
