"""`tracepile verify`: every statement of a rationale against a fresh run of its case."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracepile.commands.common import CommandError, read_settings
from tracepile.commands.jsonl import count_lines, read_lines, write_rows
from tracepile.machine import count_cpus

if TYPE_CHECKING:
    from tracepile.commands.recordings import CaseLine
    from tracepile.execution.model import Recording

MODES = ("template", "slots", "anchored")


def verify(
    source: Annotated[
        str, typer.Argument(metavar="IN", help="JSONL of cases with `mode` and `rationale`; - for standard input.")
    ],
    target: Annotated[str, typer.Argument(metavar="OUT", help="JSONL of verdicts; - for standard output.")],
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="Programs at a time; default: one a core.")] = None,
) -> None:
    """Run cases again and check what their rationales state; a rejected rationale is a row, not an error."""
    from tracepile.commands.recordings import map_recordings
    from tracepile.execution.configured import open_executor
    from tracepile.execution.executor import SandboxUnavailableError

    settings = read_settings(profile="full")
    n_lines = count_lines(source)
    try:
        with open_executor(settings, jobs=jobs or count_cpus()) as executor:
            rows = map_recordings(read_lines(source), executor, check_fields, show_verdict)
            n_errors = write_rows(target, rows, n_rows=n_lines)
    except SandboxUnavailableError as error:
        raise CommandError(str(error), exit_code=1) from None
    if n_errors:
        sys.stderr.write(f"{n_errors} of the lines could not be read; their rows say why\n")


def check_fields(line: "CaseLine") -> None:
    """Raise LineError when the mode or the rationale of a line is missing or wrong."""
    from tracepile.trace.cases import LineError

    row_id = line.named.row_id
    for name, kind, words in (("mode", str, "a string"), ("rationale", dict, "an object")):
        if line.fields.get(name) is None:
            raise LineError("missing_field", f"The field `{name}` is missing.", row_id)
        if not isinstance(line.fields[name], kind):
            raise LineError("bad_type", f"The field `{name}` must be {words}.", row_id)
    if line.fields["mode"] not in MODES:
        raise LineError("bad_type", f"The field `mode` must be one of {', '.join(MODES)}.", row_id)


def show_verdict(line: "CaseLine", recording: "Recording") -> dict[str, Any]:
    """Return the verdict on one line's rationale as the fields of a row."""
    from tracepile.narrate.narrator import answer_of
    from tracepile.narrate.written import verify_json

    verdict = verify_json(recording, line.fields["rationale"], answer_of(recording), mode=line.fields["mode"])
    return verdict.to_dict()
