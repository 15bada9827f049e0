"""Reads the benchmarks that the corpus must not contain.

**Reads** benchmark connectors: packages of an index, folders. **Owns** `benchmarks`: one row an item, with prompt,
solution and tests, kept as a contamination target only and never released.

Nothing starts after this DAG. `curate_programs` and `assemble_samples` read the newest benchmarks when they run, so
run this one first. A benchmark that cannot be reached fails its own task, and what was live of it stays.
"""

from airflow.sdk import DAG

from tracepile_airflow.assets import BENCHMARKS
from tracepile_airflow.conventions import BENCHMARK_SOURCES, ITEM_NAME, SHARD_POOL, SOURCE_TRIES, SOURCES_DEFAULTS, Tag
from tracepile_airflow.operators import CheckOperator, CommitOperator, PlanOperator, RunOperator
from tracepile_airflow.timetable import PunctualCronTimetable

with DAG(
    dag_id="refresh_benchmarks",
    description="Read the benchmarks that no sample may repeat",
    doc_md=__doc__,
    schedule=PunctualCronTimetable("0 2 * * 0", timezone="UTC"),
    catchup=False,
    max_active_runs=1,
    tags=[Tag.TRACEPILE, Tag.SOURCES],
    default_args=SOURCES_DEFAULTS,
    params={"benchmarks": BENCHMARK_SOURCES},
):
    plan = PlanOperator(task_id="plan", stage="benchmarks")
    run = RunOperator.partial(
        task_id="run", stage="benchmarks", pool=SHARD_POOL, map_index_template=ITEM_NAME, **SOURCE_TRIES
    ).expand(item=plan.output)
    commit = CommitOperator(task_id="commit", stage="benchmarks", outlets=[BENCHMARKS])
    check = CheckOperator(task_id="check", stage="benchmarks", commit=commit.output, may_miss=True)

    plan >> run >> commit >> check
    plan >> check
