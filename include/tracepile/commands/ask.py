"""`tracepile ask`: questions about what variables, lines and calls do in the runs of cases."""

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from tracepile.commands.common import CommandError, read_settings
from tracepile.commands.jsonl import count_lines, read_lines, write_rows
from tracepile.machine import count_cpus

if TYPE_CHECKING:
    from tracepile.execution.executor import Executor
    from tracepile.execution.model import Recording
    from tracepile.settings import Settings
    from tracepile.trace.cases import NamedCase

_CHUNK: Final = 64
"""Cases that are asked about together: the kinds of their questions are balanced."""


def ask(
    source: Annotated[str, typer.Argument(metavar="IN", help="JSONL of cases {id, code, call|stdin}; - for stdin.")],
    target: Annotated[str, typer.Argument(metavar="OUT", help="JSONL of questions; - for standard output.")],
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="Programs at a time; default: one a core.")] = None,
    questions: Annotated[int, typer.Option("--questions", min=1, help="Questions about a case at most.")] = 12,
    seed: Annotated[int | None, typer.Option("--seed", help="Draws the questions and their words.")] = None,
) -> None:
    """Run cases and ask about what happened in them; a run that has nothing worth asking gives no row."""
    from tracepile.execution.configured import open_executor
    from tracepile.execution.executor import SandboxUnavailableError

    settings = read_settings(profile="full", seed=seed, questions_per_run=questions, question_kind_share=1.0)
    n_lines = count_lines(source)
    try:
        with open_executor(settings, jobs=jobs or count_cpus()) as executor:
            n_errors = write_rows(target, ask_lines(read_lines(source), executor, settings), n_rows=n_lines)
    except SandboxUnavailableError as error:
        raise CommandError(str(error), exit_code=1) from None
    if n_errors:
        sys.stderr.write(f"{n_errors} of the lines could not be read; their rows say why\n")


def ask_lines(lines: Iterable[bytes], executor: "Executor", settings: "Settings") -> Iterator[dict[str, Any]]:
    """Yield the questions about the case of each line, and an error row in the place of a bad line."""
    from tracepile.trace.cases import LineError, read_case

    numbered = enumerate(lines, start=1)
    while chunk := list(islice(numbered, _CHUNK)):
        entries: list[NamedCase | dict[str, Any]] = []
        for number, line in chunk:
            try:
                entries.append(read_case(line))
            except LineError as error:
                fault = {"code": error.code, "message": str(error)}
                entries.append({"id": error.row_id, "line": number, "error": fault})
        named = [entry for entry in entries if not isinstance(entry, dict)]
        asked = iter(_ask_cases(named, executor, settings))
        for entry in entries:
            yield from [entry] if isinstance(entry, dict) else next(asked)


def _ask_cases(named: list["NamedCase"], executor: "Executor", settings: "Settings") -> list[list[dict[str, Any]]]:
    """Return the questions about each case."""
    from tracepile.ask.code import read_program
    from tracepile.ask.questions import ask_runs
    from tracepile.execution.recording import event_rows
    from tracepile.schema import content_id, table_of

    recordings = list(executor.record(each.case for each in named))
    keys = []
    for number, each in enumerate(named):
        key = content_id(each.row_id, each.case.code, each.case.call, each.case.stdin)
        keys.append(key if key not in keys else content_id(key, number))
    runs: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    programs = {}
    for key, recording in zip(keys, recordings, strict=True):
        try:
            programs[key] = read_program(key, recording.case.code)
        except (SyntaxError, ValueError, RecursionError):
            continue  # it has no run that could be asked about
        runs.append(_run_row(key, recording))
        events += [{"trace_id": key, **row} for row in event_rows(recording)]
    found = ask_runs(table_of("runs", runs), table_of("events", events), programs, settings) if runs else {}
    fields = ("question_id", "kind", "question", "answer", "answer_type", "context")
    return [
        [{"id": each.row_id, **{name: row[name] for name in fields}} for row in found.get(key, [])]
        for key, each in zip(keys, named, strict=True)
    ]


def _run_row(key: str, recording: "Recording") -> dict[str, Any]:
    """Return what the questions need of a row of `runs`."""
    case = recording.case
    return {
        "trace_id": key,
        "program_id": key,
        "input": case.call if case.stdin is None else case.stdin,
        "input_kind": "call" if case.stdin is None else "stdin",
        "outcome": recording.outcome.value,
        "result": recording.result,
        "is_truncated": recording.truncated,
        "receipt": {"python": recording.receipt.python},
    }
