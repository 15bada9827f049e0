"""What Airflow loads of us in every process is light, and loads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.airflow
def test_the_plugin_loads_without_heavy_libraries_and_is_the_only_file_taken_for_one(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from airflow.plugins_manager import _get_plugins, get_timetables_plugins\n"
        "plugins, errors = _get_plugins()\n"
        "print(errors, [plugin.name for plugin in plugins if 'tracepile' in plugin.__class__.__module__])\n"
        "print(sorted(name for name in get_timetables_plugins() if 'tracepile' in name))\n"
        "print([name for name in ('duckdb', 'polars', 'pyarrow', 'great_expectations', 'tracepile.stage') "
        "if name in sys.modules])\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_")}
    environment |= {"AIRFLOW_HOME": str(tmp_path), "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins")}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-3:] == [
        "{} ['tracepile']",
        "['tracepile_airflow.timetable.PunctualCronTimetable']",
        "[]",
    ]
