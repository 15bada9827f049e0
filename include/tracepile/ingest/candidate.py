"""What a connector hands over: candidates for programs, and rows that are none, with the reason."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tracepile.schema import Compare


class Reason(StrEnum):
    """Why a source row becomes no program (column `reason` of the rejects)."""

    # the row
    NOT_UTF8 = "not_utf8"
    BAD_JSON = "bad_json"
    BAD_FILE = "bad_file"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    WRONG_VALUE = "wrong_value"
    DUPLICATE = "duplicate"
    # its licence
    MISSING_LICENCE = "missing_licence"
    UNKNOWN_LICENCE = "unknown_licence"
    LICENCE_NOT_ALLOWED = "licence_not_allowed"
    # its code
    OVERSIZE_PROGRAM = "oversize_program"
    SYNTAX_ERROR = "syntax_error"
    UNSUPPORTED_MODULE = "unsupported_module"
    ENTRY_POINT_UNDEFINED = "entry_point_undefined"
    PACKAGE_IMPORT = "package_import"
    INTERACTIVE = "interactive"
    # its inputs
    NO_INPUT = "no_input"
    BAD_INPUT = "bad_input"
    OVERSIZE_INPUT = "oversize_input"
    NO_VERIFIED_INPUT = "no_verified_input"
    GENERATOR_FAILED = "generator_failed"
    # our own fault
    INTERNAL_ERROR = "internal_error"


class RejectedError(Exception):
    """A row becomes no program."""

    def __init__(self, reason: Reason, message: str, evidence: Any = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.evidence = evidence


@dataclass(frozen=True, slots=True)
class RawInput:
    """An input as the source states it.

    `text`: for a call, what stands between the parentheses; for stdin, the whole text. `expected`, `compare`: the
    stated answer and how it is compared, or None. `origin`: given | generated | boundary | doctest. `is_refuted`: the
    source itself says that the stated answer was not reproduced.
    """

    text: str
    expected: str | None = None
    compare: Compare | None = None
    origin: str = "given"
    is_refuted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A program as its source states it, still unchecked.

    `raw` is the row's own text (its hash is the row's id); `entry_point` a function, `Class().method` or `stdin`;
    `licence` the source's own words. A candidate without inputs whose `input_generator` is set gets drawn ones (see
    `generators`).
    """

    raw: str
    source_ref: str
    source_revision: str
    licence: str | None
    domain: str
    code: str
    entry_point: str
    inputs: tuple[RawInput, ...] = ()
    input_generator: str | None = None
    problem_id: str | None = None
    title: str | None = None
    statement: str | None = None
    requires: tuple[str, ...] = ()
    tags: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Unusable:
    """A source row that is no candidate."""

    raw: str
    source_ref: str
    reason: Reason
    message: str
    evidence: Any = None
