"""`tracepile equivalent`: test whether pairs of programs behave the same."""

import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from tracepile.commands.common import CommandError, read_settings
from tracepile.commands.jsonl import count_lines, read_lines, write_rows
from tracepile.commands.programs import NamedPrograms, map_lines
from tracepile.machine import count_cpus


def equivalent(
    source: Annotated[str, typer.Argument(metavar="IN", help="JSONL of {id, a, b, calls|stdins}; - for stdin.")],
    target: Annotated[str, typer.Argument(metavar="OUT", help="JSONL of verdicts; - for standard output.")],
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="Programs at a time; default: one a core.")] = None,
    inputs: Annotated[int, typer.Option("--inputs", min=0, help="Inputs generated beside the given ones.")] = 64,
    seed: Annotated[int | None, typer.Option("--seed", help="Draws the generated inputs.")] = None,
) -> None:
    """Run pairs of programs on the given and on generated inputs and compare what they do."""
    from tracepile.execution.executor import SandboxUnavailableError
    from tracepile.rewrite.equivalence import compare_programs, open_tester

    settings = read_settings(profile="full", seed=seed)
    n_lines = count_lines(source)
    try:
        with open_tester(settings, jobs=jobs or count_cpus()) as executor:

            def compare(pair: NamedPrograms) -> Iterator[dict[str, Any]]:
                record = compare_programs(
                    executor,
                    pair.codes["a"],
                    pair.codes["b"],
                    pair.kind,
                    pair.inputs,
                    inputs,
                    settings.seed,
                    min_coverage=settings.equivalence_min_coverage,
                )
                row: dict[str, Any] = {"id": pair.row_id, "equivalent": record.verdict, "n_inputs": record.n_inputs}
                if record.verdict is None:
                    row["reason"] = record.reason
                yield {**row, "disagreements": record.disagreements}

            n_errors = write_rows(target, map_lines(read_lines(source), ("a", "b"), compare), n_rows=n_lines)
    except SandboxUnavailableError as error:
        raise CommandError(str(error), exit_code=1) from None
    if n_errors:
        sys.stderr.write(f"{n_errors} of the lines could not be read; their rows say why\n")
