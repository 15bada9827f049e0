"""The stage `curate`: what is kept, what goes and why, batch after batch."""

import random
from typing import Any

import pytest

from tests.curate.factory import curate, kept, make_program, put, rejects
from tracepile.curate import STAGE
from tracepile.settings import Settings
from tracepile.similarity import fingerprint_code
from tracepile.stage import plan, run_all
from tracepile.store import Store

EGGS = (
    "Janet's ducks lay 16 eggs per day. She eats three for breakfast every morning and bakes muffins for her friends "
    "every day with four. She sells the remainder for $2 per fresh duck egg. How much does she make every day?"
)
SUM = "def total(xs):\n    s = 0\n    for x in xs:\n        if x > 2:\n            s += x\n    return s\n"
RENAMED = "def add_up(values):  # other names\n\n    r = 0\n    for v in values:\n        if v > 2:\n            r += v\n    return r\n"
PRODUCT = SUM.replace("s = 0", "s = 1").replace("+=", "*=")


def test_copies_go_and_name_what_they_copy(store: Store, settings: Settings) -> None:
    first, commented = make_program(SUM), make_program(SUM.replace("\n", "  # remark\n", 1), title="x")
    renamed, other = make_program(RENAMED, entry_point="add_up"), make_program(PRODUCT)
    result = curate(store, settings, [first, commented, renamed, other])
    assert result.commit.counts == {"in": 4, "ok": 2, "filtered": 2, "gave_up": 0, "signatures": 2}
    assert kept(store) == [first["program_id"], other["program_id"]]
    assert rejects(store) == {
        commented["program_id"]: ("duplicate", {"channel": "exact", "duplicate_of": first["program_id"]}),
        renamed["program_id"]: ("duplicate", {"channel": "alpha", "duplicate_of": first["program_id"]}),
    }


def test_a_copy_in_a_later_batch_goes(store: Store, settings: Settings) -> None:
    first, second = make_program(SUM), make_program(RENAMED, entry_point="add_up")
    curate(store, settings, [first], [make_program(PRODUCT)], [second])
    assert rejects(store) == {
        second["program_id"]: ("duplicate", {"channel": "alpha", "duplicate_of": first["program_id"]})
    }


def test_solutions_of_one_problem_all_stay(store: Store, settings: Settings) -> None:
    by_hand, by_library = make_program(SUM), make_program("def total(xs):\n    return sum(xs)\n")
    one, other = ({**row, "problem_id": "sum", "statement": "Add up."} for row in (by_hand, by_library))
    curate(store, settings, [one, other])
    assert kept(store) == [one["program_id"], other["program_id"]]


def test_small_programs_are_compared_exactly(store: Store, settings: Settings) -> None:
    one, other = (
        make_program("def f(a): return a", entry_point="f"),
        make_program("def f(b): return b", entry_point="f"),
    )
    curate(store, settings, [one, other])
    assert len(kept(store)) == 2


def test_one_code_with_two_entry_points_is_two_programs(store: Store, settings: Settings) -> None:
    code = SUM + "\n\n" + PRODUCT.replace("total", "product")
    curate(store, settings, [make_program(code), make_program(code, entry_point="product")])
    assert len(kept(store)) == 2


def test_of_copies_in_one_batch_the_one_with_known_answers_stays(store: Store, settings: Settings) -> None:
    unknown, known = make_program(SUM, title="a"), make_program(SUM, title="b", expected="1")
    curate(store, settings, [unknown, known])
    assert kept(store) == [known["program_id"]]


BENCHMARK = {"benchmark": "eggs", "item_id": "7", "prompt": EGGS, "solution": "18"}


def test_a_program_that_states_a_benchmark_item_goes(store: Store, settings: Settings) -> None:
    bad, good = make_program(SUM, statement=EGGS), make_program(PRODUCT, statement="Multiply.")
    curate(store, settings, [bad, good], benchmarks=[BENCHMARK])
    (reason, evidence) = rejects(store)[bad["program_id"]]
    assert reason == "contaminated"
    assert {name: evidence[name] for name in ("benchmark", "item_id", "rule", "coverage", "found_in")} == {
        "benchmark": "eggs",
        "item_id": "7",
        "rule": "ngram",
        "coverage": 1.0,
        "found_in": "statement",
    }
    assert "ducks lay 16 eggs" in evidence["evidence"]
    assert kept(store) == [good["program_id"]]


def test_a_program_that_is_a_benchmark_solution_goes(store: Store, settings: Settings) -> None:
    item = {"benchmark": "code", "item_id": "1", "prompt": "Add up all the numbers of a list.", "solution": SUM}
    renamed = make_program(RENAMED, entry_point="add_up")
    curate(store, settings, [renamed], benchmarks=[item])
    assert rejects(store)[renamed["program_id"]][1]["rule"] == "code"


def test_a_copy_of_a_contaminated_program_is_judged_on_its_own(store: Store, settings: Settings) -> None:
    bad, clean = make_program(SUM, statement=EGGS), make_program(SUM, statement="Add up.")
    curate(store, settings, [bad, clean], benchmarks=[BENCHMARK])
    assert kept(store) == [clean["program_id"]]


def test_a_weak_overlap_is_reported_and_filters_nothing(store: Store, settings: Settings) -> None:
    half = " ".join(EGGS.split()[:19]) + " " + " ".join(f"{letter}{other}" for letter in "pqrstu" for other in "abcde")
    row = make_program(SUM, statement=half)
    curate(store, settings, [row], benchmarks=[BENCHMARK])
    (found,) = store.read("curated", store.latest("curated").shards).to_pylist()
    (overlap,) = found["overlaps"]
    assert (overlap["benchmark"], overlap["item_id"]) == ("eggs", "7")
    assert settings.overlap_threshold <= overlap["coverage"] < settings.contamination_threshold


def test_a_second_run_does_nothing(store: Store, settings: Settings) -> None:
    curate(store, settings, [make_program(SUM)], [make_program(RENAMED)], benchmarks=[BENCHMARK])
    before = sorted(store.objects.keys("tables"))
    assert plan(STAGE, store, settings) == []
    assert not run_all(STAGE, store, settings).is_changed
    assert sorted(store.objects.keys("tables")) == before


def test_sources_are_judged_in_the_order_of_the_settings_and_only_once(store: Store, settings: Settings) -> None:
    settings = settings.model_copy(update={"sources": ("github:zeta", "github:alpha")})
    in_alpha, in_zeta = make_program(SUM), make_program(RENAMED, entry_point="add_up")
    put(store, "programs", [[in_alpha], [in_zeta]], ["alpha", "zeta"])
    assert run_all(STAGE, store, settings).is_changed
    assert kept(store) == [in_zeta["program_id"]]
    assert not run_all(STAGE, store, settings).is_changed


def test_new_benchmarks_reverse_no_verdict(store: Store, settings: Settings) -> None:
    row = make_program(SUM, statement=EGGS)
    curate(store, settings, [row])
    put(store, "benchmarks", [[BENCHMARK]])
    assert not run_all(STAGE, store, settings).is_changed
    assert kept(store) == [row["program_id"]]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_a_batch_does_not_change_which_groups_are_kept(
    store: Store, settings: Settings, seed: int
) -> None:
    codes = [SUM, RENAMED, PRODUCT, SUM + "# x\n", PRODUCT.replace("xs", "ys"), SUM.replace(">", "<")]
    rows = [make_program(code, title=str(at), entry_point=code[4:].partition("(")[0]) for at, code in enumerate(codes)]
    random.Random(seed).shuffle(rows)
    curate(store, settings, rows)
    found = {row["alpha_sha256"] for row in store.read("curated", store.latest("curated").shards).to_pylist()}
    assert found == {fingerprint_code(row["code"], row["entry_point"], 20).alpha_sha256 for row in rows}
    assert len(kept(store)) == len(found) == 3


def test_a_row_that_our_code_fails_on_is_given_up(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(code: str, entry_point: str, min_tokens: int) -> None:
        if "bad" in code:
            raise ZeroDivisionError("our fault")
        return original(code, entry_point, min_tokens)

    import tracepile.curate.stage as module

    original: Any = module.fingerprint_code
    monkeypatch.setattr(module, "fingerprint_code", fail)
    good, bad = make_program(SUM), make_program("bad = 1")
    result = curate(store, settings, [good, bad])
    assert result.commit.counts == {"in": 2, "ok": 1, "filtered": 0, "gave_up": 1, "signatures": 1}
    (row,) = store.read("curated.rejects", result.commit.shards).to_pylist()
    assert (row["reason"], row["message"], row["end"]) == ("internal_error", "ZeroDivisionError: our fault", "gave_up")
