"""What Prometheus reads of TracePile: numbers of the store's newest commits, and the seconds of Airflow's tasks."""

from tracepile_airflow.observability.app import MetricsApp

__all__ = ["MetricsApp"]
