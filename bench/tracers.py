"""One tracer at work on one program, or on the mutation cases; run in a process of its own by `bench.tracing`.

Prints one JSON object: `{seconds, untraced_s, events, read_s}` for a program (processor time), `{case: right}` for the
mutation cases. Every tracer writes its record to memory; what it costs to write to a disk is left out.
"""

import importlib.util
import io
import json
import re
import reprlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.mutations import CASES, is_right
from tracepile.execution.canonical import literal
from tracepile.execution.harness import ProgramRun
from tracepile.execution.model import Case, Limits
from tracepile.execution.recording import build_recording, record_in_process, settle
from tracepile.execution.steps import read_record
from tracepile.execution.streams import make_stdout

PROGRAMS = Path(__file__).parent / "programs"
OWN = ("fast", "reference")
UNLIMITED = Limits(max_events=10**9, max_nodes=10**12, max_trace_bytes=1 << 33)
Histories = dict[str, list[str]]


# the programs -------------------------------------------------------------------------------------------------------


def measure(tracer: str, program: str, size: int) -> dict[str, Any]:
    """Measure one tracer on one program: processor time with and without it, and the number of events."""
    path = PROGRAMS / f"{program}.py"
    module = load(path)
    untraced_s = min(spend(lambda: module.run(size)) for _ in range(3))
    if tracer in OWN:
        return {"untraced_s": untraced_s, **measure_own(tracer, path.read_text(), size)}
    seconds = spend(lambda: PEERS[tracer](load(path), size))
    return {"untraced_s": untraced_s, "seconds": seconds, "events": count_events(path, size), "read_s": None}


def measure_own(tracer: str, code: str, size: int) -> dict[str, Any]:
    """Measure a tracer of this library: running with it, and reading events and changes from what it wrote."""
    case = Case(code, call=f"run({size})")
    request = {"code": code, "call": case.call, "stdin": None, "tracer": tracer, "allowed_modules": []}
    payloads: list[bytes] = []
    run = ProgramRun({**request, "limits": UNLIMITED.to_dict()}, payloads.append, make_stdout(None)[1])
    seconds = spend(run.run)
    run.restore()
    run.report()
    events = read_record(payloads[-1])["n_events"]
    assert read_record(payloads[-1])["tracer"] == tracer, "the program is not one that this tracer follows"

    def read() -> None:
        records = [read_record(payload) for payload in payloads]
        given = {"stdout": "", "tracer": tracer, "limits": UNLIMITED, "hash_seed": 0, "sandbox_level": "none"}
        assert len(settle(build_recording(case, records, **given)).events) == events

    return {"seconds": seconds, "events": events, "read_s": spend(read)}


def spend(action: Callable[[], Any]) -> float:
    """Return the processor time of an action in seconds."""
    started = time.process_time()
    action()
    return time.process_time() - started


def count_events(path: Path, size: int) -> int:
    """Count the events of a program's own frames."""
    module, file, n_events = load(path), str(path), 0

    def trace(frame: Any, _event: str, _argument: Any) -> Any:
        nonlocal n_events
        if frame.f_code.co_filename != file:
            return None
        n_events += 1
        return trace

    sys.settrace(trace)
    try:
        module.run(size)
    finally:
        sys.settrace(None)
    return n_events


def load(path: Path) -> ModuleType:
    """Import a file as a module, anew."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# the peers ----------------------------------------------------------------------------------------------------------


def trace_naively(module: ModuleType, size: int) -> str:
    """At each event of the module's frames, write the shortened repr of each local variable that differs."""
    log: list[str] = []
    file = str(module.__file__)
    shorten = reprlib.Repr().repr

    def begin(frame: Any, _event: str, _argument: Any) -> Any:
        if frame.f_code.co_filename != file:
            return None
        known: dict[str, str] = {}

        def look(frame: Any, event: str, _argument: Any) -> Any:
            for name, value in frame.f_locals.items():
                text = shorten(value)
                if known.get(name) != text:
                    known[name] = text
                    log.append(f"{name} = {text}")
            log.append(f"{event} {frame.f_lineno}")
            return look

        return look(frame, _event, _argument)

    sys.settrace(begin)
    try:
        module.run(size)
    finally:
        sys.settrace(None)
    return "\n".join(log)


def trace_with_pysnooper(module: ModuleType, size: int) -> str:
    """PySnooper, following calls, with whole values."""
    import pysnooper

    out = io.StringIO()
    pysnooper.snoop(output=out, depth=1000, color=False, max_variable_length=None)(module.run)(size)
    return out.getvalue()


def trace_with_snoop(module: ModuleType, size: int) -> str:
    """Snoop, following calls, as it comes."""
    import snoop

    out = io.StringIO()
    snoop.Config(out=out, color=False).snoop(depth=1000)(module.run)(size)
    return out.getvalue()


def trace_with_hunter(module: ModuleType, size: int) -> str:
    """Hunter, telling the variables that differ, with whole values."""
    import hunter

    out = io.StringIO()
    action = hunter.VarsSnooper(stream=out, force_colors=False, repr_limit=10**9)
    with hunter.trace(filename=str(module.__file__), actions=[action]):
        module.run(size)
    return out.getvalue()


PEERS: dict[str, Callable[[ModuleType, int], str]] = {
    "settrace and reprlib": trace_naively,
    "PySnooper": trace_with_pysnooper,
    "snoop": trace_with_snoop,
    "hunter": trace_with_hunter,
}


# the mutation cases -------------------------------------------------------------------------------------------------


def score(tracer: str) -> dict[str, bool]:
    """Tell for each mutation case whether the tracer's own record holds the values that the variables took."""
    return {name: is_right(case, _tell_histories(tracer, case.code)) for name, case in CASES.items()}


def _tell_histories(tracer: str, code: str) -> Histories:
    if tracer in OWN:
        return _read_own(tracer, code)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "mutation.py"
        path.write_text(code)
        return _read_log(PEERS[tracer](load(path), 3))


def _read_own(tracer: str, code: str) -> Histories:
    recording = record_in_process(Case(code, call="run(3)"), tracer=tracer)
    histories: Histories = {}
    for _, state in recording.replay():
        for name, value in {**state.globals, **state.variables}.items():
            histories.setdefault(name, []).append(literal(value))
    return histories


_LOGGED = (
    re.compile(r"^\s*(?:Starting|New|Modified) var:\.+ (\w+) = (.*)$"),  # PySnooper
    re.compile(r"^\s*[\d:.]* \.{3,} (\w+) = (.*)$"),  # snoop
    re.compile(r"^\s*[\d:.]+ +\d+ \| +(\w+) = (.*)$"),  # snoop again: what the line itself says it does not repeat
    re.compile(r"\[(\w+) (?::=|: .* =>) (.*)\]$"),  # hunter
    re.compile(r"^(\w+) = (.*)$"),  # settrace and reprlib
)


def _read_log(log: str) -> Histories:
    histories: Histories = {}
    for line in log.splitlines():
        for pattern in _LOGGED:
            found = pattern.search(line)
            if found:
                histories.setdefault(found[1], []).append(found[2])
                break
    return histories


if __name__ == "__main__":
    asked = sys.argv[1:]
    if len(asked) == 1:
        answer: dict[str, Any] = score(asked[0])
    elif asked[3:] == ["once"]:  # nothing but the peer at work, for who measures this process from outside
        answer = {"characters": len(PEERS[asked[0]](load(PROGRAMS / f"{asked[1]}.py"), int(asked[2])))}
    else:
        answer = measure(asked[0], asked[1], int(asked[2]))
    sys.stdout.write(json.dumps(answer))
