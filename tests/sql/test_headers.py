"""Every file of `sql/` is one SELECT whose header tells the truth: what it reads, its parameters, what it returns.

A header is: a description, `-- reads:` with relations (a table of the schema by its name, any other as
`name (column TYPE, …)`), `-- params:` with `name TYPE` where there are any, `-- returns:` with `column TYPE` or
`the columns of <table>`. Types may be left out; a remark may stand in parentheses instead. An enumeration of texts is a VARCHAR.
"""

import itertools
import re
from dataclasses import dataclass

import duckdb
import pytest

from tracepile import sql
from tracepile.schema import REJECTS, TABLES
from tracepile.settings import resource_dir

FILES = sorted(path.relative_to(resource_dir("sql")).as_posix() for path in resource_dir("sql").rglob("*.sql"))

FIELDS = ("reads", "params", "returns")


@dataclass
class Header:
    description: str
    reads: dict[str, str | None]
    params: dict[str, str | None]
    returns: dict[str, str | None]


def split_list(text: str) -> list[str]:
    """Cut at the commas outside brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def read_header(text: str) -> Header:
    lines = list(itertools.takewhile(lambda line: line.startswith("--"), text.splitlines()))
    fields: dict[str, str] = {"description": ""}
    current = "description"
    for line in lines:
        found = re.match(rf"-- ({'|'.join(FIELDS)}):(.*)", line)
        if found:
            current, line = found[1], "--" + found[2]
        elif current != "description" and not line.startswith("--   "):
            current = "remark"
        fields[current] = fields.get(current, "") + " " + line.removeprefix("--").strip()
    reads = dict(read_item(item) for item in split_list(fields.get("reads", "")))
    params = dict(read_item(item) for item in split_list(fields.get("params", "")))
    whole = re.fullmatch(r"\s*the columns of (\w+)\s*", fields.get("returns", ""))
    items = TABLES[whole[1]].names if whole else split_list(fields.get("returns", ""))
    returns = dict(read_item(item) for item in items)
    return Header(fields["description"].strip(), reads, params, returns)


def read_item(item: str) -> tuple[str, str | None]:
    """Split `name TYPE`, `name (columns or remark)` or `name` into the name and the rest."""
    name, _, rest = item.partition(" ")
    return name, rest.strip() or None


def define(con: duckdb.DuckDBPyConnection, relation: str, columns: str | None) -> None:
    schema = REJECTS if relation == "rejects" else TABLES.get(relation)
    if columns is None:
        assert schema is not None, f"{relation} is no table of the schema: say which columns it has"
        con.register(relation, schema.empty_table())
    else:
        con.execute(f'CREATE TABLE "{relation}" {columns}')


def value_of(con: duckdb.DuckDBPyConnection, name: str, kind: str | None) -> list[object]:
    """Return values to try for a parameter: the right one if its type is given."""
    if kind is None or kind.startswith("("):
        return [1, "x", ["x"]]
    sample: object = {"VARCHAR": "x", "DATE": "2026-01-01", "BOOLEAN": True}.get(kind.removesuffix("[]"), 1)
    sample = [sample] if kind.endswith("[]") else sample
    con.sql(f"SELECT CAST(NULL AS {kind})")
    return [sample]


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    with duckdb.connect(":memory:") as connection:
        yield connection


@pytest.mark.parametrize("name", FILES)
def test_the_header_says_what_the_file_gives(con: duckdb.DuckDBPyConnection, name: str) -> None:
    header = read_header(sql.load(name))
    assert header.description, "the header begins with what the file gives"
    assert header.reads, "the header names the relations that the file reads"
    assert header.returns, "the header names the columns that the file returns"
    for relation, columns in header.reads.items():
        define(con, relation, columns)
    text = sql.load(name)
    for key in sorted({key.lower() for key in re.findall(r"(?i)AS (\w+_key)\)", text)}):
        con.execute(f"CREATE TYPE {key} AS ENUM ('x')")  # ids as enumerations, made where the file is used
    assert set(re.findall(r"\$(\w+)", text)) == set(header.params)
    choices = [value_of(con, param, kind) for param, kind in header.params.items()]
    failures = []
    for values in itertools.product(*choices):
        params = dict(zip(header.params, values, strict=True))
        try:
            relation = con.sql(text, params=params or None)
            break
        except duckdb.Error as error:
            failures.append(f"{params}: {error}")
    else:
        pytest.fail("\n".join(failures))
    names = (re.sub(r"ENUM\(.*\)", "VARCHAR", str(found)) for found in relation.types)
    types = dict(zip(relation.columns, names, strict=True))
    assert list(types) == list(header.returns)
    for column, stated in header.returns.items():
        if stated is not None and not stated.startswith("("):
            assert types[column] == str(con.sql(f"SELECT CAST(NULL AS {stated})").types[0]), column


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_one_select_that_changes_nothing(name: str) -> None:
    (statement,) = duckdb.extract_statements(sql.load(name))
    assert statement.type == duckdb.StatementType.SELECT


@pytest.mark.parametrize("name", FILES)
def test_the_header_reads_no_more_than_the_file(name: str) -> None:
    text = sql.load(name)
    body = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    unused = [relation for relation in read_header(text).reads if not re.search(rf"\b{relation}\b", body)]
    assert unused == []


def test_there_are_files() -> None:
    assert {"curate/duplicates.sql", "assemble/verdicts.sql"} <= set(FILES)


def test_a_header_is_read_with_its_nested_types() -> None:
    header = read_header(
        "-- What\n-- it is.\n-- reads: runs, own (a INTEGER,\n--   b STRUCT(c INTEGER, d VARCHAR)[]), rejects\n"
        "-- params: n INTEGER, share (0-1)\n-- returns: x VARCHAR, y (a remark, with a comma), z\n-- A remark.\nSELECT 1"
    )
    assert header.description == "What it is."
    assert header.reads == {"runs": None, "own": "(a INTEGER, b STRUCT(c INTEGER, d VARCHAR)[])", "rejects": None}
    assert header.params == {"n": "INTEGER", "share": "(0-1)"}
    assert header.returns == {"x": "VARCHAR", "y": "(a remark, with a comma)", "z": None}
