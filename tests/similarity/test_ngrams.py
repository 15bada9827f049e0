"""Runs of tokens as numbers: what numpy gives is what plain Python gives."""

from hypothesis import given
from hypothesis import strategies as st

from tracepile.similarity.ngrams import KnownRuns, find_runs, hash_ngrams, hash_tokens

words = st.lists(st.sampled_from("a b c d e".split()), max_size=12)
texts = st.lists(words.map(" ".join), max_size=6)


@given(texts, st.integers(1, 5), st.integers(1, 4))
def test_every_run_of_every_text_is_given(texts: list[str], n: int, min_distinct: int) -> None:
    expected = [
        (at, hash_tokens(tokens[start : start + n]))
        for at, tokens in enumerate(text.split() for text in texts)
        for start in range(len(tokens) - n + 1)
        if len(set(tokens[start : start + n])) >= min_distinct
    ]
    found = hash_ngrams(texts, str.split, n, min_distinct)
    assert sorted(zip(*(column.to_pylist() for column in found.columns), strict=True)) == sorted(expected)


@given(texts, st.lists(words.filter(bool), max_size=5))
def test_known_runs_of_any_length_are_found_where_they_stand(texts: list[str], runs: list[list[str]]) -> None:
    expected = {
        (at, hash_tokens(run))
        for at, tokens in enumerate(text.split() for text in texts)
        for run in runs
        for start in range(len(tokens))
        if tokens[start : start + len(run)] == run
    }
    found = find_runs(texts, str.split, KnownRuns.of(runs))
    assert set(zip(*(column.to_pylist() for column in found.columns), strict=True)) == expected


def test_a_run_never_reaches_into_the_next_text() -> None:
    assert hash_ngrams(["a b", "c d"], str.split, 3).num_rows == 0


def test_hashes_differ_between_orders_and_lengths() -> None:
    runs = [["a"], ["a", "a"], ["a", "b"], ["b", "a"], ["a", "b", "a"], ["ab", "a"], ["a", "ba"]]
    assert len({hash_tokens(run) for run in runs}) == len(runs)


def test_hashes_are_the_same_on_every_machine() -> None:
    assert hash_tokens(["find", "the", "sum"]) == 14_445_714_970_782_870_302
