"""A job: what is deduplicated and how, and where its intermediate objects lie in the store.

Below `scratch/dedup/<job>/`:

    job.json                      options and groups of files: what `plan_job` decided
    signatures/v<version>/…       as in `tracepile.similarity.signatures`; documents are numbered within their shard
    rows/<shard>.parquet          id, and the keys of exact copies and of shapes (16 bytes each)
    groups/<group>.json           the files and shards of a group, with their rows; written after all of these
    layout.json                   the shards of all groups in order, each with its first document
    pairs/<band>.parquet          candidate pairs of one band

What a job found stays, below `dedup/<job>/`: `verdicts.parquet`, then `report.json`.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypedDict

from tracepile.dedup.errors import DedupError
from tracepile.schema import canonical_json
from tracepile.similarity import SIGNATURE_VERSION
from tracepile.stage import VersionError
from tracepile.store import Objects
from tracepile.store.objects import SCRATCH, Directory


class GroupItem(TypedDict):
    """Work for one task: a group of files; `name` is for people."""

    name: str
    job: str
    group: int


class BandItem(TypedDict):
    """Work for one task: some bands; `name` is for people."""

    name: str
    job: str
    bands: list[int]


@dataclass(frozen=True)
class Options:
    """What a person asks for.

    source: a folder or file of rows (.parquet, .jsonl, .jsonl.gz): an absolute path that all workers see, or a prefix
    of the store. column: holds the texts; is_code: they are Python code. threshold: share of three-token runs in
    common, above 0 and at most 1.
    """

    source: str
    id_column: str
    column: str
    is_code: bool
    threshold: float


@dataclass(frozen=True)
class Job:
    """One run over one corpus. groups: keys of files, in the order of preference; see `open_source`."""

    name: str
    options: Options
    min_alpha_tokens: int
    version: int
    groups: tuple[tuple[str, ...], ...]

    def key(self, name: str) -> str:
        """Return the object key of something intermediate."""
        return f"{scratch_prefix(self.name)}/{name}"

    def save(self, objects: Objects) -> None:
        """Write the job, unless an earlier attempt has."""
        objects.create(self.key("job.json"), canonical_json(asdict(self)).encode())

    def load(self, objects: Objects, name: str) -> Any:
        """Return the JSON of something intermediate. Raises `DedupError` when it is gone."""
        return _load(objects, self.name, name)

    def fetch(self, objects: Objects, name: str) -> Path:
        """Return a local file with something intermediate. Raises `DedupError` when it is gone."""
        try:
            return objects.fetch(self.key(name))
        except KeyError:
            raise _gone(self.name, name) from None


def scratch_prefix(job: str) -> str:
    """Return the prefix of all that is intermediate."""
    return f"{SCRATCH}/dedup/{job}"


def verdicts_key(job: str) -> str:
    """Return the object key of the verdicts."""
    return f"dedup/{job}/verdicts.parquet"


def report_key(job: str) -> str:
    """Return the object key of the report, which is there once the job is done."""
    return f"dedup/{job}/report.json"


def read_job(objects: Objects, name: str) -> Job:
    """Return a job as it was planned.

    Raises `DedupError` when it is gone, and `VersionError` when this process would make other signatures.
    """
    value = _load(objects, name, "job.json")
    if value["version"] != SIGNATURE_VERSION:
        raise VersionError(
            f"The work was planned with signatures of version {value['version']}, and this worker makes version "
            f"{SIGNATURE_VERSION}; bring all workers to the same TracePile. The task is tried again, maybe on another."
        )
    groups = tuple(tuple(group) for group in value["groups"])
    return Job(**{**value, "options": Options(**value["options"]), "groups": groups})


def open_source(objects: Objects, source: str) -> tuple[Objects, str]:
    """Return where the files of a source are, and their prefix there: a folder of this machine, or the store."""
    path = PurePosixPath(source)
    return (Directory(Path(path.parent)), path.name) if path.is_absolute() else (objects, str(path))


def _load(objects: Objects, job: str, name: str) -> Any:
    try:
        return json.loads(objects.read(f"{scratch_prefix(job)}/{name}"))
    except KeyError:
        raise _gone(job, name) from None


def _gone(job: str, name: str) -> DedupError:
    return DedupError(f"The store has no {name} of the job {job} (any more); trigger dedup_corpus again.")
