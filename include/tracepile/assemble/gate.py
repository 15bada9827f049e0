"""The last contamination gate: everything a sample shows, and the problem behind it, against the latest benchmarks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from tracepile.settings import Settings
from tracepile.similarity import Hit, Targets, find_program_hits, find_text_hits, is_contaminated, sort_hits

CLEAN: Final = "clean"
OVERLAP: Final = "overlap"


@dataclass(frozen=True)
class Gate:
    """Hits by what they were found in: programs (statement and code) by id, inputs and questions by their text."""

    programs: Mapping[str, list[Hit]]
    texts: Mapping[str, list[Hit]]
    settings: Settings

    def find_hits(self, family_id: str, program_id: str, texts: Iterable[str]) -> list[Hit]:
        """Return all hits of one sample, the worst first."""
        found = [hit for key in dict.fromkeys((family_id, program_id)) for hit in self.programs.get(key, ())]
        return sort_hits([*found, *(hit for text in texts for hit in self.texts.get(text, ()))])

    def is_closed_for(self, hits: Iterable[Hit]) -> bool:
        """Tell whether a sample with these hits must stay out."""
        return any(is_contaminated(hit, self.settings) for hit in hits)


def open_gate(candidates: pa.Table, programs: pa.Table, targets: Targets, settings: Settings) -> Gate:
    """Judge what the candidates consist of, each different text once.

    candidates: columns program_id, family_id, code, input, question. programs: columns program_id, title, statement,
    code and inputs of the originals.
    """
    families = programs.filter(pc.is_in(programs.column("program_id"), candidates.column("family_id").unique()))
    originals = {row["program_id"]: row for row in families.to_pylist()}
    statements = {
        program_id: (f"{row['title'] or ''}\n{row['statement'] or ''}", row["code"])
        for program_id, row in originals.items()
    }
    shown = candidates.select(["program_id", "code"]).group_by("program_id").aggregate([("code", "min")])
    rewritten: dict[str, tuple[str, str]] = {
        program_id: ("", code)
        for program_id, code in zip(
            *(shown.column(name).to_pylist() for name in ("program_id", "code_min")), strict=True
        )
        if program_id not in statements and code is not None
    }
    judged = {**statements, **rewritten}
    examples = [
        [(given["input"], given["expected"]) for given in originals[program_id]["inputs"]] for program_id in statements
    ]
    hits = find_program_hits(
        [statement for statement, _ in judged.values()],
        [code for _, code in judged.values()],
        targets,
        settings,
        examples,
    )
    texts = _different(candidates, "input", "question")
    return Gate(
        programs={program_id: found for program_id, found in zip(judged, hits, strict=True) if found},
        texts={
            texts[at]: [{**hit, "found_in": "prompt"} for hit in found]
            for at, found in find_text_hits(texts, targets, settings).items()
        },
        settings=settings,
    )


def _different(table: pa.Table, *columns: str) -> list[str]:
    found: dict[str, Any] = {}
    for column in columns:
        found |= dict.fromkeys(text for text in table.column(column).unique().to_pylist() if text)
    return list(found)
