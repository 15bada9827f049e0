"""The mode `slots`: values come from the recording, and a value of the model's own is refused."""

import pytest

from tests.narrate.programs import record
from tracepile.narrate.narrator import narrate_run
from tracepile.narrate.scene import Scene
from tracepile.narrate.written.facts import Plan, make_plan
from tracepile.narrate.written.forms import FormError, Written, read_answer
from tracepile.narrate.written.slots import fill_row


@pytest.fixture(scope="module")
def plan() -> Plan:
    recording = record("largest")
    return make_plan(Scene(recording), narrate_run(recording))


def fill(plan: Plan, row: int, prose: str) -> tuple[str, list[str], set[str]]:
    step, failures, used = fill_row(plan, plan.rows[row], row, Written(prose))
    return step.prose, [f"{failure.check} {failure.claim}" for failure in failures], used


def test_each_fact_has_a_name_of_its_own_and_says_where_it_comes_from(plan: Plan) -> None:
    names = [fact.slot for row in plan.rows for fact in row.facts]
    assert {"xs@3", "times@5", "x@6", "cond@6", "best@8", "ret@12"} <= set(names)
    assert plan.facts["best@8"].text == "7"
    assert plan.facts["best@8"].set_by == 5
    assert plan.facts["best@8"].is_change
    assert not plan.facts["best@9"].is_change
    assert plan.facts["cond@9"].text == "false"
    assert plan.rows[1].lines == (3, 4, 5)


def test_values_are_put_in_as_code_and_counts_and_truths_as_words(plan: Plan) -> None:
    prose, failures, used = fill(plan, 1, "Now `x` is {{x@6}}, `{{x@6}} > {{best@6}}` is {{ cond@6 }} (`{{cond@6}}`)")
    assert prose == "- Now `x` is `7`, `7 > 3` is true (`True`)."
    assert not failures
    assert used == {"x@6", "best@6", "cond@6"}
    assert fill(plan, 0, "The loop `for x in xs[1:]` runs {{times@5}} times.")[0].endswith("runs 2 times.")


def test_only_what_is_used_is_claimed(plan: Plan) -> None:
    step, _, _ = fill_row(plan, plan.rows[1], 1, Written("`best` becomes {{best@8}}."))
    assert [(claim.kind, claim.path, claim.step, claim.literal) for claim in step.claims] == [("value", "best", 8, "7")]


def test_a_model_may_not_write_values_itself(plan: Plan) -> None:
    for wrong in ("`best` becomes 7.", "`best` becomes `7`.", "`best` is '7' now.", "The loop ran 2 times."):
        assert fill(plan, 1, wrong)[1], wrong
    for wrong in ("Line 4 tests `x > best`.", "On lines 3 and 4.", "For the 2nd time."):
        assert fill(plan, 1, wrong)[1], wrong
    for right in ("The test is `x > best`, with `xs[0]` in mind.", "For the second time."):
        assert not fill(plan, 1, right)[1], right


def test_a_slot_that_is_not_there_or_of_another_row_is_refused(plan: Plan) -> None:
    _, failures, used = fill(plan, 1, "`best` is {{best@8}}, {{best@99}} and {{ret@12}}.")
    assert failures == ["b {{best@99}}", "b {{ret@12}}"]
    assert used == {"best@8"}


@pytest.mark.parametrize(
    "text",
    [
        '{"rows": [',
        "[]",
        '{"rows": [{"row": "1", "prose": "x"}]}',
        '{"rows": [{"row": 1, "prose": "x"}, {"row": 1, "prose": "y"}]}',
        '{"rows": [{"row": 1, "prose": " "}]}',
    ],
)
def test_an_answer_of_another_form_is_named_as_such(text: str) -> None:
    with pytest.raises(FormError):
        read_answer(text, is_anchored=False)
