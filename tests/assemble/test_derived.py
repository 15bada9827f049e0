"""What is made of the samples: control arms with the same families and matched tokens, and documents of programs."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as configure
from hypothesis import strategies as st

from tests.assemble.factory import CODE, World
from tests.assemble.test_stage import assemble
from tests.sglang_server.process import start_server
from tracepile.assemble.derived.budget import Draft, draw_families, match_budgets
from tracepile.assemble.derived.free_cot import is_same_answer
from tracepile.schema import TABLES, DerivedConfig
from tracepile.settings import Settings
from tracepile.store import Store

Row = dict[str, Any]

ARMS = [arm for arm in DerivedConfig if arm.startswith("control_") and arm is not DerivedConfig.CONTROL_FREE_COT]


def make_world(n_programs: int = 6, n_inputs: int = 3) -> World:
    """Programs with runs, questions, events, and a rewrite of every second one."""
    world = World()
    for number in range(n_programs):
        code = CODE.replace("2", str(number + 3))
        calls = [f"total([{number}, {at}])" for at in range(n_inputs)]
        program = world.add_program(code, inputs=calls)
        world.add_all(program, ["n_changes"], text="The call adds up, number after number.\n**Answer:** `5`")
        if number % 2:
            world.add_all(world.add_variant(program, code.replace("xs", "values")), ["n_changes"])
    for run in world.rows["runs"]:
        world.add_events(run)
    return world


def read_derived(store: Store) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in store.read("derived", store.latest("samples").shards).to_pylist():
        found[row["config"]].append(row)
    return found


@pytest.fixture
def one_split(settings: Settings) -> Settings:
    return settings.model_copy(update={"validation_share": 0.0, "test_share": 0.0})


def test_all_arms_hold_the_same_families_and_about_the_same_tokens(store: Store, one_split: Settings) -> None:
    samples = assemble(make_world(), store, one_split)
    derived = read_derived(store)
    assert set(derived) == {*ARMS, DerivedConfig.CPT}
    arms = {arm: derived[arm] for arm in ARMS}
    assert {frozenset(row["family_id"] for row in rows) for rows in arms.values()} == {
        frozenset(row["family_id"] for row in samples)
    }
    totals = [sum(row["n_tokens"] for row in rows) for rows in arms.values()]
    longest = max(row["n_tokens"] for rows in arms.values() for row in rows)
    assert max(totals) - min(totals) <= longest
    ids = [row["sample_id"] for rows in derived.values() for row in rows]
    assert len(ids) == len(set(ids))
    assert not set(ids) & {row["sample_id"] for row in samples}


def test_arms_differ_in_what_they_teach_and_in_nothing_else(store: Store, one_split: Settings) -> None:
    samples = {row["prompt"]: row for row in assemble(make_world(), store, one_split)}
    derived = read_derived(store)
    for row in (*derived["control_direct"], *derived["control_raw_trace"], *derived["control_coe"]):
        own = samples[row["prompt"]]
        changed = {name for name in TABLES["samples"].names if row[name] != own[name]}
        assert changed <= {
            "sample_id", "content_sha256", "config", "completion", "text", "messages", "n_tokens", "rationale_id",
            "narrator", "style", "level", "n_claims",
        }  # fmt: skip
        assert row["answer"] == "5"
        assert row["text"] == f"{row['prompt']}\n\n{row['completion']}"
        assert [message["content"] for message in row["messages"]] == [row["prompt"], row["completion"]]
    assert {row["completion"] for row in derived["control_direct"]} == {"**Answer:** `5`"}
    assert {row["completion"] for row in derived["control_raw_trace"]} == {
        "call total, line 1 | xs = [5]\nline 2 | s = 0\nline 3 | x = 5\nreturn from total: 5\n\n**Answer:** `5`"
    }
    for row in derived["control_code"]:
        assert row["prompt"].startswith("Write a Python program that can be used for this call:")
        assert row["completion"] == f"```python\n{row['code'].rstrip()}\n```"
        assert (row["answer"], row["receipt"], row["level"]) == (None, None, None)


def test_the_mixed_arms_hold_what_they_are_named_after(store: Store, one_split: Settings) -> None:
    assemble(make_world(12), store, one_split)
    derived = read_derived(store)
    made_of = {
        arm: {(row["question_kind"] == "output", bool(row["rewrite_chain"])) for row in derived[arm]} for arm in ARMS
    }
    assert made_of["control_coe"] == {(True, False)}
    assert made_of["control_coe_tracing"] == {(True, False), (False, False)}
    assert made_of["control_coe_rewrites"] == {(True, False), (True, True)}
    assert {is_rewrite for _, is_rewrite in made_of["control_coe_tracing_rewrites"]} == {True, False}
    assert {is_output for is_output, _ in made_of["control_coe_tracing_rewrites"]} == {True, False}


def test_a_mutant_is_in_no_arm(store: Store, one_split: Settings) -> None:
    world = make_world()
    for variant in world.rows["variants"]:
        variant["rewrite_chain"] = ["mutant_off_by_one"]
    assemble(world, store, one_split)
    derived = read_derived(store)
    assert not any(row["rewrite_chain"] for arm in ARMS for row in derived[arm])


def test_arms_are_bounded_and_can_be_left_out(store: Store, one_split: Settings) -> None:
    assemble(make_world(), store, one_split.model_copy(update={"control_families": 2}))
    assert {len({row["family_id"] for row in rows}) for arm, rows in read_derived(store).items() if arm != "cpt"} == {2}
    assemble(make_world(), store, one_split.model_copy(update={"control_families": 0}))
    assert set(read_derived(store)) == {"cpt"}


def test_a_document_tells_all_about_a_program_once(store: Store, one_split: Settings) -> None:
    samples = assemble(make_world(2, 2), store, one_split)
    documents = read_derived(store)["cpt"]
    assert {row["program_id"] for row in documents} == {row["program_id"] for row in samples}
    for row in documents:
        own = [sample for sample in samples if sample["program_id"] == row["program_id"]]
        assert row["text"].count(row["code"].rstrip()) == 1
        assert all(sample["question"] in row["text"] and sample["completion"] in row["text"] for sample in own)
        assert all(row["text"].count(f"```python\n{sample['input']}\n```") == 1 for sample in own)
        assert row["n_claims"] == sum(sample["n_claims"] for sample in own)
        assert (row["prompt"], row["completion"]) == ("", row["text"])


def test_a_long_document_is_cut_between_samples(store: Store, one_split: Settings) -> None:
    world = World()
    program = world.add_program(inputs=[f"total([{at}])" for at in range(6)])
    for at in range(6):
        world.add_rationale(world.add_run(program, at), text=f"About {at}. " + "word " * 60 + "\n**Answer:** `5`")
    assemble(world, store, one_split.model_copy(update={"max_sample_tokens": 300}))
    documents = read_derived(store)["cpt"]
    assert len(documents) == 3
    assert all(row["n_tokens"] <= 300 and row["code"].rstrip() in row["text"] for row in documents)
    assert sorted(number for row in documents for number in range(6) if f"About {number}." in row["text"]) == [
        *range(6)
    ]


def test_the_same_rows_come_in_the_same_order(store: Store, one_split: Settings, tmp_path: Any) -> None:
    world = make_world()
    assemble(world, store, one_split)
    for rows in world.rows.values():
        rows.reverse()
    other = Store(type(store.objects)(tmp_path / "other"))
    assemble(world, other, one_split)
    tables = [each.read("derived", each.latest("samples").shards) for each in (store, other)]
    assert tables[0].equals(tables[1])


drafts = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(ARMS[:3]), st.integers(1, 400)), max_size=60)


@configure(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(drafts)
def test_budgets_match_whatever_there_is(rows: list[tuple[int, DerivedConfig, int]]) -> None:
    given_rows = [Draft(arm, at, f"family {family}", f"sample {at}", n) for at, (family, arm, n) in enumerate(rows)]
    chosen = match_budgets(given_rows, 0)
    by_arm: dict[str, list[Draft]] = defaultdict(list)
    for draft in chosen:
        by_arm[draft.arm].append(draft)
    assert len(set(chosen)) == len(chosen)
    if chosen:
        assert set(by_arm) == {draft.arm for draft in given_rows}
        assert len({frozenset(draft.family_id for draft in own) for own in by_arm.values()}) == 1
        totals = {arm: sum(draft.n_tokens for draft in own) for arm, own in by_arm.items()}
        families = {draft.family_id for draft in chosen}
        for arm, spent in totals.items():
            left = [d.n_tokens for d in given_rows if d.arm == arm and d.family_id in families and d not in by_arm[arm]]
            assert spent <= max(totals.values())
            assert not left or max(totals.values()) - spent < min(left)


def test_a_draw_of_families_depends_on_each_alone() -> None:
    names = [f"family {number}" for number in range(50)]
    some = draw_families(names, 0, 10)
    assert len(some) == 10
    assert draw_families([name for name in names if name in some or name.endswith("1")], 0, 10) == some


@pytest.mark.parametrize(
    ("said", "answer", "expected"),
    [
        ("5", "5", True),
        ("`[1,2]`", "[1, 2]", True),
        ('"a"', "'a'", True),
        ("1.0", "1", False),
        ("1 2\n", "1 2", True),
        ("6", "5", False),
    ],
)
def test_answers_of_a_model_are_compared_with_their_types(said: str, answer: str, expected: bool) -> None:
    assert is_same_answer(said, answer) is expected


def test_a_model_reasons_freely_and_only_right_answers_stay(store: Store, one_split: Settings, tmp_path: Path) -> None:
    world = World()
    for number in range(4):
        code = CODE.replace("2", str(number + 3)) + ("# careless\n" if number == 0 else "")
        program = world.add_program(code, inputs=[f"total([9, {at}])" for at in range(3)])
        for at in range(3):
            run = world.add_run(program, at)
            world.add_rationale(run, answer=str(9), text="It adds up.\n**Answer:** `9`")
            world.add_events(run)
    with start_server() as server:
        asked = {"is_free_cot_asked": True, "sglang_url": server.url, "sglang_model": server.model}
        settings = one_split.model_copy(update={**asked, "request_cache": tmp_path / "requests"})
        samples = assemble(world, store, settings)
    counts = store.latest("samples").counts
    assert (counts["llm_requests"], counts["free_cot_wrong"]) == (12, 3)
    derived = read_derived(store)
    careless = {row["family_id"] for row in samples if "careless" in row["code"]}
    assert {frozenset(row["family_id"] for row in derived[arm]) for arm in (*ARMS, "control_free_cot")} == {
        frozenset(row["family_id"] for row in samples) - careless
    }
    for row in derived["control_free_cot"]:
        assert row["completion"] == "The call goes through the program, which gives 9.\n**Answer:** `9`"
        assert (row["level"], row["narrator"]["mode"], row["narrator"]["model"]) == ("L0", "free", server.model)
