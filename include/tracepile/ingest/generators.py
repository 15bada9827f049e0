"""Input generators: program text that draws inputs from a seeded source of randomness.

Contract of the column `input_generator`: self-contained Python text (standard library, or modules the program itself
requires) that defines `draw_input(rng)`. Called with a `random.Random`, it returns one input as the column `input`
has it: a whole call expression, or the stdin text. Generators come from outside, so they run in the sandbox only.
"""

import ast
import json
from collections.abc import Sequence
from typing import Final

from tracepile.execution.model import Case, Limits, Outcome, Recording
from tracepile.ingest.candidate import RawInput, Reason, RejectedError
from tracepile.ingest.parsing import STDIN
from tracepile.ingest.slicing import Module, slice_module
from tracepile.settings import Settings

_LIMITS: Final = Limits(memory_mb=512, cpu_s=5.0, wall_s=15.0)
_MAX_SEEDS: Final = 200
"""A generator that has given too few distinct inputs after this many seeds has no more of them."""

_DRIVER: Final = """

def draw_distinct_inputs(n_wanted, n_seeds, max_bytes):
    import json, random
    found, errors = {}, []
    for seed in range(n_seeds):
        random.seed(seed)
        try:
            text = draw_input(random.Random(seed))
        except Exception as error:
            errors.append(f"seed {seed}: {type(error).__name__}: {error}")
            continue
        if len(text.encode("utf-8", "surrogatepass")) <= max_bytes:
            found.setdefault(text)
        if len(found) == n_wanted:
            break
    return json.dumps({"inputs": list(found), "errors": errors[:3]})
"""

_PRELUDE: Final = "\n".join(
    ["from random import Random"]
    + [
        f"import {name}"
        for name in ("datetime", "hashlib", "itertools", "json", "math", "os", "random", "string", "time")
    ]
)

_ADAPTER: Final = """
def draw_input(rng):
    import ast
    drawn = {name: repr(value) for name, value in generate_inputs(rng).items()}
    for text in drawn.values():
        ast.literal_eval(text)  # an input is made of literals: `nan` or an object is none
    return ENTRY_POINT + "(" + ", ".join(f"{name}={text}" for name, text in drawn.items()) + ")"
"""


def adapt_keyword_generator(text: str, code: str, entry_point: str) -> str:
    """Return a generator under our contract for one that defines `generate_inputs(rng) -> dict` of keyword arguments.

    Such generators count on the names of their program, on `Random`, and often on standard modules that nobody
    imported: what is needed of these is put before them. Raises `RejectedError` (`generator_failed`) for other names.
    """
    adapter = _ADAPTER.replace("ENTRY_POINT", repr(entry_point))
    module = Module("generator", "The input generator", "\n\n".join([_PRELUDE, code, text, adapter]) + "\n")
    try:
        return slice_module(module, "draw_input")
    except RejectedError as error:
        raise RejectedError(Reason.GENERATOR_FAILED, error.message, error.evidence) from None


def draw_inputs(
    generators: Sequence[str], entry_points: Sequence[str], settings: Settings
) -> list[tuple[RawInput, ...] | RejectedError]:
    """Draw the first `inputs_per_program` distinct inputs of each generator, with the seeds 0, 1, 2 …

    Each generator runs in the sandbox, twice under different hash seeds: one whose inputs are not the same both times
    is rejected, like one that fails (`generator_failed`).
    """
    from tracepile.execution.executor import Executor  # most sources draw nothing and need no sandbox

    call = f"draw_distinct_inputs({settings.inputs_per_program}, {_MAX_SEEDS}, {settings.max_input_bytes})"
    cases = [Case(code=text + _DRIVER, call=call) for text in generators]
    with Executor(
        _LIMITS,
        jobs=settings.jobs,
        allowed_modules=settings.allowed_modules,
        unsafe=settings.is_unsafe_execution_allowed,
    ) as executor:
        recordings = executor.record(cases, tracer="none")
        return [_read(recording, entry) for recording, entry in zip(recordings, entry_points, strict=True)]


def _read(recording: Recording, entry_point: str) -> tuple[RawInput, ...] | RejectedError:
    if recording.outcome != Outcome.OK or recording.result is None:
        error = recording.error
        what = f"{error.type}: {error.message}" if error else str(recording.outcome)
        return RejectedError(Reason.GENERATOR_FAILED, f"The input generator ended with {what}.")
    drawn = json.loads(ast.literal_eval(recording.result))
    if not drawn["inputs"]:
        why = drawn["errors"][0] if drawn["errors"] else "no input of a fitting size"
        return RejectedError(Reason.GENERATOR_FAILED, f"The input generator gave no input ({why}).")
    texts = drawn["inputs"]
    if entry_point != STDIN:
        texts = [text.removeprefix(f"{entry_point}(").removesuffix(")") for text in texts]
    return tuple(RawInput(text, origin="generated") for text in texts)
