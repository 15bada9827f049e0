"""A generated store for the measurement of pages: samples with texts as long as real ones, runs, and rejects."""

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from tests.publish.factory import commit_rows, make_sample
from tracepile.schema import content_id, reject, table_of
from tracepile.store import Store

EVENTS: Final = 100
"""Events of each run."""

BATCH: Final = 200
"""Programs of a batch."""

RUNS: Final = 2
"""Runs of a program."""

SAMPLES: Final = 4
"""Samples of a run."""

REJECTS: Final = 40_000
TEXT_CHARS: Final = 2_500
_ORIGIN: Final = ("code", "source", "source_ref", "licence", "domain")
Rows = list[dict[str, Any]]


class Prose:
    """Cuts texts out of one long one: fast to make, and no two alike."""

    def __init__(self) -> None:
        self.chance = random.Random(0)
        self.words = [content_id(number)[:6] for number in range(5_000)]
        self._book = " ".join(self.chance.choices(self.words, k=200_000))

    def cut(self, chars: int) -> str:
        """Return so many characters."""
        start = self.chance.randrange(len(self._book) - chars)
        return self._book[start : start + chars]


def fill(store: Store, count: int) -> tuple[list[str], list[str]]:
    """Fill a store with so many samples, and what they would come from; return some ids of samples and of runs."""
    prose = Prose()
    n_programs = -(-count // (RUNS * SAMPLES))
    shards: dict[str, list[Any]] = {table: [] for table in ("programs", "curated", "runs", "questions", "rationales")}
    samples: Rows = []
    for start in range(0, n_programs, BATCH):
        programs = [_make_program(number, prose) for number in range(start, min(start + BATCH, n_programs))]
        runs = [_make_run(program, number) for program in programs for number in range(RUNS)]
        told = [_make_sample(run, number, prose) for run in runs for number in range(SAMPLES)]
        samples += told
        rejects = [_make_reject(number, prose) for number in range(REJECTS)] if start == 0 else []
        tables: dict[str, dict[str, Rows | pa.Table]] = {
            "programs": {"programs": programs},
            "curated": {"curated": [{name: row[name] for name in ("program_id", "family_id")} for row in programs]},
            "runs": {"runs": runs, "events": _make_events([run["trace_id"] for run in runs])},
            "questions": {"questions": [row for row in told if row["question_id"]]},
            "rationales": {"rationales": [_make_rationale(row) for row in told]},
        }
        for table, parts in tables.items():
            shards[table].append(_write(store, parts, rejects if table == "runs" else [], start // BATCH))
    for table, written in shards.items():
        store.append(table, written)
    commit_rows(store, "benchmarks", [{"benchmark": "humaneval", "item_id": f"HumanEval/{i}"} for i in range(164)])
    commit_rows(store, "variants", [])
    samples.sort(key=lambda row: str(row["sample_id"]))
    commit_rows(store, "samples", samples)
    some = samples[:: max(1, len(samples) // 300)]
    return [row["sample_id"] for row in some], [row["trace_id"] for row in some]


def _write(store: Store, tables: Mapping[str, Rows | pa.Table], rejects: Sequence[dict[str, Any]], number: int) -> Any:
    main = next(iter(tables))
    rows = len(tables[main])
    return store.write_shard(
        content_id("shard", main, number),
        {name: table_of(name, part) if isinstance(part, list) else part for name, part in tables.items()},
        table_of("rejects", list(rejects)),
        batch=content_id("batch", number),
        label=f"bench/{number + 1:04d}",
        recipe="bench",
        counts={"in": rows + len(rejects), "ok": rows, "filtered": len(rejects), "gave_up": 0},
    )


def _make_program(number: int, prose: Prose) -> dict[str, Any]:
    code = f"def add(a):\n    # {number} {prose.words[number % 5000]}\n" + f"    return a + {number}\n" * 20
    program_id = content_id("family", number)
    row = make_sample(number, code=code, family_id=program_id, program_id=program_id, source_ref=f"bench/add_{number}")
    return {name: row[name] for name in ("program_id", "family_id", *_ORIGIN)}


def _make_run(program: dict[str, Any], number: int) -> dict[str, Any]:
    ids = {name: program[name] for name in ("program_id", "family_id")}
    trace_id = content_id("trace", program["program_id"], number)
    row = {"trace_id": trace_id, "input_id": content_id("input", trace_id), "input": f"add({number})", "outcome": "ok"}
    receipt = make_sample(number)["receipt"]
    extra = {name: program[name] for name in _ORIGIN}
    return {**ids, **row, "n_events": EVENTS, "is_truncated": False, "receipt": receipt, **extra}


def _make_sample(run: dict[str, Any], number: int, prose: Prose) -> dict[str, Any]:
    names = ("trace_id", "input_id", "program_id", "family_id", *_ORIGIN)
    sample_id = content_id("sample", run["trace_id"], number)
    return make_sample(
        number,
        **{name: run[name] for name in names},
        sample_id=sample_id,
        question_id=content_id("question", sample_id) if number else None,
        rationale_id=content_id("rationale", sample_id),
        prompt=prose.cut(TEXT_CHARS // 2),
        completion=prose.cut(TEXT_CHARS),
    )


def _make_rationale(sample: dict[str, Any]) -> dict[str, Any]:
    told = [{"trace_steps": [step, step], "prose": f"Step {step}.", "claims": []} for step in range(EVENTS)]
    names = ("rationale_id", "trace_id", "question_id", "program_id", "family_id", "style", "level", "n_claims")
    told_as = json.dumps({"schema_version": 1, "steps": told, "answer": sample["answer"]})
    return {name: sample[name] for name in names} | {"text": sample["completion"], "rationale": told_as}


def _make_events(trace_ids: list[str]) -> pa.Table:
    """Return the events of these runs, which differ in nothing but their run."""
    one = table_of(
        "events",
        [
            {
                "step": step,
                "kind": "line" if step else "call",
                "frame": 0,
                "depth": 0,
                "function": "add",
                "line": 1 + step % 20,
                "visit": 1,
                "changes": [{"path": "a", "op": "set", "value": str(step), "type": "int"}],
                "stdout_delta": "",
                "heap": json.dumps([["b", 0, "a", step]]),
            }
            for step in range(EVENTS)
        ],
    )
    owners = pa.array([trace_id for trace_id in trace_ids for _ in range(EVENTS)])
    place = one.schema.get_field_index("trace_id")
    return pa.concat_tables([one] * len(trace_ids)).set_column(place, one.schema.field(place), owners)


def _make_reject(number: int, prose: Prose) -> dict[str, Any]:
    reasons = ("nondeterministic", "unexpected_result", "refused", "truncated")
    row_id = content_id("drop", number)
    return reject("trace", row_id, reasons[number % 4], prose.cut(80), source_ref=f"folder/{number}")
