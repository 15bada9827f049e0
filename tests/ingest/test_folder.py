"""Rows in folders: good ones become programs, each broken one a reject with its reason."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.ingest.factory import ingest, make_row, write_rows
from tracepile.settings import Settings
from tracepile.store import Store

BROKEN: dict[str, Any] = {
    "bad_json": b'{"code": "x = 1", ',
    "not_utf8": b'{"code": "\xff\xfe"}',
    "wrong_type": make_row(inputs="1"),
    "missing_field": make_row(code=None),
    "missing_licence": make_row(licence=None),
    "unknown_licence": make_row(licence="ask the author"),
    "licence_not_allowed": make_row(licence="GPL-3.0-only"),
    "syntax_error": make_row(code="def add(x:\n    return 1\n"),
    "oversize_program": make_row(code="def add(x):\n    return x\n" + "#" * 30_000),
    "oversize_input": make_row(inputs=["'" + "a" * 20_000 + "'"], expected_outputs=None),
    "no_input": make_row(inputs=[], expected_outputs=[]),
    "bad_input": make_row(inputs=["1)(2"], expected_outputs=None),
    "entry_point_undefined": make_row(entry_point="sub"),
    "unsupported_module": make_row(code="import numpy\n\ndef add(x):\n    return x\n"),
    "duplicate": make_row(1),
    "wrong_value": make_row(domain="poetry"),
    "no_verified_input": make_row(7000, verified={"per_case": [False, False, False]}),
}


def test_a_thousand_rows_with_fifty_broken_in_ten_ways(tmp_path: Path, store: Store, settings: Settings) -> None:
    ways = list(BROKEN)[:10]
    rows: list[dict[str, Any] | bytes] = [make_row(number) for number in range(950)]
    for number in range(50):
        rows.insert(number * 20, BROKEN[ways[number % 10]])
    write_rows(tmp_path / "sources" / "made" / "programs.jsonl", rows)
    programs, rejects = ingest(store, settings.model_copy(update={"sources": (f"folder:{tmp_path / 'sources'}",)}))
    assert len(programs) == 950
    assert Counter(reject["reason"] for reject in rejects) == dict.fromkeys(ways, 5)
    assert len({reject["row_id"] for reject in rejects}) == 50
    assert {reject["end"] for reject in rejects} == {"filtered"}
    assert all(reject["source"] == "made" and reject["source_ref"] and reject["message"] for reject in rejects)
    assert len({program["program_id"] for program in programs}) == 950


def test_every_broken_row_says_why(tmp_path: Path, store: Store, settings: Settings) -> None:
    write_rows(tmp_path / "made.jsonl", [make_row(1), *BROKEN.values()])
    programs, rejects = ingest(store, settings.model_copy(update={"sources": (f"folder:{tmp_path}",)}))
    assert len(programs) == 1
    assert [reject["reason"] for reject in rejects] == list(BROKEN)
    assert json.loads(rejects[list(BROKEN).index("unsupported_module")]["evidence"]) == {"modules": ["numpy"]}


def read_one(tmp_path: Path, store: Store, settings: Settings, row: dict[str, Any]) -> dict[str, Any]:
    write_rows(tmp_path / "made.jsonl", [row])
    given = settings.model_copy(update={"sources": (f"folder:{tmp_path}",), "inputs_per_program": 10})
    (program,), rejects = ingest(store, given)
    assert not rejects
    return program


def test_a_row_keeps_where_it_comes_from(tmp_path: Path, store: Store, settings: Settings) -> None:
    row = make_row(3, origin="owner/repo@0123abc path/x.py", tags=["sums"], licence="MIT (repo LICENSE)")
    program = read_one(tmp_path, store, settings, row)
    assert program["source"] == "made"
    assert program["source_ref"] == "owner/repo@0123abc path/x.py made/add-3"
    assert program["source_revision"] == "0123abc"
    assert (program["licence"], program["domain"], program["tags"]) == ("MIT", "algorithm", ["sums"])
    assert (program["title"], program["statement"]) == ("Add 3", "Return x + 3.")
    assert program["family_id"] == program["program_id"]
    assert program["inputs"][0]["input"] == "add(1)"
    assert (program["inputs"][0]["expected"], program["inputs"][0]["compare"]) == ("4", "equal")


def test_the_readme_names_the_revision_of_rows_that_name_none(tmp_path: Path, store: Store, settings: Settings) -> None:
    (tmp_path / "README.md").write_text("Origin: owner/repo@00112233445566\n")
    assert read_one(tmp_path, store, settings, make_row())["source_revision"] == "00112233445566"


def test_statements_under_another_right_are_marked(tmp_path: Path, store: Store, settings: Settings) -> None:
    row = make_row(
        id="leetcode/two-sum",
        domain="competition",
        title="two sum",
        code="class Solution:\n    def add(self, x):\n        return x\n",
        entry_point="Solution().add",
        licence="MIT (repo LICENSE); statements are LeetCode's",
    )
    program = read_one(tmp_path, store, settings, row)
    assert program["statement"]
    assert "statement_not_licensed" in program["tags"]
    assert (program["title"], program["problem_id"]) == ("two sum", "leetcode:two-sum")
    assert program["inputs"][0]["input"] == "Solution().add(1)"


def test_a_competition_problem_is_known_by_its_short_name(tmp_path: Path, store: Store, settings: Settings) -> None:
    row = make_row(domain="competition", problem="contest-2020/final/kings", code="print(1)\n", entry_point="stdin")
    program = read_one(tmp_path, store, settings, row)
    assert program["problem_id"] == "kings"
    assert {given["compare"] for given in program["inputs"]} == {"tokens"}
    assert program["inputs"][0]["input"] == "1"


def test_comparisons_that_need_the_rows_own_helpers_leave_the_answer_out(
    tmp_path: Path, store: Store, settings: Settings
) -> None:
    program = read_one(tmp_path, store, settings, make_row(compare="is_same_tree"))
    assert {(given["expected"], given["compare"]) for given in program["inputs"]} == {(None, None)}


def test_answers_recorded_from_a_run_are_none(tmp_path: Path, store: Store, settings: Settings) -> None:
    row = make_row(expected_is="derived: from running", verified={"per_case": [False, False, True]})
    program = read_one(tmp_path, store, settings, row)
    assert [given["expected"] for given in program["inputs"]] == [None, None, None]


def test_compare_kinds_count_per_case(tmp_path: Path, store: Store, settings: Settings) -> None:
    row = make_row(
        inputs=["1", "2", "3", "4", "5"],
        expected_outputs=["[1]", "ValueError: no 'x'", "'ValueError'", "4.0", "<x ...>"],
        compare=None,
        compare_kinds=["repr", "raises", "raises_type", "approx", "repr+ELLIPSIS"],
    )
    program = read_one(tmp_path, store, settings, row)
    assert [given["compare"] for given in program["inputs"]] == ["literal", "raises", "raises", "approx", None]
    assert [given["expected"] for given in program["inputs"]][1:3] == ["ValueError: no 'x'", "ValueError"]


def test_only_verified_answers_of_a_problem_with_several_count(
    tmp_path: Path, store: Store, settings: Settings
) -> None:
    row = make_row(custom_checker=True, verified={"per_case": [True, False, None]})
    program = read_one(tmp_path, store, settings, row)
    assert [given["expected"] for given in program["inputs"]] == ["1", None, None]


def test_answers_within_a_tolerance_are_no_texts_to_compare(tmp_path: Path, store: Store, settings: Settings) -> None:
    flags = {"validator_flags": "float_tolerance 1e-6", "verified": {"per_case": [True, False, True]}}
    program = read_one(tmp_path, store, settings, make_row(**flags))
    assert [(case["input"], case["expected"]) for case in program["inputs"]] == [("add(1)", None), ("add(30)", None)]


def test_docstrings_go_and_comments_of_programs_without_input(tmp_path: Path, store: Store, settings: Settings) -> None:
    code = 'def add(x):\n    """\n    >>> add(1)\n    1\n    """\n    # the sum\n    return x\n'
    fixed = "def solve():\n    # 48 / 2 = 24\n    return 48 / 2\n"
    row = make_row(code=fixed, entry_point="solve", inputs=[""], expected_outputs=["24"], compare="float")
    write_rows(tmp_path / "made.jsonl", [make_row(code=code), row])
    programs, _ = ingest(store, settings.model_copy(update={"sources": (f"folder:{tmp_path}",)}))
    assert [program["code"] for program in programs] == [
        "def add(x):\n    # the sum\n    return x\n",
        "def solve():\n    return 48 / 2\n",
    ]
    assert programs[1]["inputs"][0]["input"] == "solve()"


def test_parquet_rows_are_rows_too(tmp_path: Path, store: Store, settings: Settings) -> None:
    rows = [make_row(number) for number in range(5)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "made.parquet")
    programs, rejects = ingest(store, settings.model_copy(update={"sources": (f"folder:{tmp_path}",)}))
    assert (len(programs), rejects) == (5, [])


def test_a_row_that_is_no_program_makes_no_later_one_a_duplicate(
    tmp_path: Path, store: Store, settings: Settings
) -> None:
    write_rows(tmp_path / "made.jsonl", [make_row(inputs=["("], expected_outputs=None), make_row(), make_row()])
    programs, rejects = ingest(store, settings.model_copy(update={"sources": (f"folder:{tmp_path}",)}))
    assert len(programs) == 1
    assert [reject["reason"] for reject in rejects] == ["bad_input", "duplicate"]
