"""The words of questions: several phrasings a kind, one of them chosen by the candidate's draw."""

from collections.abc import Mapping
from typing import Final

from tracepile.ask.code import MODULE

TEMPLATES: Final[Mapping[str, tuple[str, ...]]] = {
    "final_value": (
        "What is the value of `{variable}` {at_end}?",
        "Which value does `{variable}` hold {at_end}?",
        "{At_end}, what is `{variable}`?",
    ),
    "value_after_line_visit": (
        "What is the value of `{variable}` just after {line} has run {time}?",
        "Once {line} has run {time}, what does `{variable}` hold?",
        "Which value does `{variable}` have right after {line} runs {time}?",
    ),
    "element_after_line_visit": (
        "What is the value of `{variable}` just after {line} has run {time}?",
        "Once {line} has run {time}, what is stored in `{variable}`?",
        "Which value does `{variable}` have right after {line} runs {time}?",
    ),
    "value_at_iteration": (
        "What is the value of `{variable}` at the end of iteration {visit} of the loop at {line}{in_call}?",
        "The loop at {line} has just finished its {visit_th} iteration{in_call}. What is `{variable}` now?",
        "Which value does `{variable}` hold when the {visit_th} iteration of the loop at {line} is over{in_call}?",
    ),
    "first_visit_when": (
        "In which iteration (counted from 1) of the loop at {line} does `{variable}` first become `{detail}`{in_call}?",
        "During which iteration of the loop at {line} is `{variable}` set to `{detail}` for the first time{in_call}? "
        "Count iterations from 1.",
        "Counting iterations from 1, in which iteration of the loop at {line} does `{variable}` get the value "
        "`{detail}` for the first time{in_call}?",
    ),
    "n_changes": (
        "How many times does the value of `{variable}` change {during}? Its first value does not count as a change, "
        "nor does setting it to the value it already has.",
        "After it got its first value, how often is `{variable}` given a different value {during}? Setting it to the "
        "value it already has does not count.",
        "Leaving out its first value and every assignment that leaves it as it was, how often does `{variable}` change "
        "{during}?",
    ),
    "max_value": (
        "What is the largest value that `{variable}` has {during}?",
        "How large does `{variable}` get at most {during}?",
        "What is the maximum of all values that `{variable}` takes {during}?",
    ),
    "min_value": (
        "What is the smallest value that `{variable}` has {during}?",
        "How small does `{variable}` get at the least {during}?",
        "What is the minimum of all values that `{variable}` takes {during}?",
    ),
    "type_of": (
        "What is the name of the type of `{variable}` just after {line} has run {time}?",
        "Once {line} has run {time}, what does `type({variable}).__name__` give?",
        "Of which type is the value of `{variable}` right after {line} runs {time}? Give the name of the type.",
    ),
    "line_visits": (
        "How many times does {line} run in all?",
        "How often is {line} executed during the whole run?",
        "Count the executions of {line} over the whole run. How many are there?",
    ),
    "line_ran": (
        "Does {line} ever run?",
        "Is {line} executed at any point of the run?",
        "True or false: {line} runs at least once.",
    ),
    "branch_taken": (
        "Is the condition at {line} true when it is checked {time}?",
        "{Line} is checked {time}. Is its condition true?",
        "When {line} runs {time}, does its condition hold?",
    ),
    "loop_iterations": (
        "How many iterations does the loop at {line} begin {during}?",
        "How often is the body of the loop at {line} entered {during}?",
        "Count the iterations of the loop at {line} {during}, including one that is left early. How many are there?",
    ),
    "next_line": (
        "Which line runs next after {line} has run {time}? Give its number.",
        "{Line} has just run {time}. What is the number of the line that runs next?",
        "What is the number of the line that is executed directly after {line} runs {time}?",
    ),
    "n_calls": (
        "How many times is `{variable}` called in all?",
        "How many calls of `{variable}` are there during the whole run?",
        "How often is the function `{variable}` called, counting every call that it or another function makes?",
    ),
    "call_arguments": (
        "What is the value of the parameter `{variable}` at the start of {call}?",
        "With which value of `{variable}` does {call} begin?",
        "Which value does {call} receive for `{variable}`?",
    ),
    "return_value_of_call": (
        "What does {call} return?",
        "Which value does {call} return?",
        "What is the return value of {call}?",
    ),
    "recursion_depth": (
        "How many calls of `{variable}` are open at the same time at most?",
        "How deep does the recursion of `{variable}` get? Count the calls of it that are active at the same time, the "
        "outermost one included.",
        "What is the largest number of calls of `{variable}` that are on the call stack at once?",
    ),
    "value_before_line_visit": (
        "What is the value of `{variable}` just before {line} runs {time}?",
        "{Line} is about to run {time}. What does `{variable}` hold at this moment?",
        "Which value does `{variable}` have when {line} is reached {time}, before it runs?",
    ),
    "value_history": (
        "Which values does `{variable}` have {during}, in order? Give them as a list; a value that is set again "
        "without "
        "changing counts once.",
        "List all values that `{variable}` takes {during}, from the first to the last, leaving out assignments that do "
        "not change it.",
        "Write the history of `{variable}` {during} as a list of its values, one entry for each time it changes and "
        "one "
        "for its first value.",
    ),
    "sum_of_values": (
        "What is the sum of all values that `{variable}` has {during}? A value that is set again without changing "
        "counts once.",
        "Add up the values that `{variable}` takes one after the other {during}, its first value included. What is "
        "their sum? Setting it to the value it already has adds nothing.",
        "If every value of `{variable}` {during} is written down once each time it changes, starting with the first, "
        "what do the numbers add up to?",
    ),
    "length_after_line_visit": (
        "How long is `{variable}` just after {line} has run {time}?",
        "Once {line} has run {time}, what is `len({variable})`?",
        "What does `len({variable})` give right after {line} runs {time}?",
    ),
    "difference_between_visits": (
        "By how much is `{variable}` larger just after {line} has run {time} than just after it ran for the "
        "{detail_th} time? Give a negative number if it is smaller.",
        "Take `{variable}` after {line} runs {time}, and subtract its value after the same line ran for the "
        "{detail_th} time. What is left?",
        "How much is added to `{variable}` between the {detail_th} time that {line} has run and the moment after it "
        "runs {time}? Give a negative number if it becomes smaller.",
    ),
    "left_early": (
        "Is the loop at {line} left by a `break` or a `return` {during}?",
        "Does the loop at {line} end early {during}, by a `break` or `return` inside it?",
        "True or false: {during}, a `break` or `return` ends the loop at {line}.",
    ),
    "call_order": (
        "In which order are the functions {detail} called during the run? Give a list of names, one for each call.",
        "List the calls of {detail} in the order in which they begin: a list with the name of the function for each "
        "call.",
        "Which of {detail} is called first, which next, and so on to the end of the run? Answer with a list of "
        "names in the order in which the calls begin.",
    ),
    "exception_type": (
        "Which exception is raised first during the run, caught or not? Give the name of its class.",
        "Of which class is the first exception that is raised in this run, whether or not it is caught?",
        "An exception is raised during the run. What is the name of the class of the first one?",
    ),
    "exception_line": (
        "Which line raises the first exception of the run, caught or not? Give its number.",
        "What is the number of the line at which an exception is first raised during the run?",
        "An exception is raised during the run. At which line does the first one come up? Give the number of the line.",
    ),
    "last_line_of_call": (
        "What is the number of the last line that {call} runs before it returns?",
        "Which line does {call} run last? Give its number.",
        "After which line does {call} return? Give the number of the line.",
    ),
    "n_lines_run": (
        "How many lines does {call} run? Count a line each time it runs, the head of a loop each time it is "
        "reached, and leave out the lines of functions it calls.",
        "Count every execution of a line {during}, repeats included but not the lines of other calls. How many are "
        "there?",
        "How many line executions are there {during}? A line that runs again counts again; lines of other calls do not "
        "count.",
    ),
    "is_defined": (
        "Does `{variable}` have a value yet when {line} is about to run for the first time{in_call}?",
        "{Line} is reached for the first time{in_call}. Has `{variable}` been set by then?",
        "True or false: `{variable}` is already defined just before {line} runs for the first time{in_call}.",
    ),
    "assertion": (
        "Complete the assertion so that it holds: `assert {detail} == ?`",
        "Which value must stand in the place of `???` for `assert {detail} == ???` to pass?",
        "A test reads `assert {detail} == EXPECTED`. What must `EXPECTED` be for it to pass?",
    ),
    "input_prediction": (
        "Find a {wanted} so that `{function}({variable})` returns `{detail}`. Any that does is right.",
        "The call `{function}({variable})` returned `{detail}`. Give a {wanted} for which this holds; every one that "
        "does is accepted.",
        "Which {wanted} makes `{function}({variable})` return `{detail}`? Give one; any that works is accepted.",
    ),
    "same_object": (
        "Is `{detail}` true just after {line} has run {time}, that is, do both names stand for one object?",
        "Once {line} has run {time}, do both names in `{detail}` stand for the same object, so that this is `True`?",
        "Right after {line} runs {time}, what does `{detail}` give?",
    ),
    "stdout_after": (
        "What does {line} print when it runs {time}? Leave out the final newline.",
        "Which text is printed when {line} runs {time} (without the newline at its end)?",
        "{Line} runs {time}. Which text does it print, not counting the final newline?",
    ),
}
"""In a template, a name with a capital letter stands for the same words at the start of a sentence."""


def word_question(
    kind: str,
    *,
    function: str,
    draw: str,
    shown_call: int | None = None,
    line: int | None = None,
    text: str | None = None,
    visit: int | None = None,
    variable: str | None = None,
    detail: str | None = None,
) -> str:
    """Return the question in words.

    `function` is the function of the frame in question, `<module>` for the module; `shown_call` its call that must be
    named, or None; `text` is the source line to quote, or None; the hexadecimal `draw` chooses the phrasing.
    """
    is_module = function == MODULE
    call = f"the {ordinal(shown_call)} call of `{function}`" if shown_call else f"the call of `{function}`"
    if shown_call and shown_call > 1:
        call += " (calls counted in the order in which they begin)"
    in_call = f" in {call}" if shown_call else ""
    words = {
        "variable": variable,
        "detail": detail,
        "detail_th": ordinal(int(detail)) if detail is not None and detail.isdecimal() else "",
        "function": function,
        "wanted": f"tuple of values for `{variable}`" if "," in (variable or "") else f"value for `{variable}`",
        "visit": visit,
        "visit_th": ordinal(visit or 1),
        "line": f"line {line} (`{text}`)" if text else f"line {line}",
        "call": call,
        "in_call": in_call,
        "during": "during the run" if is_module else f"during {call}",
        "at_end": "at the end of the program" if is_module else f"when {call} returns",
        "time": ("for the first time" if visit in (None, 1) else f"for the {ordinal(visit or 1)} time") + in_call,
    }
    for name in ("line", "at_end"):
        value = str(words[name])
        words[name.capitalize()] = value[0].upper() + value[1:]
    templates = TEMPLATES[kind]
    return templates[int(draw[:8], 16) % len(templates)].format(**words)


def ordinal(number: int) -> str:
    """Return `1st`, `2nd`, `3rd`, `4th`, … `11th`, …"""
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
