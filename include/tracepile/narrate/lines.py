"""Narrations as rows: what `tracepile narrate` writes for one recorded case."""

from typing import Any, Final

from tracepile.execution.model import Recording
from tracepile.narrate.narrator import NotNarratedError, answer_of, narrate_run
from tracepile.narrate.verify import verify_rationales
from tracepile.schema import content_id

_MODE: Final = "template"


def show_narration(
    recording: Recording, *, seed: int = 0, style: str = "full", max_tokens: int = 1_500
) -> dict[str, Any]:
    """Return `{outcome, mode, style, level, text, rationale}` for a recording.

    `level`, `text` and `rationale` are None where there is no rationale; then `reason` and `message` say why. The
    wording depends on the case and the seed only.
    """
    row: dict[str, Any] = {
        "outcome": recording.outcome.value,
        "mode": _MODE,
        "style": style,
        "level": None,
        "text": None,
        "rationale": None,
    }
    case = recording.case
    name = content_id(case.code, case.call, case.stdin)
    try:
        rationale = narrate_run(recording, seed=seed, trace_id=name, style=style, max_tokens=max_tokens)
    except NotNarratedError as error:
        return {**row, "reason": error.reason, "message": str(error)}
    verdict = verify_rationales(recording, [(rationale, answer_of(recording))])[0]
    if not verdict.is_accepted:
        return {**row, "reason": "unverified", "message": f"The verifier says: {verdict.failures[0].to_dict()}."}
    return {**row, "level": verdict.level, "text": rationale.text, "rationale": rationale.to_dict()}
