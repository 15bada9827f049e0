"""How much of a benchmark item really stands in a text that shares some n-grams with it."""

from collections.abc import Sequence
from typing import Final

RUN_WORDS: Final = 4

MIN_COVERED: Final = 0.75
"""An item with at least this share of its words in common runs is an edited copy: an edit in every twenty words, which
destroys up to eight n-grams each, leaves about 0.9 of the words in runs of four; two texts of one kind, about half."""


def cover_words(item: Sequence[str], text: Sequence[str]) -> float:
    """Return the share of an item's words that lie in runs of at least `RUN_WORDS` words that the text holds too."""
    known = {tuple(text[at : at + RUN_WORDS]) for at in range(len(text) - RUN_WORDS + 1)}
    covered = bytearray(len(item))
    for at in range(len(item) - RUN_WORDS + 1):
        if tuple(item[at : at + RUN_WORDS]) in known:
            covered[at : at + RUN_WORDS] = b"\x01" * RUN_WORDS
    return sum(covered) / len(item) if item else 0.0
