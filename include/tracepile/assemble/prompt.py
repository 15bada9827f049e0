"""The words of a sample's prompt: the program, its input and the question; nothing of the run."""

import re
from collections.abc import Sequence
from typing import Final

from tracepile.schema import InputKind

SEPARATOR: Final = "\n\n"
"""What stands between prompt and completion in the plain text of a sample."""

_LINE: Final = re.compile(r"\bline\b", re.IGNORECASE)


def write_output_question(input_kind: str, call: str) -> str:
    """Return the question for a run's own result: of a call what it returns, of a program what it prints."""
    if input_kind == InputKind.CALL:
        return f"What does {_quote(call)} return?" if "\n" not in call else "What does this call return?"
    return "What does it print?"


def write_prompt(code: str, input_kind: str, given: str, question: str, *, is_output: bool) -> str:
    """Return the prompt in Markdown.

    given: the call, or the text on standard input. is_output: the question is the run's own result, so a call need
    not be told twice.
    """
    if input_kind == InputKind.CALL:
        parts = [f"Here is a Python program:\n\n{_fence(code, 'python')}"]
        if not is_output or "\n" in given:
            parts.append(f"It is used for one call:\n\n{_fence(given, 'python')}")
    else:
        parts = [f"Here is a Python program that reads standard input:\n\n{_fence(code, 'python')}"]
        parts.append(f"It is given this input:\n\n{_fence(given)}" if given.strip() else "It is given no input.")
    if not is_output and _LINE.search(question):
        question = f"{question} Lines are counted from 1."
    return "\n\n".join([*parts, question])


def write_input_prompt(code: str, question: str) -> str:
    """Return the prompt of a question that asks for an input: the program and the question, without the input."""
    return f"Here is a Python program:\n\n{_fence(code, 'python')}\n\n{question}"


def write_code_prompt(input_kind: str, given: str) -> str:
    """Return the prompt that asks for a program by an input it takes; nothing is said about what it does."""
    if input_kind == InputKind.CALL:
        return f"Write a Python program that can be used for this call:\n\n{_fence(given, 'python')}"
    if given.strip():
        return f"Write a Python program that reads standard input, such as this:\n\n{_fence(given)}"
    return "Write a Python program that takes no input."


def write_code(code: str) -> str:
    """Return a program as the answer to that prompt."""
    return _fence(code, "python")


def write_document(code: str, runs: Sequence[tuple[str, str, Sequence[tuple[str, str]]]]) -> str:
    """Return the program once, and after it what was asked and said about each of its runs.

    runs: input kind, input and pairs of question and completion.
    """
    parts = [f"Here is a Python program:\n\n{_fence(code, 'python')}"]
    for input_kind, given, pairs in runs:
        if input_kind == InputKind.CALL:
            parts.append(f"It is used for one call:\n\n{_fence(given, 'python')}")
        elif given.strip():
            parts.append(f"It is given this input:\n\n{_fence(given)}")
        else:
            parts.append("It is given no input.")
        for question, completion in pairs:
            parts += [question, completion]
    return SEPARATOR.join(parts)


def _fence(text: str, language: str = "") -> str:
    """Return text as a Markdown block, with a fence longer than any in it."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text.rstrip(chr(10))}\n{fence}"


def _quote(text: str) -> str:
    fence = "`"
    while fence in text:
        fence += "`"
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"
