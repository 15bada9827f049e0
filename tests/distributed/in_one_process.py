"""`python -m tests.distributed.in_one_process`: all stages on the store of the environment, without Airflow."""

from importlib import import_module

from tracepile.settings import load_settings
from tracepile.stage import run_all
from tracepile.store import open_store
from tracepile_airflow.local.chain import CHAIN


def main() -> None:
    """Plan, run and commit stage after stage."""
    settings = load_settings()
    store = open_store(settings)
    for link in CHAIN.values():
        run_all(import_module(f"tracepile.{link.stage}").STAGE, store, settings)


if __name__ == "__main__":
    main()
