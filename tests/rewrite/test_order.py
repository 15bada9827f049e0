"""Rewrites do not depend on the order of sets: processes differ in it, releases must not."""

import os
import subprocess
import sys

PROGRAM = """
def f(table, rows):
    inner = {key: value for key, value in table.items()}
    pairs = [left * right for left, right in rows if left < right]
    key = value = left = right = 0
    return inner, pairs, key, value, left, right
"""
SCRIPT = """
import sys
from tracepile.rewrite.mutants import MUTANTS
from tracepile.rewrite.registry import KINDS, edit, rewrite
code = sys.stdin.read()
for seed in range(3):
    print([rewrite(code, kind, frozenset("f"), seed) for kind in KINDS])
    print([edit(code, find, frozenset("f"), seed, 1) for find in MUTANTS.values()])
"""


def rewrite_all(hash_seed: int) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed)}
    command = [sys.executable, "-c", SCRIPT]
    return subprocess.run(
        command, input=PROGRAM, env=environment, capture_output=True, text=True, check=True, timeout=100
    ).stdout


def test_each_kind_writes_the_same_under_every_hash_seed() -> None:
    texts = {rewrite_all(hash_seed) for hash_seed in range(4)}
    assert len(texts) == 1
    (text,) = texts
    assert "each_key" in text or "inner_key" in text
