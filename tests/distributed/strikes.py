"""How faults are made: each function strikes the cluster at a moment and tells what was seen."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.distributed.cluster import ROOT, WORKERS, Cluster
from tests.distributed.machine import find_program, wait_until
from tests.distributed.profiles import FAULT_PROGRAMS
from tests.distributed.walk import Moment, Seen
from tracepile.store import open_store
from tracepile.store.tables import shard_object

NOTICED_S = 120


def kill_worker(cluster: Cluster, moment: Moment) -> str:
    """`kill -9` of the worker that runs the task, with all its processes, as when its machine goes."""
    worker = cluster.worker_of(moment.pid)
    count = worker.kill()
    return f"{worker.name} with its {count} processes killed in {moment.dag}.{moment.task}"


def kill_parent(cluster: Cluster, moment: Moment) -> str:
    """`kill -9` of the worker's main process alone."""
    worker = cluster.worker_of(moment.pid)
    worker.kill_alone()
    return f"main process of {worker.name} killed in {moment.dag}.{moment.task}, its children left to themselves"


def kill_component(name: str) -> Callable[[Cluster, Moment], Seen]:
    """Return a strike that kills a component of Airflow with all its processes."""

    def strike(cluster: Cluster, moment: Moment) -> str:
        count = cluster.components[name].kill()
        return f"{count} processes killed in {moment.dag}.{moment.task}"

    return strike


def kill_server(name: str) -> Callable[[Cluster, Moment], Seen]:
    """Return a strike that kills PostgreSQL, Redis or the store; it is started again."""

    def strike(cluster: Cluster, moment: Moment) -> str:
        server = getattr(cluster, name).process
        count = server.kill()
        wait_until(lambda: bool(server.is_alive), NOTICED_S, f"{name} was not started again")
        return f"{count} processes killed in {moment.dag}.{moment.task}, started again"

    return strike


def fail_every_tenth_request(cluster: Cluster, moment: Moment) -> Seen:
    """From now on every tenth request to the store fails, before or after it was obeyed."""
    proxy = cluster.store.proxy
    before = proxy.n_failed
    proxy.fail_every = 10

    def mend() -> str:
        proxy.fail_every = 0
        return f"{proxy.n_failed - before} requests failed, half of them after they were obeyed"

    return mend


def slow_store(cluster: Cluster, moment: Moment) -> str:
    """While the stage works, each request to the store waits for half a second."""
    cluster.store.proxy.delay_s = 0.5
    try:
        wait_until(lambda: not _runs(cluster, moment), 5 * NOTICED_S, "the stage does not end")
    finally:
        cluster.store.proxy.delay_s = 0.0
    return f"0.5 s a request during {moment.dag}.{moment.task}"


def fill_store(cluster: Cluster, moment: Moment) -> str:
    """The store takes nothing more, until a task has failed for it."""
    proxy = cluster.store.proxy
    before = proxy.n_failed
    proxy.is_full = True
    try:
        _wait_for_retry(cluster, moment)
    finally:
        proxy.is_full = False
    return f"{proxy.n_failed - before} writes refused (507), the task of {moment.dag} failed and was tried again"


def fill_scratch(cluster: Cluster, moment: Moment) -> str:
    """The small file systems with the workers' scratch space are full, until a task has failed for it."""
    ballast = [cluster.scratch(name) / "ballast" for name in WORKERS]
    try:
        for path in ballast:
            _fill(path)
        _wait_for_retry(cluster, moment)
    finally:
        for path in ballast:
            path.unlink()
    return f"no byte left in the scratch of both workers, a task of {moment.dag} failed and was tried again"


def run_twice(cluster: Cluster, moment: Moment) -> Seen:
    """The same DAG is triggered once more, and another platform does all stages on the same store at the same time."""
    cluster.client.trigger(moment.dag)
    environment = cluster.environment("second", TRACEPILE_LIMIT=str(FAULT_PROGRAMS))
    second = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.distributed.in_one_process"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )

    def mend() -> str:
        _, said = second.communicate(timeout=5 * NOTICED_S)
        assert second.returncode == 0, said.decode()
        return f"{moment.dag} triggered twice; a second platform did all stages on the same store meanwhile"

    return mend


def older_worker(cluster: Cluster, moment: Moment) -> str:
    """Only a worker with an older version of the stage is there, until it has refused a task."""
    _set_slots(cluster, 0)
    try:
        wait_until(lambda: not _runs(cluster, moment), NOTICED_S, "the plan does not end")
        for name in WORKERS:
            cluster.remove(name)
        older = cluster.add_worker("worker-older", **_older_code(cluster.root / "older"))
        wait_until(lambda: " ready." in older.tail(50), 2 * NOTICED_S, "the older worker does not start")
    finally:
        _set_slots(cluster, 4)
    refused = Moment(0, moment.dag, "run")
    _wait_for_retry(cluster, refused)
    cluster.remove("worker-older")
    for name in WORKERS:
        cluster.add_worker(name)
    logs = (cluster.root / "worker-older" / "airflow" / "logs").rglob("attempt=*.log")
    said = [line for path in logs for line in path.read_text().splitlines() if "bring all workers" in line]
    assert said, "the older worker refused nothing"
    start = said[0].index("The work was planned")
    return f"refused: “{said[0][start : said[0].index(';', start)]}”"


def jump(cluster: Cluster, moment: Moment) -> Seen:
    """The clocks of both workers go ten minutes forward at once, then twenty back in a later stage."""
    clock, library = cluster.root / "clock", cluster.root / "clock.so"
    clock.write_text("0")
    source = str(ROOT / "tests" / "distributed" / "clock.c")
    subprocess.run([find_program("cc"), "-shared", "-fPIC", "-o", str(library), source], check=True)
    clocked = {"LD_PRELOAD": str(library), "SHIFTED_CLOCK": str(clock)}
    for name in WORKERS:
        cluster.remove(name)
        cluster.add_worker(name, **clocked)
    wait_until(lambda: bool(cluster.tasks()), 2 * NOTICED_S, "no task starts under the new clock")
    clock.write_text("600")
    wait_until(lambda: any(dag == "ask_questions" for _, dag, _ in cluster.tasks()), 3 * NOTICED_S, "no ask_questions")
    clock.write_text("-600")

    def mend() -> str:
        for name in WORKERS:
            cluster.remove(name)
            cluster.add_worker(name)
        return "clocks of both workers: +10 minutes from trace_programs on, -10 minutes from ask_questions on"

    return mend


def damage(cluster: Cluster) -> dict[str, str]:
    """Damage shards of a finished walk in the store: some bytes of one, half of another that nobody described."""
    store = open_store(cluster.settings)
    events = store.latest("runs").shards[0]
    name = shard_object("events", events.key)
    whole = store.objects.read(name)
    middle = len(whole) // 2
    store.objects.replace(name, whole[:middle] + bytes(64) + whole[middle + 64 :])
    questions = store.latest("questions").shards[-1]
    half = shard_object("questions", questions.key)
    store.objects.replace(half, store.objects.read(half)[: questions.bytes // 2])
    store.objects.delete(f"tables/questions/{questions.key}.shard.json")
    return {
        "corrupt shard": f"64 bytes of the events of {events.label} overwritten",
        "half-written shard": f"questions of {questions.label} cut in half, without a description",
    }


def _fill(path: Path) -> None:
    """Write a file until its file system has no byte left."""
    target = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        for size in (1 << 20, 1 << 12):
            with contextlib.suppress(OSError):
                while True:
                    os.write(target, bytes(size))
    finally:
        os.close(target)


def _runs(cluster: Cluster, moment: Moment) -> bool:
    return any((dag, task) == (moment.dag, moment.task) for _, dag, task in cluster.tasks())


def _wait_for_retry(cluster: Cluster, moment: Moment) -> None:
    """Wait until a task that the moment is of has failed once and waits for its next try."""
    query = "select 1 from task_instance where dag_id = %s and task_id = %s and state = 'up_for_retry'"
    deadline = time.monotonic() + NOTICED_S
    while not cluster.postgres.read(query, moment.dag, moment.task):
        assert time.monotonic() < deadline, f"no try of {moment.dag}.{moment.task} failed"
        time.sleep(0.1)


def _set_slots(cluster: Cluster, slots: int) -> None:
    cluster.postgres.write("update slot_pool set slots = %s where pool = 'shards'", slots)


def _older_code(root: Path) -> dict[str, str]:
    """Make a checkout whose stage `trace` has an older version; return the environment that leads to it."""
    for name in ("include", "plugins", "dags", "sql"):
        shutil.copytree(ROOT / name, root / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    stage = root / "include" / "tracepile" / "trace" / "stage.py"
    code = stage.read_text()
    assert 'version=f"' in code
    stage.write_text(code.replace('version=f"', 'version=f"0.'))
    return {
        "PYTHONPATH": os.pathsep.join(str(root / name) for name in ("include", "plugins")),
        "AIRFLOW__CORE__DAGS_FOLDER": str(root / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(root / "plugins"),
    }
