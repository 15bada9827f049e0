"""`tracepile trace`: run cases in the sandbox and record what they did."""

import sys
from typing import Annotated

import typer

from tracepile.commands.common import CommandError, read_settings
from tracepile.commands.jsonl import count_lines, read_lines, write_rows
from tracepile.machine import count_cpus


def trace(
    source: Annotated[str, typer.Argument(metavar="IN", help="JSONL of cases {id, code, call|stdin}; - for stdin.")],
    target: Annotated[str, typer.Argument(metavar="OUT", help="JSONL of recordings; - for standard output.")],
    events: Annotated[bool, typer.Option("--events", help="Write the events as well.")] = False,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="Programs at a time; default: one a core.")] = None,
    max_events: Annotated[int | None, typer.Option("--max-events", min=1, help="Events kept of a run.")] = None,
    reference: Annotated[
        bool, typer.Option("--reference", help="Use the reference tracer: slow, to check the fast one.")
    ] = False,
) -> None:
    """Run cases in the sandbox, twice each, and write one recording per line, in the order of the input."""
    from tracepile.execution.configured import open_executor
    from tracepile.execution.executor import SandboxUnavailableError, Tracer
    from tracepile.trace.cases import trace_lines

    settings = read_settings(profile="full", max_events=max_events)  # one file is never cut down to a sample
    n_lines = count_lines(source)
    tracer: Tracer = "reference" if reference else "fast"
    try:
        with open_executor(settings, jobs=jobs or count_cpus()) as executor:
            rows = trace_lines(read_lines(source), executor, with_events=events, tracer=tracer)
            n_errors = write_rows(target, rows, n_rows=n_lines)
    except SandboxUnavailableError as error:
        raise CommandError(str(error), exit_code=1) from None
    if n_errors:
        sys.stderr.write(f"{n_errors} of the lines could not be read; their rows say why\n")
