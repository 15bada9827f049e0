"""The process in which Airflow lives: it imports Airflow once, prepares the database, and forks the components.

`python -m tracepile_airflow.local.host`, started by the supervisor with the environment of `environment.py`. Forking
saves importing Airflow four times, and ties every process to this one: when it ends, however it ends, all end.
"""

import gc
import os
import signal
import sys
import time
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from tracepile.machine import count_cpus
from tracepile_airflow.local.reset import prepare_database
from tracepile_airflow.processes import die_with_parent, tie_forks_to_parents

COMPONENTS = {
    # Tasks talk to a server of their own: it builds its routes while the other one builds those of the UI, which takes
    # either some seconds, and people looking at pages do not slow the tasks down.
    "api-server": ["api-server", "--apps", "core"],
    "execution-api": ["api-server", "--apps", "execution", "--port", "{execution_port}"],
    # The api-server reads the logs of tasks from the same disk; the log servers would listen on all interfaces.
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}

_PRELOADED = (
    "airflow.dag_processing.manager",
    "airflow.jobs.scheduler_job_runner",
    "airflow.sdk.execution_time.task_runner",
    # of what our stages import, what takes long and starts no thread that a fork would lose
    "libcst.matchers",
    "minio",
    "pydantic_settings",
)


def main() -> int:
    """Prepare the database, run the components until one ends or a signal comes, end them all."""
    die_with_parent()
    tie_forks_to_parents()
    started = time.monotonic()
    log_dir = Path(os.environ["AIRFLOW__LOGGING__BASE_LOG_FOLDER"])

    def say(text: str) -> None:
        print(f"[{time.monotonic() - started:6.1f} s] {text}", flush=True)

    gc.disable()  # imports make no garbage worth looking for, again and again
    import airflow.__main__  # noqa: F401

    say("imported Airflow")
    cut_off = prepare_database(shard_slots=count_cpus())
    say(f"prepared the database; {cut_off} unfinished runs of an earlier start marked failed")
    _preload()
    say("imported what components and tasks share")
    port = str(urlsplit(os.environ["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"]).port)
    children = {
        _fork_component(name, [arg.format(execution_port=port) for arg in args], log_dir): name
        for name, args in COMPONENTS.items()
    }
    say("started " + ", ".join(f"{name} ({pid})" for pid, name in children.items()))

    def stop(*_: object) -> None:
        raise SystemExit(0)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        pid, status = os.wait()
        name = children.pop(pid, "a process")
        say(f"{name} ended with {os.waitstatus_to_exitcode(status)}; its log is {log_dir / (name + '.log')}")
        return 1
    finally:
        _end(children)


def _preload() -> None:
    """Import what every component or task needs, then keep the collector from touching (and so copying) it."""
    for name in _PRELOADED:
        import_module(name)
    from airflow.settings import dispose_orm

    dispose_orm(do_log=False)
    gc.collect()
    gc.freeze()


def _fork_component(name: str, args: list[str], log_dir: Path) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        log = os.open(log_dir / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        sys.argv = ["airflow", *args]
        from airflow.__main__ import main as airflow_main
        from airflow.settings import configure_orm

        configure_orm()  # type: ignore[no-untyped-call]  # connections must not be shared with the host
        gc.set_threshold(50_000)  # the servers build tens of thousands of route objects that all stay
        gc.enable()
        airflow_main()  # type: ignore[no-untyped-call]
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)


def _end(children: dict[int, str], grace_s: float = 3.0) -> None:
    """Ask the components to end; what is still there after the grace dies with this process."""
    for pid in children:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + grace_s
    while children and time.monotonic() < deadline:
        pid, _ = os.waitpid(-1, os.WNOHANG)
        children.pop(pid, None)
        if not pid:
            time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())
