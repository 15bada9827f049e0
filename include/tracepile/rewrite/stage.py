"""The stage `rewrite`: a share of the curated programs gets variants that were tested to behave the same."""

from typing import Any, Final

from tracepile.execution.executor import Executor
from tracepile.rewrite.equivalence import Baseline, open_tester, run_baseline
from tracepile.rewrite.variants import Variant, derive_seed, make_chains, make_mutants, names_to_keep
from tracepile.rewrite.written import Wanted, Written, write_variants
from tracepile.schema import End, InputKind, canonical_json, content_id, reject
from tracepile.settings import Settings
from tracepile.stage import BatchStage, Inputs, Output

_DRAWS: Final = 10_000
_SHOWN: Final = 3
"""Disagreements kept as evidence."""


def is_selected(program_id: str, settings: Settings, share: float, purpose: str = "rewrite") -> bool:
    """Tell whether a program belongs to a share of all: decided by its id and the seed alone."""
    draw = int(content_id(purpose, settings.seed, program_id)[:8], 16) % _DRAWS
    return draw < share * _DRAWS


def rewrite_programs(inputs: Inputs, settings: Settings) -> Output:
    """Rewrite the selected programs of one batch.

    Reads `curated` and `programs`; gives `variants`: equivalent ones, and for some programs a mutant, whose
    `rewrite_chain` and record say so. With `is_rewrite_model_asked` a model writes one more variant of each program. A
    program without a variant (not selected, nothing to rewrite, or every variant behaves otherwise) is a reject.
    """
    kept = set(inputs.table("curated", ["program_id"]).column(0).to_pylist())
    programs = [row for row in inputs.rows("programs") if row["program_id"] in kept]
    variants: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    tested: list[tuple[dict[str, Any], Baseline, list[Variant], list[Variant]]] = []
    written = Written()
    with open_tester(settings) as executor:
        for program in programs:
            if not is_selected(program["program_id"], settings, settings.rewrite_share):
                rejects.append(_reject(program, "not_selected", "The program is not in the share that is rewritten."))
                continue
            try:
                baseline = _run_baseline(executor, program, settings)
                tested.append((program, baseline, *_rewrite_one(executor, program, baseline, settings)))
            except Exception as error:  # one odd program must not cost the batch
                message = f"{type(error).__name__}: {error}"
                rejects.append(_reject(program, "internal_error", message, end=End.GAVE_UP))
        if settings.is_rewrite_model_asked:
            wanted = [
                Wanted(program["program_id"], baseline, _inputs_of(program))
                for program, baseline, *_ in tested
                if baseline.tried
            ]
            written = write_variants(executor, wanted, settings)
    for program, _, good, failed in tested:
        by_model = written.good.get(program["program_id"])
        made = [*good, *([by_model] if by_model else [])]
        variants += [_row(program, variant, settings) for variant in made]
        if not made:
            rejects.append(_reject_all(program, failed))
    return Output.of_rows({"variants": variants}, rejects, len(programs), written.counts)


def _inputs_of(program: dict[str, Any]) -> list[str]:
    return [given["input"] for given in program["inputs"]]


def _run_baseline(executor: Executor, program: dict[str, Any], settings: Settings) -> Baseline:
    kind = InputKind(program["input_kind"])
    seed = derive_seed(settings.seed, program["program_id"])
    return run_baseline(executor, program["code"], kind, _inputs_of(program), settings.equivalence_inputs, seed)


def _rewrite_one(
    executor: Executor, program: dict[str, Any], baseline: Baseline, settings: Settings
) -> tuple[list[Variant], list[Variant]]:
    if not baseline.tried:
        return [], []
    keep = names_to_keep(program["entry_point"], baseline.kind, _inputs_of(program))
    good, failed = make_chains(
        executor,
        baseline,
        keep,
        settings.variants_per_program,
        settings.rewrite_chain_length,
        min_coverage=settings.equivalence_min_coverage,
    )
    if good and is_selected(program["program_id"], settings, settings.mutant_share, "mutant"):
        good += make_mutants(executor, baseline, keep, 1)
    return good, failed


def _row(program: dict[str, Any], variant: Variant, settings: Settings) -> dict[str, Any]:
    inputs = program["inputs"][: settings.inputs_per_variant]
    if variant.is_mutant:  # what the source states is not what a mutant gives
        inputs = [{**given, "expected": None, "compare": None} for given in inputs]
    record = variant.record.as_row()
    record["disagreements"] = canonical_json(variant.record.disagreements[:_SHOWN])
    return {
        "program_id": content_id("variant", program["program_id"], list(variant.kinds), variant.code),
        "family_id": program["family_id"],
        "parent_id": program["program_id"],
        "rewrite_chain": list(variant.kinds),
        "code": variant.code,
        "entry_point": program["entry_point"],
        "input_kind": program["input_kind"],
        "inputs": inputs,
        "equivalence": record,
    }


def _reject_all(program: dict[str, Any], failed: list[Variant]) -> dict[str, Any]:
    if not failed:
        return _reject(program, "nothing_to_rewrite", "No rewrite applies to the program, or none of its inputs runs.")
    record = failed[0].record
    message = record.reason or f"Its variants ({', '.join(failed[0].kinds)}, …) behave otherwise."
    evidence = {"rewrite_chain": list(failed[0].kinds), "code": failed[0].code, **record.as_row()}
    evidence["disagreements"] = record.disagreements[:_SHOWN]
    reason = "not_equivalent" if record.disagreements else "not_decided"
    return _reject(program, reason, message, evidence=evidence)


def _reject(
    program: dict[str, Any], reason: str, message: str, *, end: End = End.FILTERED, evidence: Any = None
) -> dict[str, Any]:
    return reject(
        "rewrite",
        program["program_id"],
        reason,
        message,
        program_id=program["program_id"],
        source=program["source"],
        source_ref=program["source_ref"],
        end=end,
        evidence=evidence,
    )


STAGE: Final = BatchStage(
    name="rewrite",
    version="4",
    tables=("variants",),
    reads=("curated", "programs"),
    settings=(
        "seed",
        "rewrite_share",
        "variants_per_program",
        "rewrite_chain_length",
        "mutant_share",
        "inputs_per_variant",
        "equivalence_inputs",
        "equivalence_min_coverage",
        "max_output_bytes",
        "memory_mb",
        "equivalence_max_lines",
        "equivalence_cpu_s",
        "wall_s",
        "allowed_modules",
        "is_rewrite_model_asked",
        "sglang_model",
        "max_program_bytes",
    ),
    function=rewrite_programs,
)
