"""Explains the recorded runs step by step.

**Reads** `questions`, `runs`, `events`, `programs`, `variants`. **Owns** `rationales`: the explanation as text and as
structured steps whose claims can be checked against the trace.

The template narrator states operands, branches with their reasons, loops in summary and the final answer.
"""

from airflow.sdk import DAG

from tracepile_airflow.assets import QUESTIONS, RATIONALES
from tracepile_airflow.conventions import ITEM_NAME, LLM_POOL, PROFILE, TASK_DEFAULTS, Tag
from tracepile_airflow.operators import CheckOperator, CommitOperator, PlanOperator, RunOperator

with DAG(
    dag_id="narrate_traces",
    description="Explain the recorded runs step by step",
    doc_md=__doc__,
    schedule=[QUESTIONS],
    catchup=False,
    max_active_runs=1,
    tags=[Tag.TRACEPILE, Tag.EXPLANATION],
    default_args=TASK_DEFAULTS,
    params={"profile": PROFILE},
):
    plan = PlanOperator(task_id="plan", stage="narrate")
    run = RunOperator.partial(task_id="run", stage="narrate", pool=LLM_POOL, map_index_template=ITEM_NAME).expand(
        item=plan.output
    )
    commit = CommitOperator(task_id="commit", stage="narrate", outlets=[RATIONALES])
    check = CheckOperator(task_id="check", stage="narrate", commit=commit.output)

    plan >> run >> commit >> check
    plan >> check
