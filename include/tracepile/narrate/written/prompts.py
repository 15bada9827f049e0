"""From a plan to requests: program, input and the rows of one part, in the order that serves the prefix cache."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from tracepile.llm import Message, Prompt, Request, load_prompt
from tracepile.narrate.written.facts import Fact, Plan
from tracepile.narrate.written.forms import ANCHORED, MAX_ANSWER, MAX_ROWS, SLOTS
from tracepile.narrate.written.tokens import TokenCounter
from tracepile.schema import content_id

PROMPTS: Final[Mapping[str, str]] = {"slots": "narrate_slots", "anchored": "narrate_anchored"}
REPAIR: Final = "narrate_repair"
_SCHEMAS: Final[Mapping[str, Mapping[str, Any]]] = {"slots": SLOTS, "anchored": ANCHORED}
_MAX_INPUT_CHARS: Final = 2_000
_MIN_ROOM: Final = 1_000
"""Tokens that the facts of a part may take whatever the program takes: else each row would be a request of its own."""
_WORDS_PER_TOKEN: Final = 0.6
"""Of prose with code in it; a little less than it is, so that texts stay within their budget."""


def prompt_sha256(mode: str) -> str:
    """Return one hash over the texts that a mode asks with: its prompt and that of the repairs."""
    return content_id(load_prompt(PROMPTS[mode]).sha256, load_prompt(REPAIR).sha256)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is explained: the program, its call or standard input, and a question about the run, if it is one."""

    code: str
    call: str | None
    stdin: str | None
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Some consecutive rows of a plan: what one request asks for. Rows are numbered from 1 through the whole plan."""

    rows: tuple[int, ...]
    number: int
    n_parts: int

    @property
    def is_last(self) -> bool:
        """Whether the rationale ends with it."""
        return self.number == self.n_parts


class Asker:
    """Writes the requests of one mode.

    max_tokens: budget of a prompt. temperature, seed: of the sampling.
    """

    def __init__(self, mode: str, counter: TokenCounter, *, max_tokens: int, temperature: float, seed: int) -> None:
        self.mode = mode
        self.counter = counter
        self.max_tokens = max_tokens
        self.temperature = temperature
        self.seed = seed
        self.prompt: Prompt = load_prompt(PROMPTS[mode])
        self.repair: Prompt = load_prompt(REPAIR)
        self._constant = sum(counter.count(message.content) for message in self.prompt.constant)

    def parts(self, subject: Subject, plan: Plan) -> list[Part]:
        """Cut a plan into parts: at most `MAX_ROWS` rows each, and as much as the budget of a prompt allows."""
        given = self.counter.count(subject.code + (subject.stdin or "")[:_MAX_INPUT_CHARS])
        room = max(_MIN_ROOM, self.max_tokens - self._constant - given)
        groups: list[list[int]] = [[]]
        left = room
        for number, row in enumerate(plan.rows, start=1):
            size = self.counter.count("\n".join(self._describe(plan, fact) for fact in row.facts))
            if groups[-1] and (len(groups[-1]) == MAX_ROWS or size > left):
                groups.append([])
                left = room
            groups[-1].append(number)
            left -= size
        return [Part(tuple(rows), number, len(groups)) for number, rows in enumerate(groups, start=1)]

    def ask(self, subject: Subject, plan: Plan, part: Part, *, max_tokens: int) -> Request:
        """Return the request for one part of a text that may take so many tokens in all."""
        stdin = subject.stdin
        if stdin is not None and len(stdin) > _MAX_INPUT_CHARS:
            stdin = f"{stdin[:_MAX_INPUT_CHARS]}\n… ({len(stdin)} characters in all)"
        messages = self.prompt.messages(
            lines=list(enumerate(subject.code.rstrip("\n").split("\n"), start=1)),
            call=subject.call,
            stdin=stdin,
            style=plan.style,
            rows=[(number, plan.rows[number - 1], self._list_facts(plan, number)) for number in part.rows],
            n_rows=len(plan.rows),
            n_words=_allot_words(plan, part, max_tokens),
            part=part,
            question=subject.question,
            answer=plan.answer if len(plan.answer) <= MAX_ANSWER else None,
        )
        return Request(
            messages=messages,
            template=self.prompt.version,
            max_tokens=self._budget(plan, part.rows),
            response_schema=_SCHEMAS[self.mode],
            schema_name=self.prompt.version.partition(".")[0],
            temperature=self.temperature,
            seed=self.seed,
        )

    def ask_again(
        self, request: Request, given: str | None, plan: Plan, rows: Sequence[int], failures: Sequence[str]
    ) -> Request:
        """Return the request for a repair: what was asked before, what was answered, and only what is wrong with it.

        given: the answer, or None if it could not be read: then all is asked for again.
        """
        text = self.repair.messages(rows=list(rows), failures=list(failures), is_readable=given is not None)[-1].content
        if given is None:
            *before, last = request.messages
            messages = (*before, Message(last.role, f"{last.content}\n\n{text}"))
        else:
            messages = (*request.messages, Message("assistant", given), Message("user", text))
        return replace(
            request,
            messages=messages,
            template=f"{self.prompt.version}+{self.repair.version}",
            max_tokens=self._budget(plan, rows),
        )

    def _list_facts(self, plan: Plan, number: int) -> Iterator[str]:
        seen: dict[str, None] = {}
        for fact in plan.rows[number - 1].facts:
            if fact.kind != "answer" or self.mode == "slots":
                seen[self._describe(plan, fact)] = None
        return iter(seen)

    def _describe(self, plan: Plan, fact: Fact) -> str:
        """Return a fact as one line of JSON."""
        if self.mode == "slots":
            shown: dict[str, Any] = {"slot": fact.slot, "kind": fact.kind, "of": fact.of, "value": fact.text}
        elif fact.claims:
            claim = fact.claims[0]
            literal = fact.text if fact.kind == "call" else claim.literal
            shown = {"step": claim.step, "kind": fact.kind, "path": claim.path, "literal": literal}
        else:
            shown = {"kind": fact.kind, "text": fact.text}
        if fact.call is not None:
            shown["call"] = fact.call if self.mode == "slots" else plan.facts[fact.call].text
        if fact.set_by is not None:
            shown["set_by_line"] = fact.set_by
        elif fact.line is not None:
            shown["at_line"] = fact.line
        if fact.is_change:
            shown["tell"] = True
        return json.dumps(shown, ensure_ascii=False)

    def _budget(self, plan: Plan, rows: Sequence[int]) -> int:
        """Return the tokens an answer may take: thrice the prose of the template, and the claims beside it."""
        chosen = [plan.rows[number - 1] for number in rows]
        prose = sum(3 * row.n_chars + 200 for row in chosen)
        facts = sum(len(self._describe(plan, fact)) + 40 for row in chosen for fact in row.facts)
        chars = prose + (2 * facts if self.mode == "anchored" else facts // 2)
        return 200 + self.counter.count("x" * min(chars, 60_000))


def _allot_words(plan: Plan, part: Part, max_tokens: int) -> int:
    """Return how many words a part may take, by what the template narrator wrote there; rounded to tens."""
    share = sum(plan.rows[number - 1].n_chars for number in part.rows) / max(1, sum(row.n_chars for row in plan.rows))
    return max(30, int(_WORDS_PER_TOKEN * max_tokens * share) // 10 * 10)
