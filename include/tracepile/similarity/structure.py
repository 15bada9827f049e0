"""What programs are built of: the constructs in their syntax trees, how many branches they have, how deep they nest."""

import ast
from collections.abc import Iterator
from typing import Any, Final

import duckdb
import pyarrow as pa

STRUCTURES: Final = pa.schema(
    [
        ("program_id", pa.string()),
        ("code", pa.string()),
        ("features", pa.list_(pa.string())),
        ("n_branches", pa.int32()),
        ("nesting", pa.int32()),
    ]
)
"""One row per program that has samples. features: the constructs it uses, sorted; n_branches: conditions and loops;
nesting: the most compound statements that stand inside one another."""

_CONSTRUCTS: Final[tuple[tuple[str, tuple[type[ast.AST], ...]], ...]] = (
    ("for loop", (ast.For, ast.AsyncFor)),
    ("while loop", (ast.While,)),
    ("branch", (ast.If, ast.Match)),
    ("conditional expression", (ast.IfExp,)),
    ("comprehension", (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)),
    ("exception handling", (ast.Try, ast.TryStar, ast.Raise)),
    ("class", (ast.ClassDef,)),
    ("lambda", (ast.Lambda,)),
    ("generator", (ast.Yield, ast.YieldFrom)),
    ("slice", (ast.Slice,)),
    ("dictionary or set", (ast.Dict, ast.DictComp, ast.Set, ast.SetComp)),
    ("formatted text", (ast.JoinedStr,)),
    ("tuple", (ast.Tuple,)),
)
_COMPOUND: Final = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.Match, ast.Try, ast.TryStar, ast.With)


def read_structures(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return the structure of every program in the relation `samples` (columns of `STRUCTURES`)."""
    query = "SELECT program_id, any_value(code) AS code FROM samples GROUP BY program_id ORDER BY program_id"
    rows = con.sql(query).to_arrow_table().to_pylist()
    return pa.Table.from_pylist([{**row, **describe_structure(row["code"])} for row in rows], schema=STRUCTURES)


def describe_structure(code: str) -> dict[str, Any]:
    """Return features, n_branches and nesting of a program; of one that does not parse, nothing."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {"features": [], "n_branches": 0, "nesting": 0}
    nodes = list(ast.walk(tree))
    used = {type(node) for node in nodes}
    found = {name for name, types in _CONSTRUCTS if used & set(types)}
    if any(_calls_itself(node) for node in nodes):
        found.add("recursion")
    n_branches = sum(isinstance(node, ast.If | ast.IfExp | ast.For | ast.While) for node in nodes)
    return {"features": sorted(found), "n_branches": n_branches, "nesting": max(_depths(tree, 0), default=0)}


def _calls_itself(node: ast.AST) -> bool:
    if not isinstance(node, ast.FunctionDef):
        return False
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return any(
        (isinstance(each, ast.Name) and each.id == node.name)
        or (isinstance(each, ast.Attribute) and each.attr == node.name)
        for each in calls
    )


def _depths(node: ast.AST, depth: int) -> Iterator[int]:
    pending = [(node, depth)]
    while pending:
        each, outer = pending.pop()
        own = outer + isinstance(each, _COMPOUND)
        yield own
        pending.extend((child, own) for child in ast.iter_child_nodes(each))
