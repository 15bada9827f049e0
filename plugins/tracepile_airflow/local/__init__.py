"""The embedded platform: real Airflow on one machine, started, followed and ended by `make run` or `make up`."""
