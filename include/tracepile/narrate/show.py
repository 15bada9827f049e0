"""How values appear in prose: whole when short, else their head and their size."""

import re
from collections import deque
from itertools import islice
from typing import Any, Final

from tracepile.execution.canonical import LiteralTooLongError, cut, literal, type_name
from tracepile.narrate.model import code

SHORT: Final = 24
"""A literal up to this long may stand in for a name inside an expression."""
LIMIT: Final = 72
"""A literal up to this long is shown whole."""
CLAIM_LIMIT: Final = 2_000
"""A longer literal is cut in a claim as it is in an event."""
_SCAN_LIMIT: Final = 6_000

_PIECE = re.compile(r"""[bB]?'(?:[^'\\]|\\.)*'|[bB]?"(?:[^"\\]|\\.)*"|[\[\](){}]|,\s*|[^\[\](){},'"]+""", re.DOTALL)
_LABEL = re.compile(r"[A-Za-z_]\w*=|(?:-?\d+|'[^'\\]*'|\([^()]*\)): ")
_CUT = re.compile(r"…\[len=\d+ sha256=[0-9a-f]{8}\]$")
_CLOSING: Final = {"[": "]", "{": "}", "(": ")"}
_NO_LITERAL = re.compile(r"(?:^|[\[({,:=] ?)<[a-z]\w*")
_NUMBER = re.compile(r"-?\d+")


TOO_LONG: Final = "…"


def whole_literal(value: Any) -> str:
    """Return a value's canonical literal, or `TOO_LONG` for one beyond all reading."""
    try:
        return literal(value, limit=_SCAN_LIMIT)
    except (LiteralTooLongError, RecursionError):
        return TOO_LONG


def shown(value: Any, limit: int = LIMIT) -> str:
    """Return the literal of a value as prose shows it: whole when short, else its head and its size."""
    text = whole_literal(value)
    if text != TOO_LONG:
        return short(text, limit)
    if isinstance(value, list | tuple | deque):
        head = ", ".join(short(whole_literal(item), 16) for item in list(islice(value, 3)))
        opening, closing = ("(", ")") if isinstance(value, tuple) else ("[", "]")
        return f"{opening}{head}, … {len(value)} items{closing}"
    if isinstance(value, dict):
        pairs = islice(value.items(), 2)
        head = ", ".join(f"{short(whole_literal(key), 16)}: {short(whole_literal(item), 16)}" for key, item in pairs)
        return f"{{{head}, … {len(value)} items}}"
    if isinstance(value, str):
        return f"{value[:30]!r}"[:-1] + f"… {len(value)} characters'"
    if isinstance(value, set | frozenset):
        return f"{{… {len(value)} items}}"
    return f"{type_name(value)}(…)"


def claim_literal(text: str) -> str:
    """Return a literal as a claim carries it."""
    return cut(text, CLAIM_LIMIT)


def short(text: str, limit: int = LIMIT) -> str:
    """Return a literal, or its head with its size when it is longer than `limit`."""
    if len(text) <= limit:
        return text
    cut_off = _CUT.search(text)
    if cut_off and text[0] in _CLOSING:
        return _short_head(text[: cut_off.start()])
    label = _LABEL.match(text)
    if label:  # `name=value` inside an instance, `key: value` inside a dict
        return label.group() + short(text[label.end() :], max(8, limit - label.end()))
    if text[0] in "'\"" or text[:2] in ("b'", 'b"'):
        return _short_string(text, limit)
    if _NUMBER.fullmatch(text):
        digits = len(text.lstrip("-"))
        return f"{text[:12]}… {digits} digits"
    opening, items, closing = split_items(text)
    if items is None or (limit < 16 and opening[:1].isalpha()):
        return f"{opening}…{closing}" if items else text[: limit - 1] + "…"
    kept: list[str] = []
    room = limit - len(opening) - len(closing) - 16
    for item in items:
        shown = short(item, max(16, limit // 2))
        if len(kept) >= 1 and (len(kept) >= 3 or sum(map(len, kept)) + len(shown) > room):
            break
        kept.append(shown)
    if len(kept) == len(items):
        return f"{opening}{', '.join(kept)}{',' if opening == '(' and len(kept) == 1 else ''}{closing}"
    if opening[-1:] == "(" and opening[:1].isalpha():  # an instance
        return f"{opening}{', '.join(kept)}, …)"
    return f"{opening}{', '.join(kept)}, … {len(items)} items{closing}"


def _short_head(text: str) -> str:
    """Return the first items of a container's literal whose end is not known."""
    kept = [short(item, 16) for item in _split(text[1:])[:-1][:3]]
    return f"{text[0]}{', '.join([*kept, '…'])}{_CLOSING[text[0]]}"


def _short_string(text: str, limit: int) -> str:
    quote = text[0] if text[0] in "'\"" else text[:2]
    head = text[: limit // 2]
    if head.endswith("\\"):
        head = head[:-1]
    return f"{head}… {_string_length(text)} characters{quote[-1]}"


def _string_length(text: str) -> int:
    import ast

    try:
        return len(ast.literal_eval(text))
    except (SyntaxError, ValueError):
        return max(0, len(text) - 2)


def split_items(text: str) -> tuple[str, list[str] | None, str]:
    """Split a container's literal into its opening, its items and its closing; None items when it is none."""
    match = re.match(r"[A-Za-z_][\w.]*\(", text)
    opening = match.group() if match else ""
    closing = ")" if match else ""
    inner = text[len(opening) : len(text) - len(closing)]
    if match and inner[:1] in "[{(" and inner[-1:] in "]})" and _is_one_group(inner):
        opening, closing, inner = opening + inner[0], inner[-1] + closing, inner[1:-1]
    elif not match:
        if text[:1] not in ("[", "{", "(") or not _is_one_group(text[:_SCAN_LIMIT]):
            return "", None, ""
        opening, closing, inner = text[0], text[-1], text[1:-1]
    return opening, _split(inner[:_SCAN_LIMIT]), closing


def _split(inner: str) -> list[str]:
    """Split what stands inside a container's brackets into its items; the last one may be cut."""
    items: list[str] = []
    current: list[str] = []
    depth = 0
    for piece in _PIECE.findall(inner):
        if depth == 0 and piece.startswith(","):
            items.append("".join(current))
            current = []
            continue
        if piece in ("[", "(", "{"):
            depth += 1
        elif piece in ("]", ")", "}"):
            depth -= 1
        current.append(piece)
    if current:
        items.append("".join(current))
    return items


def _is_one_group(text: str) -> bool:
    """Tell whether a text is one bracket with all that is in it."""
    depth = 0
    for position, piece in enumerate(pieces := _PIECE.findall(text)):
        if piece in ("[", "(", "{"):
            depth += 1
        elif piece in ("]", ")", "}"):
            depth -= 1
            if depth == 0:
                return position == len(pieces) - 1
    return False


def is_readable(text: str) -> bool:
    """Tell whether a literal holds only values that have literals: no `<function f>`."""
    return not _NO_LITERAL.search(text)


def show(value: Any, limit: int = LIMIT) -> str:
    """Return a value in backticks, shortened when long."""
    return code(shown(value, limit))
