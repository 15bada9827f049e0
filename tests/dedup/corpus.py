"""A corpus with planted duplicates, in several files; and both ways to deduplicate it."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from typer.testing import CliRunner

from tracepile.cli import app
from tracepile.dedup import Options, find_pairs, join_rows, number_rows, plan_job, sign_group
from tracepile.settings import Settings
from tracepile.store import Objects

COLUMNS = ["id", "cluster_id", "is_kept", "duplicate_of", "channel", "jaccard"]
NAMES = ("alpha", "beta", "gamma", "delta", "count", "total", "best", "left", "right", "index")


def make_rows(n: int = 120, seed: int = 4) -> list[dict[str, Any]]:
    """Programs of which half come from an earlier one: copied, commented, renamed, edited; some broken or missing."""
    dice = random.Random(seed)
    codes: list[str | None] = []
    while len(codes) < n:
        earlier = dice.choice(codes) if codes else None
        if earlier is None or dice.random() < 0.5:
            codes.append(dice.choice([None, "", "(" * 9, "def f(:"]) if dice.random() < 0.05 else _write(dice))
            continue
        how = dice.randrange(5)
        if how == 0:
            codes.append(earlier)
        elif how == 1:
            codes.append(f"# {dice.random()}\n{earlier}")
        elif how == 2:
            codes.append(_rename(earlier, dice))
        elif how == 3:
            codes.append(earlier.replace(str(dice.randrange(10)), str(dice.randrange(10, 99)), 1))
        else:
            codes.append("\n\n".join([earlier, _write(dice)]))
    return [{"key": f"row-{at}" if at % 17 else None, "content": code} for at, code in enumerate(codes)]


def _write(dice: random.Random) -> str:
    lines = [f"def f{dice.randrange(1000)}({dice.choice(NAMES)}, limit):"]
    for _ in range(dice.randrange(4, 14)):
        one, other = dice.sample(NAMES, 2)
        operator, number = dice.choice("+-*%"), dice.randrange(30)
        lines.append(
            dice.choice([f"    {one} = {other} {operator} {number}", f"    if {one} > limit: {other} -= {number}"])
        )
    return "\n".join([*lines, f"    return {dice.choice(NAMES)}"])


def _rename(code: str, dice: random.Random) -> str:
    for name in NAMES:
        code = code.replace(name, f"{name[::-1]}_{dice.randrange(100)}")
    return code


def write_corpus(folder: Path, rows: list[dict[str, Any]]) -> None:
    """Write rows into files of three kinds; their order is that of the files' names."""
    cuts = [0, 3, 50, 50, 80, 81, len(rows)]
    names = ["a.parquet", "b-late/x.jsonl", "b/empty.parquet", "b/part.jsonl", "c.parquet", "d.parquet"]
    for name, start, stop in zip(names, cuts, cuts[1:], strict=False):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = rows[start:stop]
        if name.endswith(".parquet"):
            schema = pa.schema([("key", pa.string()), ("more", pa.int32()), ("content", pa.large_string())])
            pq.write_table(pa.Table.from_pylist([{**row, "more": 1} for row in part], schema=schema), path)
        else:
            path.write_text("".join(json.dumps(row) + "\n" for row in part))
    (folder / "README.md").write_text("No file of rows.")


def options_for(source: str, **changes: Any) -> Options:
    given = {"source": source, "id_column": "key", "column": "content", "is_code": True, "threshold": 0.7}
    return Options(**{**given, **changes})


def run_job(
    objects: Objects, settings: Settings, options: Options, *, run: str = "one", dice: random.Random | None = None
) -> dict[str, Any]:
    """Run all steps; with dice the tasks of a step come in any order, and some of them twice."""

    def mix(items: list[Any]) -> Iterator[Any]:
        if dice is not None:
            items = dice.sample(items, len(items)) + dice.sample(items, len(items) // 2)
        yield from items

    groups = plan_job(objects, settings, options, run)
    for group in mix(groups):
        sign_group(objects, group)
    for band in mix(number_rows(objects, groups[0]["job"])):
        find_pairs(objects, settings, band)
    return join_rows(objects, settings, groups[0]["job"])


def run_command(folder: Path, rows: list[dict[str, Any]], *options: str) -> pa.Table:
    """Return what `tracepile dedup` says of the rows as one file."""
    source, target = folder / "all.parquet", folder / "verdicts-of-the-command.parquet"
    schema = pa.schema([("key", pa.string()), ("content", pa.string())])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), source)
    result = CliRunner().invoke(app, ["dedup", str(source), str(target), "--id", "key", *options])
    assert result.exit_code == 0, result.output
    return pq.read_table(target)


def read_verdicts(objects: Objects, report: dict[str, Any]) -> pa.Table:
    return pq.read_table(objects.fetch(f"dedup/{report['job']}/verdicts.parquet"))
