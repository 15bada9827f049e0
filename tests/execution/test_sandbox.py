"""The sandbox from outside: cases go in, recordings come out in order, and nothing is left behind."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracepile.execution.executor import HASH_SEEDS, Executor, Level, explain, sandbox_level
from tracepile.execution.model import Case, Limits, Outcome, Recording


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    with Executor(Limits(cpu_s=1, wall_s=3), jobs=2) as executor:
        yield executor


def run_one(executor: Executor, code: str, stdin: str = "") -> Recording:
    (recording,) = executor.run([Case(code, stdin=stdin)])
    return recording


def list_children() -> set[int]:
    children = set()
    for task in Path("/proc/self/task").iterdir():
        children |= {int(pid) for pid in (task / "children").read_text().split()}
    return children


def list_names(directory: str) -> set[str]:
    return {path.name for path in Path(directory).iterdir()}


def test_results_come_in_input_order_whatever_takes_longer(executor: Executor) -> None:
    cases = [Case(f"import time; time.sleep({0.2 if i % 5 == 0 else 0}); print({i})", stdin="") for i in range(20)]
    assert [recording.stdout for recording in executor.run(cases)] == [f"{i}\n" for i in range(20)]


def test_cases_are_drawn_only_as_they_are_needed(executor: Executor) -> None:
    drawn = 0

    def draw() -> Iterator[Case]:
        nonlocal drawn
        for _ in range(1000):
            drawn += 1
            yield Case("pass", stdin="")

    results = executor.run(draw())
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert drawn < 50


def test_call_gives_the_canonical_result(executor: Executor) -> None:
    (recording,) = executor.run([Case("def f(x, k=1):\n    return [x, {k}]", call="f('a', k=2)")])
    assert (recording.outcome, recording.result, recording.result_type) == (Outcome.OK, "['a', {2}]", "list")


@pytest.mark.parametrize(
    "code",
    [
        "print(input())",
        "import sys; print(sys.stdin.read())",
        "import sys; print(sys.stdin.buffer.read().decode())",
        "print(open(0).read())",
        "print(open('/dev/stdin').read())",
        "import os; print(os.read(0, os.fstat(0).st_size).decode())",
    ],
)
def test_every_way_to_read_standard_input_works(executor: Executor, code: str) -> None:
    recording = run_one(executor, code, "grüße 5")
    assert (recording.outcome, recording.stdout.strip()) == (Outcome.OK, "grüße 5")


@pytest.mark.parametrize(
    "code",
    [
        "import sys; sys.stdout.buffer.write(b'seen')",
        "import os; os.write(1, b'seen')",
        "import sys; sys.stdout.write('seen')",
        "import sys; sys.__stdout__.write('seen')",
        "import sys; sys.stdout = open(1, 'w'); print('seen')",
        "import atexit; atexit.register(print, 'seen')",
    ],
)
def test_every_way_to_print_works(executor: Executor, code: str) -> None:
    recording = run_one(executor, code)
    assert (recording.outcome, recording.stdout.strip()) == (Outcome.OK, "seen")


def test_programs_may_use_files_in_their_own_directory_and_the_next_finds_none(executor: Executor) -> None:
    write = (
        "import os\nos.makedirs('a/b', 0o500)\nopen('c', 'w').write('x')\nprint(open('c').read(), len(os.listdir()))"
    )
    assert run_one(executor, write).stdout == "x 2\n"
    for _ in range(3):
        assert run_one(executor, "import os, tempfile\nprint(os.listdir(), tempfile.mkdtemp()[:1])").stdout == "[] /\n"


def test_clean_environment(executor: Executor) -> None:
    os.environ["TRACEPILE_TEST_SECRET"] = "s3cret"
    recording = run_one(executor, "import os, time\nprint(sorted(os.environ), time.tzname)")
    del os.environ["TRACEPILE_TEST_SECRET"]
    assert recording.stdout == "['LC_ALL', 'TMPDIR', 'TZ'] ('UTC', 'UTC')\n"


def test_programs_do_not_run_as_root(executor: Executor) -> None:
    assert run_one(executor, "import os; print(0 in (os.getuid(), os.geteuid(), os.getgid()))").stdout == "False\n"


def test_a_module_that_was_not_preloaded_can_be_imported(executor: Executor) -> None:
    code = (
        "import colorsys, sqlite3, html.parser\nprint(sqlite3.connect(':memory:').execute('select 6 * 7').fetchone())"
    )
    assert run_one(executor, code).stdout == "(42,)\n"


def test_exit_and_quit_exist(executor: Executor) -> None:
    assert [run_one(executor, f"print(1)\n{name}()").outcome for name in ("exit", "quit")] == [Outcome.OK] * 2


def test_allowed_modules_can_be_imported_and_others_cannot() -> None:
    code = "import sortedcontainers\nprint(sortedcontainers.SortedList([3, 1]))"
    pytest.importorskip("sortedcontainers")
    with Executor(allowed_modules=("sortedcontainers",)) as executor:
        assert run_one(executor, code).stdout == "SortedList([1, 3])\n"
    with Executor() as executor:
        assert run_one(executor, code).outcome is Outcome.UNSUPPORTED


def test_a_limit_binds_on_processor_time_and_is_confirmed_alone(executor: Executor) -> None:
    started = time.monotonic()
    recording = run_one(executor, "while True: pass")
    assert recording.outcome is Outcome.TIME_LIMIT
    assert recording.error is not None
    assert "1 s" in recording.error.message
    assert time.monotonic() - started > 2 * 0.9


def test_waiting_for_the_caller_is_not_held_against_programs() -> None:
    with Executor(Limits(wall_s=2), jobs=2) as executor:
        slow = [Case("import time; time.sleep(0.4)", stdin="")] * 3
        results = executor.run(slow)
        outcomes = [next(results).outcome]
        time.sleep(2.1)
        outcomes += [recording.outcome for recording in results]
    assert outcomes == [Outcome.OK] * 3


def test_the_line_tracer_ends_a_run_by_lines_not_by_time() -> None:
    count = "def f(n):\n    k = 0\n    while k < n:\n        k += 1\n    return k\n"
    stubborn = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass\n"
    cases = [Case(count, call="f(499)"), Case(count, call="f(500)"), Case(stubborn, stdin="")]
    with Executor(Limits(max_lines=1003)) as executor:  # two lines for each pass, and four around them
        outcomes = [recording.outcome for recording in executor.run(cases, tracer="lines")]
    assert outcomes == [Outcome.OK, Outcome.LINE_LIMIT, Outcome.LINE_LIMIT]


def test_order_by_address_is_found_to_be_nondeterministic(executor: Executor) -> None:
    by_address = Case(
        "class A: pass\nprint(sorted(range(50), key=lambda i, k=[A() for i in range(50)]: id(k[i])))", stdin=""
    )
    by_hash = Case("print(list({'a', 'b', 'c', 'd', 'e', 'f'}))", stdin="")
    by_random = Case("import random\ndef f():\n    return random.random()", call="f()")
    steady = Case("import random\nrandom.seed(1)\nprint(random.random())", stdin="")
    outcomes = [recording.outcome for recording in executor.record([by_hash, by_random, steady, by_address])]
    assert outcomes[:3] == [Outcome.NONDETERMINISTIC, Outcome.NONDETERMINISTIC, Outcome.OK]
    assert HASH_SEEDS[0] != HASH_SEEDS[1]


def test_receipt_names_level_seed_and_limits(executor: Executor) -> None:
    receipt = run_one(executor, "pass").receipt
    assert (receipt.sandbox_level, receipt.hash_seed) == (str(executor.level), HASH_SEEDS[0])
    assert receipt.limits["cpu_s"] == 1


def test_nothing_is_left_after_closing() -> None:
    children, descriptors = list_children(), list_names("/proc/self/fd")
    temporary = list_names("/tmp")
    with Executor(jobs=2) as executor:
        list(executor.record([Case("print(1)", stdin="")] * 4))
        assert len(list_children() - children) >= 2
    assert list_children() == children
    assert list_names("/proc/self/fd") == descriptors
    assert not {name for name in list_names("/tmp") - temporary if name.startswith("tracepile-scratch-")}


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_nothing_is_left_after_an_interruption(error: type[BaseException]) -> None:
    children, descriptors = list_children(), list_names("/proc/self/fd")

    def draw() -> Iterator[Case]:
        yield from [Case("import time; time.sleep(60)", stdin="")] * 3
        raise error

    with pytest.raises(error), Executor(jobs=2) as executor:
        list(executor.run(draw()))
    assert list_children() == children
    assert list_names("/proc/self/fd") == descriptors


def test_a_killed_zygote_is_replaced(executor: Executor) -> None:
    list(executor.run([Case("pass", stdin="")] * 4))
    for pid in list_children():
        if b"tracepile" in Path(f"/proc/{pid}/cmdline").read_bytes():
            os.kill(pid, 9)
    assert run_one(executor, "print('again')").stdout == "again\n"


def test_doctor_finds_the_sandbox_in_order() -> None:
    checks = explain()
    assert [check.name for check in checks] == ["landlock", "seccomp", "namespaces", "sandbox"]
    assert all(check.ok and check.detail and not check.fix for check in checks)
    assert sandbox_level().is_sufficient


def test_level_is_written_as_its_parts() -> None:
    assert str(Level(7, True, True)) == "landlock7+seccomp+ns"
    assert str(Level(0, True, False, is_unsafe=True)) == "unsafe+seccomp"
    assert str(Level(1, True, False, is_unprivileged=False)) == "landlock1+seccomp+root"


def test_programs_die_with_a_parent_that_is_killed() -> None:
    code = (
        "from tracepile.execution.executor import Executor\nfrom tracepile.execution.model import Case\n"
        "with Executor() as executor:\n    executor.level\n    print('ready', flush=True)\n"
        "    list(executor.run([Case('while True: pass', stdin='')]))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        (zygote,) = _wait_for_children(parent.pid)
        (program,) = _wait_for_children(zygote)
        parent.kill()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(Path(f"/proc/{pid}").exists() for pid in (zygote, program)):
        time.sleep(0.05)
    assert not any(_is_running(pid) for pid in (zygote, program))


def _wait_for_children(pid: int) -> list[int]:
    deadline = time.monotonic() + 60
    while True:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if children or time.monotonic() > deadline:
            return [int(child) for child in children]
        time.sleep(0.05)


def _is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()
