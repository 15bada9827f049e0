"""The stage `rewrite`: a share of the curated programs gets a variant that was tested to behave the same."""

import ast
from typing import Any

from tracepile.execution.configured import open_executor
from tracepile.execution.executor import Executor
from tracepile.rewrite.equivalence import compare_programs
from tracepile.rewrite.inputs import generate_inputs
from tracepile.rewrite.renaming import KIND, rename
from tracepile.schema import End, InputKind, content_id, reject
from tracepile.settings import Settings
from tracepile.stage import BatchStage, Inputs, Output

_DRAWS = 10_000


def is_selected(program_id: str, settings: Settings) -> bool:
    """Tell whether a program belongs to the share that is rewritten: decided by its id and the seed alone."""
    draw = int(content_id("rewrite", settings.seed, program_id)[:8], 16) % _DRAWS
    return draw < settings.rewrite_share * _DRAWS


def rewrite_programs(inputs: Inputs, settings: Settings) -> Output:
    """Rewrite the selected programs of one batch.

    Reads `curated` and `programs`; gives `variants`. A program that is not selected, has nothing to rename, or whose
    variant behaves otherwise is a reject.
    """
    kept = set(inputs.table("curated", ["program_id"]).column(0).to_pylist())
    programs = [row for row in inputs.rows("programs") if row["program_id"] in kept]
    variants: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    with open_executor(settings, cpu_s=settings.equivalence_cpu_s) as executor:
        for program in programs:
            try:
                row = _rewrite_one(executor, program, settings)
            except Exception as error:  # one odd program must not cost the batch
                row = _reject(program, "internal_error", f"{type(error).__name__}: {error}", End.GAVE_UP)
            (rejects if "reason" in row else variants).append(row)
    return Output.of_rows({"variants": variants}, rejects, len(programs))


def _reject(
    program: dict[str, Any], reason: str, message: str, end: End = End.FILTERED, evidence: Any = None
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


def _rewrite_one(executor: Executor, program: dict[str, Any], settings: Settings) -> dict[str, Any]:
    if not is_selected(program["program_id"], settings):
        return _reject(program, "not_selected", "The program is not in the share that is rewritten.")
    kind = InputKind(program["input_kind"])
    stored = [given["input"] for given in program["inputs"]]
    seed = int(content_id(settings.seed, program["program_id"])[:7], 16)  # fits int32
    code = rename(program["code"], _names_to_keep(program["entry_point"], kind, stored), seed)
    if code is None or code == program["code"]:
        return _reject(program, "nothing_to_rewrite", "No name of the program can safely be changed.")
    generated = generate_inputs(stored, kind, settings.equivalence_inputs, seed)
    record = compare_programs(executor, program["code"], code, kind, stored, generated, seed)
    if not record.equivalent:
        message = "The variant behaves otherwise." if record.disagreements else "No input could be compared."
        evidence = {"code": code, **record.as_row(), "disagreements": record.disagreements[:3]}
        return _reject(program, "not_equivalent", message, evidence=evidence)
    return {
        "program_id": content_id("variant", program["program_id"], [KIND], code),
        "family_id": program["family_id"],
        "parent_id": program["program_id"],
        "rewrite_chain": [KIND],
        "code": code,
        "entry_point": program["entry_point"],
        "input_kind": program["input_kind"],
        "inputs": program["inputs"][: settings.inputs_per_variant],
        "equivalence": record.as_row(),
    }


def _names_to_keep(entry_point: str, kind: InputKind, inputs: list[str]) -> set[str]:
    names = set(entry_point.replace("()", "").split("."))
    if kind is InputKind.CALL:
        for given in inputs:
            for node in ast.walk(ast.parse(given, mode="eval")):
                names |= {node.id} if isinstance(node, ast.Name) else set()
                names |= {node.arg} if isinstance(node, ast.keyword) and node.arg else set()
    return names


STAGE = BatchStage(
    name="rewrite",
    version="2",
    tables=("variants",),
    reads=("curated", "programs"),
    settings=(
        "seed",
        "rewrite_share",
        "inputs_per_variant",
        "equivalence_inputs",
        "max_output_bytes",
        "memory_mb",
        "equivalence_cpu_s",
        "wall_s",
        "allowed_modules",
    ),
    function=rewrite_programs,
)
