"""The stage `assemble`: from accepted rationales to the samples of a release."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from tracepile import sql
from tracepile.assemble.candidates import Unfit, describe_candidates, read_candidates, read_shapes
from tracepile.assemble.derived import build_derived
from tracepile.assemble.gate import CLEAN, OVERLAP, Gate, open_gate
from tracepile.assemble.quotas import apply_quotas
from tracepile.assemble.samples import build_samples
from tracepile.assemble.splits import assign_split
from tracepile.assemble.withdrawn import Withdrawn
from tracepile.schema import TABLES, End, content_id, reject, table_of
from tracepile.settings import Settings
from tracepile.similarity import load_targets
from tracepile.similarity.structure import read_structures
from tracepile.stage import Inputs, Output, WholeStage

_DERIVED: Final = {
    "config": pa.string(),
    "question_kind": pa.string(),
    "question": pa.string(),
    "answer_type": pa.string(),
    "prompt": pa.string(),
    "n_tokens": pa.int32(),
    "sample_id": pa.string(),
    "sample_key": pa.string(),
    "is_variant": pa.bool_(),
}
_VERDICT_COLUMNS: Final = (
    "rationale_id",
    "sample_id",
    "sample_key",
    "family_id",
    "program_id",
    "input_id",
    "config",
    "question_kind",
    "is_variant",
    "n_tokens",
)


class LeakError(Exception):
    """Samples of one family or problem landed in several splits."""


def assemble_samples(inputs: Inputs, settings: Settings) -> Output:
    """Make one sample of every rationale that passes the last gates (columns of `samples`, sorted by sample_id).

    Rejects, one per other rationale: `missing_lineage` and `internal_error` (given up), `answer_type`, `withdrawn`
    (with the reason that was given), `contaminated` (with the worst hit), `duplicate` (of which sample), `too_long`,
    `family_cap`, `over_quota` (with dimension, label and quota). Beside the samples lies what is made of them.
    """
    rows = read_candidates(inputs, settings)
    rejects: dict[str, dict[str, Any]] = {}
    rows, n_in = _add_derived(rows, inputs, settings, rejects), rows.num_rows
    programs = inputs.table("programs", ["program_id", "problem_id", "title", "statement", "code", "inputs"])
    rows = _drop_withdrawn(rows, Withdrawn(inputs.rows("withdrawals")), rejects)
    rows = _pass_gate(rows, open_gate(rows, programs, load_targets(inputs, settings), settings), rejects)
    rows = _choose(rows, settings, rejects)
    rows = _keep_quotas(rows, inputs, settings, rejects)
    samples = build_samples(_add_splits(rows, settings), inputs.table("rationales", ["rationale_id", "text"]))
    _check_splits(samples, programs, settings)
    ordered = [rejects[rationale_id] for rationale_id in sorted(rejects)]
    derived = build_derived(samples, inputs, settings)
    return Output({"samples": samples, "derived": derived.rows}, table_of("rejects", ordered), n_in, derived.counts)


def _add_derived(rows: pa.Table, inputs: Inputs, settings: Settings, rejects: dict[str, dict[str, Any]]) -> pa.Table:
    columns: dict[str, list[Any]] = {name: [] for name in _DERIVED}
    is_fit: list[bool] = []
    for at, found in enumerate(describe_candidates(rows, read_shapes(inputs, settings))):
        is_fit.append(not isinstance(found, Unfit))
        if isinstance(found, Unfit):
            end = End.FILTERED if found.reason == "answer_type" else End.GAVE_UP
            _reject(rejects, rows.slice(at, 1).to_pylist()[0], found.reason, found.message, end=end)
            continue
        for name, values in columns.items():
            values.append(found[name])
    rows = rows.filter(pa.array(is_fit, pa.bool_())).drop_columns(["question_kind", "question", "answer_type"])
    for name, values in columns.items():
        rows = rows.append_column(name, pa.array(values, _DERIVED[name]))
    return rows


def _drop_withdrawn(rows: pa.Table, withdrawn: Withdrawn, rejects: dict[str, dict[str, Any]]) -> pa.Table:
    is_kept: list[bool] = []
    names = ("rationale_id", "sample_id", "program_id", "family_id", "source", "source_ref", "licence")
    for row in _small_rows(rows, names):
        withdrawal = withdrawn.find(row)
        is_kept.append(withdrawal is None)
        if withdrawal is not None:
            evidence = {name: withdrawal[name] for name in ("withdrawal_id", "selector", "value")}
            _reject(rejects, row, "withdrawn", withdrawal["reason"], evidence=evidence)
    return rows.filter(pa.array(is_kept, pa.bool_()))


def _pass_gate(rows: pa.Table, gate: Gate, rejects: dict[str, dict[str, Any]]) -> pa.Table:
    """Keep what holds no benchmark item; the new column `contamination` says whether something weakly overlaps."""
    is_open: list[bool] = []
    verdicts: list[str] = []
    names = ("rationale_id", "program_id", "family_id", "source", "source_ref", "input", "question")
    for row in _small_rows(rows, names):
        hits = gate.find_hits(row["family_id"], row["program_id"], (row["input"], row["question"]))
        is_open.append(not gate.is_closed_for(hits))
        if not is_open[-1]:
            worst = hits[0]
            message = f"The {worst['found_in']} repeats item {worst['item_id']} of the benchmark {worst['benchmark']}."
            _reject(rejects, row, "contaminated", message, evidence=worst)
            continue
        verdicts.append(OVERLAP if hits else CLEAN)
    return rows.filter(pa.array(is_open, pa.bool_())).append_column("contamination", pa.array(verdicts, pa.string()))


def _choose(rows: pa.Table, settings: Settings, rejects: dict[str, dict[str, Any]]) -> pa.Table:
    """Keep one of equal samples, those short enough, and of each family at most the cap."""
    with sql.connect(settings) as con:
        con.register("candidates", rows.select(_VERDICT_COLUMNS))
        verdicts = sql.query(
            con,
            "assemble/verdicts.sql",
            {
                "seed": str(settings.seed),
                "max_sample_tokens": settings.max_sample_tokens,
                "max_samples_per_family": settings.max_samples_per_family,
            },
        )
    by_id = {row["rationale_id"]: row for row in verdicts.to_pylist()}
    is_kept: list[bool] = []
    names = ("rationale_id", "program_id", "family_id", "source", "source_ref", "n_tokens")
    for row in _small_rows(rows, names):
        verdict = by_id[row["rationale_id"]]
        is_kept.append(verdict["reason"] is None)
        match verdict["reason"]:
            case None:
                pass
            case "duplicate":
                message = "Another sample asks the same about the same code and input."
                _reject(rejects, row, "duplicate", message, evidence={"duplicate_of": verdict["duplicate_of"]})
            case "too_long":
                message = f"The sample has {row['n_tokens']} tokens; at most {settings.max_sample_tokens} are allowed."
                _reject(rejects, row, "too_long", message)
            case reason:
                message = f"The family has more than {settings.max_samples_per_family} samples; others were chosen."
                _reject(rejects, row, reason, message)
    return rows.filter(pa.array(is_kept, pa.bool_()))


def _keep_quotas(rows: pa.Table, inputs: Inputs, settings: Settings, rejects: dict[str, dict[str, Any]]) -> pa.Table:
    """Keep of each label of the mixture what its quota allows."""
    with sql.connect(settings) as con:
        con.register("samples", rows.select(["trace_id", "program_id", "code"]))
        sql.define(con, "runs", inputs.paths("runs"), TABLES["runs"])
        con.register("structures", read_structures(con))
        graded = sql.query(con, "assemble/difficulty.sql")
    places = pc.index_in(rows.column("trace_id"), value_set=graded.column("trace_id").combine_chunks())
    labels = {name: rows.column(name).to_pylist() for name in ("domain", "source", "question_kind")}
    labels["difficulty"] = graded.column("difficulty").take(places).to_pylist()
    draws = [content_id("quota", settings.seed, sample_id) for sample_id in rows.column("sample_id").to_pylist()]
    verdicts = apply_quotas(labels, draws, settings)
    for row, excess in zip(
        _small_rows(rows, ("rationale_id", "program_id", "source", "source_ref")), verdicts, strict=True
    ):
        if excess is not None:
            what = excess.dimension.replace("_", " ")
            message = f"The {what} {excess.label} may have {excess.quota:.0%} of the samples; others were chosen."
            _reject(rejects, row, "over_quota", message, evidence=asdict(excess))
    return rows.filter(pa.array([excess is None for excess in verdicts], pa.bool_()))


def _add_splits(rows: pa.Table, settings: Settings) -> pa.Table:
    pairs = zip(rows.column("family_id").to_pylist(), rows.column("problem_id").to_pylist(), strict=True)
    splits = [str(assign_split(family_id, problem_id, settings)) for family_id, problem_id in pairs]
    return rows.append_column("split", pa.array(splits, pa.string()))


def _check_splits(samples: pa.Table, programs: pa.Table, settings: Settings) -> None:
    with sql.connect(settings) as con:
        con.register("samples", samples.select(["family_id", "split"]))
        con.register("programs", programs.select(["program_id", "problem_id"]))
        leaks = sql.query(con, "assemble/family_split_leaks.sql")
    if leaks.num_rows:
        raise LeakError(f"{leaks.num_rows} families cross splits, {leaks.column(0)[0]} first; this is a fault of ours.")


def _small_rows(rows: pa.Table, names: tuple[str, ...]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = rows.select(names).to_pylist()
    return found


def _reject(
    rejects: dict[str, dict[str, Any]],
    row: Mapping[str, Any],
    reason: str,
    message: str,
    *,
    end: End = End.FILTERED,
    evidence: Any = None,
) -> None:
    rejects[row["rationale_id"]] = reject(
        STAGE.name,
        row["rationale_id"],
        reason,
        message,
        program_id=row["program_id"],
        source=row["source"],
        source_ref=row["source_ref"],
        end=end,
        evidence=evidence,
    )


STAGE: Final = WholeStage(
    name="assemble",
    version="5",
    tables=("samples", "derived"),
    reads=("rationales", "questions", "runs", "curated", "variants", "programs", "benchmarks", "withdrawals"),
    settings=(
        "seed",
        "min_alpha_tokens",
        "min_near_tokens",
        "near_threshold",
        "contamination_ngram",
        "contamination_min_distinct",
        "contamination_threshold",
        "overlap_threshold",
        "max_samples_per_family",
        "max_sample_tokens",
        "validation_share",
        "test_share",
        "mixture_quotas",
        "control_families",
        "is_free_cot_asked",
        "sglang_model",
        "max_rationale_tokens",
    ),
    function=assemble_samples,
)
