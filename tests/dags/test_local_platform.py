"""Parts of the embedded platform that need no Airflow: its environment, its lock, its processes, what it prints."""

import io
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tracepile.schema import reject, table_of
from tracepile.settings import Settings
from tracepile.store import Store
from tracepile_airflow.local import supervisor
from tracepile_airflow.local.chain import Walk
from tracepile_airflow.local.environment import build_environment, choose_port, place_of
from tracepile_airflow.local.progress import Progress, describe
from tracepile_airflow.local.run import conclude
from tracepile_airflow.local.summary import describe_funnel, describe_quality, find_release
from tracepile_airflow.local.supervisor import Platform, PlatformError

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"


def test_secrets_are_generated_once_and_only_their_owner_can_read_them(settings: Settings) -> None:
    place = place_of(settings)
    place.create()
    before = (place.secrets_file.read_text(), place.passwords_file.read_text())
    place.create()
    assert (place.secrets_file.read_text(), place.passwords_file.read_text()) == before
    assert len(place.read_password()) >= 12
    assert place.root.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (place.secrets_file, place.passwords_file)} == {0o600}


def test_the_environment_is_ours_and_takes_no_airflow_setting_of_the_user(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS", "True")
    monkeypatch.setenv("no_proxy", "intranet")
    monkeypatch.setenv("TRACEPILE_SOURCES", "folder:x")
    place = place_of(settings)
    place.create()
    found = build_environment(settings, place, port=1234, execution_url="http://127.0.0.1:5", parse_interval_s=7)
    assert "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS" not in found
    assert found["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert found["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:5/execution/"
    assert len(found["AIRFLOW__API_AUTH__JWT_SECRET"]) >= 64
    assert found["NO_PROXY"] == "127.0.0.1,intranet"
    assert (found["TRACEPILE_HOME"], found["TRACEPILE_SOURCES"]) == (str(settings.home), "folder:x")


def test_another_port_is_taken_when_the_wanted_one_is_in_use() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]
        assert choose_port(wanted) != wanted
    assert choose_port(0) > 0


def test_a_second_platform_in_one_home_is_refused_by_name_of_the_first(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LOCK_TIMEOUT_S", 0.1)
    first = Platform(settings, port=0)
    with pytest.raises(PlatformError, match=rf"process {os.getpid()}\) uses"):
        Platform(settings, port=0)
    first.stop()
    Platform(settings, port=0).stop()


def test_forked_processes_die_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import os, sys, time\n"
        "from tracepile_airflow.processes import tie_forks_to_parents\n"
        "tie_forks_to_parents()\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"  # as Airflow does with tasks: a group of its own
        "    os.fork()\n"
        "    os.write(1, b'%d\\n' % os.getpid())\n"  # in one piece: two processes write
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(PLUGINS)}, text=True
    )
    assert parent.stdout is not None
    forked = [int(parent.stdout.readline()), int(parent.stdout.readline())]
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 60
    while any(is_alive(pid) for pid in forked):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_progress_says_what_is_done_of_what_in_one_line_a_dag() -> None:
    walk = Walk("trace_programs", "trace")
    assert describe(walk).split() == ["·", "trace_programs", "waiting", "0.0", "s"]
    walk.run_id, walk.state = "x", "running"
    assert "planning" in describe(walk)
    walk.n_items, walk.n_done, walk.n_rows, walk.duration_s = 8, 3, 1234, 12.34
    assert describe(walk).split() == ["·", "trace_programs", "3/8", "shards,", "1,234", "rows", "12.3", "s"]
    walk.n_failed, walk.state = 1, "failed"
    assert describe(walk).startswith("  ✗ trace_programs       3/8 shards, 1,234 rows, 1 failed")
    out = io.StringIO()
    Progress(out).show(walk)
    assert out.getvalue() == describe(walk) + "\n"
    assert "nothing missing" in describe(Walk("a", "ask", run_id="x", n_items=0))


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with one commit of the programs: two good rows, one rejected."""
    rows = table_of("programs", [{"program_id": "a"}, {"program_id": "b"}])
    rejects = table_of("rejects", [reject("ingest", "c", "no_licence", "It has no licence.")])
    counts = {"in": 3, "ok": 2, "filtered": 1, "gave_up": 0}
    shard = store.write_shard("k", {"programs": rows}, rejects, batch="k", label="x/0001", recipe="r", counts=counts)
    store.append("programs", [shard])
    return store


def test_the_funnel_has_a_line_a_stage_with_reasons(filled: Store) -> None:
    lines = [line.split() for line in describe_funnel(filled)]
    assert lines[0] == ["stage", "in", "ok", "filtered", "gave", "up", "reasons"]
    assert lines[2] == ["ingest", "3", "2", "1", "0", "no_licence", "1"]
    assert lines[-1] == ["publish", "0", "0", "0", "0"]
    assert list(describe_quality(filled)) == ["not judged yet"]
    assert find_release(filled) is None


def test_a_chain_without_a_release_ends_with_failure_and_the_reasons(
    filled: Store, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    walk = Walk("ingest_sources", "ingest", run_id="x", state="failed")
    assert conclude(settings, {"ingest_sources": walk}, ["ingest_sources › a: broken"], 12) == 1
    out = capsys.readouterr().out
    assert "ingest_sources › a: broken" in out
    assert "No release was published." in out
    assert "The chain is not complete: ingest_sources" in out


def test_components_collect_their_garbage_though_the_host_does_not(tmp_path: Path) -> None:
    """Else a platform that is left open grows by gigabytes an hour."""
    script = """if True:
        import gc, os, pathlib, sys
        import airflow.__main__
        from tracepile_airflow.local.host import _fork_component
        airflow.__main__.main = lambda: print(sys.argv, gc.isenabled(), flush=True)
        gc.disable()
        os.waitpid(_fork_component("triggerer", ["triggerer"], pathlib.Path(sys.argv[1])), 0)
    """
    command = [sys.executable, "-W", "ignore", "-c", script, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(PLUGINS), str(PLUGINS.parent / "include")])}
    subprocess.run(command, check=True, env=environment, timeout=100)
    assert (tmp_path / "triggerer.log").read_text().splitlines()[-1] == "['airflow', 'triggerer'] True"
