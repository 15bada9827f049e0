"""Which answers to `input_prediction` are right: all that make the program give the same value again."""

import ast

from tracepile.execution.executor import Executor
from tracepile.execution.model import Case, Outcome


def accepts_input(executor: Executor, code: str, function: str, n_parameters: int, answer: str, expected: str) -> bool:
    """Tell whether a function, called with the arguments of an answer, returns the expected canonical literal.

    `answer` is a literal: the argument, or the tuple of them if there are several parameters. What is no literal, or
    does not return, is wrong.
    """
    try:
        node = ast.parse(answer.strip(), mode="eval").body
        ast.literal_eval(node)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return False
    if n_parameters == 1:
        arguments = [node]
    elif isinstance(node, ast.Tuple):
        arguments = node.elts
    else:
        return False
    if len(arguments) != n_parameters:
        return False
    call = f"{function}({', '.join(map(ast.unparse, arguments))})"
    (run,) = executor.run([Case(code, call=call)])
    return run.outcome is Outcome.OK and run.result == expected
