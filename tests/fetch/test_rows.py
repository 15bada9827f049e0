"""Rows in files: every one comes out, broken ones with the reason."""

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tracepile.fetch import BadRow, RawRow, SourceError, find_sets, hash_set, name_set, read_set


def test_lines_come_in_order_and_broken_ones_with_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b'{"x": 1}\n\n{"x": \n[1]\n"\xff"\n{"x": "\\ud800"}\r\n')
    rows = list(read_set(file))
    assert [row.value if isinstance(row, RawRow) else row.reason for row in rows] == [
        {"x": 1},
        "bad_json",
        "wrong_type",
        "not_utf8",
        {"x": "\ud800"},
    ]
    assert [row.ref for row in rows] == ["a.jsonl:1", "a.jsonl:3", "a.jsonl:4", "a.jsonl:5", "a.jsonl:6"]


def test_parquet_and_packed_lines_give_the_same_values(tmp_path: Path) -> None:
    values = [{"code": "x", "inputs": ["1", "2"]}, {"code": "y", "inputs": []}]
    pq.write_table(pa.Table.from_pylist(values), tmp_path / "a.parquet")
    with gzip.open(tmp_path / "b.jsonl.gz", "wt") as handle:
        handle.writelines(json.dumps(value) + "\n" for value in values)
    found = [row.value for row in read_set(tmp_path) if isinstance(row, RawRow)]
    assert found == values + values


def test_a_file_that_breaks_in_the_middle_is_one_bad_row(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    packed = gzip.compress(b'{"x": 1}\n' * 5_000)
    (tmp_path / "b.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    bad = [row for row in read_set(tmp_path) if isinstance(row, BadRow)]
    assert {row.reason for row in bad} <= {"bad_file", "bad_json"}
    assert [row.ref for row in bad if row.reason == "bad_file"] == ["a.parquet", "b.jsonl.gz"]


def test_a_folder_holds_a_set_for_every_file_and_every_folder_with_files(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "programs.jsonl").write_text("{}\n")
    (tmp_path / "two").mkdir()
    for shard in range(2):
        (tmp_path / "two" / f"part-{shard}.jsonl").write_text("{}\n")
    (tmp_path / "three.jsonl").write_text("{}\n")
    (tmp_path / "notes").mkdir()
    sets = find_sets(tmp_path)
    assert [name_set(str(path), "programs") for path in sets] == ["one", "three", "two"]
    assert [len(list(read_set(path))) for path in sets] == [1, 1, 2]
    assert find_sets(tmp_path / "one") == [tmp_path / "one" / "programs.jsonl"]
    assert name_set(str(tmp_path / "one" / "programs.jsonl"), "programs") == "one"
    with pytest.raises(SourceError, match="holds no"):
        find_sets(tmp_path / "notes")
    with pytest.raises(SourceError, match="no file or folder"):
        find_sets(tmp_path / "gone")


def test_the_hash_of_a_set_follows_its_content(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"x": 1}\n')
    first = hash_set(tmp_path)
    assert hash_set(tmp_path) == first
    file.write_text('{"x": 22}\n')
    assert hash_set(tmp_path) != first
