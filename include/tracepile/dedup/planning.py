"""The first step: which files there are, cut into groups."""

from pathlib import PurePosixPath

from tracepile.dedup.errors import DedupError
from tracepile.dedup.job import GroupItem, Job, Options, open_source, read_job, report_key
from tracepile.fetch import ROW_SUFFIXES
from tracepile.schema import content_id
from tracepile.settings import Settings
from tracepile.similarity import SIGNATURE_VERSION
from tracepile.stage import MAX_ITEMS
from tracepile.store import Objects, StoreError


def plan_job(objects: Objects, settings: Settings, options: Options, run: str) -> list[GroupItem]:
    """List the files of the source in at most `MAX_ITEMS` groups, sorted by name: of duplicates the first one stays.

    run: names this run, the same in all its attempts, which all list what the first one found. Raises `DedupError` for
    options that will not do, when there is no file, and when the run is done.
    """
    if not 0 < options.threshold <= 1:
        raise DedupError(f"The threshold {options.threshold} must be above 0 and at most 1.")
    files = _list_files(objects, options.source)
    per_group = -(-len(files) // MAX_ITEMS)
    job = Job(
        name=_name_job(options, settings, run),
        options=options,
        min_alpha_tokens=settings.min_alpha_tokens,
        version=SIGNATURE_VERSION,
        groups=tuple(tuple(files[start : start + per_group]) for start in range(0, len(files), per_group)),
    )
    if objects.exists(report_key(job.name)):
        # All tasks of a finished run were cleared: the files may be others now, the verdicts never change.
        raise DedupError(f"The run has its verdicts already ({report_key(job.name)}); trigger dedup_corpus again.")
    job.save(objects)
    return [
        GroupItem(name=_name_group(group), job=job.name, group=number)
        for number, group in enumerate(read_job(objects, job.name).groups)
    ]


def _list_files(objects: Objects, source: str) -> list[str]:
    try:
        place, prefix = open_source(objects, source)
        # by the characters of the whole key: a directory lists its folders in another order than a bucket
        files = sorted(key for key in place.keys(prefix) if key.endswith(ROW_SUFFIXES))
        where = place.location(prefix)
    except StoreError as error:
        raise DedupError(f"The source {source!r} will not do: {error}") from None
    if not files:
        raise DedupError(f"There is no .parquet, .jsonl or .jsonl.gz file at {where}; correct the source.")
    return files


def _name_job(options: Options, settings: Settings, run: str) -> str:
    digest = content_id(run, vars(options), settings.min_alpha_tokens, SIGNATURE_VERSION)
    return f"{PurePosixPath(options.source).name.partition('.')[0] or 'corpus'}-{digest[:12]}"


def _name_group(files: tuple[str, ...]) -> str:
    names = [PurePosixPath(key).name for key in files]
    return names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}"
