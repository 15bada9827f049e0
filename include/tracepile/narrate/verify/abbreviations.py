"""Shortened values: does `[1, 2, … 40 items]` stand for a given literal?

Forms: `12… 30 digits`, `'abc… 40 characters'`, `[1, 2, … 9 items]`, `Node(val=1, …)`, a text cut with `…` at its end.
"""

import ast
import re
from functools import lru_cache
from typing import Final

_MARK: Final = "…"
_CUT: Final = re.compile(r"…\[len=(\d+) sha256=[0-9a-f]{8}\]$")
_DIGITS: Final = re.compile(r"(-?\d+)… (\d+) digits")
_STRING: Final = re.compile(r"""([bB]?)(['"])(.*)… (\d+) characters(['"])""", re.DOTALL)
_ITEMS: Final = re.compile(r"… (\d+) items")
_LABEL: Final = re.compile(r"[A-Za-z_]\w*=|(?:-?\d+|'[^'\\]*'|\"[^\"\\]*\"|\([^()]*\)): ")
_PIECE: Final = re.compile(
    r"""[bB]?'(?:[^'\\]|\\.)*'|[bB]?"(?:[^"\\]|\\.)*"|[\[\](){}]|,\s*|[^\[\](){},'"]+|.""", re.DOTALL
)


@lru_cache(maxsize=20_000)
def stands_for(shown: str, full: str) -> bool:
    """Tell whether a text, perhaps shortened, stands for a literal (itself perhaps cut as in an event)."""
    if shown == full:
        return True
    if _MARK not in shown:
        return False
    digits = _DIGITS.fullmatch(shown)
    if digits:
        return full.startswith(digits[1]) and full.lstrip("-").isdigit() and len(full.lstrip("-")) == int(digits[2])
    label = _LABEL.match(shown)
    if label:
        return full.startswith(label[0]) and stands_for(shown[label.end() :], full[label.end() :])
    string = _STRING.fullmatch(shown)
    if string:
        return _is_string(string, full)
    opening, items, closing = split_literal(shown)
    if items is None:
        return shown.endswith(_MARK) and full.removeprefix("(").startswith(shown[:-1])
    return _is_container(opening, items, closing, full)


def _is_string(string: "re.Match[str]", full: str) -> bool:
    prefix, quote, head, length, end = string.groups()
    if end != quote or not full.startswith(f"{prefix}{quote}{head}"):
        return False
    cut = _CUT.search(full)
    if cut:
        return int(length) <= int(cut[1])
    try:
        return len(ast.literal_eval(full)) == int(length)
    except (SyntaxError, ValueError, TypeError):
        return False


def _is_container(opening: str, items: list[str], closing: str, full: str) -> bool:
    cut = _CUT.search(full)
    full_opening, full_items, full_closing = split_literal(full[: cut.start()] if cut else full, is_whole=not cut)
    if full_items is None or opening != full_opening or (not cut and closing != full_closing):
        return False
    *head, tail = items
    count = _ITEMS.fullmatch(tail)
    if tail != _MARK and count is None:
        if len(items) != len(full_items):
            return False
        head = items
    elif len(head) > len(full_items) or (count and not cut and int(count[1]) != len(full_items)):
        return False
    return all(stands_for(one, other) for one, other in zip(head, full_items, strict=False))


def split_literal(text: str, *, is_whole: bool = True) -> tuple[str, list[str] | None, str]:
    """Split a container's literal into its opening, its items and its closing; items are None when it is none.

    `is_whole` is false for a text whose end is missing.
    """
    match = re.match(r"(?:[A-Za-z_][\w.]*\()?", text)
    opening = match[0] if match else ""
    closing = ")" if opening else ""
    inner = text[len(opening) : len(text) - len(closing) if is_whole else len(text)]
    if is_whole and closing and not text.endswith(closing):
        return "", None, ""
    if inner[:1] in ("[", "{", "(") and (not is_whole or _is_one_group(inner)):
        opening, closing = opening + inner[0], _CLOSING[inner[0]] + closing
        inner = inner[1:-1] if is_whole else inner[1:]
    elif not opening:
        return "", None, ""
    items: list[str] = []
    current: list[str] = []
    depth = 0
    for piece in _PIECE.findall(inner):
        if depth == 0 and piece.startswith(","):
            items.append("".join(current))
            current = []
            continue
        depth += (piece in ("[", "(", "{")) - (piece in ("]", ")", "}"))
        current.append(piece)
    if current:
        items.append("".join(current))
    return opening, items, closing


_CLOSING: Final = {"[": "]", "{": "}", "(": ")"}


def _is_one_group(text: str) -> bool:
    depth = 0
    pieces = _PIECE.findall(text)
    for position, piece in enumerate(pieces):
        depth += (piece in ("[", "(", "{")) - (piece in ("]", ")", "}"))
        if depth == 0:
            return position == len(pieces) - 1
    return False
