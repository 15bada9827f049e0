"""`tracepile narrate` and `tracepile verify` as their user meets them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.sglang_server.process import start_server

CODE = "def f(xs):\n    total = 0\n    for x in xs:\n        if x > 2:\n            total += x\n    return total\n"
CASES: list[Any] = [
    {"id": "call", "code": CODE, "call": "f([1, 5, 9])"},
    "nonsense",
    {"id": "stdin", "code": "n = int(input())\nfor i in range(n):\n    print(i * n)\n", "stdin": "3\n"},
    {"id": "raises", "code": CODE, "call": "f([1, 'x'])"},
    {"id": "leaves", "code": "import sys\nsys.exit(3)\n", "stdin": ""},
]


def _run(command: str, lines: list[Any], *options: str, **variables: str) -> list[dict[str, Any]]:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines).encode()
    arguments = [sys.executable, "-m", "tracepile.cli", command, "-", "-", *options]
    done = subprocess.run(arguments, input=text, capture_output=True, timeout=100, check=False, env=_with(variables))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _with(variables: dict[str, str]) -> dict[str, str]:
    return {**os.environ, **{f"TRACEPILE_{name}": value for name, value in variables.items()}}


def test_what_is_narrated_is_accepted_and_what_is_changed_is_not() -> None:
    told = _run("narrate", CASES, "--seed", "3")
    assert [row["id"] for row in told] == ["call", None, "stdin", "raises", "leaves"]
    assert told[1]["error"]["code"] == "bad_json"
    assert [row.get("level") for row in told] == ["L3", None, "L3", "L3", None]
    assert told[4]["text"] is told[4]["rationale"] is None
    assert told[4]["outcome"] == "exit"
    assert {"outcome", "mode", "style", "level", "text", "rationale"} <= set(told[0])

    cases = {case["id"]: case for case in CASES if isinstance(case, dict)}
    lines = [
        {**cases[row["id"]], "mode": row["mode"], "rationale": row["rationale"]} for row in told if row.get("rationale")
    ]
    wrong = json.loads(json.dumps(lines[0]).replace("14", "15"))
    verdicts = _run("verify", [*lines, wrong, {**lines[0], "mode": "guess"}, cases["call"]])
    assert [row.get("accepted") for row in verdicts] == [True, True, True, False, None, None]
    assert {"id", "accepted", "level", "n_claims", "failures"} == set(verdicts[0])
    assert {"step", "check", "claim", "recorded"} == set(verdicts[3]["failures"][0])
    assert {failure["check"] for failure in verdicts[3]["failures"]} >= {"b", "g"}
    assert [row["error"]["code"] for row in verdicts[4:]] == ["bad_type", "missing_field"]


@pytest.mark.parametrize(("mode", "level"), [("slots", "L3"), ("anchored", "L2")])
def test_a_model_narrates_what_the_verifier_accepts(mode: str, level: str, tmp_path: Path) -> None:
    with start_server() as server:
        where = {"SGLANG_URL": server.url, "SGLANG_MODEL": server.model, "REQUEST_CACHE": str(tmp_path)}
        told = _run("narrate", CASES, "--mode", mode, **where)
    assert [row["id"] for row in told] == ["call", None, "stdin", "raises", "leaves"]
    assert [row.get("level") for row in told] == [level, None, level, level, None]
    assert told[4]["outcome"] == "exit"
    assert told[4]["reason"] == "outcome"
    good = [row for row in told if row.get("rationale")]
    assert {row["mode"] for row in good} == {mode}
    assert {row["generation"]["end"] for row in good} == {"accepted"}
    cases = {case["id"]: case for case in CASES if isinstance(case, dict)}
    lines = [{**cases[row["id"]], "mode": row["mode"], "rationale": row["rationale"]} for row in good]
    wrong = json.loads(json.dumps(lines[0]).replace("14", "15"))
    verdicts = _run("verify", [*lines, wrong])
    assert [(row["accepted"], row["level"]) for row in verdicts[:3]] == [(True, level)] * 3
    assert not verdicts[3]["accepted"]


def test_without_a_server_the_setting_is_named() -> None:
    arguments = [sys.executable, "-m", "tracepile.cli", "narrate", "-", "-", "--mode", "slots"]
    case = json.dumps(CASES[0]).encode()
    done = subprocess.run(
        arguments, input=case, capture_output=True, timeout=100, check=False, env=_with({"SGLANG_URL": ""})
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"TRACEPILE_SGLANG_URL" in done.stderr
    assert b"Traceback" not in done.stderr
