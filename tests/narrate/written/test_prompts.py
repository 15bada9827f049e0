"""The prompts: their worked examples are right, and requests are cut and ordered for budgets and the prefix cache."""

import json
import re
from textwrap import dedent
from typing import Any

import pytest

from tests.narrate.programs import PROGRAMS, record
from tracepile.execution.model import Case
from tracepile.execution.recording import record_in_process
from tracepile.llm import load_prompt
from tracepile.narrate.model import Rationale
from tracepile.narrate.narrator import answer_of, narrate_run
from tracepile.narrate.scene import Scene
from tracepile.narrate.verify import verify_rationales
from tracepile.narrate.written import check, make_job
from tracepile.narrate.written.anchors import anchor_row
from tracepile.narrate.written.draft import Job
from tracepile.narrate.written.facts import Fact
from tracepile.narrate.written.forms import MAX_ROWS, read_answer
from tracepile.narrate.written.prompts import PROMPTS, Asker
from tracepile.narrate.written.slots import fill_row
from tracepile.narrate.written.tokens import TokenCounter


def make_asker(mode: str, **given: Any) -> Asker:
    return Asker(mode, TokenCounter(), **{"max_tokens": 6_000, "temperature": 0.0, "seed": 0, **given})


def make(name: str, question: dict[str, Any] | None = None, *, call: str | None = None) -> Job:
    recording = record(name)
    if call is not None:
        recording = record_in_process(Case(dedent(PROGRAMS[name][0]).strip() + "\n", call=call))
    template = narrate_run(recording)
    verdict = verify_rationales(recording, [(template, answer_of(recording))])[0]
    return make_job(Scene(recording, trace_id=name), template, verdict, program_id=name, question=question)


@pytest.mark.parametrize("mode", ["slots", "anchored"])
def test_the_worked_example_is_one_that_the_verifier_accepts(mode: str) -> None:
    _, asked, answered = load_prompt(PROMPTS[mode]).constant
    lines = re.findall(r"^\d\| (.*)$", asked.content, re.MULTILINE)
    call = re.search(r"^The call: `(.*)`$", asked.content, re.MULTILINE)
    assert call is not None
    recording = record_in_process(Case("\n".join(lines) + "\n", call=call[1]))
    template = narrate_run(recording)
    job = make_job(
        Scene(recording),
        template,
        verify_rationales(recording, [(template, answer_of(recording))])[0],
        program_id="example",
    )
    answer = read_answer(answered.content, is_anchored=mode == "anchored")
    steps = []
    for number, row in enumerate(job.plan.rows):
        if mode == "slots":
            step, failures, _ = fill_row(job.plan, row, number, answer.rows[number + 1])
        else:
            step, failures, _ = anchor_row(row, number, answer.rows[number + 1], recording)
        assert not failures
        steps.append(step)
    rationale = Rationale(tuple(steps), answer_of(recording))
    verdict = check.verify_written(recording, [(rationale, answer_of(recording))], mode=mode)[0]
    assert verdict.is_accepted, verdict.failures
    shown = {
        fact["slot"] if mode == "slots" else (fact["step"], fact["path"], fact["literal"])
        for fact in _facts(asked.content)
    }
    known = {fact.slot if mode == "slots" else _anchor(fact) for row in job.plan.rows for fact in row.facts}
    assert shown <= known


def _anchor(fact: Fact) -> tuple[int, str, str]:
    claim = fact.claims[0]
    return claim.step, claim.path, fact.text if claim.literal is None else claim.literal


def _facts(prompt: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in prompt.splitlines() if line.startswith("{")]


@pytest.mark.parametrize("mode", ["slots", "anchored"])
def test_a_prompt_begins_with_what_most_requests_share(mode: str) -> None:
    asker = make_asker(mode)
    jobs = [
        make("largest"),
        make("largest", {"question_id": "q", "question": "What is `best` at the end?"}),
        make("largest", call="largest([1, 2])"),
    ]
    texts = []
    for job in jobs:
        part = asker.parts(job.subject, job.plan)[0]
        request = asker.ask(job.subject, job.plan, part, max_tokens=1_500)
        assert request.messages[:-1] == asker.prompt.constant
        texts.append(request.messages[-1].content)
    code, call, style, rows = (texts[0].index(part) for part in ("def largest", "The call:", "Style:", "Row 1 of"))
    assert code < call < style < rows
    assert texts[1].startswith(texts[0][:rows])  # a question about the same run differs at the end only
    assert texts[1].rstrip().find("What is `best`") > rows
    assert texts[2].startswith(texts[0][:call])  # another input of the program shares its code
    assert "trace" not in "".join(texts)


def test_a_long_run_is_asked_for_in_parts_that_hold_every_row_once() -> None:
    job = make("hanoi")
    asker = make_asker("slots")
    whole = asker.parts(job.subject, job.plan)
    small = make_asker("slots", max_tokens=2_600).parts(job.subject, job.plan)
    assert len(small) > len(whole)
    for parts in (whole, small):
        assert [row for part in parts for row in part.rows] == list(range(1, len(job.plan.rows) + 1))
        assert all(len(part.rows) <= MAX_ROWS for part in parts)
        assert [part.is_last for part in parts] == [False] * (len(parts) - 1) + [True]
    asked = asker.ask(job.subject, job.plan, small[1], max_tokens=1_500).messages[-1].content
    assert f"This is part 2 of {len(small)}" in asked
    assert [int(number) for number in re.findall(r"^Row (\d+) of", asked, re.MULTILINE)] == list(small[1].rows)


def test_every_string_and_list_of_the_schemas_is_bounded() -> None:
    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("type") == "string":
                assert "maxLength" in part or "enum" in part
            if part.get("type") == "array":
                assert "maxItems" in part
            if part.get("type") == "object":
                assert part["additionalProperties"] is False
                assert part["required"] == list(part["properties"])
            for each in part.values():
                walk(each)

    for mode in ("slots", "anchored"):
        job = make("largest")
        asker = make_asker(mode)
        request = asker.ask(job.subject, job.plan, asker.parts(job.subject, job.plan)[0], max_tokens=1_500)
        assert request.schema_name == f"narrate_{mode}"
        walk(request.response_schema)
