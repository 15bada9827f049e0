"""Pages of TracePile in Airflow's UI. Everything heavy is loaded when the first page is asked for."""

from tracepile_airflow.pages.lazy import LazyApp

__all__ = ["LazyApp"]
