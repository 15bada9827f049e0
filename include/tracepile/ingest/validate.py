"""The one place where a candidate becomes a program row, or is rejected with a reason."""

from typing import Any, Final

from tracepile.ingest.candidate import Candidate, Reason, RejectedError
from tracepile.ingest.inputs import kind_of
from tracepile.ingest.licences import has_foreign_statement, normalise_licence
from tracepile.ingest.parsing import check_entry_point, find_modules, parse_code
from tracepile.schema import Domain, content_id, storable
from tracepile.settings import Settings

UNLICENSED_STATEMENT: Final = "statement_not_licensed"
"""The tag of programs whose problem statement is under another right than the code."""


def normalise_code(code: str) -> str:
    """Return program text with bare newlines, without a byte order mark: what Python reads it as anyway."""
    return code.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def check_size(code: str, settings: Settings) -> None:
    """Check that program text is Unicode and not too big. Raises `RejectedError`."""
    try:
        size = len(code.encode())
    except UnicodeEncodeError:
        raise RejectedError(Reason.NOT_UTF8, "The code is not valid Unicode (a lone surrogate).") from None
    if size > settings.max_program_bytes:
        raise RejectedError(
            Reason.OVERSIZE_PROGRAM,
            f"The code has {size} bytes, more than max_program_bytes = {settings.max_program_bytes}.",
            {"bytes": size},
        )


def make_program_id(source: str, code: str, entry_point: str) -> str:
    """Return a program's id: the hash of its source, entry point and text."""
    return content_id("program", source, entry_point, code)


def check_program(candidate: Candidate, source: str, settings: Settings) -> dict[str, Any]:
    """Return the row of `programs` for a candidate, all columns but its inputs. Raises `RejectedError`."""
    licence = normalise_licence(candidate.licence)
    if licence not in settings.licences:
        raise RejectedError(
            Reason.LICENCE_NOT_ALLOWED,
            f"The licence {licence} is not among those that may enter a release (setting `licences`).",
            {"licence": candidate.licence},
        )
    if candidate.domain not in set(Domain):
        raise RejectedError(
            Reason.WRONG_VALUE, f"The domain {candidate.domain!r} is none of {', '.join(Domain)}.", {"field": "domain"}
        )
    check_size(candidate.code, settings)
    tree = parse_code(candidate.code)
    requires = sorted({*find_modules(tree), *candidate.requires})
    unsupported = [module for module in requires if module not in settings.allowed_modules]
    if unsupported:
        raise RejectedError(
            Reason.UNSUPPORTED_MODULE,
            f"The code needs {', '.join(unsupported)}, which the sandbox does not offer (setting `allowed_modules`).",
            {"modules": unsupported},
        )
    check_entry_point(tree, candidate.entry_point)
    program_id = make_program_id(source, candidate.code, candidate.entry_point)
    # Such a statement is never released (no sample holds one), but without it contamination could not be seen.
    tags = [*candidate.tags, *([UNLICENSED_STATEMENT] if has_foreign_statement(candidate.licence) else [])]
    return {
        "program_id": program_id,
        "family_id": program_id,
        "code": candidate.code,
        "entry_point": candidate.entry_point,
        "input_kind": str(kind_of(candidate.entry_point)),
        "source": source,
        "source_ref": storable(candidate.source_ref),
        "source_revision": storable(candidate.source_revision),
        "licence": licence,
        "domain": candidate.domain,
        "problem_id": _storable_or_none(candidate.problem_id),
        "title": _storable_or_none(candidate.title),
        "statement": _storable_or_none(candidate.statement),
        "input_generator": candidate.input_generator,
        "requires": requires,
        "tags": [storable(tag) for tag in tags],
    }


def _storable_or_none(text: str | None) -> str | None:
    return storable(text) if text and text.strip() else None
