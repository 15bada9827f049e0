"""Make the metadata database ready for a new start: migrated, and without the unfinished business of a killed one."""

from datetime import UTC, datetime

from tracepile_airflow.conventions import LLM_POOL, SHARD_POOL

_POOLS = {SHARD_POOL: "Shards worked on at once", LLM_POOL: "Shards that may ask the model server at once"}


def prepare_database(shard_slots: int) -> int:
    """Create or migrate the database, create the pools, end what an earlier start left unfinished.

    Return the number of DAG runs that were cut off and are now marked failed.
    """
    from airflow.models.pool import Pool
    from airflow.utils import db
    from airflow.utils.session import create_session

    db.initdb()
    with create_session() as session:
        for name, description in _POOLS.items():
            Pool.create_or_update_pool(
                name, slots=shard_slots, description=description, include_deferred=False, session=session
            )
    return end_unfinished()


def end_unfinished() -> int:
    """Mark as failed the DAG runs, tasks and jobs of a platform that is gone; return how many DAG runs.

    Left as they are, a run would count against `max_active_runs`, a task would be started a second time by the new
    scheduler, and an old heartbeat would pass for that of a new component. Events of assets that have started no run
    yet are dropped, and so are scheduled times that have passed: whoever starts the platform says what runs.
    """
    from airflow.jobs.job import Job, JobState
    from airflow.models.asset import AssetDagRunQueue
    from airflow.models.dag import DagModel
    from airflow.models.dagrun import DagRun
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from airflow.utils.state import DagRunState, State, TaskInstanceState
    from sqlalchemy import delete, or_, select, update

    now = datetime.now(UTC)
    with create_session() as session:
        unfinished = select(DagRun.run_id, DagRun.dag_id).where(
            DagRun.state.in_([DagRunState.QUEUED, DagRunState.RUNNING])
        )
        runs = session.execute(unfinished).all()
        for run_id, dag_id in runs:
            session.execute(
                update(TaskInstance)
                .where(
                    TaskInstance.dag_id == dag_id,
                    TaskInstance.run_id == run_id,
                    or_(TaskInstance.state.is_(None), TaskInstance.state.in_([s for s in State.unfinished if s])),
                )
                .values(state=TaskInstanceState.FAILED, end_date=now)
                .execution_options(synchronize_session=False)
            )
            session.execute(
                update(DagRun)
                .where(DagRun.dag_id == dag_id, DagRun.run_id == run_id)
                .values(state=DagRunState.FAILED, end_date=now)
                .execution_options(synchronize_session=False)
            )
        session.execute(delete(AssetDagRunQueue))
        session.execute(
            update(DagModel).where(DagModel.next_dagrun_create_after <= now).values(next_dagrun_create_after=None)
        )
        session.execute(update(Job).where(Job.state == JobState.RUNNING).values(state=JobState.FAILED, end_date=now))
    return len(runs)
