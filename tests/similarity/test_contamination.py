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
from tracepile.similarity.refine import MIN_COVERED, cover_words

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


def test_a_solution_with_an_edit_is_nearly_the_solution() -> None:
    code = f"import math\n\n\ndef helper(x):\n    return x\n\n\n{SOLUTION.replace('n - i - 1', 'n - i + 1')}"
    (hit,) = find_code_hits([code], TARGETS, OPTIONS)[0]
    assert (hit["item_id"], hit["rule"]) == ("1", "code")
    assert 0.7 <= hit["coverage"] < 1


def test_other_code_is_no_solution() -> None:
    other = "def catalan(n):\n    found = [1]\n    while len(found) < n:\n        found.append(found[-1] * 4)\n    return found[-1]\n"
    assert find_code_hits([other, "x = 1", "def ("], TARGETS, OPTIONS) == {}


def test_an_item_with_an_edit_in_every_twenty_words_is_found() -> None:
    words = EGGS.split()
    edited = " ".join("edited" if at % 19 == 9 else word for at, word in enumerate(words))
    (hit,) = text_hits(edited)
    assert is_contaminated(hit, OPTIONS)
    assert hit["rule"] == "ngram"


def test_a_short_item_with_other_numbers_is_found_where_it_says_something() -> None:
    targets = make_targets(
        [("b", "1", "Find the greatest common divisor of 24 and 36.", "12"), ("b", "2", "What is 3 plus x?", "")]
    )
    hits = find_text_hits(["Find the greatest common divisor of 100 and 75.", "What is 4 plus x?"], targets, OPTIONS)
    assert {at: names(found) for at, found in hits.items()} == {0: {("b", "1", "ngram_digits")}}


def make_full_targets(**item: str) -> Targets:
    row = {"benchmark": "b", "item_id": "1", "prompt": EGGS, "solution": None, **item}
    return prepare_targets(pa.table({name: pa.array([value], pa.string()) for name, value in row.items()}), OPTIONS)


def test_a_problem_in_other_words_is_found_by_its_title() -> None:
    targets = make_full_targets(title="C. Longest-Common Path")
    texts = [
        "longest common path\nQuite other words.",
        "Shortest common path\nQuite other words.",
        "A longest common path",
    ]
    hits = find_text_hits(texts, targets, OPTIONS, is_question=True)
    assert {at: names(found) for at, found in hits.items()} == {0: {("b", "1", "title")}}
    assert find_text_hits(texts, targets, OPTIONS) == {}


def test_a_title_of_two_words_needs_shared_text() -> None:
    targets = make_full_targets(title="Duck Eggs")
    some = " ".join(EGGS.split()[:9])
    hits = find_text_hits(["Duck eggs\nQuite other words.", f"Duck eggs\n{some}"], targets, OPTIONS, is_question=True)
    assert {at: names(found) for at, found in hits.items()} == {1: {("b", "1", "title")}}


TEST = "def check(candidate):\n    assert candidate([1, 2], 3) == 6\n    assert candidate([4], k=0) == 4\n"


@pytest.mark.parametrize(
    ("examples", "is_found"),
    [
        ([("add_up([1,2], 3)", "6"), ("add_up([4], k = 0)", "4")], True),
        ([("Solution().addUp([1, 2], 3)", "6"), ("Solution().addUp([4], k=0)", "4")], True),
        ([("add_up([1, 2], 3)", "6"), ("add_up([5], 0)", "5")], False),
        ([("add_up([1, 2], 3)", "7"), ("add_up([4], k=0)", "4")], False),
        ([("multiply([1, 2], 3)", "6"), ("multiply([4], k=0)", "4")], False),
        ([("add_up([1, 2], 3)", None), ("add_up(", "4"), ("add_up(x)", "4")], False),
    ],
)
def test_the_examples_of_an_item_are_found(examples: list[tuple[str, str | None]], is_found: bool) -> None:
    targets = make_full_targets(test=TEST, entry_point="add_up")
    (hits,) = find_program_hits([""], ["x = 1"], targets, OPTIONS, [examples])
    assert [(hit["rule"], hit["found_in"]) for hit in hits] == ([("io", "inputs")] if is_found else [])


def test_one_telling_example_is_enough() -> None:
    targets = make_full_targets(test="assert f([3, 1, 4, 1, 5, 9, 2, 6]) == [1, 1, 2, 3, 4, 5, 6, 9]")
    (hits,) = find_program_hits(
        [""], ["x = 1"], targets, OPTIONS, [[("f([3, 1, 4, 1, 5, 9, 2, 6])", "[1, 1, 2, 3, 4, 5, 6, 9]")]]
    )
    assert [hit["rule"] for hit in hits] == ["io"]


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
    by_ngrams = len(left) / len(runs)
    by_words = cover_words(words, changed)
    is_edited_copy = by_ngrams < options.contamination_threshold and by_words >= MIN_COVERED
    expected = by_words if is_edited_copy else by_ngrams
    assert {hit["coverage"] for hit in found.get(1, [])} == ({expected} if left else set())


def test_at_most_ten_items_are_named_for_a_text() -> None:
    targets = make_targets([("b", str(number), f"{EGGS} {number}", "") for number in range(15)])
    hits = find_text_hits([EGGS], targets, OPTIONS)[0]
    assert len(hits) == 10
    assert [hit["coverage"] for hit in hits] == sorted((hit["coverage"] for hit in hits), reverse=True)
