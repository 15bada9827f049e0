"""The suite as data: reads the YAML file, fills in settings and vocabularies, and expands what holds per column."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

import duckdb
import pyarrow as pa
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tracepile import sql
from tracepile.schema import TABLES, Config, Domain, InputKind, Split, content_id
from tracepile.settings import Settings, resource_dir

SUITE_FILE: Final = "samples.yaml"
_PLACEHOLDER: Final = re.compile(r"\$\{(\w+)\}")


class Expectation(BaseModel):
    """One entry of the suite.

    name: the closed word a person looks for. description: what is expected, in words. severity: `blocking` stops a
    release, `warning` is only reported. type, kwargs: of Great Expectations. sql: for a check of our own, a file of
    `sql/validate/` that returns the rows that should not be there; params: its `$params`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    description: str
    severity: Literal["blocking", "warning"]
    type: str = "unexpected_rows_expectation"
    kwargs: dict[str, Any] = Field(default_factory=dict)
    sql: str | None = None
    params: dict[str, Any] = Field(default_factory=dict)


def load_suite(settings: Settings) -> list[Expectation]:
    """Return the expectations in the order of the file, thresholds filled in.

    Raises `ValueError` when the file holds an entry that cannot be read, or two of one name.
    """
    text = (resource_dir("expectations") / SUITE_FILE).read_text(encoding="utf-8")
    values = _known_values(settings)
    try:
        entries = yaml.safe_load(text)["expectations"]
    except yaml.YAMLError as error:
        raise ValueError(f"{SUITE_FILE} is no YAML: {' '.join(str(error).split())}.") from None
    expectations = []
    for entry in _expand_columns(entries):
        try:
            expectations.append(Expectation.model_validate(_fill_in(entry, values)))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise ValueError(f"{SUITE_FILE}: {entry.get('name', '?')}.{place}: {first['msg']}.") from None
    names = [expectation.name for expectation in expectations]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ValueError(f"{SUITE_FILE} has several expectations named {', '.join(doubled)}; give each its own name.")
    return expectations


def hash_suite(settings: Settings) -> str:
    """Return a hash of the suite as these settings fill it in, and of its SQL: a changed suite makes a new verdict."""
    expectations = load_suite(settings)
    queries = [sql.load(expectation.sql) for expectation in expectations if expectation.sql]
    return content_id([expectation.model_dump(mode="json") for expectation in expectations], queries)


def _known_values(settings: Settings) -> dict[str, Any]:
    """Return what `${name}` may stand for: each setting, and the schema's vocabularies (types as DuckDB names them)."""
    schema = TABLES["samples"]
    return {
        **settings.model_dump(mode="json"),
        "columns": list(schema.names),
        "column_types": _write_types(schema),
        "configs": [str(config) for config in Config],
        "splits": [str(split) for split in Split],
        "domains": [str(domain) for domain in Domain],
        "input_kinds": [str(kind) for kind in InputKind],
        "id_columns": [name for name in schema.names if name.endswith(("_id", "_sha256"))],
    }


def _write_types(schema: pa.Schema) -> list[str]:
    """Return the types of a schema's columns as DuckDB names them."""
    with duckdb.connect(":memory:") as con:
        con.register("empty_table", schema.empty_table())
        return [str(row[1]) for row in con.execute("DESCRIBE empty_table").fetchall()]


def _expand_columns(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each entry; one with `columns` once per column, with `{column}` filled in."""
    for entry in entries:
        if "columns" not in entry:
            yield entry
            continue
        for column in entry["columns"]:
            one = {key: value for key, value in entry.items() if key != "columns"}
            one["name"] = str(entry["name"]).replace("{column}", column)
            one["description"] = str(entry["description"]).replace("{column}", column)
            one["kwargs"] = {**entry.get("kwargs", {}), "column": column}
            yield one


def _fill_in(value: Any, values: Mapping[str, Any]) -> Any:
    """Replace `${name}` in a value and all it holds; a string that is only `${name}` becomes the value itself."""
    if isinstance(value, dict):
        return {key: _fill_in(part, values) for key, part in value.items()}
    if isinstance(value, list):
        return [_fill_in(part, values) for part in value]
    if not isinstance(value, str):
        return value
    unknown = [name for name in _PLACEHOLDER.findall(value) if name not in values]
    if unknown:
        raise ValueError(f"{SUITE_FILE}: ${{{unknown[0]}}} is no setting; see tracepile.settings for their names.")
    whole = _PLACEHOLDER.fullmatch(value)
    if whole:
        return values[whole[1]]
    return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), value)
