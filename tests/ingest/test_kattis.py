"""Kattis problem packages: the jury's solutions, each problem under its own licence."""

from pathlib import Path
from typing import Any

import pytest

from tests.ingest.factory import ingest
from tracepile.fetch import SourceError
from tracepile.ingest import STAGE
from tracepile.settings import Settings
from tracepile.store import Store

SOLUTION = '#!/usr/bin/env python3\n"""Add."""\na, b = map(int, input().split())\nprint(a + b)\n'


def write_package(root: Path, name: str, problem: str = "license: cc by-sa\n", **files: str | bytes) -> Path:
    package = root / name
    given: dict[str, str | bytes] = {
        "problem.yaml": problem,
        "problem_statement/problem.sv.tex": "\\problemname{Summa}\nLägg ihop.",
        "problem_statement/problem.en.tex": "\\problemname{Sum}\nAdd.",
        "submissions/accepted/add.py": SOLUTION,
        "data/sample/1.in": "1 2\n",
        "data/sample/1.ans": "3\n",
        "data/secret/group1/01.in": "5 5\n",
        "data/secret/group1/01.ans": "10\n",
        **files,
    }
    for place, content in given.items():
        path = package / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return package


def run(root: Path, store: Store, settings: Settings) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return ingest(store, settings.model_copy(update={"sources": (f"kattis:{root}",)}))


def test_an_accepted_solution_is_a_program(tmp_path: Path, store: Store, settings: Settings) -> None:
    write_package(tmp_path / "contest", "sum", **{"submissions/wrong_answer/bad.py": "print(0)\n"})
    (program,), rejects = run(tmp_path / "contest", store, settings)
    assert not rejects
    assert (program["source"], program["domain"], program["entry_point"]) == ("contest", "competition", "stdin")
    assert program["source_ref"] == "sum/submissions/accepted/add.py"
    assert (program["licence"], program["problem_id"], program["title"]) == ("CC-BY-SA-4.0", "sum", "Sum")
    assert program["statement"].endswith("Add.")
    assert program["code"] == SOLUTION.replace('"""Add."""\n', "")
    assert [(given["input"], given["expected"], given["compare"]) for given in program["inputs"]] == [
        ("1 2\n", "3\n", "tokens"),
        ("5 5\n", "10\n", "tokens"),
    ]


def test_several_solutions_of_one_problem_share_its_identity(tmp_path: Path, store: Store, settings: Settings) -> None:
    write_package(tmp_path, "sum", **{"submissions/accepted/other.py": "print(sum(map(int, input().split())))\n"})
    programs, _ = run(tmp_path, store, settings)
    assert [program["problem_id"] for program in programs] == ["sum", "sum"]


def test_problems_without_a_usable_licence_and_interactive_ones_are_rejected(
    tmp_path: Path, store: Store, settings: Settings
) -> None:
    write_package(tmp_path, "a", "name: A\n")
    write_package(tmp_path, "b", "license: permission\n")
    write_package(tmp_path, "c", "license: cc by\nvalidation: custom interactive\n")
    write_package(tmp_path, "d", "license: [\n")
    write_package(tmp_path, "e", **{"submissions/accepted/add.py": b"print('\xff')\n"})
    write_package(tmp_path, "f", **{"submissions/accepted/add.py": "print 1\n"})
    programs, rejects = run(tmp_path, store, settings)
    assert programs == []
    assert [reject["reason"] for reject in rejects] == [
        "missing_licence",
        "unknown_licence",
        "interactive",
        "wrong_type",
        "not_utf8",
        "syntax_error",
    ]


@pytest.mark.parametrize("line", ["validation: custom", "validator_flags: float_tolerance 1e-6"])
def test_where_several_answers_may_be_right_none_is_stated(
    line: str, tmp_path: Path, store: Store, settings: Settings
) -> None:
    write_package(tmp_path, "sum", f"license: cc0\n{line}\n")
    (program,), _ = run(tmp_path, store, settings)
    assert {given["expected"] for given in program["inputs"]} == {None}


def test_a_new_solution_is_a_new_snapshot(tmp_path: Path, settings: Settings) -> None:
    package = write_package(tmp_path, "sum")
    before = STAGE.snapshot(f"kattis:{tmp_path}", settings)
    (package / "notes.txt").write_text("not read")
    assert STAGE.snapshot(f"kattis:{tmp_path}", settings) == before
    (package / "submissions" / "accepted" / "two.py").write_text("print(3)\n")
    assert STAGE.snapshot(f"kattis:{tmp_path}", settings) != before


def test_a_folder_without_packages_is_a_clear_error(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(SourceError, match="holds no Kattis problem package"):
        STAGE.snapshot(f"kattis:{tmp_path}", settings)
