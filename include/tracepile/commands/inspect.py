"""`tracepile inspect`: a row's whole story, from its source to the release, or to where and why it ended."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table

from tracepile.browse import Snapshot, UnknownRowError, tell_story
from tracepile.commands.common import CommandError, JsonOption, StoreOption, open_store_option, print_json, user_errors


def inspect(
    wanted: Annotated[str, typer.Argument(metavar="ID", help="An id of any table, its beginning, or a source_ref.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell a row's whole story: source, trace, rationale, verdicts, why kept or dropped."""
    settings, tables = open_store_option(store)
    with user_errors():
        try:
            story = tell_story(Snapshot.latest(tables, settings), wanted)
        except UnknownRowError as error:
            raise CommandError(str(error)) from None
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
        for line in _describe_generation(row):
            console.print(line, markup=False, highlight=False)
    for row in story["samples"]:
        console.print(f"sample {row['sample_id'][:12]}: {row['config']}/{row['split']}, {row['n_tokens']} tokens")
    for row in story["rejects"]:
        evidence = f" {_short(row['evidence'], 200)}" if row["evidence"] else ""
        where = "" if row["row_id"] == story["family_id"] else f" {row['row_id'][:12]}"
        console.print(
            f"{row['stage']}{where}: {row['end']} as {row['reason']}: {row['message']}{evidence}", markup=False
        )


def _describe_generation(row: dict[str, Any]) -> Iterator[str]:
    """Yield what a model was asked for a rationale, and which of its texts were refused; nothing without a model."""
    asked = row.get("generation")
    if not asked:
        return
    end = f"{asked['end']} ({asked['reason']})" if asked["reason"] else asked["end"]
    yield f"asked of {asked['model'] or 'a model'} as {asked['mode']}: {end}, {asked['n_repairs']} repairs"
    for failed in row.get("failed_texts") or []:
        yield f"  refused: {_short(failed['text'], 100)}"
        yield f"  because: {_short(failed['reasons'], 200)}"


def _short(text: str | None, width: int) -> str:
    line = json.dumps(text, ensure_ascii=False)[1:-1] if text else ""
    return line if len(line) <= width else line[: width - 1] + "…"
