"""Publishes the samples as a versioned release.

**Reads** `quality`, `samples`, and the commit logs for the funnel. **Owns** `release`: version, parent, the hash over
all data files, and where the release lies.

A release is written once: data, card, manifest, checksums, quality report and changes against its parent. It is
verified by reading it back before the pointer to the newest release moves. Samples whose quality did not pass are
refused; samples that are released already are not published again. The version follows from what changed; where the
environment or the run asks for it, a person approves the release first.
"""

from airflow.sdk import DAG

from tracepile_airflow.assets import QUALITY, RELEASE
from tracepile_airflow.conventions import APPROVAL, ITEM_NAME, PROFILE, RELEASES_DEFAULTS, SHARD_POOL, VERSION, Tag
from tracepile_airflow.operators import CheckOperator, CommitOperator, PlanOperator, RunOperator
from tracepile_airflow.releases import ApprovalGate

with DAG(
    dag_id="publish_release",
    description="Publish the samples as a versioned release",
    doc_md=__doc__,
    schedule=[QUALITY],
    catchup=False,
    max_active_runs=1,
    tags=[Tag.TRACEPILE, Tag.RELEASE],
    default_args=RELEASES_DEFAULTS,
    params={"profile": PROFILE, "is_approval_required": APPROVAL, "release_version": VERSION},
):
    plan = PlanOperator(task_id="plan", stage="publish")
    run = RunOperator.partial(task_id="run", stage="publish", pool=SHARD_POOL, map_index_template=ITEM_NAME).expand(
        item=plan.output
    )
    approve = ApprovalGate(task_id="approve", planned=plan.output)
    commit = CommitOperator(task_id="commit", stage="publish", outlets=[RELEASE])
    check = CheckOperator(task_id="check", stage="publish", commit=commit.output)

    plan >> approve >> run >> commit >> check
    plan >> check
