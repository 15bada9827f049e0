"""The stage `rewrite` on a small batch: variants with their records, mutants with their label, rejects with reasons."""

import json
from typing import Any

from tracepile.rewrite.stage import STAGE
from tracepile.schema import content_id, table_of
from tracepile.settings import Settings
from tracepile.stage import plan, run_all
from tracepile.store import Store

LOOP = "def f(xs):\n    t = 0\n    for i in range(len(xs)):\n        if xs[i] > 2:\n            t += xs[i]\n        else:\n            t -= 1\n    return t\n"
CHANCE = "import random\ndef f(n):\n    return random.random() + n\n"
BARE = "print('a')\n"


def make_program(code: str, inputs: list[str], kind: str = "call") -> dict[str, Any]:
    program_id = content_id(code)
    rows = [{"input_id": content_id(text), "input": text, "expected": "1", "compare": "literal"} for text in inputs]
    names = {"entry_point": "f", "input_kind": kind, "source": "test", "source_ref": "test/1"}
    return {"program_id": program_id, "family_id": program_id, "code": code, "inputs": rows, **names}


PROGRAMS = [
    make_program(LOOP, ["f([1, 2, 3])", "f([5])", "f([7, 7])"]),
    make_program(CHANCE, ["f(1)"]),
    make_program(BARE, [""], "stdin"),
]


def test_variants_carry_what_was_tested(store: Store, settings: Settings) -> None:
    wanted = {"rewrite_share": 1.0, "mutant_share": 1.0, "variants_per_program": 2, "equivalence_inputs": 6}
    settings = settings.model_copy(update=wanted)
    kept = [{"program_id": row["program_id"], "family_id": row["family_id"]} for row in PROGRAMS]
    for table, rows in {"programs": PROGRAMS, "curated": kept}.items():
        shard = store.write_shard(
            content_id(table), {table: table_of(table, rows)}, table_of("rejects", []),
            batch="b" * 64, label="test/0001", recipe="r", counts={"in": len(rows)},
        )  # fmt: skip
        store.append(table, [shard])
    shards = run_all(STAGE, store, settings).commit.shards
    assert plan(STAGE, store, settings) == []
    variants, rejects = (store.read(name, shards).to_pylist() for name in ("variants", "variants.rejects"))

    assert {row["program_id"]: row["reason"] for row in rejects} == {
        PROGRAMS[1]["program_id"]: "nothing_to_rewrite",  # it does something else each time: nothing to compare with
        PROGRAMS[2]["program_id"]: "nothing_to_rewrite",
    }
    assert {row["parent_id"] for row in variants} == {PROGRAMS[0]["program_id"]}
    mutants = [row for row in variants if row["rewrite_chain"][0].startswith("mutant_")]
    good = [row for row in variants if row not in mutants]
    assert (len(good), len(mutants)) == (2, 1)
    for row in good:
        record = row["equivalence"]
        assert record["equivalent"]
        assert record["disagreements"] == "[]"
        assert record["n_inputs"] > record["n_generated"] > 0
        assert min(record["coverage_a"], record["coverage_b"]) > 0.5
        assert row["inputs"][0]["expected"] == "1"
    (mutant,) = mutants
    assert not mutant["equivalence"]["equivalent"]
    assert json.loads(mutant["equivalence"]["disagreements"])
    assert mutant["inputs"][0]["expected"] is None
    assert len({row["code"] for row in [*variants, PROGRAMS[0]]}) == 4
