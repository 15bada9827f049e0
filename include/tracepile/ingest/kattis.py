"""Competition problems in the Kattis problem package format: the jury's accepted Python solutions with judge data.

Read are `problem.yaml` (name, license, validation), the statement in `problem_statement/` or `statement/` (English if
there is one), `submissions/accepted/*.py`, and `data/sample` and `data/secret` (`*.in` with `*.ans`). The licence is
the problem's own. Not read: solutions of several files. Interactive problems are rejected.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict

from tracepile.fetch import SourceError
from tracepile.fetch.rows import hash_file
from tracepile.ingest.candidate import Candidate, RawInput, Reason, RejectedError, Unusable
from tracepile.ingest.edits import strip_docstrings
from tracepile.ingest.parsing import STDIN
from tracepile.ingest.reading import read_safely
from tracepile.ingest.validate import check_size, normalise_code
from tracepile.schema import Compare, Domain, content_id
from tracepile.settings import Settings

_PLAIN_NAME: Final = re.compile(r"%% plainproblemname:\s*(.+)|\\problemname\{([^{}]*)\}")


class _Problem(BaseModel):
    """The keys of problem.yaml that we read."""

    model_config = ConfigDict(extra="ignore")

    name: str | dict[str, str] | None = None
    license: str | None = None
    type: str | list[str] = "pass-fail"
    validation: str = "default"
    validator_flags: str | None = None


@dataclass(frozen=True)
class _Shared:
    """What the solutions of one problem have in common."""

    problem: _Problem
    name: str
    cases: tuple[RawInput, ...]
    statement: str | None
    title: str
    revision: str


def snapshot(argument: str, settings: Settings) -> str:
    """Return the hash of all packages below the path: of the files that are read. Raises `SourceError`."""
    root = Path(argument)
    files = [file for package in _find_packages(root) for file in _used_files(package)]
    return content_id([[file.relative_to(root).as_posix(), hash_file(file)] for file in files])


def read(argument: str, settings: Settings) -> Iterator[Candidate | Unusable]:
    """Yield the accepted Python solutions, by package and file name."""
    root = Path(argument)
    for package in _find_packages(root):
        yield from _read_package(root, package, settings)


def _find_packages(root: Path) -> list[Path]:
    if not root.is_dir():
        raise SourceError(f"There is no folder {root}; correct the path in the settings.")
    found = sorted(path.parent for path in root.rglob("problem.yaml"))
    if not found:
        raise SourceError(f"The folder {root} holds no Kattis problem package (a folder with a problem.yaml).")
    return found


def _used_files(package: Path) -> list[Path]:
    patterns = ["problem.yaml", "problem_statement/*", "statement/*", "submissions/accepted/*.py"]
    patterns += ["data/sample/**/*.in", "data/sample/**/*.ans", "data/secret/**/*.in", "data/secret/**/*.ans"]
    return sorted({file for pattern in patterns for file in package.glob(pattern) if file.is_file()})


def _read_package(root: Path, package: Path, settings: Settings) -> Iterator[Candidate | Unusable]:
    solutions = sorted(path for path in (package / "submissions" / "accepted").glob("*.py") if path.is_file())
    place = package.relative_to(root).as_posix()
    text = (package / "problem.yaml").read_text(encoding="utf-8", errors="backslashreplace")
    problem = read_safely(text, f"{place}/problem.yaml", partial(_read_problem, text))
    if isinstance(problem, Unusable):
        yield problem
        return
    statement = _read_statement(package)
    shared = _Shared(
        problem=problem,
        name=package.name,
        cases=tuple(_read_cases(package, has_one_answer(package, problem), settings.max_input_bytes)),
        statement=statement,
        title=_read_name(problem, statement) or package.name,
        revision=content_id([[file.name, hash_file(file)] for file in _used_files(package)])[:16],
    )
    for solution in solutions:
        ref = f"{place}/{solution.relative_to(package).as_posix()}"
        data = solution.read_bytes()
        # The verdict depends on the whole package: a mended package has new rows.
        raw = f"{shared.revision}\n{data.decode('utf-8', 'backslashreplace')}"
        yield read_safely(raw, ref, partial(_read_solution, data, raw, ref, shared, settings))


def _read_problem(text: str) -> _Problem:
    try:
        problem = _Problem.model_validate(yaml.safe_load(text) or {})
    except yaml.YAMLError as error:
        raise RejectedError(Reason.WRONG_TYPE, f"problem.yaml is no YAML: {error}.") from None
    if "interactive" in problem.validation or "interactive" in problem.type:
        raise RejectedError(Reason.INTERACTIVE, "The problem is interactive: a run needs the judge's program.")
    return problem


def _read_solution(data: bytes, raw: str, ref: str, shared: _Shared, settings: Settings) -> Candidate:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RejectedError(Reason.NOT_UTF8, f"Not UTF-8: {error}.") from None
    code = normalise_code(text)
    check_size(code, settings)
    return Candidate(
        raw=raw,
        source_ref=ref,
        source_revision=shared.revision,
        licence=shared.problem.license,
        domain=Domain.COMPETITION,
        code=strip_docstrings(code),
        entry_point=STDIN,
        inputs=shared.cases,
        problem_id=shared.name,
        title=shared.title,
        statement=shared.statement,
    )


def has_one_answer(package: Path, problem: _Problem) -> bool:
    """Tell whether the stated answer is the only right one: the judge compares token by token, without tolerance."""
    is_custom = problem.validation.startswith("custom") or (package / "output_validator").is_dir()
    return not is_custom and "float" not in (problem.validator_flags or "")


def _read_cases(package: Path, is_answer_only: bool, max_bytes: int) -> list[RawInput]:
    """Return the samples, then the secret cases, by file name; without those that are too big or have no answer."""
    files = [file for folder in ("sample", "secret") for file in sorted((package / "data" / folder).rglob("*.in"))]
    cases: list[RawInput] = []
    for file in files:
        answer = file.with_suffix(".ans")
        if not answer.is_file() or max(file.stat().st_size, answer.stat().st_size) > max_bytes:
            continue
        try:
            text, expected = file.read_bytes().decode(), answer.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        cases.append(RawInput(text, expected, Compare.TOKENS) if is_answer_only else RawInput(text))
    return cases


def _read_statement(package: Path) -> str | None:
    files = [
        file
        for folder in ("problem_statement", "statement")
        for file in sorted((package / folder).glob("problem*"))
        if file.suffix in {".tex", ".md"}
    ]
    english = [file for file in files if file.name.startswith(("problem.en.", "problem.tex", "problem.md"))]
    for file in english or files:
        return file.read_bytes().decode("utf-8", "replace").strip()
    return None


def _read_name(problem: _Problem, statement: str | None) -> str | None:
    name: Any = problem.name
    if isinstance(name, dict):
        name = name.get("en") or next(iter(name.values()), None)
    if name:
        return str(name)
    found = _PLAIN_NAME.search(statement or "")
    return (found.group(1) or found.group(2)).strip() if found else None
