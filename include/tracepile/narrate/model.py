"""The structured rationale: steps with their prose and the claims that prose makes, and the text rendered from it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

SCHEMA_VERSION: Final = 1

CHARS_PER_TOKEN: Final = 3.6
"""English prose with code in it, for common tokenizers: enough to keep a budget."""

CLAIM_KINDS: Final = ("value", "branch", "loop", "call", "return", "range", "arithmetic", "answer")


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement. `step` names an event and `frame` a frame on the stack at it; `literal` is canonical.

    value: at `step` (before its line runs) the path has this value, exactly this type.
    arithmetic: the expression `path`, evaluated on the state at `step`, has this value.
    branch: the condition `path`, tested by the event `step`, came out as `literal` (`True` or `False`).
    loop: the loop whose header `path` ran first at `step` ran its body `literal` times.
    call: event `step` is the call of function `path`, in the new frame `frame`; `literal` is null.
    return: event `step` of `frame` returns (or yields) this value from function `path`.
    range: `literal` is JSON with `steps` [first, last], and of the values that `path` takes in `frame` at the events
    of these steps any of `count`, `first`, `last`, `min`, `max`, `trend` (grows | falls | constant).
    answer: the run's result (`path` is the call), output (`stdout`) or error (`exception`), or a question's answer.
    """

    kind: str
    step: int
    frame: int
    path: str
    literal: str | None = None
    type: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the claim as plain JSON values."""
        return {
            "kind": self.kind,
            "step": self.step,
            "frame": self.frame,
            "path": self.path,
            "literal": self.literal,
            "type": self.type,
        }


@dataclass(frozen=True, slots=True)
class Step:
    """One paragraph or list item: the trace steps it covers (first and last), its prose and its claims."""

    first: int
    last: int
    prose: str
    claims: tuple[Claim, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the step as plain JSON values."""
        return {
            "trace_steps": [self.first, self.last],
            "prose": self.prose,
            "claims": [claim.to_dict() for claim in self.claims],
        }


@dataclass(frozen=True, slots=True)
class Rationale:
    """An explanation of a run, or of the answer to a question about it."""

    steps: tuple[Step, ...]
    answer: str
    style: str = "full"
    level: str = "L3"
    claims: tuple[Claim, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "claims", tuple(claim for step in self.steps for claim in step.claims))

    @property
    def text(self) -> str:
        """The prose as Markdown, ending in the answer line."""
        return render_text([step.prose for step in self.steps], self.answer)

    def to_dict(self) -> dict[str, Any]:
        """Return the rationale as plain JSON values: schema_version, steps, answer."""
        steps = [step.to_dict() for step in self.steps]
        return {"schema_version": SCHEMA_VERSION, "steps": steps, "answer": self.answer}

    def to_json(self) -> str:
        """Return the rationale as one JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"))


def read_rationale(data: Mapping[str, Any]) -> Rationale:
    """Build a rationale from its JSON form. Raises KeyError, TypeError or ValueError when it does not parse."""
    if data["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"unknown schema_version {data['schema_version']!r}")
    steps = []
    for step in data["steps"]:
        first, last = step["trace_steps"]
        claims = tuple(Claim(**claim) for claim in step["claims"])
        if any(claim.kind not in CLAIM_KINDS for claim in claims):
            raise ValueError("unknown kind of claim")
        steps.append(Step(first, last, step["prose"], claims))
    return Rationale(tuple(steps), data["answer"])


def render_text(proses: Sequence[str], answer: str) -> str:
    """Join paragraphs and list items into Markdown; the answer line follows the last paragraph."""
    text = ""
    was_item = False
    for prose in proses:
        is_item = prose.lstrip().startswith("- ")
        if text:
            text += "\n" if is_item else "\n\n"
        text += prose
        was_item = is_item
    separator = "\n\n" if was_item else "\n"
    return f"{text}{separator if text else ''}{render_answer(answer)}"


def render_answer(answer: str) -> str:
    """Return the last line: the answer in backticks, as a block when it has several lines."""
    shown = answer.removesuffix("\n")
    if not shown.strip():
        return "**Answer:** `''`" if shown == "''" else "**Answer:** (no output)"
    if "\n" in shown:
        fence = "```" if "```" not in shown else "````"
        return f"**Answer:**\n{fence}\n{shown}\n{fence}"
    return f"**Answer:** {code(shown)}"


def code(text: str) -> str:
    """Return text as Markdown code, with a fence longer than any run of backticks in it."""
    if "`" not in text:
        return f"`{text}`"
    fence = "`"
    while fence in text:
        fence += "`"
    return f"{fence} {text} {fence}"


def count_tokens(text: str) -> int:
    """Estimate the number of tokens of a text, rounded up."""
    return -int(-len(text) // CHARS_PER_TOKEN)
