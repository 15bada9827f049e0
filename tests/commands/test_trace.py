"""`tracepile trace` as its user meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

GOOD = [
    {"id": "call", "code": "def f(x):\n    return [x, 1.5]", "call": "f(2)"},
    {"id": "stdin", "code": "print(int(input()) + 1)", "stdin": "41\n"},
    {"id": "raises", "code": "def f():\n    raise ValueError('no')", "call": "f()"},
    {"id": "exit", "code": "print('a')\nraise SystemExit(3)", "stdin": "", "ignored": 1},
    {"id": "sürro", "code": "print('\\ud800'.encode('utf-8', 'replace'), 'ü')", "stdin": ""},
]
BAD = [
    (b'{"id": "b1", "code": 1, "call": "f()"}', "bad_type", "b1"),
    (b'{"id": "b2", "code": "x"}', "missing_field", "b2"),
    (b'{"id": 3, "code": "x", "stdin": ""}', "bad_type", None),
    (b'{"code": "x", "stdin": ""}', "missing_field", None),
    (b'{"id": "b5", "code": "x", "stdin": "", "call": "f()"}', "bad_type", "b5"),
    (b"not json", "bad_json", None),
    (b"", "bad_json", None),
    (b'\xff\xfe{"id"', "bad_json", None),
    (b"[1]", "bad_type", None),
    (b'{"id": "b10", "code": "' + b"#" * 1_000_001 + b'", "stdin": ""}', "too_large", "b10"),
]
EVENT_FIELDS = "step kind frame depth function line visit changes value stdout_delta".split()


def run_trace(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRACEPILE_")}
    command = [sys.executable, "-m", "tracepile.cli", "trace", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=100, check=False, env=environment)


def write_cases(path: Path, lines: list[bytes]) -> str:
    path.write_bytes(b"\n".join(lines) + b"\n")
    return str(path)


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("trace")
    lines = [json.dumps(case).encode() for case in GOOD]
    for at, (line, _, _) in enumerate(BAD):
        lines.insert(min(2 * at, len(lines)), line)
    answer = run_trace(write_cases(folder / "in", lines), str(folder / "out"), "--events", "--jobs", "2")
    assert answer.returncode == 0, answer.stderr
    assert b"10 of the lines" in answer.stderr
    assert [path.name for path in sorted(folder.iterdir())] == ["in", "out"]
    return read_rows(folder / "out")


def test_rows_follow_the_contract(traced: list[dict[str, Any]]) -> None:
    rows = {row["id"]: row for row in traced if "outcome" in row}
    assert list(rows) == [case["id"] for case in GOOD]
    call = rows["call"]
    assert set(call) == {
        "id", "outcome", "exit_status", "result", "result_type", "stdout", "error", "n_events", "truncated", "receipt",
        "events",
    }  # fmt: skip
    assert (call["outcome"], call["result"], call["result_type"], call["error"]) == ("ok", "[2, 1.5]", "list", None)
    assert set(call["receipt"]) == {"python", "tracer", "limits", "hash_seed", "sandbox_level", "trace_sha256"}
    assert call["receipt"]["tracer"] == "fast/2"
    assert call["n_events"] == len(call["events"])
    assert [list(event) for event in call["events"]] == [EVENT_FIELDS] * call["n_events"]
    assert rows["stdin"]["result"] is None
    assert rows["stdin"]["stdout"] == "42\n"
    assert rows["raises"]["error"] == {"type": "ValueError", "message": "no", "line": 2}
    assert (rows["exit"]["outcome"], rows["exit"]["exit_status"], rows["exit"]["stdout"]) == ("exit", 3, "a\n")
    assert rows["sürro"]["stdout"] == "b'?' ü\n"


def test_a_bad_line_has_an_error_row_in_its_place(traced: list[dict[str, Any]]) -> None:
    assert len(traced) == len(GOOD) + len(BAD)
    wrong = [row for row in traced if "outcome" not in row]
    assert [(row["error"]["code"], row["id"]) for row in wrong] == [(code, row_id) for _, code, row_id in BAD]
    assert all(traced[row["line"] - 1] == row and row["error"]["message"] for row in wrong)


def test_standard_streams_and_event_budget(tmp_path: Path) -> None:
    case = {"id": "long", "code": "for i in range(1000): x = i\nprint(x)", "stdin": ""}
    answer = run_trace("-", "-", "--max-events", "50", "--reference", stdin=json.dumps(case).encode())
    (row,) = [json.loads(line) for line in answer.stdout.splitlines()]
    assert (row["outcome"], row["stdout"], row["n_events"], row["truncated"]) == ("ok", "999\n", 50, True)
    assert "events" not in row
    assert row["receipt"]["limits"]["max_events"] == 50


def test_an_unreadable_input_or_output_is_one_sentence(tmp_path: Path) -> None:
    cases = write_cases(tmp_path / "in", [json.dumps(GOOD[0]).encode()])
    for arguments in ((str(tmp_path / "absent"), "-"), (cases, str(tmp_path / "absent" / "out"))):
        answer = run_trace(*arguments)
        assert answer.returncode == 2
        assert len(answer.stderr.splitlines()) == 1
        assert b"absent" in answer.stderr


def test_no_cases_give_no_rows() -> None:
    answer = run_trace("-", "-")
    assert (answer.returncode, answer.stdout) == (0, b"")
