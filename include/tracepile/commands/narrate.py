"""`tracepile narrate`: the runs of cases told step by step, every statement checked."""

import os
import sys
from enum import StrEnum
from typing import Annotated

import typer

from tracepile.commands.common import CommandError, read_settings
from tracepile.commands.jsonl import count_lines, read_lines, write_rows


class Mode(StrEnum):
    """Who writes the prose."""

    TEMPLATE = "template"
    SLOTS = "slots"
    ANCHORED = "anchored"


class Style(StrEnum):
    """How much is told, and in which form."""

    FULL = "full"
    COMPACT = "compact"
    SCRATCHPAD = "scratchpad"
    INLINE = "inline"
    RAW = "raw"


def narrate(
    source: Annotated[str, typer.Argument(metavar="IN", help="JSONL of cases {id, code, call|stdin}; - for stdin.")],
    target: Annotated[str, typer.Argument(metavar="OUT", help="JSONL of narrations; - for standard output.")],
    mode: Annotated[Mode, typer.Option("--mode", help="Who writes the prose.")] = Mode.TEMPLATE,
    style: Annotated[Style, typer.Option("--style", help="How much is told, in which form.")] = Style.FULL,
    seed: Annotated[int | None, typer.Option("--seed", help="Chooses the wording.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="Programs at a time; default: one a core.")] = None,
) -> None:
    """Run cases and write one narration per line; a run without an answer to explain gets none."""
    from tracepile.commands.recordings import map_recordings
    from tracepile.execution.configured import open_executor
    from tracepile.execution.executor import SandboxUnavailableError
    from tracepile.narrate.lines import show_narration

    settings = read_settings(profile="full", seed=seed)
    if mode is not Mode.TEMPLATE:
        raise CommandError(f"The mode {mode} is not built yet; use --mode template.")
    n_lines = count_lines(source)
    try:
        with open_executor(settings, jobs=jobs or len(os.sched_getaffinity(0))) as executor:
            rows = map_recordings(
                read_lines(source),
                executor,
                lambda line: None,
                lambda line, recording: show_narration(
                    recording, seed=settings.seed, style=style.value, max_tokens=settings.max_rationale_tokens
                ),
            )
            n_errors = write_rows(target, rows, n_rows=n_lines)
    except SandboxUnavailableError as error:
        raise CommandError(str(error), exit_code=1) from None
    if n_errors:
        sys.stderr.write(f"{n_errors} of the lines could not be read; their rows say why\n")
