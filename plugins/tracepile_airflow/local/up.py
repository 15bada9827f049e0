"""`make up`: the platform for use, until Ctrl-C."""

import time

from tracepile.settings import Settings
from tracepile_airflow.local.chain import CHAIN
from tracepile_airflow.local.environment import USER
from tracepile_airflow.local.run import wait_for_dags
from tracepile_airflow.local.supervisor import Platform


def stay_up(settings: Settings, port: int) -> int:
    """Start the platform, say where it is, and stay until interrupted."""
    print(f"TracePile: starting Airflow; the store is {settings.store_uri}", flush=True)
    with Platform(settings, port=port) as platform:
        wait_for_dags(platform, set(CHAIN))
        print(
            f"Airflow is up: {platform.url}\n"
            f"  user {USER}, password {platform.password}\n"
            f"  Dags: trigger ingest_sources to start the chain; its form takes sources, limit and profile\n"
            f"  Assets: one for each table, with the counts of every commit\n"
            f"  logs: {platform.place.log_dir}\n"
            "Ctrl-C ends it.",
            flush=True,
        )
        while True:
            platform.check_alive()
            time.sleep(1)
