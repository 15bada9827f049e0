"""What a killed platform left behind does not disturb the next one."""

from datetime import UTC, datetime, timedelta

import pytest

pytestmark = [pytest.mark.airflow, pytest.mark.usefixtures("airflow_db")]


def test_unfinished_runs_tasks_jobs_and_events_of_a_killed_platform_are_ended(dag_bag) -> None:
    from airflow.jobs.job import Job, JobState
    from airflow.models.asset import AssetDagRunQueue, AssetModel
    from airflow.models.dag import DagModel
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import select

    from tracepile_airflow.local.reset import end_unfinished

    finished = dag_bag.dags["curate_programs"].test()
    assert str(finished.state) == "success"
    with create_session() as session:
        run = session.scalar(select(DagRun).where(DagRun.run_id == finished.run_id))
        run.state, run.end_date = "running", None
        tasks = {task.task_id: task for task in run.task_instances}
        tasks["commit"].state, tasks["check"].state = "running", None
        session.add(Job(state=JobState.RUNNING, latest_heartbeat=datetime.now(UTC)))
        session.add(AssetDagRunQueue(asset_id=session.scalar(select(AssetModel.id)), target_dag_id="curate_programs"))
        dag = session.get(DagModel, "ingest_sources")
        dag.next_dagrun_create_after = datetime.now(UTC) - timedelta(days=2)
    assert end_unfinished() == 1
    with create_session() as session:
        run = session.scalar(select(DagRun).where(DagRun.run_id == finished.run_id))
        assert str(run.state) == "failed"
        found = {task.task_id: str(task.state) for task in run.task_instances}
        assert (found["plan"], found["commit"], found["check"]) == ("success", "failed", "failed")
        assert session.scalars(select(Job.id).where(Job.state == JobState.RUNNING)).all() == []
        assert session.scalars(select(AssetDagRunQueue)).all() == []
        assert session.get(DagModel, "ingest_sources").next_dagrun_create_after is None
    assert end_unfinished() == 0
