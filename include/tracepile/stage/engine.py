"""Plan, run, commit and check: the same for every stage.

Everything is idempotent. Keys are content hashes, shards are created once, a commit of equal content appends nothing;
so any of these may be killed and run again, or run twice at once.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tracepile.schema import canonical_json, content_id
from tracepile.settings import Settings
from tracepile.stage.model import BatchStage, Inputs, Output, SourceStage, Stage, WholeStage, WorkItem, owner_of
from tracepile.store import Commit, Shard, Store

MAX_ITEMS = 100
"""More missing shards than this are grouped: Airflow pays for every mapped task."""

WHOLE = "all"
"""The batch of whole-table stages."""


class IncompleteError(Exception):
    """A run ended with work undone; the message names it."""


class VersionError(Exception):
    """This process runs other code than the one that planned the work; the message names both versions."""


@dataclass(frozen=True)
class CommitResult:
    """What a commit did: the table's newest commit, whether it is new, and the batches still without a shard."""

    commit: Commit
    is_changed: bool
    missing: tuple[str, ...]

    def extra(self) -> dict[str, object]:
        """Return the asset event's `extra`: commit number, whether it changed, rows, and the counts."""
        return {
            "commit": self.commit.number,
            "changed": self.is_changed,
            "shards": len(self.commit.shards),
            "missing": len(self.missing),
            **self.commit.counts,
        }


# plan -------------------------------------------------------------------------------------------------------------


def plan(stage: Stage, store: Store, settings: Settings) -> list[WorkItem]:
    """List the missing work, as at most `MAX_ITEMS` items; nothing missing, nothing listed."""
    if isinstance(stage, SourceStage):
        return [
            WorkItem(name=stage.name_of(source), batches=[source], commits={}, version=stage.version)
            for source in stage.sources(settings)
            if not _has_manifest(stage, store, settings, source)
        ]
    commits = _latest_commits(stage, store)
    numbers = {table: commit.number for table, commit in commits.items()}
    missing = [
        (batch, label)
        for batch, label, key in _wanted(stage, store, settings, commits)
        if not _is_sound(store, stage.table, key)
    ]
    if not missing:
        return []
    if isinstance(stage, BatchStage) and stage.is_sequential:
        name = missing[0][1] if len(missing) == 1 else f"{len(missing)} batches"
        return [WorkItem(name=name, batches=[batch for batch, _ in missing], commits=numbers, version=stage.version)]
    per_item = stage.batches_per_item if isinstance(stage, BatchStage) else 1
    n_groups = min(-(-len(missing) // per_item), MAX_ITEMS)
    bounds = [number * len(missing) // n_groups for number in range(n_groups + 1)]
    groups = [missing[start:end] for start, end in pairwise(bounds)]
    return [
        WorkItem(
            name=group[0][1] if len(group) == 1 else f"{group[0][1]} … {group[-1][1]}",
            batches=[batch for batch, _ in group],
            commits=numbers,
            version=stage.version,
        )
        for group in groups
    ]


def _is_sound(store: Store, table: str, key: str) -> bool:
    """Tell whether a shard is there and whole; a damaged one is dropped, so that it is computed again."""
    broken = store.verify_shard(table, key)
    if broken:
        store.drop_shard(table, key)
    return not broken


def _latest_commits(stage: Stage, store: Store) -> dict[str, Commit]:
    assert isinstance(stage, BatchStage | WholeStage)
    names = stage.reads + (stage.context if isinstance(stage, BatchStage) else ())
    tables = dict.fromkeys(owner_of(name) for name in names)
    if isinstance(stage, BatchStage) and stage.is_sequential:
        tables[stage.table] = None
    return {table: store.latest(table) for table in tables}


def _wanted(stage: Stage, store: Store, settings: Settings, commits: dict[str, Commit]) -> list[tuple[str, str, str]]:
    """Return (batch, label, shard key) of every shard that should be live, in order."""
    recipe = stage.recipe(settings)
    if isinstance(stage, WholeStage):
        return [(WHOLE, WHOLE, content_id(recipe, {table: c.content for table, c in sorted(commits.items())}))]
    assert isinstance(stage, BatchStage)
    context = {owner_of(table): commits[owner_of(table)].content for table in stage.context}
    by_batch = {table: commits[owner_of(table)].by_batch() for table in stage.reads}
    driver = commits[owner_of(stage.reads[0])].shards
    own = commits[stage.table].by_batch() if stage.is_sequential else {}
    wanted: list[tuple[str, str, str]] = []
    unjudged: list[tuple[str, str, dict[str, str]]] = []
    for shard in driver:
        if any(shard.batch not in shards for shards in by_batch.values()):
            continue  # a stage above has not finished this batch; it comes with a later run
        contents = {table: shards[shard.batch].content for table, shards in by_batch.items()}
        if not stage.is_sequential:
            wanted.append((shard.batch, shard.label, content_id(recipe, contents, context)))
        elif shard.batch in own and own[shard.batch].recipe == content_id(recipe, contents):
            wanted.append((shard.batch, shard.label, own[shard.batch].key))
        else:
            unjudged.append((shard.batch, shard.label, contents))
    # Each new verdict depends on all earlier ones: chain their keys.
    earlier = content_id(sorted(key for _, _, key in wanted))
    for batch, label, contents in sorted(unjudged, key=lambda entry: stage.order(entry[1], settings)):
        earlier = content_id(recipe, contents, context, earlier)
        wanted.append((batch, label, earlier))
    return wanted


# run --------------------------------------------------------------------------------------------------------------


def check_version(stage: Stage, planned: str | None) -> None:
    """Raise `VersionError` if the work was planned by another version of the stage (None: nobody says)."""
    if planned is not None and planned != stage.version:
        raise VersionError(
            f"The work was planned by version {planned} of the stage {stage.name}, and this worker has version "
            f"{stage.version}; bring all workers to the same TracePile. The task is tried again, maybe on another one."
        )


def run_item(stage: Stage, store: Store, settings: Settings, item: WorkItem) -> dict[str, int]:
    """Compute the shards of one work item and write them; return its counts, summed."""
    check_version(stage, item.get("version"))
    if isinstance(stage, SourceStage):
        return _run_source(stage, store, settings, item["batches"][0])
    assert isinstance(stage, BatchStage | WholeStage)
    commits = {table: store.commit(table, number) for table, number in item["commits"].items()}
    wanted = _wanted(stage, store, settings, commits)
    done: list[Shard] = []
    total: dict[str, int] = {}
    for batch, label, key in wanted:
        if batch not in item["batches"]:
            if isinstance(stage, BatchStage) and stage.is_sequential:
                found = store.find_shard(stage.table, key)
                done += [found] if found else []
            continue
        shard = store.find_shard(stage.table, key)
        if shard is None:
            try:
                output = stage.function(_inputs(stage, store, commits, batch, label, done), settings)
            except Exception as error:
                error.add_note(f"While computing the shard {label} of the stage {stage.name}.")
                raise
            recipe = stage.recipe(settings)
            if isinstance(stage, BatchStage) and stage.is_sequential:
                recipe = content_id(recipe, _contents(stage, commits, batch))
            shard = store.write_shard(
                key, output.tables, output.rejects, batch=batch, label=label, recipe=recipe, counts=output.counts()
            )
        done.append(shard)
        for name, count in shard.counts.items():
            total[name] = total.get(name, 0) + count
    return total


def _contents(stage: BatchStage, commits: dict[str, Commit], batch: str) -> dict[str, str]:
    return {table: commits[owner_of(table)].by_batch()[batch].content for table in stage.reads}


def _inputs(
    stage: BatchStage | WholeStage, store: Store, commits: dict[str, Commit], batch: str, label: str, done: list[Shard]
) -> Inputs:
    shards: dict[str, Sequence[Shard]] = {}
    for table, commit_ in commits.items():
        is_batched = isinstance(stage, BatchStage) and table in {owner_of(name) for name in stage.reads}
        shards[table] = [commit_.by_batch()[batch]] if is_batched else commit_.shards
    if isinstance(stage, BatchStage) and stage.is_sequential:
        shards[stage.table] = list(done)
    return Inputs(store, commits, shards, label)


def _manifest_key(stage: SourceStage, settings: Settings, source: str) -> str:
    scope = settings.pick(stage.scope)
    key = content_id(stage.recipe(settings), scope, stage.name_of(source), stage.snapshot(source, settings))
    return f"tables/{stage.table}/sources/{key}.json"


def _has_manifest(stage: SourceStage, store: Store, settings: Settings, source: str) -> bool:
    try:
        key = _manifest_key(stage, settings, source)
    except Exception:
        return False  # the source's own task meets the same failure and reports it
    return store.objects.exists(key)


def _run_source(stage: SourceStage, store: Store, settings: Settings, source: str) -> dict[str, int]:
    recipe, name = stage.recipe(settings), stage.name_of(source)
    key = _manifest_key(stage, settings, source)
    live = [shard for shard in store.latest(stage.table).shards if shard.recipe == recipe]
    known: set[str] = set()
    first = 1
    if stage.is_cumulative:
        known.update(store.read(stage.table, live, [stage.id_column]).column(0).to_pylist())
        known.update(store.read(f"{stage.table}.rejects", live, ["row_id"]).column(0).to_pylist())
        first += sum(shard.label.rpartition("/")[0] == name for shard in live)
    shards: list[Shard] = []
    total: dict[str, int] = {}
    for number, batch in enumerate(stage.collect(source, settings, known), start=first):
        digest = content_id(recipe, name, batch.rows.to_pylist(), batch.rejects.to_pylist())
        counts = Output({stage.table: batch.rows}, batch.rejects, batch.n_in).counts()
        label = f"{name}/{number:04d}"
        shards.append(
            store.write_shard(
                digest,
                {stage.table: batch.rows},
                batch.rejects,
                batch=digest,
                label=label,
                recipe=recipe,
                counts=counts,
            )
        )
        for count_name, count in counts.items():
            total[count_name] = total.get(count_name, 0) + count
    body = {"source": source, "name": name, "recipe": recipe, "shards": [shard.as_json() for shard in shards]}
    store.objects.create(key, canonical_json(body).encode())
    return total


# commit and check -------------------------------------------------------------------------------------------------


def commit(stage: Stage, store: Store, settings: Settings) -> CommitResult:
    """Make what exists live. A batch whose wanted shard is missing keeps the shard it had."""
    if isinstance(stage, SourceStage):
        return _commit_sources(stage, store, settings)
    old = store.latest(stage.table).by_batch()
    live: list[Shard] = []
    missing: list[str] = []
    for batch, label, key in _wanted(stage, store, settings, _latest_commits(stage, store)):
        shard = store.find_shard(stage.table, key)
        if shard is None:
            missing.append(label)
            shard = old.get(batch)
        live += [shard] if shard else []
    # The order in which batches were judged is no part of the content: a later run would find another one.
    live.sort(key=lambda shard: (shard.label, shard.batch))
    appended, is_changed = store.append(stage.table, live)
    return CommitResult(appended, is_changed, tuple(missing))


def _commit_sources(stage: SourceStage, store: Store, settings: Settings) -> CommitResult:
    recipe = stage.recipe(settings)
    live = list(store.latest(stage.table).shards)
    missing: list[str] = []
    for source in stage.sources(settings):
        name = stage.name_of(source)
        try:
            body = json.loads(store.objects.read(_manifest_key(stage, settings, source)))
        except Exception:
            missing.append(name)  # unreachable, or failed: its own task says why, and what was live stays
            continue
        found = [Shard.from_json(shard) for shard in body["shards"]]
        keys = {shard.key for shard in found}

        def stays(shard: Shard, name: str = name, keys: set[str] = keys) -> bool:
            is_own = shard.label.rpartition("/")[0] == name
            return not is_own or (stage.is_cumulative and shard.recipe == recipe and shard.key not in keys)

        live = [shard for shard in live if stays(shard)] + found
    live.sort(key=lambda shard: shard.label)
    appended, is_changed = store.append(stage.table, live)
    return CommitResult(appended, is_changed, tuple(missing))


def check(stage: Stage, result_missing: Sequence[str]) -> None:
    """Raise `IncompleteError` if a commit left batches undone."""
    if result_missing:
        names = ", ".join(result_missing[:5]) + (" …" if len(result_missing) > 5 else "")
        raise IncompleteError(
            f"{len(result_missing)} of the shards of stage {stage.name} are missing ({names}); "
            "see the log of their mapped tasks, mend the cause and run the DAG again: only these are done anew."
        )


def run_all(stage: Stage, store: Store, settings: Settings) -> CommitResult:
    """Plan, run and commit in this process: what the DAG does, for tests and tools."""
    for item in plan(stage, store, settings):
        run_item(stage, store, settings, item)
    return commit(stage, store, settings)
