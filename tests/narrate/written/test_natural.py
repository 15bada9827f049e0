"""Prose as a good model writes it is accepted as it stands; one wrong word in it is not."""

import json
from typing import Any

import pytest

from tests.narrate.programs import record
from tests.narrate.written.test_prompts import make
from tracepile.narrate.model import Rationale
from tracepile.narrate.narrator import answer_of
from tracepile.narrate.verify import Failure
from tracepile.narrate.written import verify_written
from tracepile.narrate.written.anchors import anchor_row
from tracepile.narrate.written.forms import read_answer
from tracepile.narrate.written.slots import fill_row

SLOTS = [
    "`safe` receives two lists, `a = {{a@3}}` and `b = {{b@3}}`. It prepares an empty list `result` ({{result@5}}) and "
    "pairs up the elements of both lists with `zip(a, b)`; the loop makes {{times@5}} passes.",
    "The first pair is `x = {{x@6}}` and `y = {{y@6}}`. The division `x // y` works: `{{x@6}} // {{y@6}} = {{q@8}}`. No "
    "exception occurred, so the `else` branch appends `q` and `result` becomes {{result@9}}. Finally, "
    "`done = len(result)` is {{done@10}}.",
    "Now `x` is {{x@11}} and `y` is {{y@11}}. Dividing by zero raises {{error@13}}, and the handler catches it. "
    "It appends `None` instead, which gives `result = {{result@16}}`, and `done` becomes {{done@17}}.",
    "For the last pair, {{x@18}} divided by {{y@18}} gives {{q@20}}, which is appended, so that `result` is now "
    "{{result@21}}. The `finally` block sets `done` to {{done@22}}.",
    "The loop is over, and the function returns the tuple `(result, done)`: {{ret@24}}.",
]
ANCHORED: list[tuple[str, list[tuple[str, int, str, str]]]] = [
    (
        "`safe` receives two lists, `a = [4, 5, 9]` and `b = [2, 0, 3]`. It prepares an empty list `result`, and the loop "
        "over `zip(a, b)` makes three passes.",
        [
            ("value", 3, "a", "[4, 5, 9]"),
            ("value", 3, "b", "[2, 0, 3]"),
            ("value", 5, "result", "[]"),
            ("loop", 5, "for x, y in zip(a, b)", "3"),
        ],
    ),
    (
        "The first pair is 4 and 2. The division `x // y` works: `4 // 2 = 2`. No exception occurred, so the `else` branch "
        "appends `q`, and `result` becomes `[2]`. Finally, `done = len(result)` is `1`.",
        [
            ("value", 6, "x", "4"),
            ("value", 6, "y", "2"),
            ("value", 8, "q", "2"),
            ("value", 9, "result", "[2]"),
            ("value", 10, "done", "1"),
        ],
    ),
    (
        "Now `x` is 5 and `y` is 0. Dividing by 0 raises a `ZeroDivisionError`, and the handler on line 6 catches it. It "
        "appends `None` instead, which gives `result = [2, None]`, and `done` becomes 2.",
        [
            ("value", 11, "x", "5"),
            ("value", 11, "y", "0"),
            ("value", 16, "result", "[2, None]"),
            ("value", 17, "done", "2"),
        ],
    ),
    (
        "For the last pair, 9 divided by 3 gives 3, which is appended, so that `result` is now `[2, None, 3]`. The "
        "`finally` block sets `done` to `3`.",
        [
            ("value", 18, "x", "9"),
            ("value", 18, "y", "3"),
            ("value", 20, "q", "3"),
            ("value", 21, "result", "[2, None, 3]"),
            ("value", 22, "done", "3"),
        ],
    ),
    (
        "The loop is over, and the function returns the tuple `(result, done)`: `([2, None, 3], 3)`.",
        [("return", 24, "safe", "([2, None, 3], 3)")],
    ),
]
JOB, RECORDING = make("try"), record("try")


def judge(mode: str, rows: list[Any]) -> list[Failure]:
    entries: list[dict[str, Any]] = []
    for number, row in enumerate(rows, start=1):
        if mode == "slots":
            entries.append({"row": number, "prose": row})
        else:
            claims = [dict(zip(("kind", "step", "path", "literal"), claim, strict=True)) for claim in row[1]]
            entries.append({"row": number, "prose": row[0], "claims": claims})
    answer = read_answer(json.dumps({"rows": entries, "answer": ""}), is_anchored=mode == "anchored")
    steps, failures = [], []
    for number, row in enumerate(JOB.plan.rows):
        if mode == "slots":
            step, wrong, _ = fill_row(JOB.plan, row, number, answer.rows[number + 1])
        else:
            step, wrong, _ = anchor_row(row, number, answer.rows[number + 1], RECORDING)
        steps.append(step)
        failures += wrong
    rationale = Rationale(tuple(steps), answer_of(RECORDING))
    return [*failures, *verify_written(RECORDING, [(rationale, rationale.answer)], mode=mode)[0].failures]


def test_natural_prose_is_accepted_in_both_modes() -> None:
    assert not judge("slots", SLOTS)
    assert not judge("anchored", ANCHORED)


@pytest.mark.parametrize(
    ("row", "before", "after"),
    [
        (0, "three passes", "four passes"),
        (1, "`4 // 2 = 2`", "`4 // 2 = 3`"),
        (1, "pair is 4 and 2", "pair is 4 and 7"),
        (1, "becomes `[2]`", "becomes `[4]`"),
        (2, "line 6", "line 9"),
        (2, "`y` is 0", "`y` is 8"),
        (2, "= [2, None]`", "= [2, 0]`"),
        (4, "`([2, None, 3], 3)`", "`([2, None, 3], 2)`"),
        (4, "The loop is over", "According to the trace the loop is over"),
    ],
)
def test_a_wrong_statement_in_free_prose_is_found(row: int, before: str, after: str) -> None:
    prose, claims = ANCHORED[row]
    assert before in prose
    assert judge("anchored", [*ANCHORED[:row], (prose.replace(before, after), claims), *ANCHORED[row + 1 :]])


@pytest.mark.parametrize(
    ("row", "claim"),
    [
        (1, ("value", 6, "x", "5")),
        (1, ("value", 6, "x", "4.0")),
        (1, ("value", 6, "nothing", "4")),
        (1, ("value", 99_999, "x", "4")),
        (1, ("value", 11, "x", "5")),  # a later row's
        (0, ("loop", 5, "for x, y in zip(a, b)", "4")),
        (4, ("return", 24, "safe", "([2, None, 3], 2)")),
    ],
)
def test_a_wrong_claim_is_found(row: int, claim: tuple[str, int, str, str]) -> None:
    prose, claims = ANCHORED[row]
    assert judge("anchored", [*ANCHORED[:row], (prose, [*claims, claim]), *ANCHORED[row + 1 :]])


@pytest.mark.parametrize(
    ("row", "before", "after"),
    [
        (1, "`result` becomes {{result@9}}", "`result` becomes {{q@8}}"),
        (1, "{{x@6}} // {{y@6}}", "{{y@6}} // {{x@6}}"),
        (2, "the handler", "the handler on line 10"),
        (2, "the handler", "the 2nd handler"),
    ],
)
def test_a_slot_in_the_wrong_place_is_found(row: int, before: str, after: str) -> None:
    assert before in SLOTS[row]
    assert judge("slots", [*SLOTS[:row], SLOTS[row].replace(before, after), *SLOTS[row + 1 :]])
