"""Valid rows of every table, for tests of the gate and of releases: a small corpus, consistent in itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracepile.publish import STAGE, Release, find_release
from tracepile.schema import Config, Split, canonical_json, content_id, reject, table_of
from tracepile.settings import Settings
from tracepile.stage import run_all
from tracepile.store import Store

CONFIGS = (Config.COE_OUTPUT, Config.VARIABLE_TRACING, Config.REWRITES)
SPLITS = (Split.TRAIN,) * 3 + (Split.VALIDATION, Split.TEST)


def make_sample(number: int, **changes: Any) -> dict[str, Any]:
    """Return one valid sample; its family, split, source, config and the rest follow from its number."""
    family = number % 15
    config = CONFIGS[number % len(CONFIGS)]
    code = f"def add(a):\n    return a + {family}\n"
    question = f"What does `add({number})` return?"
    answer = str(number + family)
    prompt = f"```python\n{code}```\n{question}"
    completion = f"The call adds `{family}` to `{number}`, which gives `{answer}`.\n**Answer:** `{answer}`"
    row = {
        "family_id": content_id("family", family),
        "program_id": content_id("family", family),
        "input_id": content_id("input", number),
        "trace_id": content_id("trace", number),
        "question_id": None if config == Config.COE_OUTPUT else content_id("question", number),
        "rationale_id": content_id("rationale", number),
        "source": ("seed_corpus", "algorithms", "reasoning-gym")[family % 3],
        "source_ref": f"algorithm/add_{family}",
        "licence": ("Apache-2.0", "MIT", "Apache-2.0")[family % 3],
        "domain": ("algorithm", "math", "competition")[family % 3],
        "config": str(config),
        "split": str(SPLITS[family % len(SPLITS)]),
        "question_kind": "final_value" if config == Config.VARIABLE_TRACING else "output",
        "code": code,
        "entry_point": "add",
        "input_kind": "call",
        "input": f"add({number})",
        "question": question,
        "answer": answer,
        "answer_type": "int",
        "outcome": "ok",
        "prompt": prompt,
        "completion": completion,
        "text": f"{prompt}\n\n{completion}",
        "messages": [{"role": "user", "content": prompt}, {"role": "assistant", "content": completion}],
        "rewrite_chain": ["rename"] if config == Config.REWRITES else [],
        "narrator": {"mode": "template", "model": None, "prompt_sha256": None},
        "style": "full",
        "level": "L3",
        "n_claims": 2,
        "receipt": {
            "python": "3.11",
            "tracer": "reference/1",
            "limits": "{}",
            "hash_seed": 0,
            "trace_sha256": content_id("trace", number),
        },
        "contamination": "clean",
        "n_tokens": 60 + number % 7,
        "tokenizer": "words-and-marks/1",
        **changes,
    }
    row.setdefault("sample_id", content_id("sample", number))
    row.setdefault("content_sha256", content_id(row["prompt"], row["completion"]))
    return row


def make_samples(count: int, start: int = 0) -> list[dict[str, Any]]:
    """Return valid samples that pass the whole suite when there are at least 45 of them."""
    return [make_sample(number) for number in range(start, start + count)]


def commit_rows(
    store: Store,
    table: str,
    rows: Sequence[Mapping[str, Any]],
    rejects: Iterable[Mapping[str, Any]] = (),
    *,
    batch: str = "all",
    derived: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Make these the only live rows of a table, as a stage's commit would."""
    dropped = list(rejects)
    counts = {"in": len(rows) + len(dropped), "ok": len(rows)}
    counts |= {end: sum(row["end"] == end for row in dropped) for end in ("filtered", "gave_up")}
    key = content_id(
        table, batch, [dict(row) for row in rows], [dict(row) for row in dropped], [dict(row) for row in derived]
    )
    tables = {table: table_of(table, rows)}
    if table == "runs":
        tables["events"] = table_of("events", [{"trace_id": row["trace_id"], "step": 0} for row in rows])
        counts["events"] = len(rows)
    if table == "samples":
        tables["derived"] = table_of("derived", derived)
    shard = store.write_shard(
        key, tables, table_of("rejects", dropped), batch=batch, label=batch, recipe="factory", counts=counts
    )
    store.append(table, [shard])


def fill_store(store: Store, samples: Sequence[Mapping[str, Any]]) -> None:
    """Commit these samples, and under them tables of all stages from which they could come, with some rejects."""
    families = {row["family_id"]: row for row in samples}
    programs = [
        {
            **{name: row[name] for name in ("program_id", "family_id", "code", "source", "source_ref", "licence")},
            "entry_point": "add",
            "input_kind": "call",
            "domain": row["domain"],
            "source_revision": "1.0" if row["source"] != "seed_corpus" else None,
        }
        for row in families.values()
    ]
    broken = [reject("ingest", content_id("raw", i), "syntax_error", f"line {i} does not parse") for i in range(2)]
    copies = [
        reject("curate", content_id("copy", 1), "duplicate", "the same code", evidence={"duplicate_of": "x"}),
        reject(
            "curate",
            content_id("copy", 2),
            "contaminated",
            "holds an item of a benchmark",
            evidence={"benchmark": "humaneval", "item_id": "HumanEval/0", "rule": "ngram", "coverage": 0.9},
        ),
    ]
    lost = [reject("trace", content_id("run", 1), "time_limit", "did not end", end="gave_up")]
    items = [{"benchmark": "humaneval", "item_id": f"HumanEval/{i}", "revision": "1.0.3"} for i in range(4)]
    runs = [{"trace_id": row["trace_id"], "program_id": row["program_id"], "outcome": "ok"} for row in samples]
    commit_rows(store, "benchmarks", items)
    commit_rows(store, "programs", programs, broken)
    commit_rows(store, "curated", [{"program_id": row["program_id"]} for row in programs], copies)
    commit_rows(store, "variants", [])
    commit_rows(store, "runs", runs, lost)
    commit_rows(store, "questions", [{"question_id": row["question_id"]} for row in samples if row["question_id"]])
    commit_rows(store, "rationales", [{"rationale_id": row["rationale_id"]} for row in samples])
    commit_rows(store, "samples", samples)


def pass_judgement(store: Store, failed: Mapping[str, str] | None = None) -> None:
    """Commit a verdict on the live samples, as the gate would: `failed` gives the severity of what failed."""
    samples = store.latest("samples")
    names = {"sample_id_is_unique": "blocking", "no_source_dominates": "warning", **(failed or {})}
    rows = []
    for name, severity in names.items():
        is_success = name not in (failed or {})
        meta = {"name": name, "description": f"About {name}."}
        config = {"type": "unexpected_rows_expectation", "kwargs": {}, "severity": severity, "meta": meta}
        found = {"observed_value": 0 if is_success else 3}
        result = {"success": is_success, "expectation_config": config, "result": found, "exception_info": None}
        rows.append(
            {
                "expectation": name,
                "description": meta["description"],
                "severity": severity,
                "is_success": is_success,
                "n_unexpected": 0 if is_success else 3,
                "observed": canonical_json(result),
                "samples_sha256": samples.content,
                "n_samples": sum(shard.rows for shard in samples.shards),
            }
        )
    commit_rows(store, "quality", rows)


def publish(store: Store, settings: Settings, samples: Sequence[Mapping[str, Any]] | None = None) -> Release:
    """Publish what is live (given samples: after committing them with a good verdict); return the latest release."""
    if samples is not None:
        fill_store(store, samples)
        pass_judgement(store)
    run_all(STAGE, store, settings)
    return find_release(store.objects, settings.release_name)
