"""Texts and code as tokens: what duplicates and contamination compare."""

import io
import re
import token
import tokenize
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_FOREIGN_DIGIT: Final = re.compile(r"(?![0-9])\d")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_FORMULA: Final = re.compile(r"[^\W_]+|[-+*/^=<>()|!%↑→↓←]")
_TOLERANT: Final = re.compile(r"[^\W\d]\w*|\d[\w.]*|\"[^\"\n]*\"|'[^'\n]*'|[^\w\s]")
_LATEX: Final = [
    (re.compile(r"\\(?:cdot|times)\b|[×·∗]"), "*"),
    (re.compile(r"\\div\b|÷"), "/"),
    (re.compile(r"[−–]"), "-"),
    (re.compile(r"\\(?:left|right|displaystyle|quad|,|;|!)"), " "),
]
_LAYOUT: Final = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER}
_MARKS: Final = {token.NEWLINE: "<newline>", token.INDENT: "<indent>", token.DEDENT: "<dedent>"}
BLOCKS: Final = frozenset(_MARKS.values())
"""The tokens by which `split_code` shows lines and blocks."""


def split_words(text: str, *, is_folded: bool = False) -> list[str]:
    """Return a text's words: lower case, letters and digits only, so that layout and punctuation do not matter.

    is_folded: each number (`7`, `1,250`, `0.5`) becomes the word `0`.
    """
    text = normalise(text)
    return _WORD.findall(fold_numbers(text) if is_folded else text)


def normalise(text: str) -> str:
    """Return a text with one form of each letter, digit and line break."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    return _FOREIGN_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)


def plain_formula(text: str) -> str:
    """Return a text with its LaTeX mark-up replaced by plain operators and spaces, normalised."""
    if "\\" in text or not text.isascii():
        for pattern, plain in _LATEX:
            text = pattern.sub(plain, text)
    return normalise(text)


def fold_numbers(text: str) -> str:
    """Return a text with each number replaced by `0`."""
    return _NUMBER.sub("0", text)


def split_formula(text: str) -> list[str]:
    """Return a text's words and operators; LaTeX mark-up, braces and punctuation are left out.

    Short questions differ by an operator alone (`3 + 4` against `3 - 4`), which words do not show.
    """
    return _FORMULA.findall(plain_formula(text))


def split_code(code: str) -> list[str]:
    """Return the tokens of Python code without comments and blank lines; blocks appear as `<indent>`, `<dedent>`.

    Code that Python cannot tokenise is cut into identifiers, numbers, strings and single characters.
    """
    try:
        return [_MARKS.get(found.type, found.string) for found in _tokens(code)]
    except (tokenize.TokenError, SyntaxError, ValueError):
        return _TOLERANT.findall(code)


def count_code_tokens(tokens: Sequence[str]) -> int:
    """Return how many of the tokens that `split_code` gives are identifiers, keywords, literals and operators."""
    return sum(token not in BLOCKS for token in tokens)


def find_token_lines(code: str) -> list[int]:
    """Return the line (from 1) of each token that `count_code_tokens` counts, ascending; empty for broken code."""
    try:
        return [found.start[0] for found in _tokens(code) if found.type not in _MARKS]
    except (tokenize.TokenError, SyntaxError, ValueError):
        return []


def _tokens(code: str) -> Iterator[tokenize.TokenInfo]:
    return (found for found in tokenize.generate_tokens(io.StringIO(code).readline) if found.type not in _LAYOUT)
