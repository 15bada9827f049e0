"""Prompts are versioned files: constant first, the template last."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from tracepile.llm import Message, load_prompt
from tracepile.settings import resource_dir

PROMPT = """<!-- system -->
You explain. Write {{x@12}} where a value belongs.
<!-- user -->
An example.
<!-- assistant -->
{"steps": []}
<!-- user -->
{{ code }}
{% for event in events %}
{{ event }}
{% endfor %}
"""


def write(directory: Path, name: str, text: str) -> None:
    (directory / name).write_text(text)


def test_a_prompt_is_a_chat_whose_last_message_is_filled(tmp_path: Path) -> None:
    write(tmp_path, "explain.v1.md", PROMPT)
    prompt = load_prompt("explain", tmp_path)
    assert prompt.version == "explain.v1"
    assert len(prompt.sha256) == 64
    messages = prompt.messages(code="x = 1 < 2", events=["a", "b"])
    assert messages == (
        Message("system", "You explain. Write {{x@12}} where a value belongs."),
        Message("user", "An example."),
        Message("assistant", '{"steps": []}'),
        Message("user", "x = 1 < 2\na\nb"),
    )
    with pytest.raises(UndefinedError):
        prompt.messages(code="x")


def test_the_highest_version_is_taken(tmp_path: Path) -> None:
    for number in (2, 10, 9):
        write(tmp_path, f"explain.v{number}.md", f"<!-- user -->\n{number}")
    write(tmp_path, "explain.more.v99.md", "<!-- user -->\nother")
    assert load_prompt("explain", tmp_path).version == "explain.v10"


@pytest.mark.parametrize(
    "text",
    [
        "no section",
        "before\n<!-- user -->\nx",
        "<!-- user -->\nx\n<!-- system -->\nlast",
        "<!-- system -->\n{{ variable }}\n<!-- user -->\nx",
        "<!-- system -->\n{% if x %}\n<!-- user -->\nx",
    ],
)
def test_a_file_that_breaks_the_rules_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path, "explain.v1.md", text)
    with pytest.raises(ValueError, match=r"explain\.v1"):
        load_prompt("explain", tmp_path)


def test_a_prompt_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="missing"):
        load_prompt("missing", tmp_path)


def test_all_prompts_of_the_product_are_well_formed() -> None:
    for path in resource_dir("prompts").glob("*.v*.md"):
        assert load_prompt(path.name.split(".v")[0], path.parent).version
