"""One cluster for all tests of this folder, what the embedded platform makes of the same, and the report."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.distributed.baseline import make_in_one_process
from tests.distributed.cluster import PYTHON_PATH, ROOT, Cluster, clean_environment
from tests.distributed.profiles import BATCH, CHAIN_PROGRAMS, FAULT_PROGRAMS
from tests.distributed.report import Report
from tests.distributed.walk import Outcome, examine
from tracepile.settings import Settings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.distributed)
            item.add_marker(pytest.mark.timeout(1800))
            item.add_marker(pytest.mark.filterwarnings("ignore"))  # Airflow and Celery warn a lot about themselves


@pytest.fixture(scope="session")
def place() -> Iterator[Path]:
    """A directory that other users of the machine may walk through: PostgreSQL runs as one of them."""
    clean_environment()
    path = Path(tempfile.mkdtemp(prefix="tracepile-distributed-"))
    path.chmod(0o755)
    yield path
    if not os.environ.get("KEEP_LOGS"):
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def profile(place: Path) -> dict[str, str]:
    """The settings of all platforms: the seed corpus, one tiny benchmark, no network."""
    benchmark = place / "benchmarks" / "tiny"
    benchmark.mkdir(parents=True)
    (benchmark / "items.jsonl").write_text(json.dumps({"id": "1", "prompt": "Count the red balls in the urn."}))
    return {
        "TRACEPILE_SOURCES": "seed_corpus",
        "TRACEPILE_BENCHMARKS": f"folder:{benchmark.parent}",
        "TRACEPILE_LIMIT": str(CHAIN_PROGRAMS),
        "TRACEPILE_BATCH_SIZE": str(BATCH),
    }


@pytest.fixture(scope="session")
def cluster(place: Path, profile: dict[str, str], report: Report) -> Iterator[Cluster]:
    """The running cluster."""
    made = Cluster(place / "cluster", profile)
    started = time.monotonic()
    try:
        made.start()
        report.note(f"cluster healthy after {time.monotonic() - started:.0f} s")
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def embedded(place: Path, profile: dict[str, str]) -> Outcome:
    """What `make run` makes of the same settings in a directory store."""
    home = place / "embedded"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRACEPILE_", "AIRFLOW_"))}
    done = subprocess.run(
        [sys.executable, "-m", "tracepile_airflow.local", "run", "--port", "0"],
        env={**kept, **profile, "TRACEPILE_HOME": str(home), "PYTHONPATH": PYTHON_PATH},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return examine(Settings(home=home))


@pytest.fixture(scope="session")
def undisturbed(place: Path, profile: dict[str, str]) -> Outcome:
    """What the stages make of the faults' profile in one process, in a directory store, without Airflow."""
    return make_in_one_process(place / "undisturbed", {**profile, "TRACEPILE_LIMIT": str(FAULT_PROGRAMS)})


@pytest.fixture(scope="session")
def report() -> Iterator[Report]:
    """What is written into var/distributed when the tests end."""
    made = Report(ROOT / "var" / "distributed")
    yield made
    made.write()
