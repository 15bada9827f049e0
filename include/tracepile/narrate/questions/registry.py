"""Which function tells which kind of question, and the generic way for kinds without one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from tracepile.narrate.model import CHARS_PER_TOKEN, Claim, Rationale, Step, code, render_answer
from tracepile.narrate.narrator import NotNarratedError
from tracepile.narrate.page import OverBudgetError, Page
from tracepile.narrate.questions import calls, counts, ends, failures, flow, lists, moments, output, sharing, values
from tracepile.narrate.questions.desk import Asked, CannotTellError, Desk
from tracepile.narrate.questions.history import find_turns, tell_turns
from tracepile.narrate.scene import Scene
from tracepile.narrate.voice import Voice

TELL: Final[dict[str, Callable[[Desk], None]]] = {
    "final_value": values.tell_final_value,
    "value_after_line_visit": values.tell_value_after_line,
    "element_after_line_visit": values.tell_value_after_line,
    "value_at_iteration": values.tell_value_at_iteration,
    "first_visit_when": values.tell_first_visit_when,
    "n_changes": values.tell_n_changes,
    "max_value": values.tell_extreme,
    "min_value": values.tell_extreme,
    "type_of": values.tell_type,
    "line_visits": counts.tell_line_visits,
    "line_ran": flow.tell_line_ran,
    "branch_taken": flow.tell_branch,
    "loop_iterations": counts.tell_loop_iterations,
    "next_line": flow.tell_next_line,
    "n_calls": counts.tell_n_calls,
    "call_arguments": calls.tell_argument,
    "return_value_of_call": calls.tell_return,
    "recursion_depth": counts.tell_recursion_depth,
    "value_before_line_visit": moments.tell_value_before,
    "value_history": lists.tell_history,
    "sum_of_values": lists.tell_sum,
    "length_after_line_visit": moments.tell_length,
    "difference_between_visits": moments.tell_difference,
    "left_early": ends.tell_left_early,
    "call_order": lists.tell_call_order,
    "exception_type": failures.tell_exception,
    "exception_line": failures.tell_exception,
    "last_line_of_call": ends.tell_last_line,
    "n_lines_run": ends.tell_n_lines,
    "is_defined": ends.tell_defined,
    "assertion": calls.tell_return,
    "input_prediction": calls.tell_input,
    "same_object": sharing.tell_same_object,
    "stdout_after": output.tell_printed,
}
"""How each kind is told; a kind that is not here is told the generic way."""


def narrate_question(scene: Scene, row: Mapping[str, Any], *, seed: int = 0, max_tokens: int = 1_500) -> Rationale:
    """Explain the answer of one question (a row of the table `questions`). Raises NotNarratedError."""
    asked = Asked.of_row(row)
    room = int(max_tokens * CHARS_PER_TOKEN) - len(render_answer(asked.answer)) - 2
    voice = Voice(seed, f"{scene.trace_id}|{row.get('question_id', '')}")
    page = Page(room)
    desk = Desk(scene, asked, page, voice)
    try:
        TELL.get(asked.kind, tell_generic)(desk)
        desk.teller.flush()
    except CannotTellError:
        raise NotNarratedError("unverified", "The answer cannot be derived from the recording.") from None
    except OverBudgetError:
        raise NotNarratedError("too_long", f"No explanation fits into {max_tokens} tokens.") from None
    return Rationale(_with_answer(page.finish(), asked, scene), asked.answer)


def _with_answer(steps: tuple[Step, ...], asked: Asked, scene: Scene) -> tuple[Step, ...]:
    last = steps[-1]
    step = last.last
    path = asked.variable or asked.kind
    claim = Claim("answer", step, scene.events[step].frame, path, asked.answer, asked.answer_type)
    return (*steps[:-1], replace(last, claims=(*last.claims, claim)))


def tell_generic(desk: Desk) -> None:
    """The changes of the variable up to the step the question points to, and the answer."""
    step, path = desk.asked.target, desk.asked.name
    frame = desk.frame_at(step)
    turns = find_turns(desk, frame, path, step)
    if not turns:
        raise CannotTellError
    where, claims = desk.call_words(frame)
    desk.say(f"what matters here is how {code(path)} changes in {where}:", claims, frame.own[0], frame.own[0])
    tell_turns(desk, frame, path, turns)
    desk.teller.resume(0)
    desk.say(f"this leads to the answer {code(desk.asked.answer)}", [], step, step)
