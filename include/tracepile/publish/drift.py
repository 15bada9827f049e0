"""How far the samples drift from an earlier release: rows, mixture, lengths, levels, held against thresholds."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

import duckdb
import pyarrow as pa
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from tracepile import sql
from tracepile.publish.gate import PublishError
from tracepile.publish.releases import Release, fetch_file
from tracepile.schema import TABLES, Config
from tracepile.settings import Settings, resource_dir
from tracepile.store import Objects

SUITE_FILE: Final = "drift.yaml"

_COLUMNS: Final = ("config", "domain", "source", "question_kind", "level", "n_tokens")
_SCHEMA: Final = pa.schema([TABLES["samples"].field(name) for name in _COLUMNS])


class Limit(BaseModel):
    """One entry of `include/expectations/drift.yaml`, which says what its fields mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    description: str
    severity: Literal["blocking", "warning"]
    measure: str
    setting: str


@dataclass(frozen=True, slots=True)
class Drift:
    """One limit as it came out. value: of the measure; limit: the largest value allowed; detail: what moved most."""

    name: str
    description: str
    severity: str
    value: float
    limit: float
    detail: str

    @property
    def is_success(self) -> bool:
        """Whether the limit is kept."""
        return self.value <= self.limit

    @property
    def found(self) -> str:
        """What was found, in a few words."""
        return f"{self.detail} (drift {self.value:.2f}, at most {self.limit:g})"


def load_limits() -> list[Limit]:
    """Return the limits in the order of the file. Raises `ValueError` when an entry cannot be read."""
    entries = yaml.safe_load((resource_dir("expectations") / SUITE_FILE).read_text(encoding="utf-8"))["expectations"]
    try:
        limits = [Limit.model_validate(entry) for entry in entries]
    except ValidationError as error:
        raise ValueError(f"{SUITE_FILE}: {error.errors()[0]['loc']}: {error.errors()[0]['msg']}.") from None
    unknown = [limit.setting for limit in limits if limit.setting not in Settings.model_fields]
    if unknown:
        raise ValueError(f"{SUITE_FILE}: {unknown[0]} is no setting; see tracepile.settings for their names.")
    return limits


def measure_drift(
    con: duckdb.DuckDBPyConnection, objects: Objects, earlier: Release | None, settings: Settings
) -> list[Drift]:
    """Hold the relation `samples` against an earlier release; what is not kept comes first.

    Nothing drifts from no release, nor from one whose schema lacked what is measured.
    """
    if earlier is None or not set(_COLUMNS) <= {column["name"] for column in earlier.manifest["schema"]}:
        return []
    _define_samples(con, "earlier_samples", objects, earlier)
    return _judge(sql.query(con, "publish/drift.sql").to_pylist(), settings)


def compare_drift(
    con: duckdb.DuckDBPyConnection, objects: Objects, old: Release, new: Release, settings: Settings
) -> list[Drift]:
    """Hold one release against another."""
    _define_samples(con, "samples", objects, new)
    return measure_drift(con, objects, old, settings)


def _define_samples(con: duckdb.DuckDBPyConnection, relation: str, objects: Objects, release: Release) -> None:
    prefixes = tuple(f"data/{config}/" for config in Config)  # what is derived from them follows them
    files = [fetch_file(objects, release, file.path) for file in release.data_files if file.path.startswith(prefixes)]
    sql.define(con, relation, files, _SCHEMA)


def _judge(rows: Sequence[dict[str, Any]], settings: Settings) -> list[Drift]:
    found = {row["measure"]: row for row in rows}
    drifts = []
    for entry in load_limits():
        row, limit = found[entry.measure], float(getattr(settings, entry.setting))
        text = entry.description.format(limit=limit)
        drifts.append(Drift(entry.name, text, entry.severity, round(row["value"], 6), limit, row["detail"]))
    return sorted(drifts, key=lambda drift: (drift.is_success, drift.severity != "blocking"))


def stop_if_drifted(drifts: Sequence[Drift], earlier: Release | None) -> None:
    """Raise `PublishError` when a limit that stops a release is not kept."""
    failed = [drift for drift in drifts if not drift.is_success and drift.severity == "blocking"]
    if failed and earlier is not None:
        named = "; ".join(f"{drift.name}: {drift.detail}" for drift in failed)
        settings = {limit.name: limit.setting for limit in load_limits()}
        variables = ", ".join(f"TRACEPILE_{settings[drift.name].upper()}" for drift in failed)
        raise PublishError(
            f"The samples have drifted too far from {earlier.version} ({named}); mend the cause upstream, or, if this "
            f"is wanted, raise {variables} and publish again."
        )


def write_drift(drifts: Sequence[Drift], earlier: Release | None) -> str:
    """Return the drift against the parent release as JSON: against (its version), and the limits."""
    body = {
        "against": str(earlier.version) if earlier else None,
        "limits": [{**asdict(drift), "is_success": drift.is_success} for drift in drifts],
    }
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
