"""Runs of tokens as numbers: what numpy finds in bytes is what plain Python finds in strings."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tracepile.similarity.ngrams import GRAMS, KnownRuns, KnownSet, count_distinct, hash_wholes
from tracepile.similarity.streams import Block, Stream, read_formulas, read_words
from tracepile.similarity.tokens import split_formula, split_words

TOKENS = "a b c d e".split()
words = st.lists(st.sampled_from(TOKENS), max_size=12)
texts = st.lists(words.map(" ".join), max_size=6)
# Letters of one to four bytes, digits of other scripts, numbers, operators, mark-up and every kind of line break.
PIECES = [*"aBß_éπ漢😀٣½₂²ﬁ1,.20 ", *"\n\r\v\f\x1c\x85\u2028", *"↑→−–×÷·$+=%|\\", "\\cdot ", "\\left", "1,250"]
odd = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def scan(blocks: Iterable[Block], is_folded: bool = False) -> Stream:
    """The whole of some texts as one stream: here they always fit."""
    found = list(blocks) or list(read_words([""]))
    assert len(found) == 1
    return found[0].scan(is_folded=is_folded)


def by_text(stream: Stream, n: int) -> list[list[int]]:
    return [stream.hashes[stream.owner == at].tolist() for at in range(n)]


@settings(deadline=None)
@given(st.lists(odd, max_size=4))
def test_tokens_in_bytes_are_those_of_the_plain_functions(texts: list[str]) -> None:
    """Texts are read as they are, and as the tokens that the plain functions cut, with spaces between them."""
    for is_folded in (False, True):
        cut = [split_words(text, is_folded=is_folded) for text in texts]
        read = by_text(scan(read_words(texts), is_folded), len(texts))
        assert read == by_text(scan(read_words(map(" ".join, cut))), len(texts))
        assert [len(own) for own in read] == [len(own) for own in cut]
    cut = [split_formula(text) for text in texts]
    read = by_text(scan(read_formulas(texts)), len(texts))
    assert read == by_text(scan(read_formulas(map(" ".join, cut))), len(texts))
    assert [len(own) for own in read] == [len(own) for own in cut]


def test_folded_formulas_know_no_numbers() -> None:
    texts = ["Add 1,250 and x2 * 0.5.", "add 7 and x3 * 1", "add 7 and x * 1"]
    one, other, third = by_text(scan(read_formulas(texts), True), 3)
    assert one == other != third


@settings(deadline=None)
@given(st.lists(odd, max_size=4))
def test_lines_are_those_of_the_text(texts: list[str]) -> None:
    stream = scan(read_formulas(texts))
    found = {value for part in (stream.lines(), stream.texts()) for value in stream.combine(*part).tolist()}
    parts = [part for text in texts for part in (text, *text.splitlines()) if split_formula(part)]
    assert found == set(hash_all(parts))


def hash_all(texts: list[str]) -> list[int]:
    hashes: list[int] = hash_wholes(scan(read_formulas(texts))).column("gram").to_pylist()
    return hashes


@settings(deadline=None)
@given(texts, st.integers(1, 5))
def test_every_run_of_every_text_is_given(texts: list[str], n: int) -> None:
    stream = scan(read_words(texts))
    starts = stream.runs(n)
    found = list(
        zip(
            stream.owner[starts].tolist(),
            stream.combine(starts, starts + n).tolist(),
            count_distinct(stream, starts, n).tolist(),
            strict=True,
        )
    )
    expected = [
        (at, hash_all([" ".join(tokens[start : start + n])])[0], len(set(tokens[start : start + n])))
        for at, tokens in enumerate(text.split() for text in texts)
        for start in range(len(tokens) - n + 1)
    ]
    assert found == expected


@settings(deadline=None)
@given(texts, st.lists(words.filter(bool), max_size=5))
def test_known_runs_of_any_length_are_found_where_they_stand(texts: list[str], runs: list[list[str]]) -> None:
    hashes = dict(zip(map(tuple, runs), hash_all([" ".join(run) for run in runs]), strict=True))
    expected = {
        (at, hashes[tuple(run)])
        for at, tokens in enumerate(text.split() for text in texts)
        for run in runs
        for start in range(len(tokens))
        if tokens[start : start + len(run)] == run
    }
    known = KnownRuns.of(block.scan(is_folded=False) for block in read_formulas(map(" ".join, runs)))
    found = pa.concat_tables(
        [GRAMS.empty_table(), *(known.find(block.scan(is_folded=False)) for block in read_formulas(texts))]
    )
    assert set(zip(*(column.to_pylist() for column in found.columns), strict=True)) == expected


def test_texts_are_read_in_parts_with_their_own_positions() -> None:
    texts = [f"word{at} " * 20_000 for at in range(6)]
    blocks = list(read_words(texts))
    assert len(blocks) > 1
    owners = np.concatenate([block.scan(is_folded=False).owner for block in blocks])
    assert np.bincount(owners).tolist() == [20_000] * 6


@settings(deadline=None)
@given(st.lists(st.integers(0, 2**64 - 1)), st.lists(st.integers(0, 2**64 - 1)))
def test_a_known_set_holds_its_members_and_nothing_else(members: list[int], others: list[int]) -> None:
    asked = np.array([*members, *others, 0], np.uint64)
    found = KnownSet(np.array(members, np.uint64)).find(asked)
    assert found.tolist() == [at for at, value in enumerate(asked.tolist()) if value in set(members)]


def test_hashes_differ_between_orders_and_lengths() -> None:
    runs = ["a", "a a", "a b", "b a", "a b a", "ab a", "a ba"]
    assert len(set(hash_all(runs))) == len(runs)
