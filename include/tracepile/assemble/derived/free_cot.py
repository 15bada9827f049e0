"""Free reasoning for a control arm: what a model writes about a run without seeing it, kept where its answer is right.

Nothing but the answer is checked: that is what the arm is there to be compared with.
"""

import ast
import json
from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa

from tracepile.assemble.tokens import CHARS_PER_TOKEN
from tracepile.llm import Client, Request, load_prompt
from tracepile.schema import storable
from tracepile.settings import Settings

PROMPT: Final = "free_cot"
_ANSWER_CHARS: Final = 2_000
_COLUMNS: Final = ("program_id", "sample_id", "prompt", "answer")


def ask_model(samples: pa.Table, settings: Settings) -> tuple[dict[str, dict[str, Any]], Mapping[str, int]]:
    """Return by sample_id the reasoning and the narrator of those samples that the model answered rightly, and counts.

    samples: columns program_id, sample_id, prompt and answer. The counts are those of `llm.Totals`, and
    `free_cot_wrong`: replies whose answer is not the run's. May raise what `llm.Client` raises.
    """
    prompt = load_prompt(PROMPT)
    # one program after the other, so that the server has its code in its prefix cache
    rows = samples.select(_COLUMNS).sort_by([("program_id", "ascending"), ("sample_id", "ascending")]).to_pylist()
    requests = [_ask(prompt.messages(prompt=row["prompt"]), prompt.version, settings) for row in rows]
    narrator = {"mode": "free", "model": settings.sglang_model, "prompt_sha256": prompt.sha256}
    written: dict[str, dict[str, Any]] = {}
    n_wrong = 0
    with Client(settings) as client:
        for row, reply in zip(rows, client.complete(requests), strict=True):
            said = _read(reply.text) if reply.failure is None else None
            if said is None:
                continue
            reasoning, answer = said
            if is_same_answer(answer, row["answer"]):
                written[row["sample_id"]] = {"reasoning": reasoning, "narrator": narrator}
            else:
                n_wrong += 1
        return written, {**client.totals.counts(), "free_cot_wrong": n_wrong}


def is_same_answer(said: str, answer: str) -> bool:
    """Tell whether two answers are the same text, or the same literal written otherwise."""
    said, answer = said.strip().strip("`").strip(), answer.strip()
    return said == answer or _normalise(said) == _normalise(answer)


def _normalise(text: str) -> str:
    try:
        return repr(ast.literal_eval(text))
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return text


def _ask(messages: Any, version: str, settings: Settings) -> Request:
    most = int(settings.max_rationale_tokens * CHARS_PER_TOKEN)
    return Request(
        messages=messages,
        template=version,
        max_tokens=settings.max_rationale_tokens + 200,
        response_schema={
            "type": "object",
            "properties": {
                "reasoning": {"type": "string", "maxLength": most},
                "answer": {"type": "string", "maxLength": _ANSWER_CHARS},
            },
            "required": ["reasoning", "answer"],
            "additionalProperties": False,
        },
        schema_name=PROMPT,
        temperature=0.0,
        seed=settings.seed,
    )


def _read(text: str) -> tuple[str, str] | None:
    """Return reasoning and answer of a reply, None where it does not hold them."""
    value = json.loads(text)
    match value:
        case {"reasoning": str(reasoning), "answer": str(answer)} if reasoning.strip():
            return storable(reasoning.strip()), storable(answer)
    return None
