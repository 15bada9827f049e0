"""What is printed, in words: the text, and the values it is made of."""

import ast
import json
from collections.abc import Sequence
from typing import Final

from tracepile.execution.values import Instance
from tracepile.narrate.explain import Explained
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import join_words
from tracepile.narrate.wording import Finish, Say, Telling

_MAX_REASONS: Final = 3
_LONG: Final = 70


def prepare_print(node: ast.Call, before: Moment, telling: Telling, say: Say) -> Finish:
    """Look at a `print` before it runs."""
    explained = [before.explain(argument) for argument in node.args]
    claims = [claim for each in explained for claim in each.claims]
    first = max([before.step, *(frame.returned or 0 for frame in before.callees)])

    def finish(after: Moment | None) -> list[Clause]:
        end = None if after is None else after.step
        text = before.scene.printed(first, end)
        reasons, more = _tell_reasons(explained, before, text, is_first=telling.is_first)
        told = say("prints").format(tell_output(text))
        lead = f"{join_words(reasons)}, so " if reasons else ""
        return [
            clause(f"{lead}{told}", [*claims, *more, output_claim(before, first, end, text)], has_reason=bool(lead))
        ]

    return finish


def _tell_reasons(
    explained: Sequence[Explained], before: Moment, text: str, *, is_first: bool
) -> tuple[list[str], list[Claim]]:
    """Return how the printed values come about, where the output does not show it; nothing for plain variables."""
    words: list[str] = []
    claims: list[Claim] = []
    for each in explained:
        if isinstance(each.node, ast.Constant | ast.Name | ast.Starred) or not each.is_known:
            continue
        is_own = isinstance(each.node, ast.Call) and before.frame_of(each.node) is not None
        if is_own or isinstance(each.value, Instance) or len(each.shown) > _LONG or len(each.source) > _LONG:
            continue
        has_filled = each.filled is not None and each.filled != each.literal and len(each.filled) <= _LONG
        if not has_filled and (not is_first or (each.claims == [] and isinstance(each.node, ast.JoinedStr))):
            continue
        words.append(each.result(each.shown, has_source=is_first))
        path = before.path_of(each.node)
        claims += [] if path is None else [before.claim(path, each.value)]
    is_told = 0 < len(words) <= _MAX_REASONS and not any(", since " in word for word in words)
    return (words, claims) if is_told else ([], [])


def tell_output(text: str) -> str:
    """Return printed text in backticks, line by line; long output is shortened."""
    lines = text.removesuffix("\n").split("\n")
    if not text.strip("\n"):
        return "an empty line" if text else "nothing"
    cut = [line if len(line) <= 60 else f"{line[:56]}…" for line in lines]
    tail = "" if text.endswith("\n") else " (without a line break)"
    if len(lines) == 1:
        return f"{code(cut[0])}{tail}" if lines[0].strip() else "a line of blanks"
    if len(lines) <= 4 and all(line.strip() for line in lines):
        return f"the lines {join_words([code(line) for line in cut])}{tail}"
    first = f", the first of them {code(cut[0])}" if cut[0].strip() else ""
    return f"{len(lines)} lines{first}{tail}"


def output_claim(before: Moment, first: int, after: int | None, text: str) -> Claim:
    """Claim what was printed between two events."""
    last = len(before.scene.events) if after is None else after
    body = json.dumps({"steps": [first, last], "printed": text[:2_000], "length": len(text)}, ensure_ascii=False)
    return Claim("range", before.step, before.frame, "stdout", body, "str")
