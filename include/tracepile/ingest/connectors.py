"""The connectors file: what `huggingface:NAME` and `github:NAME` mean, in YAML.

huggingface:
  NAME:
    repository: owner/name
    revision: <commit>
    files: [{path: data/train-00000-of-00001.parquet, sha256: …}]
    licence: CC-BY-4.0
    domain: competition
    columns: {…see Columns…}
github:
  NAME:
    repository: owner/name
    revision: <commit>
    sha256: …          # of the archive
    licence: MIT
    domain: algorithm
"""

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tracepile.fetch import SourceError
from tracepile.schema import Domain
from tracepile.settings import Settings

_Sha256 = Field(pattern=r"^[0-9a-fA-F]{64}$")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RemoteFile(_Strict):
    """A file of a dataset repository, and the sha256 it must have."""

    path: str
    sha256: str = _Sha256


class Columns(_Strict):
    """Where a dataset keeps what. A column is a dotted path: through structs, and through each element of a list.

    code: one program, or a list of them (several solutions of one problem). code_pattern: a regular expression whose
    group cuts the code out of text; several matches are joined. is_last_printed: print the value of a last line that
    is a bare expression, as notebooks do. code_tag, code_tags: a column beside `code` (of the same length where that
    is a list) and its values that are wanted, such as the language Python.
    inputs, outputs: columns with lists of texts, one list after the other; none: the program takes no input. answer:
    one column with the answer of a program without input. text columns: statement, title, problem_id, licence, tags.
    """

    code: str
    code_pattern: str | None = None
    is_last_printed: bool = False
    code_tag: str | None = None
    code_tags: tuple[str | int, ...] = ()
    entry_point: str | None = None
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    answer: str | None = None
    statement: tuple[str, ...] = ()
    title: str | None = None
    problem_id: str | None = None
    licence: str | None = None
    tags: str | None = None


class HuggingFaceEntry(_Strict):
    """One dataset repository. `where`: columns and the values that wanted rows have in them."""

    repository: str
    revision: str
    files: tuple[RemoteFile, ...] = Field(min_length=1)
    licence: str | None = None
    domain: Domain
    columns: Columns
    where: dict[str, tuple[str | int | bool, ...]] = {}
    compare: Literal["tokens", "none"] = "tokens"
    endpoint: str = "https://huggingface.co"


class GitHubEntry(_Strict):
    """One repository archive. `include`: patterns of paths inside it; `domains`: by leading folder, else `domain`."""

    repository: str
    revision: str
    sha256: str = _Sha256
    licence: str | None = None
    domain: Domain
    domains: dict[str, Domain] = {}
    include: tuple[str, ...] = ("*.py", "**/*.py")
    exclude: tuple[str, ...] = ()
    endpoint: str = "https://codeload.github.com"

    @field_validator("endpoint")
    @classmethod
    def _strip_slash(cls, value: str) -> str:
        return value.rstrip("/")


Entry = TypeVar("Entry", bound=BaseModel)


def load_entry(kind: Literal["huggingface", "github"], name: str, model: type[Entry], settings: Settings) -> Entry:
    """Return the entry `NAME` of a kind from the connectors file. Raises `SourceError`."""
    path = settings.connectors_file
    if path is None:
        raise SourceError(
            f"The source {kind}:{name} needs an entry in a connectors file; write one and name it in "
            "TRACEPILE_CONNECTORS_FILE."
        )
    if not path.is_file():
        raise SourceError(f"There is no connectors file {path}; correct TRACEPILE_CONNECTORS_FILE.")
    entries = _load(path, path.stat().st_mtime_ns).get(kind) or {}
    if name not in entries:
        raise SourceError(f"The connectors file {path} has no entry {name!r} under {kind!r}; add it.")
    try:
        return model.model_validate(entries[name])
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in (kind, name, *wrong["loc"]))
        raise SourceError(f"The connectors file {path} is wrong at {where}: {wrong['msg']}.") from None


@lru_cache(maxsize=8)
def _load(path: Path, modified: int) -> dict[str, Any]:
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SourceError(f"The connectors file {path} is no YAML: {error}.") from None
    if not isinstance(value, dict):
        raise SourceError(f"The connectors file {path} must map 'huggingface' and 'github' to their entries.")
    return value
