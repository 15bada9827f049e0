"""The forms in which a model answers: JSON schemas, every string and list in them bounded, and how they are read."""

import json
from dataclasses import dataclass
from typing import Any, Final

from tracepile.narrate.model import CLAIM_KINDS

MAX_ROWS: Final = 20
"""Rows of one request; a weak model loses its way in more."""
MAX_PROSE: Final = 2_000
MAX_CLAIMS: Final = 60
MAX_ANSWER: Final = 400
"""A longer answer is stated by the platform alone."""


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_ROW: Final = {"type": "integer", "minimum": 1, "maximum": 9_999}
_PROSE: Final = {"type": "string", "maxLength": MAX_PROSE}

SLOTS: Final = _object(
    rows={"type": "array", "maxItems": MAX_ROWS, "items": _object(row=_ROW, prose=_PROSE)},
)
ANCHORED: Final = _object(
    rows={
        "type": "array",
        "maxItems": MAX_ROWS,
        "items": _object(
            row=_ROW,
            prose=_PROSE,
            claims={
                "type": "array",
                "maxItems": MAX_CLAIMS,
                "items": _object(
                    kind={"type": "string", "enum": [kind for kind in CLAIM_KINDS if kind != "answer"]},
                    step={"type": "integer", "minimum": 0, "maximum": 9_999_999},
                    path={"type": "string", "maxLength": 400},
                    literal={"type": "string", "maxLength": 2_100},
                ),
            },
        ),
    },
    answer={"type": "string", "maxLength": MAX_ANSWER},
)


class FormError(Exception):
    """An answer that is not of the form asked for; the message says what is wrong, for the model."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """One claim as a model writes it: no frame and no type, which the step and the literal decide."""

    kind: str
    step: int
    path: str
    literal: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote for one row."""

    prose: str
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model wrote in one answer: rows by number (from 1), and the run's answer where it was asked for."""

    rows: dict[int, Written]
    answer: str | None = None


def read_answer(text: str, *, is_anchored: bool) -> Answer:
    """Return what an answer says. Raises FormError."""
    try:
        data = json.loads(text)
        rows: dict[int, Written] = {}
        for entry in data["rows"]:
            anchors = [
                Anchor(str(each["kind"]), _integer(each["step"]), str(each["path"]), str(each["literal"]))
                for each in (entry["claims"] if is_anchored else ())
            ]
            if any(anchor.kind not in CLAIM_KINDS for anchor in anchors):
                raise FormError("a claim is of an unknown kind")
            number = _integer(entry["row"])
            if number in rows:
                raise FormError(f"row {number} stands there twice")
            if not str(entry["prose"]).strip():
                raise FormError(f"row {number} has no prose")
            if len(str(entry["prose"])) > MAX_PROSE or len(anchors) > MAX_CLAIMS:
                raise FormError(f"row {number} is longer than {MAX_PROSE} characters or {MAX_CLAIMS} claims")
            rows[number] = Written(str(entry["prose"]), tuple(anchors))
        return Answer(rows, str(data["answer"]) if is_anchored else None)
    except (ValueError, LookupError, TypeError) as error:
        raise FormError(f"it is not JSON of the form asked for ({type(error).__name__}: {error})") from None


def _integer(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is not an integer")
    return value
