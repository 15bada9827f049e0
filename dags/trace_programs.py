"""Runs every kept program and variant on its inputs and records what happens.

**Reads** `variants`, `curated`, `programs`. **Owns** `runs` (one row an execution, with outcome, answer and receipt)
and `events` (one row a step, with every changed value).

Every execution happens twice, in the sandbox, with different hash seeds: what differs between the two is rejected as
nondeterministic. Programs are killed at limits of time, memory, output and events. This is the longest stage; it
runs one mapped task a batch.
"""

from airflow.sdk import DAG

from tracepile_airflow.assets import EVENTS, RUNS, VARIANTS
from tracepile_airflow.conventions import ITEM_NAME, PROFILE, SHARD_POOL, TASK_DEFAULTS, Tag
from tracepile_airflow.operators import CheckOperator, CommitOperator, PlanOperator, RunOperator

with DAG(
    dag_id="trace_programs",
    description="Run every program on its inputs and record what happens",
    doc_md=__doc__,
    schedule=[VARIANTS],
    catchup=False,
    max_active_runs=1,
    tags=[Tag.TRACEPILE, Tag.EXECUTION],
    default_args=TASK_DEFAULTS,
    params={"profile": PROFILE},
):
    plan = PlanOperator(task_id="plan", stage="trace")
    run = RunOperator.partial(task_id="run", stage="trace", pool=SHARD_POOL, map_index_template=ITEM_NAME).expand(
        item=plan.output
    )
    commit = CommitOperator(task_id="commit", stage="trace", outlets=[RUNS, EVENTS])
    check = CheckOperator(task_id="check", stage="trace", commit=commit.output)

    plan >> run >> commit >> check
    plan >> check
