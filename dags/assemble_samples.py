"""Makes training samples from rationales and questions, deduplicates and splits them.

**Reads** `rationales`, `questions`, `runs`, `events`, `curated`, `variants`, `programs`, the newest `benchmarks`, and
`withdrawals`.
**Owns** `samples`: one row a training sample, with source, licence, receipt and lineage; and `derived`: what is made of
them, documents for continue-pretraining and the control arms.

One task over the whole table: the last duplicates go, the last contamination gate closes, what is over its quota of the
mixture stays out, and a family of programs is put whole into one split.
"""

from airflow.sdk import DAG

from tracepile_airflow.assets import DERIVED, RATIONALES, SAMPLES, WITHDRAWALS
from tracepile_airflow.conventions import ITEM_NAME, PROFILE, SHARD_POOL, TASK_DEFAULTS, Tag
from tracepile_airflow.operators import CheckOperator, CommitOperator, PlanOperator, RunOperator

with DAG(
    dag_id="assemble_samples",
    description="Make training samples, deduplicate and split them",
    doc_md=__doc__,
    schedule=RATIONALES | WITHDRAWALS,
    catchup=False,
    max_active_runs=1,
    tags=[Tag.TRACEPILE, Tag.RELEASE],
    default_args=TASK_DEFAULTS,
    params={"profile": PROFILE},
):
    plan = PlanOperator(task_id="plan", stage="assemble")
    run = RunOperator.partial(task_id="run", stage="assemble", pool=SHARD_POOL, map_index_template=ITEM_NAME).expand(
        item=plan.output
    )
    commit = CommitOperator(task_id="commit", stage="assemble", outlets=[SAMPLES, DERIVED])
    check = CheckOperator(task_id="check", stage="assemble", commit=commit.output)

    plan >> run >> commit >> check
    plan >> check
