"""The verifier: a structured rationale against the recording of its run. It reads nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from tracepile.execution.model import Recording
from tracepile.narrate.model import Claim, Rationale, read_rationale
from tracepile.narrate.source import Source
from tracepile.narrate.verify.claims import CHECK_OF, ClaimChecker
from tracepile.narrate.verify.coverage import MIN_COVERAGE, coverage_of
from tracepile.narrate.verify.fills import Moment
from tracepile.narrate.verify.grounding import StepGrounder
from tracepile.narrate.verify.run import Run
from tracepile.narrate.verify.verdict import Failure, Verdict, judge

STRICT: Final = ("template", "slots")
"""Modes whose every value must be one that a claim, a filled-in expression or the program's text states."""


def verify_text(
    recording: Recording, data: Mapping[str, Any], answer: str, *, mode: str = "template", source: Source | None = None
) -> Verdict:
    """Verify the JSON form of a rationale of a run's own answer."""
    try:
        rationale = read_rationale(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return judge(mode, 0, [Failure(None, "a", None, f"{type(error).__name__}: {error}")], 0.0)
    return verify_rationales(recording, [(rationale, answer)], mode=mode, source=source, questions=(False,))[0]


def verify_rationales(
    recording: Recording,
    pairs: Sequence[tuple[Rationale, str]],
    *,
    mode: str = "template",
    source: Source | None = None,
    questions: Sequence[bool] = (),
) -> list[Verdict]:
    """Verify rationales of one run, each with the answer it must end in.

    The recording is folded once for all of them. `questions` tells which of them explain a question's answer instead of
    the run's own: those tell only the changes that matter, so that no share of all changes is asked of them.
    """
    run = Run(recording, source or Source(recording.case.code))
    asked = [*questions, *(False for _ in range(len(pairs) - len(questions)))]
    failures: list[list[Failure]] = [[] for _ in pairs]
    grounders = [
        [
            StepGrounder(
                run,
                number,
                step,
                is_strict=mode in STRICT,
                answer=answer if is_question else None,
                asked=_asked(rationale) if is_question else None,
            )
            for number, step in enumerate(rationale.steps)
        ]
        for (rationale, answer), is_question in zip(pairs, asked, strict=True)
    ]
    _look_at_moments(run, pairs, grounders, failures)
    verdicts = []
    for (rationale, answer), own, found, is_question in zip(pairs, grounders, failures, asked, strict=True):
        found += _check_order(rationale, len(run.events))
        for grounder in own:
            found += grounder.judge()
        found += _check_answer(rationale, answer)
        coverage = coverage_of(run, rationale)
        if not is_question and coverage < MIN_COVERAGE.get(mode, 0.0):
            found.append(Failure(None, "i", None, f"{coverage:.2f} of the state changes are told"))
        verdicts.append(judge(mode, len(rationale.claims), found, coverage))
    return verdicts


def _asked(rationale: Rationale) -> str | None:
    """Return what a question is about, as its answer claims it."""
    return next((claim.path for claim in rationale.claims if claim.kind == "answer"), None)


def _look_at_moments(
    run: Run,
    pairs: Sequence[tuple[Rationale, str]],
    grounders: Sequence[Sequence[StepGrounder]],
    failures: Sequence[list[Failure]],
) -> None:
    """Check all claims, and show each step's prose the moments it speaks of, in the order of the run."""
    checker = ClaimChecker(run)
    folds: list[tuple[int, int, Claim]] = []
    moment: Moment | None = None
    todo = sorted(_list_work(pairs, grounders), key=lambda entry: entry[:2])
    for step, frame, index, number, claim in todo:
        if claim is None:
            if moment is None or (moment.step, moment.frame) != (step, frame):
                moment = Moment(run, step, frame)
            grounders[index][number].look(moment)
        elif claim.kind == "range":
            folds.append((index, number, claim))  # reads many steps: those come last
        else:
            _check_claim(checker, claim, number, failures[index])
    for index, number, claim in folds:
        _check_claim(checker, claim, number, failures[index])


def _list_work(
    pairs: Sequence[tuple[Rationale, str]], grounders: Sequence[Sequence[StepGrounder]]
) -> Iterator[tuple[int, int, int, int, Claim | None]]:
    for index, (rationale, _) in enumerate(pairs):
        for number, step in enumerate(rationale.steps):
            for claim in step.claims:
                if claim.kind != "answer":
                    yield claim.step, claim.frame, index, number, claim
            for moment_step, frame in grounders[index][number].moments:
                yield moment_step, frame, index, number, None


def _check_claim(checker: ClaimChecker, claim: Claim, number: int, failures: list[Failure]) -> None:
    recorded = checker.check(claim)
    if recorded is not None:
        failures.append(Failure(number, CHECK_OF[claim.kind], claim, recorded))


def _check_order(rationale: Rationale, n_events: int) -> Iterator[Failure]:
    """Check that the steps exist, do not run backwards, and claim nothing that lies ahead of them."""
    reached = 0
    for number, step in enumerate(rationale.steps):
        if not 0 <= step.first <= step.last < n_events:
            yield Failure(number, "c", f"trace_steps [{step.first}, {step.last}]", f"the run has {n_events} events")
        if step.first < reached:
            yield Failure(number, "c", f"trace_steps [{step.first}, {step.last}]", f"step {reached} was told before")
        reached = max(reached, step.first)
        for claim in step.claims:
            if claim.step > step.last:
                yield Failure(number, "c", claim, "it lies ahead of the step that states it")


def _check_answer(rationale: Rationale, answer: str) -> Iterator[Failure]:
    claims = [(number, claim) for number, step in enumerate(rationale.steps) for claim in step.claims]
    answers = [(number, claim) for number, claim in claims if claim.kind == "answer"]
    if rationale.answer != answer:
        yield Failure(None, "g", rationale.answer, answer)
    for number, claim in answers:
        if claim.literal != answer:
            yield Failure(number, "g", claim, answer)
