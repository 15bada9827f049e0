"""Finds every question that can be asked about the runs of a batch: the SQL of all kinds over one set of relations."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from tracepile import sql
from tracepile.ask.kinds import KINDS, Kind
from tracepile.schema import TABLES
from tracepile.settings import Settings

MAX_COUNT: Final = 25
"""The largest visit, call or iteration that a question names: nobody counts further."""

_IDS: Final = ("trace_id", "program_id")
"""Ids that become enumerations, numbers that stand for texts: sorting and joining a million events by ids of 64
characters takes twice the time."""

_DERIVED: Final = ("traces", "frames", "steps", "changes", "literals", "bindings", "histories", "iterations")
"""Files of `sql/ask/relations/`, each over those before it."""

CANDIDATES: Final = pa.schema(
    [
        ("kind", pa.string()),
        ("trace_id", pa.string()),
        ("program_id", pa.string()),
        ("scope", pa.int32()),
        ("shown_call", pa.int32()),
        ("step", pa.int32()),
        ("line", pa.int32()),
        ("visit", pa.int32()),
        ("variable", pa.string()),
        ("detail", pa.string()),
        ("answer", pa.string()),
        ("answer_type", pa.string()),
        ("draw", pa.string()),
    ]
)
"""One possible question. `step`, `line`, `visit`, `variable`: see `kinds`. `scope` and `shown_call` say which call of
which function the wording names (null: it need not), `detail` is the value that `first_visit_when` names, and `draw`
ranks the candidates: a hash of the seed, the run and the place."""


def find_candidates(
    runs: pa.Table | Sequence[Path],
    events: pa.Table | Sequence[Path],
    relations: Mapping[str, pa.Table],
    settings: Settings,
    kinds: Sequence[Kind] = KINDS,
) -> pa.Table:
    """Return the candidates of all runs (columns of `CANDIDATES`), at most `questions_per_run` of each kind and run.

    `relations` are those of `code.build_relations`, with the programs of all runs.
    """
    params: dict[str, Any] = {
        "seed": str(settings.seed),
        "per_run": settings.questions_per_run,
        "max_count": MAX_COUNT,
    }
    given: dict[str, tuple[pa.Table | Sequence[Path], pa.Schema]] = {
        "runs": (runs, TABLES["runs"]),
        "events": (events, TABLES["events"]),
        **{name: (table, table.schema) for name, table in relations.items()},
    }
    with sql.connect(settings) as con:
        for name, (data, schema) in given.items():
            sql.define(con, f"given_{name}", data, schema)
        for column in _IDS:
            con.execute(f"CREATE TYPE {column} AS ENUM (SELECT DISTINCT {column} FROM given_runs ORDER BY ALL)")  # noqa: S608
        for name, (_, schema) in given.items():
            ids = ", ".join(f"try_cast({column} AS {column}) AS {column}" for column in _IDS if column in schema.names)
            con.execute(f'CREATE VIEW "{name}" AS SELECT * REPLACE ({ids}) FROM given_{name}')  # noqa: S608
        for name in _DERIVED:
            con.execute(f'CREATE TEMP TABLE "{name}" AS {sql.load(f"ask/relations/{name}.sql")}')
        return pa.concat_tables([_find_kind(con, kind, params) for kind in kinds])


def _find_kind(con: duckdb.DuckDBPyConnection, kind: Kind, params: Mapping[str, Any]) -> pa.Table:
    text = sql.load(kind.file)
    found = sql.query(con, kind.file, {name: value for name, value in params.items() if f"${name}" in text})
    columns = {name: found.column(name) for name in found.column_names}
    columns["kind"] = pa.array([kind.name] * found.num_rows, pa.string())
    absent = {field.name: pa.nulls(found.num_rows, field.type) for field in CANDIDATES}
    return pa.table([{**absent, **columns}[field.name].cast(field.type) for field in CANDIDATES], schema=CANDIDATES)
