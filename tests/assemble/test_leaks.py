"""The query that proves that splits are sound finds every planted leak."""

import duckdb
import pyarrow as pa
import pytest

from tracepile import sql

PROGRAMS = pa.table({"program_id": ["a", "b", "c", "d"], "problem_id": ["p", "p", None, None]})


def find_leaks(pairs: list[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    with duckdb.connect(":memory:") as con:
        con.register("programs", PROGRAMS)
        con.register("samples", pa.table({"family_id": [f for f, _ in pairs], "split": [s for _, s in pairs]}))
        rows = sql.query(con, "assemble/family_split_leaks.sql").to_pylist()
    return [(row["family_id"], row["splits"]) for row in rows]


def test_sound_splits_have_no_leaks() -> None:
    assert find_leaks([("a", "train"), ("a", "train"), ("b", "train"), ("c", "test"), ("d", "validation")]) == []


@pytest.mark.parametrize(
    ("planted", "leaking"),
    [
        ([("c", "test")], [("c", ["test", "train"])]),  # one family in two splits
        ([("b", "test")], [("a", ["test", "train"]), ("b", ["test", "train"])]),  # another solution of the problem
        ([("unknown", "train"), ("unknown", "test")], [("unknown", ["test", "train"])]),
    ],
)
def test_a_planted_leak_is_found(planted: list[tuple[str, str]], leaking: list[tuple[str, list[str]]]) -> None:
    sound = [("a", "train"), ("c", "train"), ("d", "test")]
    assert find_leaks(sound + planted) == leaking
