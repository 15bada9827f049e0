"""Asks questions about what happened in a run, each with its answer from the recorded events.

**Reads** `runs`, `events`. **Owns** `questions`: text, kind, answer, answer type and the step it is about.

Each kind of question is one plain SELECT over the events (`sql/ask/`), so the answer is never computed by a model.
"""

from airflow.sdk import DAG

from tracepile_airflow.assets import QUESTIONS, RUNS
from tracepile_airflow.conventions import ITEM_NAME, PROFILE, SHARD_POOL, TASK_DEFAULTS, Tag
from tracepile_airflow.operators import CheckOperator, CommitOperator, PlanOperator, RunOperator

with DAG(
    dag_id="ask_questions",
    description="Ask questions about variables, whose answers the events hold",
    doc_md=__doc__,
    schedule=[RUNS],
    catchup=False,
    max_active_runs=1,
    tags=[Tag.TRACEPILE, Tag.EXPLANATION],
    default_args=TASK_DEFAULTS,
    params={"profile": PROFILE},
):
    plan = PlanOperator(task_id="plan", stage="ask")
    run = RunOperator.partial(task_id="run", stage="ask", pool=SHARD_POOL, map_index_template=ITEM_NAME).expand(
        item=plan.output
    )
    commit = CommitOperator(task_id="commit", stage="ask", outlets=[QUESTIONS])
    check = CheckOperator(task_id="check", stage="ask", commit=commit.output)

    plan >> run >> commit >> check
    plan >> check
