"""The stage `curate`: one batch of programs is held against the benchmarks and against all programs kept so far."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from tracepile import sql
from tracepile.curate.near import judge_near
from tracepile.curate.order import order_batch
from tracepile.schema import HIT, End, reject
from tracepile.settings import Settings
from tracepile.similarity import (
    Fingerprint,
    Hit,
    Targets,
    find_program_hits,
    fingerprint_code,
    is_contaminated,
    load_targets,
)
from tracepile.stage import BatchStage, Inputs, Output

Row = Mapping[str, Any]

_COLUMNS: Final = (
    "program_id",
    "family_id",
    "code",
    "entry_point",
    "inputs",
    "source",
    "source_ref",
    "title",
    "statement",
)
_CHANNELS: Final = {"exact": "its code without comments and layout", "alpha": "its code but for names and comments"}
_RULES: Final = {
    "ngram": "has {share:.0%} of its runs of words in common with",
    "ngram_digits": "has, numbers aside, {share:.0%} of its runs of words in common with",
    "short": "holds the whole of",
    "code": "is, but for names and comments or nearly ({share:.0%}), the solution of",
    "io": "repeat the examples of",
    "title": "has the title of",
}


def curate_programs(inputs: Inputs, settings: Settings) -> Output:
    """Judge one batch (columns of `programs`) and give the programs that stay (`curated`, and beside it `signatures`).

    A program that holds a benchmark item is a reject with reason `contaminated` and the worst hit as evidence. Of the
    others, one whose code is, exactly or by its shape, that of a program kept earlier, or of a better one of this
    batch, is a reject with reason `duplicate`; one that nearly is, with reason `near_duplicate` or `cluster_cap` (see
    `judge_near`). Weak overlaps with benchmarks are listed in `overlaps`.
    """
    rows = inputs.table("programs", _COLUMNS).to_pylist()
    ends: dict[str, dict[str, Any]] = {}
    prints: dict[str, Fingerprint] = {}
    for row in rows:
        try:
            prints[row["program_id"]] = fingerprint_code(row["code"], row["entry_point"], settings.min_alpha_tokens)
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
            ends[row["program_id"]] = _reject(row, "internal_error", message, end=End.GAVE_UP)
    readable = [row for row in rows if row["program_id"] in prints]
    hits = _find_hits(readable, load_targets(inputs, settings), settings)
    ends |= _judge_contamination(readable, hits, settings)
    # Of copies in one batch the one with known answers stays.
    clean = [row for row in readable if row["program_id"] not in ends]
    clean.sort(key=lambda row: not any(given["expected"] is not None for given in row["inputs"]))
    earlier = inputs.table("curated", ["program_id", "code_sha256", "alpha_sha256"])
    ends |= _judge_duplicates(clean, prints, earlier, settings)
    different = [row for row in clean if row["program_id"] not in ends]
    verdicts, signatures = judge_near(different, inputs, settings)
    ends |= {
        row["program_id"]: _reject(row, *verdict) for row in different if (verdict := verdicts.get(row["program_id"]))
    }
    kept = [
        _describe(row, prints[row["program_id"]], hits[row["program_id"]])
        for row in readable
        if row["program_id"] not in ends
    ]
    rejects = [ends[row["program_id"]] for row in rows if row["program_id"] in ends]
    return Output.of_rows({"curated": kept, "signatures": signatures}, rejects, len(rows))


def _find_hits(rows: Sequence[Row], targets: Targets, settings: Settings) -> dict[str, list[Hit]]:
    statements = [f"{row['title'] or ''}\n{row['statement'] or ''}" for row in rows]
    examples = [[(given["input"], given["expected"]) for given in row["inputs"]] for row in rows]
    found = find_program_hits(statements, [row["code"] for row in rows], targets, settings, examples)
    return {row["program_id"]: hits for row, hits in zip(rows, found, strict=True)}


def _judge_contamination(
    rows: Sequence[Row], hits: Mapping[str, list[Hit]], settings: Settings
) -> dict[str, dict[str, Any]]:
    ends = {}
    for row in rows:
        strong = [hit for hit in hits[row["program_id"]] if is_contaminated(hit, settings)]
        if strong:
            worst = strong[0]
            share = _RULES[worst["rule"]].format(share=worst["coverage"])
            message = f"The {worst['found_in']} {share} item {worst['item_id']} of the benchmark {worst['benchmark']}."
            ends[row["program_id"]] = _reject(row, "contaminated", message, evidence={**worst, "n_hits": len(strong)})
    return ends


def _judge_duplicates(
    rows: Sequence[Row], prints: Mapping[str, Fingerprint], earlier: pa.Table, settings: Settings
) -> dict[str, dict[str, Any]]:
    by_id = {row["program_id"]: row for row in rows}
    candidates = pa.table(
        {
            "program_id": pa.array([row["program_id"] for row in rows], pa.string()),
            "code_sha256": pa.array([prints[row["program_id"]].code_sha256 for row in rows], pa.string()),
            "alpha_sha256": pa.array([prints[row["program_id"]].alpha_sha256 for row in rows], pa.string()),
            "rank": pa.array(range(len(rows)), pa.int32()),
        }
    )
    with sql.connect(settings) as con:
        con.register("candidates", candidates)
        con.register("earlier", earlier)
        found = sql.query(con, "curate/duplicates.sql").to_pylist()
    return {
        pair["program_id"]: _reject(
            by_id[pair["program_id"]],
            "duplicate",
            f"The program {pair['duplicate_of']} has {_CHANNELS[pair['channel']]}.",
            evidence={"duplicate_of": pair["duplicate_of"], "channel": pair["channel"]},
        )
        for pair in found
    }


def _describe(row: Row, prints: Fingerprint, hits: Sequence[Hit]) -> dict[str, Any]:
    fields = [HIT.field(at).name for at in range(HIT.num_fields)]
    return {
        "program_id": row["program_id"],
        "family_id": row["family_id"],
        "code_sha256": prints.code_sha256,
        "alpha_sha256": prints.alpha_sha256,
        "n_code_tokens": prints.n_code_tokens,
        "overlaps": [{field: hit[field] for field in fields} for hit in hits],
    }


def _reject(row: Row, reason: str, message: str, evidence: Any = None, *, end: End = End.FILTERED) -> dict[str, Any]:
    return reject(
        STAGE.name,
        row["program_id"],
        reason,
        message,
        program_id=row["program_id"],
        source=row["source"],
        source_ref=row["source_ref"],
        end=end,
        evidence=evidence,
    )


STAGE: Final = BatchStage(
    name="curate",
    version="4",
    tables=("curated", "signatures"),
    reads=("programs",),
    context=("benchmarks",),
    is_sequential=True,
    order=order_batch,
    settings=(
        "min_alpha_tokens",
        "min_near_tokens",
        "near_threshold",
        "cluster_threshold",
        "cluster_cap",
        "contamination_ngram",
        "contamination_min_distinct",
        "contamination_threshold",
        "overlap_threshold",
    ),
    function=curate_programs,
)
