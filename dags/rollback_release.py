"""Makes an earlier release the latest again.

**Reads** the releases. **Moves** the pointer `latest.json`, after the release was verified whole; nothing is deleted,
and the next release gets a higher number than all. Trigger it with the version that readers shall get.
"""

from airflow.sdk import DAG, Param

from tracepile_airflow.conventions import ACTION_DEFAULTS, Tag
from tracepile_airflow.releases import RollBackOperator

with DAG(
    dag_id="rollback_release",
    description="Make an earlier release the latest again",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    max_active_runs=1,
    tags=[Tag.TRACEPILE, Tag.RELEASE],
    default_args=ACTION_DEFAULTS,
    params={
        "version": Param(
            "v0.1.0",
            type="string",
            pattern=r"^v?\d+\.\d+\.\d+$",
            title="Version",
            description="A finished release, such as v0.1.0.",
        ),
    },
):
    RollBackOperator(task_id="roll_back")
