"""The control arms: the same families under another kind of supervision.

code: write the program from how it is used; nothing is said about what it does. direct: the answer alone. raw trace:
the recorded events, then the answer. free CoT: what a model reasons, of which only the answer was checked. coe: the
grounded rationale, alone and together with questions about the run, with rewritten programs, or with both.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import pyarrow as pa

from tracepile.assemble.derived.budget import Draft, match_budgets
from tracepile.assemble.derived.rows import build_table, change_sample
from tracepile.assemble.prompt import write_code, write_code_prompt
from tracepile.schema import Config, DerivedConfig
from tracepile.settings import Settings

Row: TypeAlias = Mapping[str, Any]

_ROWS_AT_ONCE: Final = 2_000
_ANSWER: Final = "**Answer:**"
_MUTANT: Final = "mutant_"
_INPUT: Final = "input_prediction"
_OUTPUT: Final = "output"

_NOBODY: Final = {"model": None, "prompt_sha256": None}


def build_arms(
    samples: pa.Table, traces: Mapping[str, str], written: Mapping[str, Row], settings: Settings
) -> pa.Table:
    """Return the rows of all control arms, in no particular order.

    samples: rows of `samples` of the families that may take part. traces: raw traces by trace_id. written: by sample_id
    what a model reasoned (completion, narrator); empty where no model was asked, and then there is no such arm.
    """
    drafts: dict[str, list[Draft]] = {}
    for at, sample in _iterate(samples, range(samples.num_rows)):
        for arm, group in _find_arms(sample, traces, written):
            row = _write(sample, arm, traces, written)
            if row["n_tokens"] <= settings.max_sample_tokens:
                draft = Draft(arm, at, sample["family_id"], sample["sample_id"], row["n_tokens"], group)
                drafts.setdefault(sample["split"], []).append(draft)
    chosen: dict[int, list[DerivedConfig]] = {}
    for split in sorted(drafts):
        for draft in match_budgets(drafts[split], settings.seed):
            chosen.setdefault(draft.at, []).append(draft.arm)
    return _build(samples, chosen, traces, written)


def _build(
    samples: pa.Table,
    chosen: Mapping[int, Sequence[DerivedConfig]],
    traces: Mapping[str, str],
    written: Mapping[str, Row],
) -> pa.Table:
    parts = [build_table([])]
    rows: list[dict[str, Any]] = []
    for at, sample in _iterate(samples, sorted(chosen)):
        rows += [_write(sample, arm, traces, written) for arm in chosen[at]]
        if len(rows) >= _ROWS_AT_ONCE:
            parts.append(build_table(rows))
            rows = []
    return pa.concat_tables([*parts, build_table(rows)])


def _iterate(samples: pa.Table, places: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield samples by their places, without the columns that repeat their texts."""
    table = samples.drop_columns(["text", "messages"])
    for start in range(0, len(places), _ROWS_AT_ONCE):
        some = places[start : start + _ROWS_AT_ONCE]
        yield from zip(some, table.take(pa.array(some, pa.int64())).to_pylist(), strict=True)


def _find_arms(
    sample: Row, traces: Mapping[str, str], written: Mapping[str, Row]
) -> Iterator[tuple[DerivedConfig, str]]:
    """Yield the arms that a sample can be a row of, each with what the sample is for its mixture."""
    chain, kind = sample["rewrite_chain"], sample["question_kind"]
    if kind == _INPUT or any(step.startswith(_MUTANT) for step in chain):
        return
    is_rewrite, is_asked = sample["config"] == Config.REWRITES, kind != _OUTPUT
    if not is_rewrite and not is_asked:
        yield from ((arm, "") for arm in (DerivedConfig.CONTROL_CODE, DerivedConfig.CONTROL_DIRECT))
        if sample["trace_id"] in traces:
            yield DerivedConfig.CONTROL_RAW_TRACE, ""
        if sample["sample_id"] in written:
            yield DerivedConfig.CONTROL_FREE_COT, ""
        yield DerivedConfig.CONTROL_COE, ""
    group = f"{'rewrite' if is_rewrite else 'program'} {'question' if is_asked else 'output'}"
    if not is_rewrite:
        yield DerivedConfig.CONTROL_COE_TRACING, group
    if not is_asked:
        yield DerivedConfig.CONTROL_COE_REWRITES, group
    yield DerivedConfig.CONTROL_COE_TRACING_REWRITES, group


def _write(sample: Row, arm: DerivedConfig, traces: Mapping[str, str], written: Mapping[str, Row]) -> dict[str, Any]:
    match arm:
        case DerivedConfig.CONTROL_CODE:
            return _write_code(sample)
        case DerivedConfig.CONTROL_DIRECT:
            answer = _find_answer(sample)
            return change_sample(sample, arm, completion=answer, **_unexplained("direct", level="L0"))
        case DerivedConfig.CONTROL_RAW_TRACE:
            completion = f"{traces[sample['trace_id']]}\n\n{_find_answer(sample)}"
            return change_sample(sample, arm, completion=completion, **_unexplained("raw", level="L3"))
        case DerivedConfig.CONTROL_FREE_COT:
            own = written[sample["sample_id"]]
            changes = {**_unexplained("free", level="L0"), "narrator": own["narrator"]}
            return change_sample(sample, arm, completion=f"{own['reasoning']}\n{_find_answer(sample)}", **changes)
        case _:
            return change_sample(sample, arm)


def _write_code(sample: Row) -> dict[str, Any]:
    """Return a row of the program alone: it is about no run, so it states no answer."""
    prompt = write_code_prompt(sample["input_kind"], sample["input"])
    return change_sample(
        sample,
        DerivedConfig.CONTROL_CODE,
        prompt=prompt,
        completion=write_code(sample["code"]),
        question=prompt,
        question_kind="code",
        answer=None,
        answer_type=None,
        outcome=None,
        trace_id=None,
        receipt=None,
        **_unexplained("code", level=None),
    )


def _unexplained(style: str, *, level: str | None) -> dict[str, Any]:
    """Return the columns of a row that holds no rationale of ours."""
    narrator = {"mode": style, **_NOBODY}
    return {"style": style, "level": level, "n_claims": 0, "rationale_id": None, "narrator": narrator}


def _find_answer(sample: Row) -> str:
    """Return the last part of a completion, which states the answer."""
    completion: str = sample["completion"]
    return completion[completion.rindex(_ANSWER) :]
