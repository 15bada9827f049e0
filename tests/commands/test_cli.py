"""The command line as its user meets it: exit codes, one-sentence errors, JSON."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tracepile.cli import app
from tracepile.commands.common import CommandError
from tracepile.schema import reject, table_of
from tracepile.store import Store

FAMILY = "f" * 64


def fill(store: Store) -> None:
    """One program with a run and a rationale, and a duplicate that was dropped."""
    code = "def f(x):\n    return x + 1\n"
    program = {
        "program_id": FAMILY, "family_id": FAMILY, "code": code, "entry_point": "f", "input_kind": "call",
        "inputs": [], "source": "s", "source_ref": "s/1", "licence": "MIT", "domain": "math", "title": "Add one",
    }  # fmt: skip
    run = {
        "trace_id": "a1" * 32, "program_id": FAMILY, "family_id": FAMILY, "input_id": "i" * 64, "input": "f(1)",
        "outcome": "ok", "result": "2", "n_events": 4, "is_truncated": False,
        "receipt": {"python": "3.11", "tracer": "reference/1", "limits": "{}", "hash_seed": 0, "trace_sha256": "9" * 64},
    }  # fmt: skip
    rationale = {
        "rationale_id": "b2" * 32, "trace_id": "a1" * 32, "program_id": FAMILY, "family_id": FAMILY,
        "text": "`x + 1` is `1 + 1 = 2`.", "level": "L3", "n_claims": 2,
    }  # fmt: skip
    dropped = reject("curate", "d" * 64, "duplicate", "The same program.", program_id="d" * 64, evidence={"of": FAMILY})
    rows = {
        "programs": ([program, {**program, "program_id": "d" * 64, "family_id": "d" * 64}], []),
        "curated": ([{"program_id": FAMILY, "family_id": FAMILY}], [dropped]),
        "runs": ([run], []),
        "rationales": ([rationale], []),
    }
    for table, (kept, rejects) in rows.items():
        tables = {table: table_of(table, kept)} | ({"events": table_of("events", [])} if table == "runs" else {})
        shard = store.write_shard(
            "k", tables, table_of("rejects", rejects), batch="b", label="s/0001", recipe="r", counts={"in": 1}
        )
        store.append(table, [shard])


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, CommandError):
        return result.exception.exit_code, str(result.exception)
    return result.exit_code, result.output


def test_inspect_tells_the_story_of_a_kept_and_of_a_dropped_row(store: Store) -> None:
    fill(store)
    code, text = call("inspect", "b2b2", "--store", store.objects.uri)
    assert code == 0
    for part in ("Add one", "s/1", "MIT", "return x + 1", "`1 + 1 = 2`", "L3"):
        assert part in text
    code, text = call("inspect", "d" * 64, "--store", store.objects.uri)
    assert code == 0
    assert "curate" in text
    assert "duplicate" in text
    story = json.loads(call("inspect", "s/1", "--json", "--store", store.objects.uri)[1])
    assert story["program"]["program_id"] in {FAMILY, "d" * 64}


def test_inspect_says_when_an_id_is_unknown_or_short(store: Store) -> None:
    fill(store)
    assert call("inspect", "zz", "--store", store.objects.uri)[0] == 2
    assert "No row has the id" in call("inspect", "zz", "--store", store.objects.uri)[1]


def test_store_gc_reports_in_json(store: Store) -> None:
    fill(store)
    code, text = call("store", "gc", "--dry-run", "--json", "--store", store.objects.uri)
    assert code == 0
    assert json.loads(text) == {"dry_run": True, "shards": [], "objects": [], "bytes": 0}


def test_doctor_names_every_check_and_how_to_mend_it(store: Store) -> None:
    code, text = call("doctor", "--json", "--store", store.objects.uri)
    answer = json.loads(text)
    assert code == (0 if answer["fit"] else 1)
    assert {check["name"] for check in answer["checks"]} >= {"python", "store", "disk", "landlock", "seccomp"}
    assert all(check["ok"] or check["fix"] for check in answer["checks"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("inspect", "x", "--store", "ftp://a/b"), "no known kind"),
        (("inspect", "x", "--store", "s3://a/b"), "TRACEPILE_S3_ENDPOINT"),
    ],
)
def test_a_users_mistake_is_one_sentence_and_exit_code_2(arguments: tuple[str, ...], sentence: str) -> None:
    code, text = call(*arguments)
    assert code == 2
    assert sentence in text


def test_the_installed_command_prints_no_traceback(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("tracepile")
    for arguments in (["inspect", "x", "--store", "ftp://a/b"], ["nonsense"]):
        done = subprocess.run([command, *arguments], capture_output=True, text=True, cwd=tmp_path, check=False)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
    helped = subprocess.run([command, "--help"], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert helped.returncode == 0
    for name in ("doctor", "trace", "inspect", "releases", "store"):
        assert name in helped.stdout
