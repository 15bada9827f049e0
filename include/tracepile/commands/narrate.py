"""`tracepile narrate`: the runs of cases told step by step, every statement checked."""

import sys
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from tracepile.commands.common import CommandError, read_settings
from tracepile.commands.jsonl import count_lines, read_lines, write_rows
from tracepile.machine import count_cpus

if TYPE_CHECKING:
    from tracepile.execution.model import Recording
    from tracepile.settings import Settings

_RECORDING: Final = "recording"
_GROUP: Final = 500
"""Recordings that are held at once when a model is asked: enough to keep a server busy."""


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
    from tracepile.llm import DeploymentError, ServerNotReadyError
    from tracepile.narrate.lines import show_narration

    settings = read_settings(profile="full", seed=seed, narration_mode=mode.value, narration_style=style.value)
    n_lines = count_lines(source)
    try:
        with open_executor(settings, jobs=jobs or count_cpus()) as executor:
            rows = map_recordings(
                read_lines(source),
                executor,
                lambda line: None,
                lambda line, recording: (
                    show_narration(
                        recording, seed=settings.seed, style=style.value, max_tokens=settings.max_rationale_tokens
                    )
                    if mode is Mode.TEMPLATE
                    else {_RECORDING: recording}
                ),
            )
            if mode is not Mode.TEMPLATE:
                rows = ask_model(rows, settings)
            n_errors = write_rows(target, rows, n_rows=n_lines)
    except (SandboxUnavailableError, ServerNotReadyError) as error:
        raise CommandError(str(error), exit_code=1) from None
    except DeploymentError as error:
        raise CommandError(str(error)) from None
    if n_errors:
        sys.stderr.write(f"{n_errors} of the lines could not be read; their rows say why\n")


def ask_model(rows: "Iterator[dict[str, Any]]", settings: "Settings") -> "Iterator[dict[str, Any]]":
    """Yield the rows in order, those that hold a recording as what a model wrote about it."""
    from tracepile.llm import Client
    from tracepile.narrate.lines import show_written
    from tracepile.narrate.written import write_recordings

    with Client(settings) as client:
        while group := list(islice(rows, _GROUP)):
            recordings: list[Recording] = [row[_RECORDING] for row in group if _RECORDING in row]
            told = iter(write_recordings(recordings, client, settings))
            for row in group:
                recording = row.pop(_RECORDING, None)
                yield row if recording is None else {**row, **show_written(recording, next(told), settings)}
