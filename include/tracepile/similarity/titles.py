"""Titles of problems: the same problem in other words still has its name."""

import re
from typing import Final

from tracepile.similarity.tokens import split_words

MIN_TITLE_WORDS: Final = 3
"""A shorter title (`Sort`, `Peak`, `Two Sum`) is the name of many a problem: it counts only beside shared text."""

_MAX_TITLE_WORDS: Final = 15
_LABEL: Final = re.compile(r"^\s*[A-Z][0-9]?[.)]\s+")


def read_title(text: str) -> list[str]:
    """Return the words of a title, without the letter that a contest puts before it; empty where there is none."""
    words = split_words(_LABEL.sub("", text))
    return words if len(words) <= _MAX_TITLE_WORDS else []


def first_line(text: str) -> str:
    """Return the first line of a text, which is its title where it has one."""
    return text.lstrip().partition("\n")[0]
