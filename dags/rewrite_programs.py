"""Writes variants of the kept programs and tests that they behave alike.

**Reads** `curated`, `programs`. **Owns** `variants`: rewritten programs, each with the record of the test in which it
gave the same answers as its parent on all inputs.

Programs run in the sandbox. A variant that answers differently anywhere is rejected with the disagreements.
"""

from airflow.sdk import DAG

from tracepile_airflow.assets import CURATED, VARIANTS
from tracepile_airflow.conventions import ITEM_NAME, PROFILE, SHARD_POOL, TASK_DEFAULTS, Tag
from tracepile_airflow.operators import CheckOperator, CommitOperator, PlanOperator, RunOperator

with DAG(
    dag_id="rewrite_programs",
    description="Write variants of programs and test that they are equivalent",
    doc_md=__doc__,
    schedule=[CURATED],
    catchup=False,
    max_active_runs=1,
    tags=[Tag.TRACEPILE, Tag.EXECUTION],
    default_args=TASK_DEFAULTS,
    params={"profile": PROFILE},
):
    plan = PlanOperator(task_id="plan", stage="rewrite")
    run = RunOperator.partial(task_id="run", stage="rewrite", pool=SHARD_POOL, map_index_template=ITEM_NAME).expand(
        item=plan.output
    )
    commit = CommitOperator(task_id="commit", stage="rewrite", outlets=[VARIANTS])
    check = CheckOperator(task_id="check", stage="rewrite", commit=commit.output)

    plan >> run >> commit >> check
    plan >> check
