"""The stage `assemble`: every rationale becomes a sample or a reject that says why."""

import json
from collections import Counter
from typing import Any

import pytest

from tests.assemble.factory import CODE, World
from tracepile.assemble import STAGE
from tracepile.schema import TABLES, table_of
from tracepile.settings import Settings
from tracepile.stage import plan, run_all
from tracepile.store import Store

Row = dict[str, Any]

RENAMED = CODE.replace("xs", "values").replace("s =", "r =").replace("s +=", "r +=").replace("return s", "return r")


def assemble(world: World, store: Store, settings: Settings) -> list[Row]:
    world.write(store)
    run_all(STAGE, store, settings)
    return list(store.read("samples", store.latest("samples").shards).to_pylist())


def rejects(store: Store) -> dict[str, Row]:
    rows = store.read("samples.rejects", store.latest("samples").shards).to_pylist()
    return {row["row_id"]: row for row in rows}


def reasons(store: Store) -> dict[str, int]:
    return dict(Counter(row["reason"] for row in rejects(store).values()))


def test_a_rationale_becomes_a_whole_sample(store: Store, settings: Settings) -> None:
    world = World()
    program = world.add_program()
    run = world.add_run(program)
    rationale = world.add_rationale(run)
    (sample,) = assemble(world, store, settings)
    assert list(sample) == TABLES["samples"].names
    for name in ("program_id", "family_id", "source", "source_ref", "licence", "domain", "code", "entry_point"):
        assert sample[name] == program[name]
    for name in ("trace_id", "input_id", "input", "input_kind", "outcome", "receipt"):
        assert sample[name] == run[name]
    for name in ("rationale_id", "answer", "style", "level", "n_claims", "narrator"):
        assert sample[name] == rationale[name]
    assert sample["config"] == "coe_output"
    assert (sample["question_kind"], sample["question_id"], sample["answer_type"]) == ("output", None, "int")
    assert sample["question"] == "What does `total([1, 5])` return?"
    assert CODE.rstrip() in sample["prompt"]
    assert sample["prompt"].endswith(sample["question"])
    assert sample["completion"] == rationale["text"]
    assert sample["text"] == sample["prompt"] + "\n\n" + sample["completion"]
    assert sample["messages"] == [
        {"role": "user", "content": sample["prompt"]},
        {"role": "assistant", "content": sample["completion"]},
    ]
    assert sample["n_tokens"] == -(-len(sample["text"]) * 10 // 36)
    assert (sample["tokenizer"], sample["contamination"]) == ("approx-chars/3.6@1", "clean")
    assert sample["rewrite_chain"] == []
    assert all(value is not None for name, value in sample.items() if name != "question_id")


def test_configs_say_what_kind_of_sample_it_is(store: Store, settings: Settings) -> None:
    world = World()
    program = world.add_program()
    variant = world.add_variant(program, RENAMED)
    world.add_all(program, ["n_changes"])
    world.add_all(variant, ["n_changes"])
    samples = assemble(world, store, settings)
    assert sorted((row["config"], row["question_kind"]) for row in samples) == [
        ("coe_output", "output"),
        ("rewrites", "n_changes"),
        ("rewrites", "output"),
        ("variable_tracing", "n_changes"),
    ]
    for row in samples:
        is_rewrite = row["config"] == "rewrites"
        assert row["rewrite_chain"] == (["rename"] if is_rewrite else [])
        assert row["code"] == (RENAMED if is_rewrite else CODE)
        assert row["family_id"] == program["program_id"]


def test_every_rationale_has_one_end_and_samples_are_sorted(store: Store, settings: Settings) -> None:
    world = World()
    for number in range(5):
        inputs = [f"total([{number}, {at}])" for at in range(4)] + [f"total([{number},0])"]
        code = CODE.replace("2", str(number))
        world.add_all(world.add_program(code, inputs=inputs), ["line_ran", "n_changes"])
    settings = settings.model_copy(update={"max_samples_per_family": 7})
    samples = assemble(world, store, settings)
    counts = store.latest("samples").counts
    assert counts["in"] == counts["ok"] + counts["filtered"] + counts["gave_up"] == 75
    ended = {row["rationale_id"] for row in samples} | set(rejects(store))
    assert ended == {row["rationale_id"] for row in world.rows["rationales"]}
    ids = [row["sample_id"] for row in samples]
    assert ids == sorted(set(ids))
    assert len({row["content_sha256"] for row in samples}) == len(samples) == 35


def test_a_second_run_changes_nothing_and_another_store_gives_the_same(
    store: Store, settings: Settings, tmp_path: Any
) -> None:
    world = World()
    program = world.add_program(inputs=[f"total([{at}])" for at in range(60)])
    world.add_all(program, ["n_changes"])
    assemble(world, store, settings)
    assert plan(STAGE, store, settings) == []
    assert not run_all(STAGE, store, settings).is_changed
    world.rows["rationales"].reverse()
    world.rows["runs"].reverse()
    other = Store(type(store.objects)(tmp_path / "other"))
    assemble(world, other, settings)
    assert other.latest("samples").shards[0].sha256 == store.latest("samples").shards[0].sha256


def test_a_family_keeps_a_balanced_choice(store: Store, settings: Settings) -> None:
    world = World()
    program = world.add_program(inputs=[f"total([{at}])" for at in range(12)])
    world.add_all(program, ["n_changes", "line_ran", "final_value"])
    settings = settings.model_copy(update={"max_samples_per_family": 12})
    samples = assemble(world, store, settings)
    assert Counter(row["question_kind"] for row in samples) == {
        "output": 6,
        "n_changes": 2,
        "line_ran": 2,
        "final_value": 2,
    }
    assert len({row["input_id"] for row in samples if row["config"] == "coe_output"}) == 6
    assert reasons(store) == {"family_cap": 36}


def test_one_input_written_twice_is_one_sample(store: Store, settings: Settings) -> None:
    world = World()
    world.add_all(world.add_program(inputs=["total([1, 5])", "total([1,5])"]), ["n_changes"])
    samples = assemble(world, store, settings)
    assert len(samples) == 2
    kept = {row["sample_id"] for row in samples}
    for row in rejects(store).values():
        assert row["reason"] == "duplicate"
        assert json.loads(row["evidence"])["duplicate_of"] in kept


def test_a_rewrite_that_is_another_familys_program_goes(store: Store, settings: Settings) -> None:
    world = World()
    other_code = CODE.replace("x > 2", "not x <= 2")
    program, other = world.add_program(), world.add_program(other_code)
    variant = world.add_variant(program, other_code.replace("xs", "values"))
    world.add_all(program)
    world.add_all(other)
    (rewritten,) = world.add_all(variant)
    samples = assemble(world, store, settings)
    assert sorted(row["config"] for row in samples) == ["coe_output", "coe_output"]
    assert rejects(store)[rewritten["rationale_id"]]["reason"] == "duplicate"


def test_a_long_sample_goes(store: Store, settings: Settings) -> None:
    world = World()
    program = world.add_program(inputs=["total([1])", "total([2])"])
    world.add_rationale(world.add_run(program, 0), text="word " * 8_000 + "**Answer:** `5`")
    world.add_rationale(world.add_run(program, 1))
    assert len(assemble(world, store, settings)) == 1
    assert reasons(store) == {"too_long": 1}


SENTENCE = "A farmer keeps twelve hens, three geese and one very old goat behind the crooked barn near the river mill"


@pytest.mark.parametrize(
    "fields",
    [
        {"statement": f"{SENTENCE}. How many animals?"},
        {"code": CODE + f"\n# {SENTENCE}\n"},
        {"inputs": [f"total({SENTENCE!r})"]},
    ],
)
def test_what_repeats_a_benchmark_item_goes(store: Store, settings: Settings, fields: Row) -> None:
    world = World()
    world.rows["benchmarks"].append({"benchmark": "farm", "item_id": "3", "prompt": SENTENCE, "solution": "16"})
    world.add_all(world.add_program(**fields), ["n_changes"])
    clean = world.add_program(CODE.replace("2", "3"))
    world.add_all(clean)
    samples = assemble(world, store, settings)
    assert [row["program_id"] for row in samples] == [clean["program_id"]]
    assert reasons(store) == {"contaminated": 2}
    for row in rejects(store).values():
        assert json.loads(row["evidence"])["item_id"] == "3"
        assert (row["program_id"], row["source"]) != (None, None)


def test_a_question_or_a_rewrite_alone_can_be_contaminated(store: Store, settings: Settings) -> None:
    world = World()
    world.rows["benchmarks"].append({"benchmark": "farm", "item_id": "3", "prompt": SENTENCE, "solution": "16"})
    program = world.add_program()
    run = world.add_run(program)
    clean = world.add_rationale(run)
    asked = world.add_rationale(run, world.add_question(run, question=SENTENCE + "?"))
    (rewritten,) = world.add_all(world.add_variant(program, CODE + f"# {SENTENCE}\n"))
    samples = assemble(world, store, settings)
    assert [row["rationale_id"] for row in samples] == [clean["rationale_id"]]
    assert {row_id: row["reason"] for row_id, row in rejects(store).items()} == {
        asked["rationale_id"]: "contaminated",
        rewritten["rationale_id"]: "contaminated",
    }


def test_a_weak_overlap_is_marked(store: Store, settings: Settings) -> None:
    world = World()
    world.rows["benchmarks"].append({"benchmark": "farm", "item_id": "3", "prompt": SENTENCE, "solution": "16"})
    others = " ".join(a + b for a in "pqrstu" for b in "vwxyz")
    world.add_all(world.add_program(statement=" ".join(SENTENCE.split()[:11]) + " " + others))
    (sample,) = assemble(world, store, settings)
    assert sample["contamination"] == "overlap"


def test_benchmarks_that_came_later_close_the_gate(store: Store, settings: Settings) -> None:
    world = World()
    world.add_all(world.add_program(statement=SENTENCE))
    assert len(assemble(world, store, settings)) == 1
    world.rows["benchmarks"].append({"benchmark": "farm", "item_id": "3", "prompt": SENTENCE, "solution": "16"})
    assert assemble(world, store, settings) == []


@pytest.mark.parametrize(
    ("run", "answer_type"),
    [
        ({"result_type": "list"}, "list"),
        ({"result_type": "NoneType"}, "none"),
        ({"result_type": None, "result": None, "outcome": "exception"}, "str"),
    ],
)
def test_answer_types_follow_the_run(store: Store, settings: Settings, run: Row, answer_type: str) -> None:
    world = World()
    world.add_rationale(world.add_run(world.add_program(), **run))
    (sample,) = assemble(world, store, settings)
    assert sample["answer_type"] == answer_type


def test_a_program_that_prints_is_asked_what_it_prints(store: Store, settings: Settings) -> None:
    world = World()
    program = world.add_program("print(input())", entry_point="stdin", inputs=["7\n"])
    world.add_rationale(world.add_run(program, result=None, result_type=None, stdout="7\n"), answer="7\n")
    (sample,) = assemble(world, store, settings)
    assert (sample["answer_type"], sample["question"], sample["input_kind"]) == ("str", "What does it print?", "stdin")


def test_values_that_cannot_be_written_are_no_answers(store: Store, settings: Settings) -> None:
    world = World()
    world.add_rationale(world.add_run(world.add_program(), result_type="deque"))
    assert assemble(world, store, settings) == []
    assert reasons(store) == {"answer_type": 1}


def test_a_rationale_without_its_run_or_program_is_given_up(store: Store, settings: Settings) -> None:
    world = World()
    program, lost = world.add_program(), world.add_program(CODE.replace("2", "4"))
    run, question = world.add_run(program), world.add_question(world.add_run(lost))
    rationale = world.add_rationale(run)
    world.add_rationale(run, question)
    world.add_rationale({**run, "trace_id": "gone"})
    world.rows["questions"].clear()
    (sample,) = assemble(world, store, settings)
    assert sample["rationale_id"] == rationale["rationale_id"]
    assert {row["end"] for row in rejects(store).values()} == {"gave_up"}
    assert reasons(store) == {"missing_lineage": 2}


def test_nothing_gives_nothing(store: Store, settings: Settings) -> None:
    assert assemble(World(), store, settings) == []


def test_families_and_problems_stay_in_one_split(store: Store, settings: Settings) -> None:
    world = World()
    for number in range(40):
        code = CODE.replace("2", str(number + 10))
        program = world.add_program(code, problem_id=f"problem {number // 2}", inputs=["total([1])", "total([2])"])
        world.add_all(program, ["n_changes"])
        world.add_all(world.add_variant(program, code.replace("xs", "values")))
    settings = settings.model_copy(update={"validation_share": 0.3, "test_share": 0.3})
    problems = {row["program_id"]: row["problem_id"] for row in world.rows["programs"]}
    splits: dict[str, set[str]] = {}
    for row in assemble(world, store, settings):
        splits.setdefault(problems[row["family_id"]], set()).add(row["split"])
    assert len(splits) == 20
    assert all(len(own) == 1 for own in splits.values())
    assert {split for own in splits.values() for split in own} == {"train", "validation", "test"}


@pytest.mark.parametrize(
    ("selector", "column", "n_left"),
    [("sample", "sample_id", 3), ("program", "family_id", 2), ("source", "source", 2), ("licence", "licence", 2)],
)
def test_what_was_withdrawn_becomes_no_sample_again(
    store: Store, settings: Settings, selector: str, column: str, n_left: int
) -> None:
    world = World()
    for number, (source, licence) in enumerate((("seed_corpus", "Apache-2.0"), ("algorithms", "MIT"))):
        calls = [f"total([{number}, {at}])" for at in range(2)]
        program = world.add_program(CODE + f"\n\nK = {number}\n", inputs=calls, source=source, licence=licence)
        for at in range(2):
            world.add_rationale(world.add_run(program, at))
    samples = assemble(world, store, settings)
    assert len(samples) == 4
    gone = samples[0][column]
    commit_withdrawal(store, selector, gone)
    assert len(assemble(world, store, settings)) == n_left
    assert {row["message"] for row in rejects(store).values()} == {"Its author asked."}
    assert reasons(store) == {"withdrawn": 4 - n_left}
    assert gone not in [row[column] for row in assemble(world, store, settings)]


def commit_withdrawal(store: Store, selector: str, value: str) -> None:
    row = {"withdrawal_id": "w", "selector": selector, "value": value, "reason": "Its author asked."}
    shard = store.write_shard(
        "w",
        {"withdrawals": table_of("withdrawals", [row])},
        table_of("rejects", []),
        batch="w",
        label="w",
        recipe="w",
        counts={"in": 1},
    )
    store.extend("withdrawals", shard)
