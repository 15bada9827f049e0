"""`tracepile inspect`: a row's whole story, from its source to the release, or to where and why it ended."""

import json
from typing import Annotated, Any

import duckdb
import typer
from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table

from tracepile import sql
from tracepile.commands.common import CommandError, JsonOption, StoreOption, open_store_option, print_json, user_errors
from tracepile.schema import REJECTS, TABLES
from tracepile.settings import Settings
from tracepile.store import Store

STORY = ("programs", "curated", "variants", "runs", "questions", "rationales", "samples")
"""Tables in the order in which a program walks through them."""

IDS = {
    "programs": ("program_id", "source_ref"),
    "curated": ("program_id",),
    "variants": ("program_id",),
    "runs": ("trace_id", "input_id"),
    "questions": ("question_id",),
    "rationales": ("rationale_id",),
    "samples": ("sample_id",),
}
"""By which columns a row of each table can be asked for."""


def _query(con: duckdb.DuckDBPyConnection, text: str, *params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = con.sql(text, params=list(params)).to_arrow_table().to_pylist()
    return found


def find_family(con: duckdb.DuckDBPyConnection, wanted: str) -> tuple[str, str, str]:
    """Return (table, id, family_id) of the row whose id is `wanted` or starts with it; raise `CommandError` if none.

    A rejected row counts too: its id leads to the program it came from (family_id is empty for a rejected source row).
    """
    hits: dict[str, tuple[str, str, str]] = {}
    for table, columns in IDS.items():
        for column in columns:
            for row in _query(
                con,
                f"SELECT DISTINCT {column} AS id, family_id FROM {table} WHERE starts_with({column}, ?) LIMIT 3",  # noqa: S608
                wanted,
            ):
                hits.setdefault(row["id"], (table, row["id"], row["family_id"]))
    for row in _query(con, "SELECT row_id, program_id FROM rejects WHERE starts_with(row_id, ?) LIMIT 3", wanted):
        hits.setdefault(row["row_id"], ("rejects", row["row_id"], row["program_id"] or ""))
    exact = [hit for key, hit in hits.items() if key == wanted]
    if not hits:
        raise CommandError(
            f"No row has the id {wanted!r}; give an id (or its beginning) of any table, or a source_ref."
        )
    if not exact and len(hits) > 1:
        raise CommandError(
            f"The beginning {wanted!r} fits several ids ({', '.join(sorted(hits)[:3])} …); give more of it."
        )
    return (exact or list(hits.values()))[0]


def tell_story(store: Store, settings: Settings, wanted: str) -> dict[str, Any]:
    """Return everything the tables say of one row and of the program it belongs to.

    Keys: id, table, family_id, program (its row, inputs included), curated, variants, runs, questions, rationales,
    samples (rows as dicts; only those of the row's own run when it belongs to one), rejects (why what was dropped).
    """
    with sql.connect(settings) as con:
        rejects = []
        for table in STORY:
            shards = store.latest(table).shards
            sql.define(con, table, store.paths(table, shards), TABLES[table])
            rejects += store.paths(f"{table}.rejects", shards)
        sql.define(con, "rejects", rejects, REJECTS)
        table, found, family = find_family(con, wanted)
        family = family or found
        # A variant's rejects name the variant, which leads to the family.
        parent = _query(con, "SELECT family_id FROM variants WHERE program_id = ?", family)
        family = parent[0]["family_id"] if parent else family
        trace = ""
        if table in {"runs", "questions", "rationales", "samples"}:
            key = IDS[table][0]
            ids = "input_id = ? OR trace_id" if table == "runs" else key
            params = [found, found] if table == "runs" else [found]
            trace = _query(con, f"SELECT trace_id FROM {table} WHERE {ids} = ?", *params)[0]["trace_id"]  # noqa: S608
        story: dict[str, Any] = {"id": found, "table": table, "family_id": family}
        for name in STORY:
            text = f"SELECT * FROM {name} WHERE family_id = ?"  # noqa: S608
            if trace and "trace_id" in TABLES[name].names:
                rows = _query(con, f"{text} AND trace_id = ?", family, trace)
            else:
                rows = _query(con, text, family)
            story[name] = rows
        story["program"] = next(iter(story.pop("programs")), None)
        own = {family, found, trace} | {row["program_id"] for row in story["variants"]}
        own |= {row[key] for name in STORY[3:] for row in story[name] for key in IDS[name]}
        story["rejects"] = _query(
            con,
            "SELECT * FROM rejects WHERE list_contains(?, row_id) OR list_contains(?, program_id)",
            sorted(own),
            sorted(own),
        )
    return story


def inspect(
    wanted: Annotated[str, typer.Argument(metavar="ID", help="An id of any table, its beginning, or a source_ref.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell a row's whole story: source, trace, rationale, verdicts, why kept or dropped."""
    settings, tables = open_store_option(store)
    with user_errors():
        story = tell_story(tables, settings, wanted)
    if as_json:
        print_json(story)
    else:
        print_story(story, Console(highlight=False))


def print_story(story: dict[str, Any], console: Console) -> None:
    """Write a story for people to read."""
    program = story["program"]
    console.print(f"[bold]{story['table']}[/] {story['id']}")
    if program:
        console.rule(f"{program['title'] or 'program'} · {program['domain']}", align="left")
        console.print(f"{program['source']} · {program['source_ref']} · {program['licence']}", markup=False)
        console.print(Syntax(program["code"], "python", line_numbers=True, background_color="default"))
    for row in story["curated"]:
        overlaps = ", ".join(f"{hit['benchmark']} {hit['coverage']:.2f}" for hit in row["overlaps"] or [])
        console.print(f"curated: kept{'; overlaps ' + overlaps if overlaps else ''}", markup=False)
    for row in story["variants"]:
        console.print(f"variant {row['program_id'][:12]}: {' → '.join(row['rewrite_chain'])}", markup=False)
    if story["runs"]:
        runs = Table("run", "input", "outcome", "result", "events", "receipt", title="runs", title_justify="left")
        for row in story["runs"]:
            shown = row["result"] if row["result"] is not None else row["stdout"]
            receipt = row["receipt"]
            runs.add_row(
                row["trace_id"][:12],
                _short(row["input"], 48),
                row["outcome"],
                _short(shown, 48),
                f"{row['n_events']}{' (truncated)' if row['is_truncated'] else ''}",
                f"{receipt['tracer']} py{receipt['python']} {(receipt['trace_sha256'] or '')[:8]}",
            )
        console.print(runs)
    for row in story["rationales"]:
        console.rule(f"rationale {row['rationale_id'][:12]} · {row['level']} · {row['n_claims']} claims", align="left")
        question = next((q for q in story["questions"] if q["question_id"] == row["question_id"]), None)
        if question:
            console.print(question["question"], style="italic", markup=False)
        console.print(row["text"], markup=False)
    for row in story["samples"]:
        console.print(f"sample {row['sample_id'][:12]}: {row['config']}/{row['split']}, {row['n_tokens']} tokens")
    for row in story["rejects"]:
        evidence = f" {_short(row['evidence'], 200)}" if row["evidence"] else ""
        where = "" if row["row_id"] == story["family_id"] else f" {row['row_id'][:12]}"
        console.print(
            f"{row['stage']}{where}: {row['end']} as {row['reason']}: {row['message']}{evidence}", markup=False
        )


def _short(text: str | None, width: int) -> str:
    line = json.dumps(text, ensure_ascii=False)[1:-1] if text else ""
    return line if len(line) <= width else line[: width - 1] + "…"
