"""Which candidates are asked: balanced over kinds, without repeats, always the same ones."""

import random
from collections import Counter

from tracepile.ask.choose import choose_candidates


def candidate(trace_id: str, kind: str, number: int = 0, variable: str | None = None, answer: str = "1") -> dict:
    draw = f"{random.Random(f'{trace_id}{kind}{number}').getrandbits(64):016x}"
    return {"trace_id": trace_id, "kind": kind, "draw": draw, "variable": variable, "answer": answer}


def test_rare_kinds_are_taken_where_they_can_be_had() -> None:
    runs = [f"t{number}" for number in range(60)]
    candidates = [candidate(run, kind) for run in runs for kind in ("common", "usual")]
    candidates += [candidate(run, "rare") for run in runs[:15]]
    chosen = choose_candidates(candidates, 1, seed=0)
    counts = Counter(picked["kind"] for found in chosen.values() for picked in found)
    assert sum(counts.values()) == 60
    assert counts["rare"] >= 10
    assert abs(counts["common"] - counts["usual"]) <= 1


def test_a_run_gives_different_kinds_first_and_no_more_than_asked_for() -> None:
    candidates = [candidate("t", "a", number, f"x{number}") for number in range(5)] + [candidate("t", "b")]
    chosen = choose_candidates(candidates, 3, seed=0)["t"]
    assert sorted(picked["kind"] for picked in chosen) == ["a", "a", "b"]


def test_the_same_answer_about_the_same_variable_is_asked_once() -> None:
    candidates = [candidate("t", "final_value", 0, "x", "5"), candidate("t", "value_after_line_visit", 0, "x", "5")]
    assert len(choose_candidates(candidates, 3, seed=0)["t"]) == 1


def test_the_choice_does_not_depend_on_the_order_of_candidates() -> None:
    candidates = [
        candidate(f"t{run}", kind, number, f"x{number}") for run in range(20) for kind in "abcd" for number in range(3)
    ]
    expected = choose_candidates(candidates, 3, seed=0)
    random.Random(1).shuffle(candidates)
    assert choose_candidates(candidates, 3, seed=0) == expected
    assert choose_candidates(candidates, 3, seed=1) != expected


def test_no_candidates_no_questions() -> None:
    assert choose_candidates([], 3, seed=0) == {}
    assert choose_candidates([candidate("t", "a")], 0, seed=0) == {"t": []}


def test_no_kind_is_asked_more_often_than_its_quota() -> None:
    candidates = [candidate(f"t{run}", "common") for run in range(40)] + [candidate("t0", "rare")]
    chosen = choose_candidates(candidates, 1, seed=0, max_share=0.25)
    counts = Counter(picked["kind"] for found in chosen.values() for picked in found)
    assert counts == {"common": 10} or counts == {"common": 10, "rare": 1}
