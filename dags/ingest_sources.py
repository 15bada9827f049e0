"""Brings programs with their inputs from all sources.

**Reads** source connectors: the seed corpus, packages of an index, folders, dataset repositories, archives.
**Owns** `programs`: code, entry point, inputs, source, reference, licence, cut into immutable batches that walk
through all later stages.

One mapped task a source. A source that cannot be reached fails its own task and no other: the run goes on, and what
was live of that source stays. A row that does not parse, lacks a licence or has no input is rejected with a reason.
The profile given here travels with the asset event to all stages after it.
"""

from airflow.sdk import DAG

from tracepile_airflow.assets import PROGRAMS
from tracepile_airflow.conventions import (
    ITEM_NAME,
    LIMIT,
    PROFILE,
    SHARD_POOL,
    SOURCE_TRIES,
    SOURCES,
    SOURCES_DEFAULTS,
    Tag,
)
from tracepile_airflow.operators import CheckOperator, CommitOperator, PlanOperator, RunOperator
from tracepile_airflow.timetable import PunctualCronTimetable

with DAG(
    dag_id="ingest_sources",
    description="Bring programs with their inputs from all sources",
    doc_md=__doc__,
    schedule=PunctualCronTimetable("0 3 * * *", timezone="UTC"),
    catchup=False,
    max_active_runs=1,
    tags=[Tag.TRACEPILE, Tag.SOURCES],
    default_args=SOURCES_DEFAULTS,
    params={"sources": SOURCES, "limit": LIMIT, "profile": PROFILE},
):
    plan = PlanOperator(task_id="plan", stage="ingest")
    run = RunOperator.partial(
        task_id="run", stage="ingest", pool=SHARD_POOL, map_index_template=ITEM_NAME, **SOURCE_TRIES
    ).expand(item=plan.output)
    commit = CommitOperator(task_id="commit", stage="ingest", outlets=[PROGRAMS])
    check = CheckOperator(task_id="check", stage="ingest", commit=commit.output, may_miss=True)

    plan >> run >> commit >> check
    plan >> check
