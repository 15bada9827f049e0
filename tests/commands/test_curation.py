"""`tracepile dedup` and `tracepile decontaminate` as their user meets them."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from tracepile.cli import app
from tracepile.commands.common import CommandError

FIRST = """def count_paths(grid, limit):
    rows, columns = len(grid), len(grid[0])
    best = [[0] * columns for _ in range(rows)]
    best[0][0] = 1
    for row in range(rows):
        for column in range(columns):
            if grid[row][column] > limit:
                best[row][column] = 0
            elif row:
                best[row][column] += best[row - 1][column]
    return best[-1][-1]
"""
RENAMED = FIRST
for name in ("count_paths", "grid", "limit", "rows", "columns", "best", "row", "column"):
    RENAMED = RENAMED.replace(f"{name}", f"{name[::-1]}_x")
OTHER = "def f(x):\n    while x > 1:\n        x = x // 2 if x % 2 == 0 else 3 * x + 1\n    return {'end': x, 'odd': x % 2}\n"
EGGS = (
    "Janet's ducks lay 16 eggs per day. She eats three for breakfast every morning and bakes muffins for her friends "
    "every day with four. She sells the remainder for $2 per fresh duck egg. How much does she make every day?"
)


def write(path: Path, ids: list[Any], texts: list[str | None]) -> str:
    pq.write_table(pa.table({"key": ids, "content": texts, "more": range(len(ids))}), path)
    return str(path)


def run(*arguments: str) -> None:
    result = CliRunner().invoke(app, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output


def test_dedup_of_code_gives_one_verdict_per_row(tmp_path: Path) -> None:
    codes = [FIRST, OTHER, f"# a remark\n{FIRST}", RENAMED, FIRST.replace("= 0\n", "= -1\n"), None, "", OTHER]
    source = write(tmp_path / "in.parquet", [f"r{at}" for at in range(len(codes))], codes)
    run("dedup", source, str(tmp_path / "out.parquet"), "--id", "key", "--code", "content")
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column_names == ["id", "cluster_id", "is_kept", "duplicate_of", "channel", "jaccard"]
    rows = table.to_pylist()
    assert [row["id"] for row in rows] == [f"r{at}" for at in range(len(codes))]
    verdicts = [(row["cluster_id"], row["is_kept"], row["duplicate_of"], row["channel"]) for row in rows]
    assert verdicts == [
        ("r0", True, None, None),
        ("r1", True, None, None),
        ("r0", False, "r0", "exact"),
        ("r0", False, "r0", "alpha"),
        ("r0", False, "r0", "minhash"),
        ("r5", True, None, None),
        ("r6", True, None, None),
        ("r1", False, "r1", "exact"),
    ]
    assert rows[2]["jaccard"] == 1.0
    assert 0.7 <= rows[4]["jaccard"] < 1


def test_dedup_of_text_keeps_the_type_of_ids_and_heeds_the_threshold(tmp_path: Path) -> None:
    texts = [EGGS, EGGS.replace(" ", "\n"), EGGS.replace("muffins", "cakes"), "Other words."]
    source = write(tmp_path / "in.parquet", [7, 8, 9, 10], texts)
    run("dedup", source, str(tmp_path / "out.parquet"), "--id", "key", "--text", "content")
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [(row["id"], row["duplicate_of"], row["channel"]) for row in rows] == [
        (7, None, None),
        (8, 7, "exact"),
        (9, 7, "minhash"),
        (10, None, None),
    ]
    run("dedup", source, str(tmp_path / "out.parquet"), "--id", "key", "--text", "content", "--threshold", "0.99")
    assert [row["is_kept"] for row in pq.read_table(tmp_path / "out.parquet").to_pylist()] == [True, False, True, True]


def test_decontaminate_writes_the_hits_alone(tmp_path: Path) -> None:
    for name, item in (
        ("eggs", {"id": "1", "prompt": EGGS, "solution": "18"}),
        ("paths", {"id": 2, "prompt": "Count.", "solution": FIRST}),
    ):
        (tmp_path / "benchmarks" / name).mkdir(parents=True)
        (tmp_path / "benchmarks" / name / "items.jsonl").write_text(json.dumps(item) + "\n")
    folder = str(tmp_path / "benchmarks")
    texts = write(tmp_path / "texts.parquet", ["a", "b", "c"], [f"Solve. {EGGS}", "Nothing.", None])
    run("decontaminate", texts, str(tmp_path / "out"), "--id", "key", "--text", "content", "--benchmarks", folder)
    table = pq.read_table(tmp_path / "out")
    assert table.column_names == ["id", "benchmark", "item_id", "rule", "coverage", "evidence"]
    (row,) = table.to_pylist()
    assert [row[name] for name in table.column_names[:5]] == ["a", "eggs", "1", "ngram", 1.0]
    assert "ducks lay 16 eggs" in row["evidence"]
    codes = write(tmp_path / "codes.parquet", [1, 2], [OTHER, RENAMED])
    run("decontaminate", codes, str(tmp_path / "out"), "--id", "key", "--code", "content", "--benchmarks", folder)
    assert [(row["id"], row["item_id"], row["rule"]) for row in pq.read_table(tmp_path / "out").to_pylist()] == [
        (2, "2", "code")
    ]


@pytest.mark.parametrize("command", ["dedup", "decontaminate"])
def test_mistakes_are_one_sentence_and_leave_no_file(tmp_path: Path, command: str) -> None:
    more = ["--benchmarks", str(tmp_path / "none")] if command == "decontaminate" else []
    source = write(tmp_path / "in.parquet", ["a"], ["x"])
    (tmp_path / "no.parquet").write_text("no")
    out = str(tmp_path / "out")
    for arguments, message in (
        ([source, out, "--id", "key"], "either --text"),
        ([source, out, "--id", "key", "--text", "content", "--code", "content"], "either --text"),
        ([source, out, "--id", "key", "--text", "nothing"], "no column 'nothing'; its columns are key, content, more"),
        ([source, out, "--id", "key", "--text", "more"], "not text"),
        ([str(tmp_path / "absent"), out, "--id", "key", "--text", "content"], "There is no file"),
        ([str(tmp_path / "no.parquet"), out, "--id", "key", "--text", "content"], "cannot be read as Parquet"),
    ):
        with pytest.raises(CommandError, match=message):
            run(command, *arguments, *more)
    if more:
        with pytest.raises(CommandError, match="no file or folder"):
            run(command, source, out, "--id", "key", "--text", "content", *more)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "no.parquet"]


def judge(path: Path, table: pa.Table, *options: str) -> list[dict[str, Any]]:
    pq.write_table(table, path / "in.parquet")
    run("dedup", str(path / "in.parquet"), str(path / "out.parquet"), *options)
    rows: list[dict[str, Any]] = pq.read_table(path / "out.parquet").to_pylist()
    return rows


def test_no_row_is_lost_for_its_id_or_its_type(tmp_path: Path) -> None:
    texts = ["a b c d", "a b c d", None, "e f g h", "e  f g h"]
    ids = pa.array([None, "x", "x", None, None])
    for table in (
        pa.table({"k 'ü\n": ids, "a.b": texts}),
        pa.table({"k 'ü\n": ids.dictionary_encode(), "a.b": pa.array(texts).dictionary_encode()}),
    ):
        rows = judge(tmp_path, table, "--id", "k 'ü\n", "--text", "a.b")
        assert [row["id"] for row in rows] == ids.to_pylist()
        assert [row["cluster_id"] for row in rows] == ["row 1", "row 1", "x", "row 4", "row 4"]
        assert [row["is_kept"] for row in rows] == [True, False, True, True, False]
    rows = judge(tmp_path, pa.table({"k": [1, 2], "t": pa.nulls(2)}), "--id", "k", "--text", "t")
    assert [row["is_kept"] for row in rows] == [True, True]
    empty = pa.table({"k": pa.array([], pa.int64()), "t": pa.array([], pa.string())})
    assert judge(tmp_path, empty, "--id", "k", "--code", "t") == []


def test_huge_and_odd_code_gets_a_verdict_like_any_other(tmp_path: Path) -> None:
    long_sum = f"def f(x):\n    return {' + '.join(['x'] * 700)}\n"
    codes = [
        long_sum,
        long_sum.replace("f(x)", "f( x )"),
        "(" * 5000,
        "\x00",
        f"x = '{'a' * 500_000}'",
        "def f(:",
        None,
        FIRST,
    ]
    table = pa.table({"k": range(len(codes)), "t": codes})
    assert [row["is_kept"] for row in judge(tmp_path, table, "--id", "k", "--code", "t")] == [True, False] + [True] * 6
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "items.jsonl").write_text(json.dumps({"id": 1, "prompt": "Count.", "solution": FIRST}) + "\n")
    out = str(tmp_path / "hits")
    run("decontaminate", str(tmp_path / "in.parquet"), out, "--id", "k", "--code", "t", "--benchmarks", str(tmp_path))
    assert {(row["id"], row["rule"]) for row in pq.read_table(out).to_pylist()} == {(len(codes) - 1, "code")}


@pytest.mark.parametrize("command", ["dedup", "decontaminate"])
def test_a_file_that_cannot_be_judged_is_left_as_it_is(tmp_path: Path, command: str) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "items.jsonl").write_text(json.dumps({"id": 1, "prompt": EGGS}) + "\n")
    more = ["--benchmarks", str(tmp_path / "b")] if command == "decontaminate" else []
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    columns = ["--id", "k", "--text", "t"]
    twice = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"]), pa.array(["c"])], names=["k", "t", "t"])
    pq.write_table(twice, source)
    with pytest.raises(CommandError, match="several columns 't'; rename"):
        run(command, str(source), str(out), *columns, *more)
    table = pa.table({"k": range(2_000), "t": [f"some text {at}" for at in range(2_000)]})
    pq.write_table(table, source, compression="none", use_dictionary=False)
    with pytest.raises(CommandError, match="is the input"):
        run(command, str(source), str(source), *columns, *more)
    assert pq.read_table(source) == table
    whole = source.read_bytes()
    source.write_bytes(whole[:4] + b"\xff" * 200 + whole[204:])  # the header of the first page
    with pytest.raises(CommandError, match="is damaged after row 0"):
        run(command, str(source), str(out), *columns, *more)
    assert not out.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "in.parquet"]
