"""Variants that a model writes: another algorithm, or another structure. They are tested like all others."""

import ast
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from tracepile.execution.executor import Executor
from tracepile.llm import Client, Message, Request, load_prompt
from tracepile.rewrite.equivalence import Baseline, compare_variant
from tracepile.rewrite.variants import Variant, derive_seed
from tracepile.schema import storable
from tracepile.settings import Settings

KINDS: Final = ("algorithm_swap", "restructuring")
"""What the model is asked for; the prompts are `rewrite_<kind>`."""

LABEL: Final = "model_"
"""How the names of these kinds begin in a rewrite chain; behind a colon stands the model."""

_SHOWN_INPUTS: Final = 3
_SHOWN_CHARS: Final = 1_000
_CHARS_PER_TOKEN: Final = 2
"""Code has few characters a token; the budget of an answer is generous."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A program of which a variant is wanted, with the runs of its baseline."""

    program_id: str
    baseline: Baseline
    inputs: Sequence[str]

    @property
    def kind(self) -> str:
        """Return the kind that is drawn for this program."""
        return KINDS[derive_seed(self.baseline.seed, "model") % len(KINDS)]


@dataclass(slots=True)
class Written:
    """The variants that passed the test, by program_id; how many did not; and what asking took (`llm.Totals`)."""

    good: dict[str, Variant] = field(default_factory=dict)
    n_rejected: int = 0
    counts: dict[str, int] = field(default_factory=dict)


def write_variants(executor: Executor, wanted: Sequence[Wanted], settings: Settings) -> Written:
    """Ask the model of the settings for one variant of each program, and keep those that are tested equivalent.

    A reply that is no program, the same program, or one that behaves otherwise or could not be compared is rejected.
    May raise what `llm.Client` raises.
    """
    written = Written()
    with Client(settings) as client:
        replies = client.complete(_ask(each, settings) for each in wanted)
        for each, reply in zip(wanted, replies, strict=True):
            code = _read(reply.text, each.baseline.code, settings) if reply.failure is None else None
            if code is not None:
                coverage = settings.equivalence_min_coverage
                record = compare_variant(executor, each.baseline, code, is_repeated=True, min_coverage=coverage)
                if record.equivalent:
                    name = f"{LABEL}{each.kind}:{settings.sglang_model}"
                    written.good[each.program_id] = Variant((name,), code, record)
                    continue
            written.n_rejected += 1
        written.counts = {**client.totals.counts(), "model_variants_rejected": written.n_rejected}
    return written


def _ask(wanted: Wanted, settings: Settings) -> Request:
    prompt = load_prompt(f"rewrite_{wanted.kind}")
    inputs = [given[:_SHOWN_CHARS] for given in wanted.inputs[:_SHOWN_INPUTS]]
    messages: tuple[Message, ...] = prompt.messages(code=wanted.baseline.code.rstrip("\n"), inputs=inputs)
    return Request(
        messages=messages,
        template=prompt.version,
        max_tokens=200 + 2 * len(wanted.baseline.code) // _CHARS_PER_TOKEN,
        response_schema={
            "type": "object",
            "properties": {"code": {"type": "string", "maxLength": settings.max_program_bytes}},
            "required": ["code"],
            "additionalProperties": False,
        },
        schema_name=f"rewrite_{wanted.kind}",
        temperature=0.0,
        seed=settings.seed,
    )


def _read(text: str, original: str, settings: Settings) -> str | None:
    """Return the program of a reply, None where there is none or it is the original but for its layout."""
    match json.loads(text):
        case {"code": str(code)}:
            code = storable(code).rstrip() + "\n"
        case _:
            return None
    if len(code.encode()) > settings.max_program_bytes:
        return None
    try:
        is_new = ast.dump(ast.parse(code)) != ast.dump(ast.parse(original))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return code if is_new else None
