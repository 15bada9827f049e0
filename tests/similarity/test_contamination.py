"""Benchmark items are found in texts and code that repeat them, and in nothing else."""

import random

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tracepile.settings import Settings
from tracepile.similarity import (
    Hit,
    Targets,
    find_code_hits,
    find_program_hits,
    find_text_hits,
    is_contaminated,
    prepare_targets,
)

EGGS = (
    "Janet's ducks lay 16 eggs per day. She eats three for breakfast every morning and bakes muffins for her friends "
    "every day with four. She sells the remainder for $2 per fresh duck egg. How much does she make every day?"
)
DERIVATIVE = r"Find the derivative of $x^2 + 3$."
SHORT = "Write a function to find the nth catalan number."
SOLUTION = """def catalan(n):
    if n <= 1:
        return 1
    total = 0
    for i in range(n):
        total += catalan(i) * catalan(n - i - 1)
    return total
"""
ITEMS = [
    ("eggs", "1", EGGS, "18"),
    ("maths", "1", DERIVATIVE, "2x"),
    ("maths", "2", "Compute 3 + 4", "7"),
    ("maths", "empty", "", ""),
    ("maths", "dots", "...", "?"),
    ("maths", "two", "Neural networks:", "?"),
    ("functions", "1", SHORT, SOLUTION),
    ("functions", "2", "def add(a: int, b: int) -> int:\n    ", "return a + b"),
]
OPTIONS = Settings()


def make_targets(items: list[tuple[str, str, str, str]]) -> Targets:
    names = ("benchmark", "item_id", "prompt", "solution")
    columns = list(zip(*items, strict=True)) or [()] * 4
    table = {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}
    return prepare_targets(pa.table(table), OPTIONS)


TARGETS = make_targets(ITEMS)


def text_hits(text: str, **options: bool) -> list[Hit]:
    return find_text_hits([text], TARGETS, OPTIONS, **options).get(0, [])


def names(hits: list[Hit]) -> set[tuple[str, str, str]]:
    return {(hit["benchmark"], hit["item_id"], hit["rule"]) for hit in hits}


def test_a_verbatim_item_is_covered_whole() -> None:
    (hit,) = text_hits(f"Solve this.\n{EGGS}\nShow your work.")
    assert (hit["benchmark"], hit["rule"], hit["coverage"]) == ("eggs", "ngram", 1.0)
    assert "ducks lay 16 eggs per day she eats" in hit["evidence"]


def test_layout_and_case_do_not_hide_an_item() -> None:
    reformatted = EGGS.upper().replace(" ", "\n  ").replace("'", "’")
    assert names(text_hits(reformatted)) == {("eggs", "1", "ngram")}


def test_other_numbers_are_found_with_digits_folded() -> None:
    changed = EGGS.replace("16", "1,204").replace("$2", "$3.5").replace("eats", "uses").replace("four", "five")
    (hit,) = text_hits(changed)
    assert hit["rule"] == "ngram_digits"
    assert is_contaminated(hit, OPTIONS)
    assert 0.5 <= hit["coverage"] < 1


def test_a_question_without_its_end_counts_by_its_own_words() -> None:
    opening = " ".join(EGGS.split()[:17])
    (weak,) = text_hits(opening)
    assert not is_contaminated(weak, OPTIONS)
    (strong,) = text_hits(opening, is_question=True)
    assert strong["coverage"] == 1.0
    assert text_hits(" ".join(EGGS.split()[:9]), is_question=True) == []  # too few words to be a question of its own


@pytest.mark.parametrize("text", [SHORT, f"Task 7: {SHORT.upper()} Use recursion.", f'"""\n{SHORT}\n"""\nx = 1'])
def test_a_short_item_is_found_word_by_word(text: str) -> None:
    assert names(text_hits(text)) == {("functions", "1", "short")}


@pytest.mark.parametrize("text", [SHORT.replace("nth", "first"), "a function to find the nth catalan number", ""])
def test_most_of_a_short_item_is_no_hit(text: str) -> None:
    assert text_hits(text) == []


def test_operators_of_short_items_count() -> None:
    assert names(text_hits("Find the derivative of x^2 + 3")) == {("maths", "1", "short")}
    assert text_hits("Find the derivative of x^2 - 3") == []


def test_an_item_of_few_words_must_be_a_whole_line() -> None:
    assert names(text_hits("Exercise\ncompute 3 + 4.\n")) == {("maths", "2", "short")}
    assert text_hits("First compute 3 + 4, then go on.") == []
    assert text_hits("compute 3 - 4") == []


@pytest.mark.parametrize("text", ["", "...", "Neural networks:", "neural networks\n\n...", "\n\n"])
def test_empty_and_trivial_items_flag_nothing(text: str) -> None:
    assert text_hits(text) == []
    assert text_hits(text, is_question=True) == []


@pytest.mark.parametrize(
    "code",
    [
        SOLUTION,
        "import math\n\n# The answer.\n"
        + SOLUTION.replace("total", "acc").replace("catalan", "f").replace("    ", "  "),
        "def helper(x):\n    return x\n\n\n" + SOLUTION,
    ],
)
def test_a_solution_is_found_by_its_shape(code: str) -> None:
    (hit,) = find_code_hits([code], TARGETS, OPTIONS)[0]
    assert (hit["item_id"], hit["rule"], hit["coverage"]) == ("1", "code", 1.0)


def test_a_solution_that_continues_its_prompt_is_found() -> None:
    prompt = 'def total(values):\n    """Add them up."""\n'
    body = "    result = 0\n    for value in values:\n        if value > 0:\n            result += value\n    return result\n"
    targets = make_targets([("humaneval", "7", prompt, body)])
    code = "def add_up(xs):\n    s = 0\n    for x in xs:\n        if x > 0:\n            s += x\n    return s\n"
    assert find_code_hits([code], targets, OPTIONS)[0][0]["item_id"] == "7"


def test_other_code_is_no_solution() -> None:
    assert find_code_hits([SOLUTION.replace("n - i - 1", "n - i + 1"), "x = 1", "def ("], TARGETS, OPTIONS) == {}


def test_hits_of_a_program_say_where_they_are() -> None:
    statements = [EGGS, "", "Nothing of the kind."]
    codes = ["x = 1", f'"""{EGGS}"""', SOLUTION]
    hits = find_program_hits(statements, codes, TARGETS, OPTIONS)
    assert [[(hit["found_in"], hit["rule"]) for hit in own] for own in hits] == [
        [("statement", "ngram")],
        [("code", "ngram")],
        [("code", "code")],
    ]


def test_without_benchmarks_nothing_is_found() -> None:
    targets = make_targets([])
    assert find_text_hits([EGGS], targets, OPTIONS, is_question=True) == {}
    assert find_program_hits([EGGS], [SOLUTION], targets, OPTIONS) == [[]]
    assert find_text_hits([], TARGETS, OPTIONS) == {}


WORDS = [f"word{number}" for number in range(60)]


@hypothesis_settings(max_examples=12, deadline=None)
@given(st.integers(13, 40), st.integers(0, 10), st.integers(0, 10**6))
def test_coverage_is_a_share_and_whole_for_verbatim_texts(n_words: int, n_changed: int, seed: int) -> None:
    dice = random.Random(seed)
    words = dice.sample(WORDS, n_words)
    changed = list(words)
    for _ in range(n_changed):
        changed[dice.randrange(n_words)] = "changed"
    targets = make_targets([("b", "1", " ".join(words), "")])
    options = Settings(overlap_threshold=0.01)
    found = find_text_hits([" ".join(words), " ".join(changed)], targets, options)
    assert found[0][0]["coverage"] == 1.0
    assert all(0 < hit["coverage"] <= 1 for hits in found.values() for hit in hits)
    runs = {tuple(words[at : at + 8]) for at in range(n_words - 7)}
    left = {tuple(changed[at : at + 8]) for at in range(n_words - 7)} & runs
    assert {hit["coverage"] for hit in found.get(1, [])} == ({len(left) / len(runs)} if left else set())


def test_at_most_ten_items_are_named_for_a_text() -> None:
    targets = make_targets([("b", str(number), f"{EGGS} {number}", "") for number in range(15)])
    hits = find_text_hits([EGGS], targets, OPTIONS)[0]
    assert len(hits) == 10
    assert [hit["coverage"] for hit in hits] == sorted((hit["coverage"] for hit in hits), reverse=True)
