"""A prompt shows the program, its input and the question, each whole and once."""

import pytest

from tracepile.assemble.prompt import write_output_question, write_prompt

CODE = "def largest(xs):\n    return max(xs)\n"


def test_a_call_is_asked_for_its_result() -> None:
    question = write_output_question("call", "largest([3, 7, 5])")
    assert write_prompt(CODE, "call", "largest([3, 7, 5])", question, is_output=True) == (
        "Here is a Python program:\n\n```python\ndef largest(xs):\n    return max(xs)\n```\n\n"
        "What does `largest([3, 7, 5])` return?"
    )


def test_a_program_is_asked_for_what_it_prints() -> None:
    question = write_output_question("stdin", "1 2\n")
    assert write_prompt("print(input())", "stdin", "1 2\n", question, is_output=True) == (
        "Here is a Python program that reads standard input:\n\n```python\nprint(input())\n```\n\n"
        "It is given this input:\n\n```\n1 2\n```\n\nWhat does it print?"
    )


def test_a_program_without_input_says_so() -> None:
    assert "It is given no input.\n\nWhat" in write_prompt(
        "print(1)", "stdin", "", "What does it print?", is_output=True
    )


def test_a_question_about_the_run_comes_with_the_call_and_the_way_to_count_lines() -> None:
    prompt = write_prompt(CODE, "call", "largest([1])", "How often does line 2 run?", is_output=False)
    assert prompt.endswith(
        "It is used for one call:\n\n```python\nlargest([1])\n```\n\nHow often does line 2 run? Lines are counted from 1."
    )


@pytest.mark.parametrize("code", ["x = '```'", "x = '````'"])
def test_fences_in_the_code_do_not_end_its_block(code: str) -> None:
    prompt = write_prompt(code, "call", "f('`')", write_output_question("call", "f('`')"), is_output=True)
    fence = prompt.split("\n")[2].removesuffix("python")
    assert fence not in code
    assert f"{fence}python\n{code}\n{fence}\n" in prompt
    assert "`` f('`') ``" in prompt or "``f('`')``" in prompt


def test_a_question_without_lines_says_nothing_about_lines() -> None:
    assert write_prompt(CODE, "call", "f(1)", "What is `line_up`?", is_output=False).endswith("\n\nWhat is `line_up`?")


def test_a_call_of_several_lines_is_a_block() -> None:
    call = "f([\n1])"
    prompt = write_prompt(CODE, "call", call, write_output_question("call", call), is_output=True)
    assert prompt.endswith("```python\nf([\n1])\n```\n\nWhat does this call return?")


def test_blank_lines_before_the_code_stay_because_lines_are_counted() -> None:
    assert "```python\n\nx = 1\n```" in write_prompt("\nx = 1\n\n", "stdin", "", "?", is_output=True)
