"""Dataset repositories over HTTP: competition solutions and mathematics with code, by a column mapping."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from tests.fetch.http_files import FileServer, serve
from tests.ingest.factory import ingest
from tracepile.fetch import SourceError
from tracepile.ingest import STAGE
from tracepile.ingest.huggingface import find, print_last_value
from tracepile.settings import Settings
from tracepile.store import Store

REVISION = "0123456789abcdef0123456789abcdef01234567"
CPP, PYTHON3 = 2, 3

PROBLEMS = [
    {
        "name": f"{number}_A. Sum",
        "description": f"Add {number} to the number given.",
        "public_tests": {"input": ["1\n"], "output": [f"{1 + number}\n"]},
        "private_tests": {"input": ["2\n", "3\n"], "output": [f"{2 + number}\n", f"{3 + number}\n"]},
        "solutions": {
            "language": [CPP, PYTHON3, PYTHON3, PYTHON3],
            "solution": [
                "int main() {}",
                f"print(int(input()) + {number})\n",
                f"n = int(input())\nprint(n + {number})\n",
                "print 'python 2'\n",
            ],
        },
    }
    for number in range(3)
]

LESSONS = [
    {
        "question": "What is 2 + 3?",
        "expected_answer": "5",
        "is_correct": True,
        "generated_solution": "Code:\n<code>\nx = 2 + 3\n</code>\nso\n<code>\nx\n</code>\nThe answer is 5.",
    },
    {"question": "And?", "expected_answer": "1", "is_correct": False, "generated_solution": "<code>1</code>"},
    {"question": "No code?", "expected_answer": "1", "is_correct": True, "generated_solution": "It is 1."},
]


def pack(rows: list[dict[str, Any]]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue()


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serve() as state:
        yield state


@pytest.fixture
def configured(server: FileServer, settings: Settings, tmp_path: Path) -> Settings:
    """Settings with a connectors file for two repositories that the local server holds."""
    files = {"contests": [pack(PROBLEMS[:2]), pack(PROBLEMS[2:])], "lessons": [pack(LESSONS)]}
    entries: dict[str, Any] = {}
    for name, shards in files.items():
        entries[name] = {
            "repository": f"owner/{name}",
            "revision": REVISION,
            "endpoint": server.url,
            "licence": "CC-BY-4.0",
            "files": [],
        }
        for number, data in enumerate(shards):
            path = f"data/train-{number:05d}-of-{len(shards):05d}.parquet"
            server.files[f"/datasets/owner/{name}/resolve/{REVISION}/{path}"] = data
            entries[name]["files"].append({"path": path, "sha256": hashlib.sha256(data).hexdigest()})
    entries["contests"] |= {
        "domain": "competition",
        "columns": {
            "code": "solutions.solution",
            "code_tag": "solutions.language",
            "code_tags": [PYTHON3],
            "inputs": ["public_tests.input", "private_tests.input"],
            "outputs": ["public_tests.output", "private_tests.output"],
            "statement": ["description"],
            "title": "name",
            "problem_id": "name",
        },
    }
    entries["lessons"] |= {
        "domain": "math",
        "where": {"is_correct": [True]},
        "columns": {
            "code": "generated_solution",
            "code_pattern": "<code>(.*?)</code>",
            "is_last_printed": True,
            "answer": "expected_answer",
            "statement": ["question"],
        },
    }
    file = tmp_path / "connectors.yaml"
    file.write_text(yaml.safe_dump({"huggingface": entries}))
    return settings.model_copy(update={"connectors_file": file})


def test_every_solution_of_a_problem_is_a_program_with_its_tests(
    configured: Settings, store: Store, server: FileServer
) -> None:
    first = f"/datasets/owner/contests/resolve/{REVISION}/data/train-00000-of-00002.parquet"
    server.break_after[first] = [700]
    programs, rejects = ingest(store, configured.model_copy(update={"sources": ("huggingface:contests",)}))
    assert (first, "bytes=700-") in server.requests
    assert [program["problem_id"] for program in programs] == ["0_A. Sum"] * 2 + ["1_A. Sum"] * 2 + ["2_A. Sum"] * 2
    assert [reject["reason"] for reject in rejects] == ["syntax_error"] * 3
    program = programs[3]
    assert program["code"] == "n = int(input())\nprint(n + 1)\n"
    assert program["source_ref"] == (f"owner/contests@{REVISION}/data/train-00000-of-00002.parquet:2 solution 2")
    assert (program["licence"], program["domain"], program["source_revision"]) == ("CC-BY-4.0", "competition", REVISION)
    assert program["statement"] == "Add 1 to the number given."
    assert [(given["input"], given["expected"]) for given in program["inputs"]] == [
        ("1\n", "2\n"),
        ("2\n", "3\n"),
        ("3\n", "4\n"),
    ]


def test_code_inside_a_solution_text_becomes_a_program_that_prints(configured: Settings, store: Store) -> None:
    programs, rejects = ingest(store, configured.model_copy(update={"sources": ("huggingface:lessons",)}))
    (program,) = programs
    assert program["code"] == "x = 2 + 3\nprint(x)"
    assert [(given["input"], given["expected"], given["compare"]) for given in program["inputs"]] == [
        ("", "5", "tokens")
    ]
    assert [reject["reason"] for reject in rejects] == ["missing_field"]


def test_a_wrong_checksum_fails_the_source(configured: Settings, store: Store, server: FileServer) -> None:
    path = f"/datasets/owner/lessons/resolve/{REVISION}/data/train-00000-of-00001.parquet"
    server.files[path] = pack(LESSONS[:1])
    with pytest.raises(SourceError, match="expected sha256"):
        ingest(store, configured.model_copy(update={"sources": ("huggingface:lessons",)}))


def test_a_snapshot_needs_no_network_and_follows_the_pin(configured: Settings, server: FileServer) -> None:
    before = STAGE.snapshot("huggingface:contests", configured)
    assert configured.connectors_file is not None
    text = configured.connectors_file.read_text()
    configured.connectors_file.write_text(text.replace(REVISION, "f" * 40))
    assert STAGE.snapshot("huggingface:contests", configured) != before
    assert server.requests == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("huggingface: {x: {repository: a/b}}", "wrong at huggingface.x.revision"),
        ("huggingface: {y: {}}", "no entry 'x'"),
        ("[1]", "must map"),
        ("a: [", "no YAML"),
    ],
)
def test_a_wrong_connectors_file_says_where(text: str, message: str, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "connectors.yaml"
    file.write_text(text)
    with pytest.raises(SourceError, match=message):
        STAGE.snapshot("huggingface:x", settings.model_copy(update={"connectors_file": file}))
    with pytest.raises(SourceError, match="TRACEPILE_CONNECTORS_FILE"):
        STAGE.snapshot("huggingface:x", settings)


def test_columns_are_found_through_structs_and_lists() -> None:
    row = {"a": {"b": [{"c": 1}, {"c": 2}]}, "d": None}
    assert find(row, "a.b.c") == [1, 2]
    assert find(row, "d.e") is None
    assert find(row, "gone") is None


def test_only_a_bare_last_expression_is_printed() -> None:
    assert print_last_value("x = 1\nx + (\n  2)  # two\n") == "x = 1\nprint(x + (\n  2))  # two\n"
    assert print_last_value("x = 'ä'; x\n") == "x = 'ä'; print(x)\n"
    assert print_last_value("print(1)\n") == "print(1)\n"
    assert print_last_value("x = 1\n") == "x = 1\n"
