"""A migrated metadata database of its own, and one DagBag, for all tests of DAGs."""

import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag

ROOT = Path(__file__).resolve().parents[2]
_HOME = tempfile.TemporaryDirectory(prefix="tracepile-airflow-")

# Airflow reads its configuration when it is imported for the first time, so this cannot wait for a fixture.
for _name in [name for name in os.environ if name.startswith("AIRFLOW_")]:
    del os.environ[_name]
os.environ.update(
    AIRFLOW_HOME=_HOME.name,
    AIRFLOW__CORE__DAGS_FOLDER=str(ROOT / "dags"),
    AIRFLOW__CORE__PLUGINS_FOLDER=str(ROOT / "plugins"),
    AIRFLOW__CORE__LOAD_EXAMPLES="False",
    AIRFLOW__CORE__UNIT_TEST_MODE="False",
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{_HOME.name}/airflow.db",
    AIRFLOW__USAGE_DATA_COLLECTION__ENABLED="False",
    AIRFLOW__LOGGING__BASE_LOG_FOLDER=f"{_HOME.name}/logs",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            # Airflow and what it imports warn a lot about themselves
            item.add_marker(pytest.mark.filterwarnings("ignore"))


@pytest.fixture(scope="session")
def airflow_db() -> Iterator[None]:
    """A migrated metadata database with the pool that DAGs use."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from airflow.utils import db

        from tracepile_airflow.local.reset import prepare_database

        prepare_database(shard_slots=2)
        yield
        db.settings.dispose_orm()


@pytest.fixture(scope="session")
def dag_bag() -> "DagBag":
    """All DAGs, parsed once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from airflow.dag_processing.dagbag import DagBag

        return DagBag(ROOT / "dags")


@pytest.fixture
def run_python() -> Any:
    """Return a function that runs Python code in a fresh process that can import DAGs and plugins."""
    import subprocess

    def run(code: str) -> str:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "plugins"), str(ROOT / "dags")])}
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
