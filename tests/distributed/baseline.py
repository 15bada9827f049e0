"""What the stages make in one process, in a directory store, without Airflow: what every walk must end with."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.distributed.cluster import PYTHON_PATH, ROOT
from tests.distributed.walk import Outcome, examine
from tracepile.settings import Settings


def make_in_one_process(home: Path, profile: Mapping[str, str]) -> Outcome:
    """Do all stages with these settings in a home of their own; return what came of it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRACEPILE_", "AIRFLOW_"))}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.distributed.in_one_process"],
        env={**kept, **profile, "TRACEPILE_HOME": str(home), "PYTHONPATH": PYTHON_PATH},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return examine(Settings(home=home))
