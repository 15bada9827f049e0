"""Rows of the tables above `assemble`, as their stages write them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracepile.schema import TABLES, content_id, table_of
from tracepile.similarity import fingerprint_code
from tracepile.store import Store

Row = dict[str, Any]

RECEIPT = {"python": "3.11", "tracer": "1", "limits": "{}", "hash_seed": 0, "trace_sha256": "0" * 64}
NARRATOR = {"mode": "template", "model": None, "prompt_sha256": None}
CODE = "def total(xs):\n    s = 0\n    for x in xs:\n        if x > 2:\n            s += x\n    return s\n"


@dataclass
class World:
    """Collects rows; `write` puts them into a store."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in TABLES})

    def add_program(self, code: str = CODE, *, inputs: Sequence[str] = ("total([1, 5])",), **fields: Any) -> Row:
        program_id = content_id("program", code, fields)
        kind = "stdin" if fields.get("entry_point") == "stdin" else "call"
        row = {
            "program_id": program_id,
            "family_id": program_id,
            "code": code,
            "entry_point": "total",
            "input_kind": kind,
            "inputs": [{"input_id": content_id(text), "input": text} for text in inputs],
            "source": "seed_corpus",
            "source_ref": "here",
            "licence": "Apache-2.0",
            "domain": "math",
            "problem_id": f"problem {program_id}",
            **fields,
        }
        self.rows["programs"].append(row)
        prints = fingerprint_code(code, row["entry_point"], 20)
        self.rows["curated"].append(
            {
                "program_id": program_id,
                "family_id": program_id,
                "code_sha256": prints.code_sha256,
                "alpha_sha256": prints.alpha_sha256,
                "n_code_tokens": prints.n_code_tokens,
                "overlaps": [],
            }
        )
        return row

    def add_variant(self, program: Row, code: str) -> Row:
        names = ("entry_point", "input_kind", "inputs", "family_id")
        row = {name: program[name] for name in names}
        row |= {"program_id": content_id("variant", program["program_id"], code), "code": code}
        row |= {"parent_id": program["program_id"], "rewrite_chain": ["rename"]}
        self.rows["variants"].append(row)
        return row

    def add_run(self, program: Row, at: int = 0, **fields: Any) -> Row:
        given = program["inputs"][at]
        row = {
            "trace_id": content_id("trace", program["program_id"], given["input_id"]),
            "program_id": program["program_id"],
            "family_id": program["family_id"],
            "input_id": given["input_id"],
            "input": given["input"],
            "input_kind": program["input_kind"],
            "outcome": "ok",
            "result": "5",
            "result_type": "int",
            "receipt": RECEIPT,
            **fields,
        }
        self.rows["runs"].append(row)
        return row

    def add_events(self, run: Row) -> None:
        """Add the events of a run of `CODE` on one element."""
        lines: list[tuple[str, int, list[tuple[str, str]], str | None]] = [
            ("call", 1, [("xs", "[5]")], None),
            ("line", 2, [("s", "0")], None),
            ("line", 3, [("x", "5")], None),
            ("return", 6, [], "5"),
        ]
        for step, (kind, line, changes, value) in enumerate(lines):
            row = {"trace_id": run["trace_id"], "step": step, "kind": kind, "frame": 0, "depth": 0, "function": "total"}
            row |= {"line": line, "visit": 1, "value": value, "stdout_delta": ""}
            row["changes"] = [{"path": path, "op": "set", "value": text, "type": "int"} for path, text in changes]
            self.rows["events"].append(row)

    def add_question(self, run: Row, kind: str = "final_value", question: str = "", **context: Any) -> Row:
        question = question or f"What about {kind} {context}?"
        row = {
            "question_id": content_id("question", run["trace_id"], kind, question),
            "trace_id": run["trace_id"],
            "program_id": run["program_id"],
            "family_id": run["family_id"],
            "kind": kind,
            "question": question,
            "answer": "5",
            "answer_type": "int",
            "context": context,
        }
        self.rows["questions"].append(row)
        return row

    def add_rationale(self, run: Row, question: Row | None = None, **fields: Any) -> Row:
        question_id = None if question is None else question["question_id"]
        row = {
            "rationale_id": content_id("rationale", run["trace_id"], question_id, fields),
            "trace_id": run["trace_id"],
            "question_id": question_id,
            "program_id": run["program_id"],
            "family_id": run["family_id"],
            "style": "full",
            "level": "L3",
            "text": "The call adds up.\n**Answer:** `5`",
            "rationale": "{}",
            "answer": "5",
            "n_claims": 2,
            "narrator": NARRATOR,
            **fields,
        }
        self.rows["rationales"].append(row)
        return row

    def add_all(self, program: Row, kinds: Sequence[str] = (), **fields: Any) -> list[Row]:
        """Add for each input a run with its rationale, and a question of each kind with its own."""
        added = []
        for at in range(len(program["inputs"])):
            run = self.add_run(program, at)
            added.append(self.add_rationale(run, **fields))
            added += [self.add_rationale(run, self.add_question(run, kind), **fields) for kind in kinds]
        return added

    def write(self, store: Store) -> None:
        for name in ("benchmarks", "programs", "curated", "variants", "runs", "questions", "rationales"):
            rows: Mapping[str, list[Row]] = {name: self.rows[name]}
            if name == "runs":
                rows = {**rows, "events": self.rows["events"]}
            shard = store.write_shard(
                content_id(name, self.rows[name]),
                {table: table_of(table, own) for table, own in rows.items()},
                table_of("rejects", []),
                batch="one",
                label="seed_corpus/0001",
                recipe="test",
                counts={},
            )
            store.append(name, [shard])
