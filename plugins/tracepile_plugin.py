"""The plugin that Airflow loads: it makes the timetable of the source DAGs known to every component."""

from airflow.plugins_manager import AirflowPlugin

from tracepile_airflow.timetable import PunctualCronTimetable


class TracePilePlugin(AirflowPlugin):
    """Registers what DAGs need; pages of the UI are registered here too when they exist."""

    name = "tracepile"
    timetables = [PunctualCronTimetable]  # noqa: RUF012 Airflow's attribute
