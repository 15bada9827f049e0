"""The stage `ask`: questions about the runs of a batch."""

from typing import Any, Final

from tracepile.ask.code import Row, read_program
from tracepile.ask.questions import ask_runs
from tracepile.schema import End, reject
from tracepile.settings import Settings
from tracepile.stage import BatchStage, Inputs, Output


def ask_batch(inputs: Inputs, settings: Settings) -> Output:
    """Ask about every run of the batch; a run about which there is nothing to ask is a reject."""
    runs = inputs.table("runs", ["trace_id", "program_id", "family_id", "outcome"]).to_pylist()
    wanted = {run["program_id"] for run in runs}
    codes = {
        program_id: code
        for table in ("programs", "variants")
        for program_id, code in zip(
            *(column.to_pylist() for column in inputs.table(table, ["program_id", "code"]).columns), strict=True
        )
        if program_id in wanted
    }
    programs, failures = _read_programs(codes)
    questions = ask_runs(inputs.paths("runs"), inputs.paths("events"), programs, settings)
    rows: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    for run in runs:
        asked = questions.get(run["trace_id"], [])
        rows += [{**row, "family_id": run["family_id"]} for row in asked]
        if not asked:
            rejects.append(_reject(run, failures.get(run["program_id"])))
    return Output.of_rows({"questions": rows}, rejects, len(runs))


def _read_programs(codes: dict[str, str]) -> tuple[dict[str, dict[str, list[Row]]], dict[str, str]]:
    """Return what the programs' texts say, and a message for each program that could not be read."""
    programs: dict[str, dict[str, list[Row]]] = {}
    failures: dict[str, str] = {}
    for program_id, code in sorted(codes.items()):
        try:
            programs[program_id] = read_program(program_id, code)
        except SyntaxError:
            continue  # it has no run either that could be asked about
        except Exception as error:  # a fault of ours must not stop the shard
            failures[program_id] = f"{type(error).__name__}: {error}"
    return programs, failures


def _reject(run: dict[str, Any], failure: str | None) -> dict[str, Any]:
    if failure is not None:
        return reject("ask", run["trace_id"], "internal_error", failure, program_id=run["program_id"], end=End.GAVE_UP)
    if run["outcome"] in ("ok", "exception"):
        message = "nothing in the run is worth a question that has one exact answer"
    else:
        message = f"a run that ended with {run['outcome']} is not asked about"
    return reject("ask", run["trace_id"], "no_question", message, program_id=run["program_id"])


STAGE: Final = BatchStage(
    name="ask",
    version="5",
    tables=("questions",),
    settings=("seed", "questions_per_run", "question_kind_share"),
    reads=("runs", "events", "programs", "variants"),
    batches_per_item=8,
    function=ask_batch,
)
