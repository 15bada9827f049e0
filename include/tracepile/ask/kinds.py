"""The kinds of questions: what each asks, and where in the run its `context` points.

Common to all kinds. A *visit* of a line is one `line` event of a frame: the line is about to run. *After* a visit
means the state at the next event of the same frame. Visits are counted per frame, as the column `visit` of the events
does, and the wording names the call where a function is called more than once. The *frame* of a question is the frame
of its step. Only variables that nothing but their own frame binds are asked about, and only plain literals are answers.

The fields of `context` (all of them may be null where a kind does not use them):
    step      the event the question points to; null for kinds about the whole run
    line      a line of the code, from 1, as the wording names it
    visit     a count from 1, as the wording names it
    variable  the variable, path or function that the wording names
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of question. `meaning` says what the answer is, `place` what the fields of `context` hold."""

    name: str
    meaning: str
    place: str

    @property
    def file(self) -> str:
        """The SQL file that finds its candidates."""
        return f"ask/{self.name}.sql"


_END_OF_FRAME: Final = "step: the return event of the frame; variable: the variable"
_VISIT: Final = "step: the line event of that visit; line, visit: its line and visit"

KINDS: Final = (
    Kind("final_value", "The value of a local variable when its call returns, or of a module variable at the end of "
         "the program.", _END_OF_FRAME),
    Kind("value_after_line_visit", "The value of a variable just after the m-th visit of line n, which set it.",
         f"{_VISIT}; variable: the variable"),
    Kind("element_after_line_visit", "The value of an element such as `dp[2][3]` just after the m-th visit of line n, "
         "which set it.", f"{_VISIT}; variable: the path of the element"),
    Kind("value_at_iteration", "The value of a variable at the end of the i-th iteration of the loop at line n: at the "
         "next visit of the loop's head.", "step: the line event of the loop's head that begins the iteration; line: "
         "the loop's head; visit: the number i of the iteration; variable: the variable"),
    Kind("first_visit_when", "The number (from 1) of the iteration of the loop at line n during which a variable first "
         "gets the value v.", "step: the event whose line sets the variable to v for the first time; line: the loop's "
         "head; visit: null; variable: the variable (v is its value after the step)"),
    Kind("n_changes", "How many times a variable gets a value different from the one it had, its first value not "
         "counted, in one call (or in the module).", _END_OF_FRAME),
    Kind("max_value", "The largest value that a numeric variable has in one call (or in the module).",
         "step: the event that gives it that value for the first time; variable: the variable"),
    Kind("min_value", "The smallest value that a numeric variable has in one call (or in the module).",
         "step: the event that gives it that value for the first time; variable: the variable"),
    Kind("type_of", "The name of the type of a variable's value just after the m-th visit of line n, as a str.",
         f"{_VISIT}; variable: the variable"),
    Kind("line_visits", "How many times line n runs in the whole run, all calls together.",
         "step: null; line: the line"),
    Kind("line_ran", "Whether line n ever runs in the whole run, as a bool.",
         "step: the first line event of that line, null if there is none; line: the line"),
    Kind("branch_taken", "Whether the condition of the `if`, `elif` or `while` at line n is true on its m-th check, as "
         "a bool.", _VISIT),
    Kind("loop_iterations", "How many iterations the loop at line n begins in one call (or in the module), all its "
         "executions together.", "step: the return event of the frame; line: the loop's head"),
    Kind("next_line", "The number of the line that runs next after the m-th visit of line n; its answer_type is "
         "`line`.", _VISIT),
    Kind("n_calls", "How many times a function is called in the whole run, recursive calls included.",
         "step: null; line: the line of its `def`; variable: the function"),
    Kind("call_arguments", "The value of a parameter at the k-th call of a function; calls are counted in the order in "
         "which they begin.", "step: the call event; line: the line of the `def`; visit: k; variable: the parameter"),
    Kind("return_value_of_call", "What the k-th call of a function returns; calls are counted in the order in which "
         "they begin.", "step: the return event of that call; line: the line of the `def`; visit: k; variable: the "
         "function"),
    Kind("recursion_depth", "The largest number of calls of a function that are open at the same time.",
         "step: the call event that first reaches it; line: the line of the `def`; variable: the function"),
    Kind("value_before_line_visit", "The value of a variable just before the m-th visit of line n.",
         f"{_VISIT}; variable: the variable"),
    Kind("value_history", "All values that a variable has in one call (or in the module), in order, as a list; a value "
         "that is set again counts once.", _END_OF_FRAME),
    Kind("sum_of_values", "The sum of all values that a whole-number variable has in one call (or in the module); a "
         "value that is set again counts once.", _END_OF_FRAME),
    Kind("length_after_line_visit", "The length of a list, tuple or text just after the m-th visit of line n, which "
    "set "
         "it.", f"{_VISIT}; variable: the variable"),
    Kind("difference_between_visits", "By how much a whole number is larger just after the m-th visit of line n than "
         "just after an earlier one, both of which set it.", f"{_VISIT} (the later one); variable: the variable"),
    Kind("left_early", "Whether the loop at line n is left by a `break` or `return`, as a bool.",
         "step: the return event of the frame; line: the loop's head"),
    Kind("call_order", "The names of functions in the order in which their calls begin in the whole run, as a list of "
         "str; the function that the input calls is left out.", "all null"),
    Kind("exception_type", "The name of the class of the first exception that is raised in the run, caught or not, as "
         "a str.", "step: the exception event"),
    Kind("exception_line", "The line that raises the first exception of the run; its answer_type is `line`.",
         "step: the exception event"),
    Kind("last_line_of_call", "The last line that a call runs before it returns; its answer_type is `line`.",
         "step: the return event of the call"),
    Kind("n_lines_run", "How many lines a call runs, every repeat counted, lines of the functions it calls not.",
         "step: the return event of the call"),
    Kind("is_defined", "Whether a variable has a value when line n is about to run for the first time in the call, as "
         "a bool.", "step: the line event of that visit; line: its line; variable: the variable"),
    Kind("assertion", "The value that completes `assert f(…) == …` for the call that the input makes.",
         "step: the return event of the call; variable: the function"),
    Kind("input_prediction", "An argument (or the tuple of all) for which a function returns the value that it returns "
         "in the run; whatever gives the same value is right, see `accept`. The prompt of its sample shows no input.",
         "step: the return event of the call; variable: the parameters"),
    Kind("same_object", "Whether two variables stand for one and the same list, dict or set just after the m-th visit "
         "of line n, which set the first of them, as a bool.", f"{_VISIT}; variable: both names, with a comma"),
    Kind("stdout_after", "The text that the m-th visit of line n prints, as a str, without its final newline.", _VISIT),
)  # fmt: skip

BY_NAME: Final = {kind.name: kind for kind in KINDS}
