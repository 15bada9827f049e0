"""Explains the recorded runs step by step.

**Reads** `questions`, `runs`, `events`, `programs`, `variants`. **Owns** `rationales`: the explanation as text and as
structured steps whose claims can be checked against the trace.

The template narrator states operands, branches with their reasons, loops in summary and the final answer. In the modes
`slots` and `anchored` a model writes instead; each of its values is checked, and what does not hold after two repairs
is left to the template. While the model server is starting, tasks wait without a worker slot.
"""

from airflow.sdk import DAG

from tracepile_airflow.assets import QUESTIONS, RATIONALES
from tracepile_airflow.conventions import (
    ITEM_NAME,
    LLM_POOL,
    NARRATION_MODE,
    PROFILE,
    SGLANG_MODEL,
    TASK_DEFAULTS,
    Tag,
)
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
    params={"profile": PROFILE, "narration_mode": NARRATION_MODE, "sglang_model": SGLANG_MODEL},
):
    plan = PlanOperator(task_id="plan", stage="narrate")
    run = RunOperator.partial(task_id="run", stage="narrate", pool=LLM_POOL, map_index_template=ITEM_NAME).expand(
        item=plan.output
    )
    commit = CommitOperator(task_id="commit", stage="narrate", outlets=[RATIONALES])
    check = CheckOperator(task_id="check", stage="narrate", commit=commit.output)

    plan >> run >> commit >> check
    plan >> check
