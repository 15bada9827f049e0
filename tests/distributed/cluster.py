"""A TracePile of many processes: Airflow on PostgreSQL with Celery over Redis, an S3 store, two workers.

Each component has a home, a scratch and a working directory of its own; what they share are the servers. Who dies is
started again, as `restart: unless-stopped` does in docker-compose.yaml.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from tests.distributed.machine import Process, choose_ports, wait_until
from tests.distributed.services import Postgres, Redis, S3Server
from tracepile.settings import Settings
from tracepile_airflow.conventions import RELEASES_QUEUE, SOURCES_QUEUE
from tracepile_airflow.local.chain import CHAIN
from tracepile_airflow.local.client import Client
from tracepile_airflow.local.environment import USER, Place, build_environment

ROOT = Path(__file__).resolve().parents[2]
PYTHON_PATH = os.pathsep.join(str(path) for path in (ROOT / "include", ROOT / "plugins", ROOT))
"""The code of this checkout, whatever is installed."""

AIRFLOW = str(Path(sys.executable).with_name("airflow"))
WORKERS = ("worker-1", "worker-2")
COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")
HEALTHY = ("metadatabase", "scheduler", "dag_processor", "triggerer")
START_S = 240
_PATIENCE_S = 180.0

# What a team waits minutes for is noticed within half a minute here.
_QUICK = {
    "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "15",
    "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "3",
    "SCHEDULER__TASK_QUEUED_TIMEOUT": "30",
    "SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "5",
    "SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "10",
    "SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "15",
    "SCHEDULER__JOB_HEARTBEAT_SEC": "2",
    "TRIGGERER__JOB_HEARTBEAT_SEC": "2",
    "TRIGGERER__TRIGGERER_HEALTH_CHECK_THRESHOLD": "15",
}


class PatientClient(Client):
    """A client that waits for an api-server that is down, as a person at a browser would.

    limit: programs that ingestion takes from each source, when it is triggered; None: as the environment says.
    walk_began: what an asset event has started since then belongs to the walk. The end of a task is told by its
    worker's clock, which may be wrong.
    """

    limit: int | None = None
    walk_began: datetime | None = None

    def find_started_run(self, dag_id: str, since: datetime) -> dict[str, Any] | None:
        """Return the first run of a DAG that an asset event started in this walk."""
        return super().find_started_run(dag_id, self.walk_began or since)

    def trigger(self, dag_id: str, conf: dict[str, Any] | None = None) -> dict[str, Any]:
        """Start a DAG run and return it."""
        given = {"limit": self.limit} if dag_id == "ingest_sources" and self.limit else {}
        return super().trigger(dag_id, {**given, **(conf or {})})

    def call(self, method: str, path: str, **options: Any) -> Any:
        """Call, again and again while the server does not answer or has a fault."""
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                return super().call(method, path, **options)
            except httpx.HTTPError as error:
                answered = error.response.status_code if isinstance(error, httpx.HTTPStatusError) else 500
                if answered < 500 or time.monotonic() > deadline:
                    raise
                time.sleep(1)


class Cluster:
    """All services and components. `profile` are the settings (`TRACEPILE_…`) that every component gets."""

    def __init__(self, root: Path, profile: Mapping[str, str]) -> None:
        self.root = root
        self.profile = dict(profile)
        self.postgres = Postgres(root / "postgres")
        self.redis = Redis(root / "redis")
        self.store = S3Server(root / "store")
        (self._port,) = choose_ports(1)
        self._place = Place(root / "secrets")
        self._place.create()
        self.client = PatientClient(f"http://127.0.0.1:{self._port}", USER, self._place.read_password())
        self.components: dict[str, Process] = {}
        self._tending = threading.RLock()
        self._is_ending = False
        self._mounts: list[Path] = []
        self.restarts: list[str] = []

    @property
    def settings(self) -> Settings:
        """Settings that lead to the store."""
        return Settings(**self.store.settings, home=self.root / "reader")

    def environment(self, name: str, **more: str) -> dict[str, str]:
        """Return the environment of a component."""
        home = self.root / name
        place = Place(home / "airflow")
        for directory in (place.root, place.log_dir, place.temp_dir, home / "work"):
            directory.mkdir(parents=True, exist_ok=True)
        url = f"http://127.0.0.1:{self._port}"
        made = build_environment(
            Settings(home=home), self._place, port=self._port, execution_url=url, parse_interval_s=3600
        )
        kept = {key: value for key, value in made.items() if not key.startswith("TRACEPILE_")}
        ours = {
            "CORE__EXECUTOR": "CeleryExecutor",
            "CORE__PARALLELISM": "8",
            "DATABASE__SQL_ALCHEMY_CONN": self.postgres.uri("postgresql+psycopg2"),
            "CELERY__BROKER_URL": self.redis.uri,
            "CELERY__RESULT_BACKEND": self.postgres.uri("db+postgresql+psycopg2"),
            "CELERY__WORKER_CONCURRENCY": "2",
            "CELERY__SYNC_PARALLELISM": "1",
            "LOGGING__BASE_LOG_FOLDER": str(place.log_dir),
            "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(place.log_dir / "dag-processor"),
            **_QUICK,
        }
        store = {f"TRACEPILE_{key.upper()}": str(value) for key, value in self.store.settings.items()}
        return {
            **kept,
            "AIRFLOW_HOME": str(place.root),
            "PYTHONPATH": PYTHON_PATH,
            **{f"AIRFLOW__{key}": value for key, value in ours.items()},
            "TMPDIR": str(place.temp_dir),
            "TRACEPILE_HOME": str(home),
            **store,
            **self.profile,
            **more,
        }

    def start(self) -> None:
        """Start everything and wait until it is healthy."""
        self._make_scratch_small()
        self.postgres.start()
        self.redis.start()
        self.store.start()
        prepare = "from tracepile_airflow.local.reset import prepare_database; prepare_database(shard_slots=4)"
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", prepare],
            env=self.environment("initialise"),
            cwd=self.root,
            check=True,
            capture_output=True,
        )
        for name in COMPONENTS:
            arguments = ["--skip-serve-logs"] if name == "triggerer" else []
            self.add(name, [name, *arguments])
        for name in WORKERS:
            self.add_worker(name)
        threading.Thread(target=self._keep_tending, daemon=True).start()
        wait_until(self._is_healthy, START_S, "Airflow is not healthy")
        wait_until(lambda: set(CHAIN) <= set(self.client.list_dags()), START_S, "the DAGs are not parsed")

    def scratch(self, name: str) -> Path:
        """Return the scratch directory of a component."""
        return Place(self.root / name / "airflow").temp_dir

    def _make_scratch_small(self) -> None:
        """Give each worker a small file system for its scratch, where we may."""
        for name in WORKERS:
            self.scratch(name).mkdir(parents=True, exist_ok=True)
            command = ["mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", str(self.scratch(name))]
            if subprocess.run(command, capture_output=True, check=False).returncode:
                return
            self._mounts.append(self.scratch(name))

    @property
    def has_small_scratch(self) -> bool:
        """Whether the workers' scratch can be filled."""
        return len(self._mounts) == len(WORKERS)

    def add(self, name: str, arguments: list[str], **more: str) -> Process:
        """Start a component of Airflow."""
        environment = self.environment(name, **more)
        process = Process(name, [AIRFLOW, *arguments], environment, self.root / name / "work")
        process.start()
        with self._tending:
            self.components[name] = process
        return process

    def add_worker(self, name: str, **more: str) -> Process:
        """Start a Celery worker, without the keys that docker-compose.yaml keeps from workers."""
        arguments = ["celery", "worker", "--skip-serve-logs", "--celery-hostname", name, "--without-mingle"]
        queues = f"default,{SOURCES_QUEUE},{RELEASES_QUEUE}"
        withheld = {"AIRFLOW__API_AUTH__JWT_SECRET": "none-of-a-worker", "AIRFLOW__CORE__FERNET_KEY": ""}
        return self.add(name, [*arguments, "--without-gossip", "--queues", queues], **withheld, **more)

    def remove(self, name: str) -> None:
        """End a component for good."""
        with self._tending:
            process = self.components.pop(name)
        process.kill()

    def _is_healthy(self) -> bool:
        health = self.client.read_health() or {}
        return all(health.get(name, {}).get("status") == "healthy" for name in HEALTHY)

    def _keep_tending(self) -> None:
        """Start again whoever has died, until the end."""
        servers = (self.postgres.process, self.redis.process, self.store.process)
        while not self._is_ending:
            with self._tending:
                for process in () if self._is_ending else (*servers, *self.components.values()):
                    if process.revive():
                        self.restarts.append(process.name)
            time.sleep(0.5)

    def wait_for_rest(self) -> None:
        """Wait until no DAG runs and none is due."""
        query = "select 1 from dag_run where state in ('running', 'queued') union all select 1 from asset_dag_run_queue"
        counted = "select count(*) from dag_run"  # an answer at all: the database may be away

        def is_quiet() -> bool:
            return bool(self.postgres.read(counted)) and not self.postgres.read(query)

        wait_until(is_quiet, 600, "the DAGs come to no rest")

    def tasks(self) -> list[tuple[int, str, str]]:
        """Return what runs: (process id, DAG, task) of each process that executes a task."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    title = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                except OSError:
                    continue
                if title.startswith("airflow worker -- "):
                    found[title.removeprefix("airflow worker -- ").strip()] = int(entry.name)
        if not found:
            return []
        query = "select cast(id as text), dag_id, task_id from task_instance where cast(id as text) = any(%s)"
        rows = self.postgres.read(query, list(found))
        return [(found[str(ti_id)], str(dag_id), str(task_id)) for ti_id, dag_id, task_id in rows]

    def worker_of(self, pid: int) -> Process:
        """Return the worker that a task's process belongs to."""
        for name, process in self.components.items():
            if name.startswith("worker") and pid in {found.pid for found in process.descendants()}:
                return process
        raise LookupError(f"no worker has the process {pid}")

    def stop(self) -> None:
        """End every process."""
        self._is_ending = True
        with self._tending:
            for process in (*self.components.values(), self.redis.process, self.postgres.process):
                process.kill()
            self.store.stop()
        for path in self._mounts:
            subprocess.run(["umount", "--lazy", str(path)], check=False)
        self.client.close()


def clean_environment() -> None:
    """Forget what this process was told about TracePile and Airflow."""
    for name in [name for name in os.environ if name.startswith(("TRACEPILE_", "AIRFLOW_"))]:
        del os.environ[name]
