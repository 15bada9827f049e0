"""`tracepile ask` as its user meets it."""

import json
import subprocess
import sys
from typing import Any

CODE = """\
def half(n):
    return n // 2

def f(xs):
    total = 0
    for x in xs:
        if x > 2:
            total += half(x)
    return total
"""
TYPES = {"int", "float", "bool", "str", "list", "dict", "set", "tuple", "none", "line"}


def run(lines: list[Any], *options: str) -> tuple[list[dict[str, Any]], bytes]:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines).encode()
    command = [sys.executable, "-m", "tracepile.cli", "ask", "-", "-", *options]
    done = subprocess.run(command, input=text, capture_output=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_questions_follow_the_contract() -> None:
    call = {"id": "call", "code": CODE, "call": "f([1, 5, 9, 2])"}
    stdin = {"id": "stdin", "code": "n = int(input())\nfor i in range(n):\n    print(i * n)\n", "stdin": "4\n"}
    rows, errors = run([call, "nonsense", stdin, {"id": "syntax", "code": "def (", "call": "f()"}, call])
    assert b"1 of the lines" in errors
    assert list(dict.fromkeys(row["id"] for row in rows)) == ["call", None, "stdin"]
    bad = [row for row in rows if "error" in row]
    assert [(row["line"], row["error"]["code"]) for row in bad] == [(2, "bad_json")]
    asked = [row for row in rows if "kind" in row]
    for row in asked:
        assert set(row) == {"id", "question_id", "kind", "question", "answer", "answer_type", "context"}
        assert set(row["context"]) == {"step", "line", "visit", "variable"}
        assert row["answer_type"] in TYPES
    assert len({row["question_id"] for row in asked}) == len(asked)
    assert len({row["kind"] for row in asked}) > 12
    assert rows[0]["id"] == rows[-1]["id"] == "call"


def test_the_number_of_questions_can_be_chosen() -> None:
    case = {"id": "call", "code": CODE, "call": "f([1, 5, 9, 2])"}
    rows, _ = run([case], "--questions", "2")
    assert len(rows) == 2
    assert rows == run([case], "--questions", "2")[0]
