"""`tracepile rewrite`: other forms of programs that behave the same, and mutants that do not."""

import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from tracepile.commands.common import CommandError, read_settings
from tracepile.commands.jsonl import count_lines, read_lines, write_rows
from tracepile.commands.programs import NamedPrograms, map_lines
from tracepile.machine import count_cpus


def rewrite(
    source: Annotated[str, typer.Argument(metavar="IN", help="JSONL of {id, code, calls|stdins}; - for stdin.")],
    target: Annotated[str, typer.Argument(metavar="OUT", help="JSONL of variants; - for standard output.")],
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="Programs at a time; default: one a core.")] = None,
    chains: Annotated[int, typer.Option("--chains", min=0, help="Variants by several kinds in a row.")] = 2,
    mutants: Annotated[int, typer.Option("--mutants", min=0, help="Variants with a deliberate bug.")] = 1,
    seed: Annotated[int | None, typer.Option("--seed", help="Draws places, names and inputs.")] = None,
) -> None:
    """Rewrite programs by every kind that applies and by chains of kinds; test each variant against the original.

    Every row carries the record of its test; a variant that behaves otherwise is written, too, with equivalent: false.
    """
    from tracepile.execution.executor import Executor, SandboxUnavailableError
    from tracepile.rewrite.equivalence import open_tester, run_baseline
    from tracepile.rewrite.variants import (
        Variant,
        derive_seed,
        make_chains,
        make_each,
        make_mutants,
        names_to_keep,
    )

    settings = read_settings(profile="full", seed=seed)
    coverage = settings.equivalence_min_coverage

    def vary(executor: Executor, program: NamedPrograms) -> Iterator[dict[str, Any]]:
        code = program.codes["code"]
        own_seed = derive_seed(settings.seed, code)
        baseline = run_baseline(executor, code, program.kind, program.inputs, settings.equivalence_inputs, own_seed)
        if not baseline.tried:
            return
        keep = names_to_keep("", program.kind, program.inputs)
        made: list[Variant] = list(make_each(executor, baseline, keep, min_coverage=coverage))
        if chains:
            good, _ = make_chains(
                executor, baseline, keep, chains, settings.rewrite_chain_length, min_coverage=coverage
            )
            made += [variant for variant in good if len(variant.kinds) > 1]
        made += make_mutants(executor, baseline, keep, mutants)
        for number, variant in enumerate(made, start=1):
            record = variant.record.as_row()
            yield {
                "id": program.row_id,
                "variant_id": f"{program.row_id}/{number}",
                "kind": "+".join(variant.kinds),
                "code": variant.code,
                "is_mutant": variant.is_mutant,
                "equivalence": {**record, "disagreements": variant.record.disagreements},
            }

    n_lines = count_lines(source)
    try:
        with open_tester(settings, jobs=jobs or count_cpus()) as executor:
            rows = map_lines(read_lines(source), ("code",), lambda program: vary(executor, program))
            n_errors = write_rows(target, rows, n_rows=n_lines)
    except SandboxUnavailableError as error:
        raise CommandError(str(error), exit_code=1) from None
    if n_errors:
        sys.stderr.write(f"{n_errors} of the lines could not be read; their rows say why\n")
