"""Prompts as versioned files, `include/prompts/<name>.v<N>.md`, in the order that serves the prefix cache.

A file is a chat: its sections begin with a line `<!-- system -->`, `<!-- user -->` or `<!-- assistant -->`. All but the
last are the same for every request (instructions, worked examples), so the server computes them once; the last is the
user's message, a Jinja2 template. A changed text is a new file with the next number.
"""

import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, StrictUndefined, Template

from tracepile.llm.model import Message
from tracepile.settings import resource_dir

_SECTION: Final = re.compile(r"^<!-- (system|user|assistant) -->\n", re.MULTILINE)
_ENVIRONMENT: Final = Environment(
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 - prompts are plain text, not pages
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file: its name with version, the hash of its text, the constant messages, and the template of the last.

    version: `<name>.v<N>`, part of every request's key.
    """

    version: str
    sha256: str
    constant: tuple[Message, ...]
    template: Template

    def messages(self, **values: object) -> tuple[Message, ...]:
        """Return the chat for these values; raise `jinja2.UndefinedError` if one that the template needs is missing."""
        return (*self.constant, Message("user", self.template.render(values).strip()))


@cache
def load_prompt(name: str, directory: Path | None = None) -> Prompt:
    """Return the newest version of a prompt; `directory` is that of the product unless given.

    Raises FileNotFoundError if there is none, ValueError if the file breaks the rules above.
    """
    place = directory or resource_dir("prompts")
    versions = {
        int(found[1]): path
        for path in place.glob(f"{name}.v*.md")
        if (found := re.fullmatch(re.escape(name) + r"\.v(\d+)\.md", path.name))
    }
    if not versions:
        raise FileNotFoundError(f"There is no prompt {name}.v<N>.md in {place}.")
    number = max(versions)
    return _read_prompt(f"{name}.v{number}", versions[number].read_text(encoding="utf-8"))


def _read_prompt(version: str, text: str) -> Prompt:
    preamble, *parts = _SECTION.split(text)
    sections = list(zip(parts[::2], (part.strip() for part in parts[1::2]), strict=True))
    if preamble.strip() or not sections or sections[-1][0] != "user":
        raise ValueError(f"The prompt {version} must consist of sections, of which the last is <!-- user -->.")
    *constant, (_, last) = sections
    for role, content in constant:
        if "{{ " in content or "{%" in content:
            raise ValueError(f"The prompt {version} has a variable in a constant section ({role}).")
    return Prompt(
        version,
        sha256(text.encode()).hexdigest(),
        tuple(Message(role, content) for role, content in constant),
        _ENVIRONMENT.from_string(last),
    )
