"""The verifier for texts of every mode: of a model's prose also those statements are checked that only models make."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracepile.execution.model import Recording
from tracepile.narrate.model import Rationale, read_rationale
from tracepile.narrate.source import Source
from tracepile.narrate.verify import Failure, Verdict, verify_rationales, verify_text
from tracepile.narrate.verify.verdict import judge
from tracepile.narrate.written.statements import check_statements
from tracepile.narrate.written.writer import MODES


def verify_written(
    recording: Recording,
    pairs: Sequence[tuple[Rationale, str]],
    *,
    mode: str,
    source: Source | None = None,
    questions: Sequence[bool] = (),
) -> list[Verdict]:
    """Verify rationales of one run that were written in a mode, each with the answer it must end in.

    As `verify_rationales`, and in the modes in which a model writes also `check_statements`.
    """
    verdicts = verify_rationales(recording, pairs, mode=mode, source=source, questions=questions)
    if mode not in MODES:
        return verdicts
    source = source or Source(recording.case.code)
    return [
        _join(verdict, list(check_statements(rationale, recording, source)), mode)
        for verdict, (rationale, _) in zip(verdicts, pairs, strict=True)
    ]


def verify_json(recording: Recording, data: Mapping[str, Any], answer: str, *, mode: str) -> Verdict:
    """Verify the JSON form of a rationale of a run's own answer that was written in a mode."""
    verdict = verify_text(recording, data, answer, mode=mode)
    if mode not in MODES or any(failure.check == "a" for failure in verdict.failures):
        return verdict
    source = Source(recording.case.code)
    return _join(verdict, list(check_statements(read_rationale(data), recording, source)), mode)


def _join(verdict: Verdict, failures: list[Failure], mode: str) -> Verdict:
    if not failures:
        return verdict
    return judge(mode, verdict.n_claims, [*verdict.failures, *failures], verdict.coverage)
