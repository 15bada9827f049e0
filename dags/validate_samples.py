"""Holds the samples against the suite of expectations.

**Reads** `samples` and what the checks of mixture and contamination need. **Owns** `quality`: one row an expectation,
with its severity, whether it holds, and how many rows break it.

The last task fails when a blocking expectation does not hold, and then `publish_release` refuses to publish.
"""

from airflow.sdk import DAG

from tracepile_airflow.assets import QUALITY, SAMPLES
from tracepile_airflow.conventions import ITEM_NAME, PROFILE, SHARD_POOL, TASK_DEFAULTS, Tag
from tracepile_airflow.operators import CommitOperator, PlanOperator, RunOperator, VerdictOperator

with DAG(
    dag_id="validate_samples",
    description="Hold the samples against the suite of expectations",
    doc_md=__doc__,
    schedule=[SAMPLES],
    catchup=False,
    max_active_runs=1,
    tags=[Tag.TRACEPILE, Tag.RELEASE],
    default_args=TASK_DEFAULTS,
    params={"profile": PROFILE},
):
    plan = PlanOperator(task_id="plan", stage="validate")
    run = RunOperator.partial(task_id="run", stage="validate", pool=SHARD_POOL, map_index_template=ITEM_NAME).expand(
        item=plan.output
    )
    commit = CommitOperator(task_id="commit", stage="validate", outlets=[QUALITY])
    check = VerdictOperator(task_id="check", stage="validate", commit=commit.output)

    plan >> run >> commit >> check
    plan >> check
