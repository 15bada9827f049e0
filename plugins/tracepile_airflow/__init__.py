"""TracePile's face towards Airflow: assets, operators, the local platform. Thin over the library `tracepile`."""
