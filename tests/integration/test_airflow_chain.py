"""The whole chain in a real Airflow, on six programs: published, repeated, killed half-way, without an index."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from tracepile_airflow.local.chain import CHAIN

ROOT = Path(__file__).resolve().parents[2]
DAGS = sorted(path.stem for path in (ROOT / "dags").glob("*.py"))

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]


@dataclass
class Platform:
    """One home directory in which `make run` is run."""

    home: Path

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRACEPILE_", "AIRFLOW_"))}
        benchmarks = self.home.parent / "benchmarks" / "tiny"
        benchmarks.mkdir(parents=True, exist_ok=True)
        (benchmarks / "items.jsonl").write_text(json.dumps({"id": "1", "prompt": "Count the red balls in the urn."}))
        return {
            **kept,
            "PYTHONPATH": str(ROOT / "plugins"),
            "TRACEPILE_HOME": str(self.home),
            "TRACEPILE_SOURCES": "seed_corpus",
            "TRACEPILE_BENCHMARKS": f"folder:{benchmarks}",
            "TRACEPILE_LIMIT": "6",
            **more,
        }

    def start(self, *, command: str = "run", **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tracepile_airflow.local", command, "--port", "0"],
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, **more: str) -> tuple[int, str]:
        process = self.start(**more)
        out, _ = process.communicate(timeout=600)
        print(out)
        return process.returncode, out

    def processes(self) -> list[int]:
        """Living processes that belong to this platform: they have its home in their environment.

        Some of Airflow's write their title over it; those have a file of the home open.
        """
        mark = f"TRACEPILE_HOME={self.home}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    files = [str(each.readlink()) for each in (entry / "fd").iterdir()]
                    is_open = any(file.startswith(f"{self.home}/") for file in files)
                    if is_open or mark in (entry / "environ").read_bytes().split(b"\0"):
                        found.append(int(entry.name))
                except OSError:
                    continue
        return found

    def states(self) -> dict[str, list[tuple[str, str, str]]]:
        """States in Airflow's own record: of each DAG the task, its map index and its state."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        with sqlite3.connect(self.home / "airflow" / "airflow.db") as database:
            query = "SELECT dag_id, task_id, rendered_map_index, state FROM task_instance ORDER BY 1, 2, map_index"
            for dag_id, task_id, name, state in database.execute(query):
                found.setdefault(dag_id, []).append((task_id, name, state))
        return found

    def data_sha256(self) -> dict[str, str]:
        """Hash over the data of each published release."""
        releases = (self.home / "store" / "releases" / "tracepile").glob("v*/manifest.json")
        return {path.parent.name: json.loads(path.read_text())["data_sha256"] for path in releases}


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    made = Platform(tmp_path / "home")
    yield made
    wait_until(lambda: not made.processes(), 10, "a process of the platform outlives its run")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform whose chain ran once."""
    made = Platform(tmp_path_factory.mktemp("undisturbed") / "home")
    code, out = made.run()
    assert code == 0, out
    return made


def wait_until(is_done: Callable[[], bool], seconds: float, complaint: str) -> None:
    deadline = time.monotonic() + seconds
    while not is_done():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.1)


def test_the_chain_publishes_a_release_and_airflow_has_the_record_of_every_task(undisturbed: Platform) -> None:
    assert list(undisturbed.data_sha256()) == ["v0.1.0"]
    states = undisturbed.states()
    assert sorted(states) == sorted(CHAIN)
    for dag_id, tasks in states.items():
        stage = [(task, state) for task, _, state in tasks if task != "approve"]  # skipped, as nobody asked for it
        assert {state for _, state in stage} == {"success"}, dag_id
        assert {task for task, _ in stage} == {"plan", "run", "commit", "check"}
    assert ("run", "seed_corpus", "success") in states["ingest_sources"]
    assert [name for task, name, _ in states["trace_programs"] if task == "run"] == ["seed_corpus/0001"]
    assert undisturbed.processes() == []
    assert not (undisturbed.home / "airflow" / "tmp").exists()
    for name in ("secrets.json", "passwords.json"):
        assert (undisturbed.home / "airflow" / name).stat().st_mode & 0o777 == 0o600


def test_a_second_run_finds_nothing_to_do_and_says_so_within_two_minutes(undisturbed: Platform) -> None:
    before = undisturbed.data_sha256()
    started = time.monotonic()
    code, out = undisturbed.run()
    assert code == 0
    assert time.monotonic() - started < 120
    assert re.search(r"^Nothing to do: release v0\.1\.0 is current\.$", out, re.MULTILINE)
    assert undisturbed.data_sha256() == before


def test_a_run_that_was_killed_ends_everything_and_the_next_one_gives_the_same_release(
    platform: Platform, undisturbed: Platform
) -> None:
    process = platform.start()
    assert process.stdout is not None
    for line in process.stdout:
        if "curate_programs" in line:
            break
    time.sleep(1)  # into the work of the next stages
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    wait_until(lambda: not platform.processes(), 5, "a process outlives a killed run")
    assert platform.data_sha256() == {}
    code, out = platform.run()
    assert code == 0, out
    assert platform.data_sha256() == undisturbed.data_sha256()


def test_an_unreachable_index_fails_its_sources_and_the_rest_is_published(
    platform: Platform, undisturbed: Platform
) -> None:
    code, out = platform.run(
        TRACEPILE_SOURCES="seed_corpus,pypi:reasoning-gym,pypi:algorithms",
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_EXTRA_INDEX_URL="",
        PIP_CONFIG_FILE=os.devnull,
    )
    assert code == 0, out
    runs = {name: state for task, name, state in platform.states()["ingest_sources"] if task == "run"}
    assert sorted(runs.values()) == ["failed", "failed", "success"]
    assert runs["seed_corpus"] == "success"
    assert len(re.findall(r"^  ingest_sources › \S+: \S+Error: Could not download", out, re.MULTILINE)) == 2
    assert platform.data_sha256() == undisturbed.data_sha256()


def test_two_runs_in_one_home_do_not_disturb_each_other_and_ctrl_c_ends_everything(platform: Platform) -> None:
    first = platform.start()
    wait_until(lambda: (platform.home / "airflow" / "lock").exists(), 30, "the first run takes no lock")
    code, out = platform.run()
    assert code == 1
    assert f"(process {first.pid})" in out
    first.send_signal(signal.SIGINT)
    assert first.wait(timeout=30) == 130
    assert first.stdout is not None
    first.stdout.close()


def test_the_platform_stays_up_until_ctrl_c_for_those_who_know_the_password_and_on_loopback_only(
    platform: Platform,
) -> None:
    process = platform.start(command="up")
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    url, password = re.search(r"(http://127\.0\.0\.1:\d+)\n  user admin, password (\S+)\n", "".join(said)).groups()
    assert httpx.get(f"{url}/api/v2/dags").status_code == 401
    assert httpx.post(f"{url}/auth/token", json={"username": "admin", "password": "wrong"}).status_code == 401
    token = httpx.post(f"{url}/auth/token", json={"username": "admin", "password": password}).json()["access_token"]
    dags = httpx.get(f"{url}/api/v2/dags", headers={"Authorization": f"Bearer {token}"}).json()["dags"]
    assert sorted(dag["dag_id"] for dag in dags) == DAGS
    mine = set(platform.processes())
    ports = [c.laddr for c in psutil.net_connections("inet") if c.status == psutil.CONN_LISTEN and c.pid in mine]
    assert len(ports) >= 2
    assert {address.ip for address in ports} == {"127.0.0.1"}
    with sqlite3.connect(platform.home / "airflow" / "airflow.db") as database:
        assert database.execute("SELECT count(*) FROM dag_run").fetchone() == (0,), "a schedule fired by itself"
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 130
    process.stdout.close()
