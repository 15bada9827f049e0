"""The stage `ingest`: sources to programs with their inputs."""

from collections.abc import Iterable

from tracepile.fetch import expand_specs
from tracepile.ingest.collecting import collect_batches
from tracepile.ingest.specs import CONNECTORS, name_source, split_spec
from tracepile.settings import Settings
from tracepile.stage import Batch, SourceStage


def find_sources(settings: Settings) -> list[str]:
    """Return the specs of the sources that the settings ask for, folders replaced by the sets in them."""
    return expand_specs(settings.sources, split_spec, name_source)


def take_snapshot(source: str, settings: Settings) -> str:
    """Return the hash of what a source holds. Raises `SourceError`."""
    spec = split_spec(source)
    return CONNECTORS[spec.kind].snapshot(spec.argument, settings)


def collect_programs(source: str, settings: Settings, known: set[str]) -> Iterable[Batch]:
    """Yield a source's programs (columns of `programs`) as batches, and its rejects. Raises `SourceError`."""
    spec = split_spec(source)
    limits = [settings.limit, settings.pypi_limit if spec.kind == "pypi" else None]
    limit = min((limit for limit in limits if limit is not None), default=None)
    candidates = CONNECTORS[spec.kind].read(spec.argument, settings)
    return collect_batches(candidates, name_source(source), settings, known, limit)


STAGE = SourceStage(
    name="ingest",
    version="2",
    tables=("programs",),
    settings=("inputs_per_program", "max_program_bytes", "max_input_bytes", "licences", "allowed_modules"),
    scope=("limit", "pypi_limit", "batch_size"),
    sources=find_sources,
    name_of=name_source,
    snapshot=take_snapshot,
    collect=collect_programs,
    id_column="program_id",
    is_cumulative=True,
)
