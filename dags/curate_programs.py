"""Drops duplicates and programs that the benchmarks contain.

**Reads** `programs`, and the newest `benchmarks`. **Owns** `curated`: the programs that stay, with their fingerprints
and weak benchmark overlaps; what was dropped is in its rejects, with the evidence. Beside it `signatures`, by which
near-duplicates are found.

It stands before rewriting and tracing so that nothing is spent on what will be thrown away. All new batches are
judged by one task, one after the other, each against everything kept before it; an earlier verdict is never reversed
under the same settings.
"""

from airflow.sdk import DAG

from tracepile_airflow.assets import CURATED, PROGRAMS, SIGNATURES
from tracepile_airflow.conventions import ITEM_NAME, PROFILE, SHARD_POOL, TASK_DEFAULTS, Tag
from tracepile_airflow.operators import CheckOperator, CommitOperator, PlanOperator, RunOperator

with DAG(
    dag_id="curate_programs",
    description="Drop duplicates and programs that benchmarks contain",
    doc_md=__doc__,
    schedule=[PROGRAMS],
    catchup=False,
    max_active_runs=1,
    tags=[Tag.TRACEPILE, Tag.CURATION],
    default_args=TASK_DEFAULTS,
    params={"profile": PROFILE},
):
    plan = PlanOperator(task_id="plan", stage="curate")
    run = RunOperator.partial(task_id="run", stage="curate", pool=SHARD_POOL, map_index_template=ITEM_NAME).expand(
        item=plan.output
    )
    commit = CommitOperator(task_id="commit", stage="curate", outlets=[CURATED, SIGNATURES])
    check = CheckOperator(task_id="check", stage="curate", commit=commit.output)

    plan >> run >> commit >> check
    plan >> check
