"""Turn whatever goes wrong with one row of a source into that row's rejection."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import ValidationError

from tracepile.ingest.candidate import Reason, RejectedError, Unusable

T = TypeVar("T")


def read_safely(raw: str, source_ref: str, read: Callable[[], T]) -> T | Unusable:
    """Return what `read` gives for a row, or the row's rejection; a fault of our own is `internal_error`."""
    try:
        return read()
    except ValidationError as error:
        return _explain(error, raw, source_ref)
    except RejectedError as error:
        return Unusable(raw, source_ref, error.reason, error.message, error.evidence)
    except Exception as error:
        return Unusable(raw, source_ref, Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}")


def _explain(error: ValidationError, raw: str, source_ref: str) -> Unusable:
    """Name the first field that is not as declared."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or "row"
    if first["type"] == "missing":
        return Unusable(raw, source_ref, Reason.MISSING_FIELD, f"The field {field!r} is missing.", {"field": field})
    is_type = first["type"].endswith(("_type", "_parsing"))
    reason = Reason.WRONG_TYPE if is_type else Reason.WRONG_VALUE
    what = first["msg"][0].lower() + first["msg"][1:]
    return Unusable(raw, source_ref, reason, f"The field {field!r} is wrong: {what}.", {"field": field})
