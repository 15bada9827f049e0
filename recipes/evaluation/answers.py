"""Finding the answer in a reply, and holding it against the right one."""

import ast
import math
import re
from typing import Any, Final

_ANSWER: Final = re.compile(r"\**Answer:?\**:?\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)
_BLOCK: Final = re.compile(
    r"\**Answer:?\**:?[ \t]*\n(`{3,})[^\n`]*\n(.*?)\n?\1[ \t]*(?:\n|$)", re.IGNORECASE | re.DOTALL
)
_NOTHING: Final = "(no output)"
_NUMBER: Final = re.compile(r"-?\$?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?")
_LETTER: Final = re.compile(r"\b([A-J])\b")


def find_answer(reply: str, form: str) -> str | None:
    """Return the answer that a reply gives, None if it gives none.

    Forms: `literal` and `input` (what stands after the last "Answer:"; of a text of several lines the block there),
    `number` (the last number there, else in the whole reply), `math` (the last \\boxed{…}, else as literal), `letter`
    (the letter after the last "Answer:").
    """
    if form == "math" and (boxed := find_boxed(reply)) is not None:
        return boxed
    stated = _ANSWER.findall(reply)
    text = stated[-1].strip() if stated else None
    if form == "number":
        numbers = _NUMBER.findall(text if text is not None else reply)
        return numbers[-1].replace(",", "").replace("$", "") if numbers else None
    if form == "letter":
        letters = _LETTER.findall(text) if text else []
        return letters[0] if letters else None
    if form == "literal" and (blocks := list(_BLOCK.finditer(reply))) and not _ANSWER.search(reply, blocks[-1].end()):
        return blocks[-1][2]
    if text == _NOTHING:
        return ""
    return _unquote(text) if text else None


def is_right(answer: str, gold: str, form: str) -> bool:
    """Tell whether an answer is the right one (form `input` is judged by execution instead: see `inputs`)."""
    if form == "number":
        try:
            return math.isclose(float(answer), float(gold.replace(",", "")), rel_tol=1e-6, abs_tol=1e-9)
        except ValueError:
            return False
    if form == "literal":
        return _is_same_literal(answer, gold)
    return _plain(answer) == _plain(gold) if form == "math" else answer == gold


def find_boxed(text: str) -> str | None:
    """Return what stands in the last \\boxed{…}, braces inside it included; None if there is none."""
    start = text.rfind("\\boxed{")
    if start < 0:
        return None
    depth = 0
    begin = start + len("\\boxed{")
    for at in range(begin - 1, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return text[begin:at].strip()
    return None


def _unquote(text: str) -> str:
    return text.strip("*").strip().strip("`").strip()


def _is_same_literal(answer: str, gold: str) -> bool:
    if answer.rstrip() == gold.rstrip():
        return True
    try:
        return _typed(ast.literal_eval(answer)) == _typed(ast.literal_eval(gold))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False


def _typed(value: Any) -> Any:
    """The value with its types, all the way down: `True` is not `1`, and `1` is not `1.0`."""
    if isinstance(value, list | tuple):
        return type(value), [_typed(item) for item in value]
    if isinstance(value, set | frozenset):
        return type(value), sorted(map(repr, value))
    if isinstance(value, dict):
        return dict, [(_typed(key), _typed(item)) for key, item in value.items()]
    return type(value), repr(value)


def _plain(text: str) -> str:
    """LaTeX without what does not change its meaning."""
    for old, new in (("\\dfrac", "\\frac"), ("\\tfrac", "\\frac"), ("\\left", ""), ("\\right", ""), ("\\!", "")):
        text = text.replace(old, new)
    text = re.sub(r"\\text\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\(?:,|;| |%|\$)|[\s$%]|\^\{?\\circ\}?", "", text)
    text = re.sub(r"\\frac(\d)(\d)", r"\\frac{\1}{\2}", text)
    return text.rstrip(".").replace(",\\", "\\").removesuffix(".0")
