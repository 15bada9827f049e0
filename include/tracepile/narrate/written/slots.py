"""The mode `slots`: the model's prose with the recorded values put into it. A value of the model's own is refused."""

import ast
import re
from collections.abc import Callable, Iterator
from typing import Final

from tracepile.narrate.model import Claim, Step, code
from tracepile.narrate.verify import Failure
from tracepile.narrate.verify.prose import QUOTATION, SPAN
from tracepile.narrate.written.facts import Fact, Plan, Row
from tracepile.narrate.written.forms import Written
from tracepile.narrate.written.prose import tidy

_SLOT: Final = re.compile(r"\{\{\s*(.+?)\s*\}\}")
_NUMBER: Final = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:st|nd|rd|th)?(?!\w)")
_TRUTH: Final = {"true": "True", "false": "False"}


def fill_row(plan: Plan, row: Row, number: int, written: Written) -> tuple[Step, list[Failure], set[str]]:
    """Return a row's step, what is wrong with its prose before it is filled, and the slots that it uses.

    number: of the step, from 0, as failures name it.
    """
    prose = tidy(written.prose)
    own = {fact.slot: fact for fact in row.facts}
    failures: list[Failure] = []
    used: dict[str, Fact] = {}

    def find(name: str) -> Fact | None:
        fact = own.get(name)
        if fact is None:
            where = "it belongs to another row" if name in plan.facts else "there is no such slot"
            failures.append(Failure(number, "b", f"{{{{{name}}}}}", where))
        else:
            used[name] = fact
        return fact

    failures += _find_own_values(prose, number, plan)
    text = _fill(prose, find)
    claims: dict[Claim, None] = {}
    for fact in row.facts:
        if fact.slot in used:
            claims.update(dict.fromkeys(fact.claims))
    claims.update(dict.fromkeys(row.answers))
    return Step(row.first, row.last, row.mark + text, tuple(claims)), failures, set(used)


def _fill(prose: str, find: Callable[[str], Fact | None]) -> str:
    """Put the values in: bare within code, else as code of their own; words and counts as they are."""

    def inside(match: re.Match[str]) -> str:
        fact = find(match[1])
        return match[0] if fact is None else _TRUTH.get(fact.text, fact.text) if fact.kind == "branch" else fact.text

    def outside(match: re.Match[str]) -> str:
        fact = find(match[1])
        return match[0] if fact is None else fact.text if fact.is_word else code(fact.text)

    text: list[str] = []
    position = 0
    for span in SPAN.finditer(prose):
        text.append(_SLOT.sub(outside, prose[position : span.start()]))
        filled = _SLOT.sub(inside, span[2].strip() if len(span[1]) > 1 else span[2])
        text.append(span[0] if filled == span[2] else code(filled))
        position = span.end()
    text.append(_SLOT.sub(outside, prose[position:]))
    return "".join(text)


def _find_own_values(prose: str, number: int, plan: Plan) -> Iterator[Failure]:
    """Find the values that the model wrote instead of a slot. What the program itself writes is no value.

    A line number is one: a wrong one is often right for another statement of the same row.
    """
    bare = _SLOT.sub("⟦⟧", prose)
    words = SPAN.sub("⟦⟧", bare)
    for match in (*_NUMBER.finditer(words), *QUOTATION.finditer(words)):
        yield Failure(number, "e", match[0], "a value needs a slot")
    for span in SPAN.finditer(bare):
        text = span[2].strip()
        if "⟦⟧" not in text and _is_value(text) and text not in plan.constants:
            yield Failure(number, "e", text, "a value needs a slot")


def _is_value(text: str) -> bool:
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False
    return True
