"""Withdraws rows from the next release and from every later one.

**Owns** `withdrawals`: what is withdrawn (by sample, program, source or licence), and why. `assemble_samples` leaves
these rows out from now on, and the list of changes of the next release gives the reason. Releases that are out stay as
they are; roll back if readers must not get them.
"""

from airflow.sdk import DAG, Param

from tracepile_airflow.assets import WITHDRAWALS
from tracepile_airflow.conventions import ACTION_DEFAULTS, Tag
from tracepile_airflow.releases import WithdrawOperator

with DAG(
    dag_id="withdraw_rows",
    description="Withdraw rows from the next release and every later one",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    max_active_runs=1,
    tags=[Tag.TRACEPILE, Tag.RELEASE],
    default_args=ACTION_DEFAULTS,
    params={
        "by": Param(
            "sample",
            type="string",
            enum=["sample", "program", "source", "licence"],
            title="By",
            description="What the value below is. A program takes its rewrites with it.",
        ),
        "value": Param(
            "", type="string", minLength=1, title="Value", description="Its id, the name of the source, or the licence."
        ),
        "reason": Param(
            "", type="string", minLength=1, title="Reason", description="Stands in the list of changes of the release."
        ),
    },
):
    WithdrawOperator(task_id="withdraw", outlets=[WITHDRAWALS])
