"""From runs and events to rows of the table `questions`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa

from tracepile.ask.candidates import find_candidates
from tracepile.ask.choose import Candidate, choose_candidates
from tracepile.ask.code import Row, build_relations
from tracepile.ask.wording import word_question
from tracepile.schema import content_id
from tracepile.settings import Settings

Programs: TypeAlias = Mapping[str, Mapping[str, list[Row]]]


def ask_runs(
    runs: pa.Table | Sequence[Path],
    events: pa.Table | Sequence[Path],
    programs: Programs,
    settings: Settings,
) -> dict[str, list[dict[str, Any]]]:
    """Return the questions about each run: trace_id -> rows of `questions`, without `family_id`.

    `programs` maps each program_id to what `code.read_program` found. A run about which nothing worth asking was found
    is absent.
    """
    candidates = find_candidates(runs, events, build_relations(programs.values()), settings)
    chosen = choose_candidates(
        candidates.to_pylist(), settings.questions_per_run, settings.seed, settings.question_kind_share
    )
    functions = {
        (program_id, row["scope"]): row["function"]
        for program_id, found in programs.items()
        for row in found["functions"]
    }
    texts = {
        (program_id, row["line"]): row["text"]
        for program_id, found in programs.items()
        for row in found["source_lines"]
    }
    return {
        trace_id: [
            _build_row(
                candidate,
                functions[candidate["program_id"], candidate["scope"]],
                texts.get((candidate["program_id"], candidate["line"])),
            )
            for candidate in picked
        ]
        for trace_id, picked in chosen.items()
    }


def _build_row(candidate: Candidate, function: str, text: str | None) -> dict[str, Any]:
    places = ("line", "visit", "variable")
    question = word_question(
        candidate["kind"],
        function=function,
        draw=candidate["draw"],
        shown_call=candidate["shown_call"],
        text=text,
        detail=candidate["detail"],
        **{name: candidate[name] for name in places},
    )
    return {
        "question_id": content_id("question", candidate["trace_id"], candidate["kind"], question),
        "trace_id": candidate["trace_id"],
        "program_id": candidate["program_id"],
        "kind": candidate["kind"],
        "question": question,
        "answer": candidate["answer"],
        "answer_type": candidate["answer_type"],
        "context": {name: candidate[name] for name in ("step", *places)},
    }
