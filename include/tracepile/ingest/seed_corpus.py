"""The seed corpus: programs written here, with boundary cases, seeded generators and independent answers.

Layout: `<seed_corpus>/<domain>/<slug>/program.py` is the program, `problem.py` beside it (ours, trusted, imported)
says what it solves: TITLE, ENTRY_POINT, STATEMENT, TAGS, boundary(), generate(rng), answer(…).
"""

import random
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tracepile.fetch.rows import hash_file
from tracepile.ingest.candidate import Candidate, RawInput
from tracepile.ingest.inputs import spread
from tracepile.ingest.parsing import STDIN
from tracepile.ingest.slicing import Module, slice_module
from tracepile.schema import Compare, content_id
from tracepile.settings import Settings, resource_dir

LICENCE = "Apache-2.0"
_MAX_SEEDS = 600

_CALL_ADAPTER = """

def draw_input(rng):
    return ENTRY_POINT + "(" + ", ".join(repr(value) for value in generate(rng)) + ")"
"""
_STDIN_ADAPTER = """

def draw_input(rng):
    return generate(rng)
"""


def snapshot(argument: str, settings: Settings) -> str:
    """Return the hash of the corpus: of every file's path and bytes."""
    root = resource_dir("seed_corpus")
    return content_id([[path.relative_to(root).as_posix(), hash_file(path)] for path in sorted(root.rglob("*.py"))])


def read(argument: str, settings: Settings) -> Iterator[Candidate]:
    """Yield the programs of the corpus, by domain and name."""
    root = resource_dir("seed_corpus")
    revision = snapshot(argument, settings)[:16]
    for path in sorted(root.glob("*/*/program.py")):
        yield _read_program(path.parent, revision, settings.inputs_per_program)


def _read_program(folder: Path, revision: str, n_inputs: int) -> Candidate:
    problem = runpy.run_path(str(folder / "problem.py"))
    code = (folder / "program.py").read_text(encoding="utf-8")
    entry_point: str = problem["ENTRY_POINT"]
    return Candidate(
        raw=code,
        source_ref=f"{folder.parent.name}/{folder.name}",
        source_revision=revision,
        licence=LICENCE,
        domain=folder.parent.name,
        code=code,
        entry_point=entry_point,
        inputs=tuple(_make_input(problem, value, origin) for value, origin in _draw(problem, n_inputs)),
        input_generator=_make_generator(folder / "problem.py", entry_point),
        problem_id=f"seed:{folder.name}",
        title=problem["TITLE"],
        statement=problem["STATEMENT"].strip(),
        tags=tuple(problem["TAGS"]),
    )


def _draw(problem: dict[str, Any], n_wanted: int) -> list[tuple[Any, str]]:
    """Draw inputs: a third of them boundary cases (at least one), the others with the seeds 0, 1, 2 …, all distinct."""
    cases = [(value, "boundary") for value in problem["boundary"]()]
    chosen = spread(cases, max(1, n_wanted // 3))
    seen = {repr(value) for value, _ in chosen}
    for seed in range(_MAX_SEEDS):
        if len(chosen) == n_wanted:
            break
        value = problem["generate"](random.Random(seed))  # noqa: S311 - inputs, not secrets
        if repr(value) not in seen:
            seen.add(repr(value))
            chosen.append((value, "generated"))
    return chosen


def _make_input(problem: dict[str, Any], value: Any, origin: str) -> RawInput:
    if problem["ENTRY_POINT"] == STDIN:
        return RawInput(value, problem["answer"](value), Compare.TOKENS, origin)
    # The answer may change its arguments in place, so the text is taken first.
    text = ", ".join(repr(argument) for argument in value)
    return RawInput(text, repr(problem["answer"](*value)), Compare.EQUAL, origin)


def _make_generator(path: Path, entry_point: str) -> str:
    module = Module("problem", path.name, path.read_text(encoding="utf-8"))
    adapter = _STDIN_ADAPTER if entry_point == STDIN else _CALL_ADAPTER.replace("ENTRY_POINT", repr(entry_point))
    return slice_module(module, "generate").rstrip() + "\n" + adapter
