"""Judging predicted inputs: any that makes the program return the wanted output is right."""

import ast
from collections.abc import Sequence

from recipes.evaluation.answers import is_right
from recipes.evaluation.tasks import Task
from tracepile.ask.accept import accepts_input
from tracepile.execution.executor import Executor
from tracepile.execution.model import Case, Outcome


def judge_inputs(tasks: Sequence[Task], answers: Sequence[str | None]) -> list[bool]:
    """Run every program on its predicted arguments, in the sandbox, and compare what it returns."""
    verdicts = [False] * len(tasks)
    asked = [at for at, answer in enumerate(answers) if answer is not None]
    if not asked:
        return verdicts
    plain = [at for at in asked if not tasks[at].call]
    with Executor() as executor:
        cases = [Case(tasks[at].code, call=f"{tasks[at].entry_point}({answers[at]})") for at in plain]
        for at, run in zip(plain, executor.run(cases), strict=True):
            is_returned = run.outcome is Outcome.OK and run.result is not None
            verdicts[at] = is_returned and is_right(str(run.result), tasks[at].gold, "literal")
        for at in asked:
            if tasks[at].call:
                verdicts[at] = _gives_the_same(executor, tasks[at], str(answers[at]))
    return verdicts


def _gives_the_same(executor: Executor, task: Task, answer: str) -> bool:
    """Tell whether the predicted argument (or tuple of arguments) gives what the task's own call gives."""
    call = ast.parse(task.call.strip(), mode="eval").body
    (run,) = executor.run([Case(task.code, call=task.call)])
    if not isinstance(call, ast.Call) or run.outcome is not Outcome.OK or run.result is None:
        return False
    return accepts_input(executor, task.code, ast.unparse(call.func), len(call.args), answer, run.result)
