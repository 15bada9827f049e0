"""Where the embedded platform lives, its secrets, and the environment its processes get."""

import json
import os
import secrets
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from tracepile.machine import count_cpus
from tracepile.settings import Settings

_PLUGINS = Path(__file__).resolve().parents[2]
_DAGS = _PLUGINS.parent / "dags"
USER = "admin"
DEFAULT_PORT = 8080


@dataclass(frozen=True)
class Place:
    """The directory below which one embedded platform keeps everything but its store."""

    root: Path

    @property
    def log_dir(self) -> Path:
        """Logs of the components (`<name>.log`) and of the tasks."""
        return self.root / "logs"

    @property
    def temp_dir(self) -> Path:
        """Scratch space of the components and tasks: emptied at start and removed at the end."""
        return self.root / "tmp"

    @property
    def secrets_file(self) -> Path:
        """The generated secrets; only its owner can read it."""
        return self.root / "secrets.json"

    @property
    def passwords_file(self) -> Path:
        """The generated password of the user, in the form Airflow reads; only its owner can read it."""
        return self.root / "passwords.json"

    def create(self) -> None:
        """Create the directories, and what is missing of the secrets: they stay the same across restarts."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o700)
        self.log_dir.mkdir(exist_ok=True)
        names = ("jwt_secret", "api_secret_key")
        _create_private(self.secrets_file, {name: secrets.token_urlsafe(64) for name in names})
        _create_private(self.passwords_file, {USER: secrets.token_urlsafe(12)})

    def read_password(self) -> str:
        """Return the password of the user."""
        return str(json.loads(self.passwords_file.read_text())[USER])


def place_of(settings: Settings) -> Place:
    """Return the place of the platform whose home the settings name."""
    return Place(settings.home.absolute() / "airflow")


def _create_private(path: Path, value: dict[str, str]) -> None:
    """Write JSON into a file that only its owner can read, unless it is there."""
    if path.exists():
        return
    scratch = path.with_suffix(".new")
    scratch.unlink(missing_ok=True)
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(value, file)
    scratch.rename(path)


def choose_port(wanted: int) -> int:
    """Return the wanted port of the loopback interface, or a free one if it is taken (or 0)."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("No port of the loopback interface is free.")


def build_environment(
    settings: Settings, place: Place, *, port: int, execution_url: str, parse_interval_s: int
) -> dict[str, str]:
    """Return the environment of Airflow's processes: ours without any Airflow setting of the user, and what we set.

    port: of UI and REST API. execution_url: the server that tasks talk to. parse_interval_s: how often a DAG file is
    parsed again.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AIRFLOW_", "_AIRFLOW_")) and name != "no_proxy"
    }
    hidden = json.loads(place.secrets_file.read_text())
    ours = {
        "AIRFLOW_HOME": str(place.root),
        "CORE__DAGS_FOLDER": str(_DAGS),
        "CORE__PLUGINS_FOLDER": str(_PLUGINS),
        "CORE__EXECUTOR": "LocalExecutor",
        # The pool of shards has as many slots as there are CPUs; the short tasks around them never wait for one.
        "CORE__PARALLELISM": str(count_cpus() + 2),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__EXECUTION_API_SERVER_URL": f"{execution_url}/execution/",
        "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(place.passwords_file),
        "CORE__MP_START_METHOD": "fork",
        "DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{place.root / 'airflow.db'}",
        "API__HOST": "127.0.0.1",
        "API__PORT": str(port),
        "API__BASE_URL": f"http://127.0.0.1:{port}",
        "API__SECRET_KEY": hidden["api_secret_key"],
        "API_AUTH__JWT_SECRET": hidden["jwt_secret"],
        "LOGGING__BASE_LOG_FOLDER": str(place.log_dir),
        "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(place.log_dir / "dag-processor"),
        "LOGGING__COLORED_CONSOLE_LOG": "False",
        # Ten short DAGs in a row: what a person would not notice as a delay adds up here.
        "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.3",
        # The worker of a task that has ended may notice it only at its next heartbeat.
        "WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": str(parse_interval_s),
        "DAG_PROCESSOR__PARSING_PROCESSES": "1",
        "USAGE_DATA_COLLECTION__ENABLED": "False",
    }
    named = {name if name.startswith("AIRFLOW") else f"AIRFLOW__{name}": value for name, value in ours.items()}
    return {
        **kept,
        **named,
        "TRACEPILE_HOME": str(settings.home.absolute()),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(_PLUGINS), os.environ.get("PYTHONPATH", "")])),
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(place.temp_dir),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
        # tasks reach their server directly, whatever proxy the user has for the rest of the world
        "NO_PROXY": ",".join(filter(None, ["127.0.0.1", os.environ.get("NO_PROXY") or os.environ.get("no_proxy", "")])),
        # one thread of NumPy-like libraries a task: the tasks themselves run side by side
        "OMP_NUM_THREADS": "1",
    }
