"""The plugin that Airflow loads: the timetable of the source DAGs, our pages in the UI, and the links of tasks to them.

It is loaded in every component, tasks included: nothing here imports a heavy library.
"""

from typing import Any

from airflow.plugins_manager import AirflowPlugin

from tracepile_airflow.links import LINKS
from tracepile_airflow.observability import MetricsApp
from tracepile_airflow.pages import LazyApp
from tracepile_airflow.timetable import PunctualCronTimetable

PREFIX = "/tracepile"
"""Where the pages are mounted, below the address of Airflow."""


def _place(page: str, name: str) -> dict[str, Any]:
    """Return the entry of a page in Airflow's navigation."""
    return {
        "name": name,
        "href": f"{PREFIX}/{page}",
        "destination": "nav",
        "category": "TracePile",
        "url_route": f"tracepile-{page}",
        "icon": f"{PREFIX}/static/icon.svg",
    }


class TracePilePlugin(AirflowPlugin):
    """Registers what DAGs need and what people look at."""

    name = "tracepile"
    timetables = [PunctualCronTimetable]  # noqa: RUF012 Airflow's attribute
    operator_extra_links = LINKS
    fastapi_apps = [  # noqa: RUF012 Airflow's attribute
        {"app": LazyApp(), "url_prefix": PREFIX, "name": "TracePile"},
        {"app": MetricsApp(), "url_prefix": f"{PREFIX}-metrics", "name": "TracePile metrics"},
    ]
    external_views = [  # noqa: RUF012 Airflow's attribute
        {**_place("releases", "TracePile"), "category": None, "nav_top_level": True},
        _place("funnel", "Funnel"),
        _place("samples", "Samples"),
        _place("rejects", "Rejects"),
        _place("contamination", "Contamination"),
        _place("quality", "Quality"),
        _place("tables", "Tables"),
    ]
