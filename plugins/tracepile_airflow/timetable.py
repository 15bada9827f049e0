"""A cron timetable that lets missed times pass."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from airflow.sdk.timezone import coerce_datetime, utcnow
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction
from airflow.timetables.trigger import CronTriggerTimetable

if TYPE_CHECKING:
    from pendulum import DateTime

_GRACE = timedelta(minutes=1)
"""How late a scheduler may look and still start the run: it must not pass over a time between two of its looks."""


class PunctualCronTimetable(CronTriggerTimetable):
    """Runs at the times of a cron expression; a time at which the platform was off is never made up for.

    Airflow's own cron timetables start the last missed run as soon as the scheduler is up, even with `catchup=False`.
    On a machine where the platform runs now and then that would be a second ingest beside the one just asked for.
    """

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """Return the first run that is due from (nearly) now on and comes after the last automated one."""
        start: DateTime = self._align_to_next(coerce_datetime(utcnow() - _GRACE))
        if last_automated_data_interval is not None:
            start = max(start, self._get_next(last_automated_data_interval.end))
        if restriction.earliest is not None:
            start = max(start, self._align_to_next(restriction.earliest))
        if restriction.latest is not None and restriction.latest < start:
            return None
        return DagRunInfo.interval(start, start)
