"""The source DAGs run at their times and never make up for a time at which the platform was off."""

from datetime import UTC, datetime

import pytest

pytestmark = pytest.mark.airflow


@pytest.fixture
def next_run(monkeypatch: pytest.MonkeyPatch):
    """Return a function: the next run of a DAG of 3 o'clock, as seen at a time, after a last automated run."""
    from airflow.timetables.base import DataInterval, TimeRestriction
    from pendulum import instance

    from tracepile_airflow import timetable

    def find(now: datetime, last: datetime | None = None) -> datetime:
        monkeypatch.setattr(timetable, "utcnow", lambda: instance(now))
        table = timetable.PunctualCronTimetable("0 3 * * *", timezone="UTC")
        interval = DataInterval.exact(instance(last)) if last else None
        restriction = TimeRestriction(earliest=None, latest=None, catchup=False)
        return table.next_dagrun_info(last_automated_data_interval=interval, restriction=restriction).run_after

    return find


def day(number: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, number, hour, minute, tzinfo=UTC)


def test_the_first_run_is_in_the_future(next_run) -> None:
    assert next_run(day(5, 2)) == day(5, 3)
    assert next_run(day(5, 3, 2)) == day(6, 3)
    assert next_run(day(5, 12)) == day(6, 3)


def test_a_missed_time_passes(next_run) -> None:
    assert next_run(day(9, 12), last=day(5, 3)) == day(10, 3)


def test_a_time_is_not_passed_over_between_two_looks_and_not_run_twice(next_run) -> None:
    moment = datetime(2026, 1, 5, 3, 0, 20, tzinfo=UTC)
    assert next_run(moment, last=day(4, 3)) == day(5, 3)
    assert next_run(moment, last=day(5, 3)) == day(6, 3)


def test_it_survives_serialization(dag_bag) -> None:
    from airflow.serialization.serialized_objects import DagSerialization

    dag = DagSerialization.from_dict(DagSerialization.to_dict(dag_bag.dags["ingest_sources"]))
    assert type(dag.timetable).__name__ == "PunctualCronTimetable"
    assert dag.timetable.summary == "0 3 * * *"
