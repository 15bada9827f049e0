"""Judging predicted inputs: any that makes the program return the wanted output is right."""

from collections.abc import Sequence

from recipes.evaluation.answers import is_right
from recipes.evaluation.tasks import Task
from tracepile.execution.executor import Executor
from tracepile.execution.model import Case, Outcome


def judge_inputs(tasks: Sequence[Task], answers: Sequence[str | None]) -> list[bool]:
    """Run every program on its predicted arguments, in the sandbox, and compare what it returns."""
    verdicts = [False] * len(tasks)
    asked = [at for at, answer in enumerate(answers) if answer is not None]
    if not asked:
        return verdicts
    with Executor() as executor:
        cases = [Case(tasks[at].code, call=f"{tasks[at].entry_point}({answers[at]})") for at in asked]
        for at, run in zip(asked, executor.run(cases), strict=True):
            is_returned = run.outcome is Outcome.OK and run.result is not None
            verdicts[at] = is_returned and is_right(str(run.result), tasks[at].gold, "literal")
    return verdicts
