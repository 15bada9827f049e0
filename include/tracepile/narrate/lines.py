"""Narrations as rows: what `tracepile narrate` writes for one recorded case."""

from typing import Any, Final

from tracepile.execution.model import Recording
from tracepile.narrate.narrator import NotNarratedError, answer_of, narrate_run
from tracepile.narrate.verify import verify_rationales
from tracepile.narrate.written.batch import Told
from tracepile.schema import content_id
from tracepile.settings import Settings

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


def show_written(recording: Recording, told: Told, settings: Settings) -> dict[str, Any]:
    """Return the same fields for what became of a recording that a model was asked about.

    `mode` is that of the text: `template` where the row fell back to it. `generation` says what was asked of the model
    and how it ended, `failed_texts` what was refused and why.
    """
    ending, rationale = told.ending, told.rationale
    row: dict[str, Any] = {
        "outcome": recording.outcome.value,
        "mode": settings.narration_mode if ending is None else ending.narrator["mode"],
        "style": settings.narration_style,
        "level": None if rationale is None else rationale.level,
        "text": None if rationale is None else rationale.text,
        "rationale": None if rationale is None else rationale.to_dict(),
    }
    if ending is None:
        return {**row, "reason": told.reason, "message": told.message}
    return {**row, "generation": ending.generation, "failed_texts": [failed.to_row() for failed in ending.failed]}
