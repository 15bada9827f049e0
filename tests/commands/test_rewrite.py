"""`tracepile rewrite` and `tracepile equivalent` as their user meets them."""

import json
import subprocess
import sys
from typing import Any

LOOP = "def f(xs):\n    t = 0\n    for i in range(len(xs)):\n        t += xs[i]\n    return t\n"


def run(
    command: str, lines: list[Any], *options: str
) -> tuple[list[dict[str, Any]], subprocess.CompletedProcess[bytes]]:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines).encode()
    arguments = [sys.executable, "-m", "tracepile.cli", command, "-", "-", "--jobs", "2", *options]
    done = subprocess.run(arguments, input=text, capture_output=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], done


def test_variants_follow_the_contract() -> None:
    lines = [{"id": "p", "code": LOOP, "calls": ["f([1, 2])"]}, "nonsense", {"id": "q", "code": "x", "calls": []}]
    rows, done = run("rewrite", lines)
    assert b"2 of the lines" in done.stderr
    variants = [row for row in rows if "kind" in row]
    assert [row["error"]["code"] for row in rows if "error" in row] == ["bad_json", "missing_field"]
    assert rows[: len(variants)] == variants
    assert {row["id"] for row in variants} == {"p"}
    assert len({row["variant_id"] for row in variants}) == len(variants)
    assert {"for_to_while", "index_to_enumerate", "rename"} <= {row["kind"] for row in variants}
    for row in variants:
        assert set(row) == {"id", "variant_id", "kind", "code", "is_mutant", "equivalence"}
        assert set(row["equivalence"]) >= {"equivalent", "n_inputs", "n_generated", "seed", "coverage_a", "coverage_b"}
        assert row["equivalence"]["equivalent"] is not row["is_mutant"]
        assert bool(row["equivalence"]["disagreements"]) is row["is_mutant"]
    assert any(row["is_mutant"] for row in variants)


def test_pairs_follow_the_contract() -> None:
    lines = [
        {"id": "same", "a": LOOP, "b": "def f(xs):\n    return sum(xs)\n", "calls": ["f([1, 2])"]},
        {"id": "other", "a": LOOP, "b": "def f(xs):\n    return sum(set(xs))\n", "calls": ["f([1, 2])"]},
        {"id": "broken", "a": "print(", "b": "print(", "stdins": [""]},
        {"id": "b", "a": LOOP, "calls": ["f([1])"]},
    ]
    rows, _ = run("equivalent", lines, "--inputs", "16")
    assert [row["id"] for row in rows] == ["same", "other", "broken", "b"]
    same, other, broken, bad = rows
    assert (same["equivalent"], same["disagreements"]) == (True, [])
    assert other["equivalent"] is False
    assert set(other["disagreements"][0]) == {"input", "a", "b"}
    assert set(other["disagreements"][0]["a"]) == {"outcome", "result", "stdout"}
    assert broken["equivalent"] is None
    assert broken["reason"]
    assert bad["error"]["code"] == "missing_field"
