"""The stage `narrate`: a rationale for every run's own answer and for every question about it.

The template narrator writes all of them. In the modes `slots` and `anchored` a model is then asked for each, and what
it writes takes the template's place where the verifier accepts it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tracepile.execution.model import Recording
from tracepile.llm import Client
from tracepile.narrate.model import Rationale
from tracepile.narrate.narrator import NotNarratedError, answer_of, narrate_scene
from tracepile.narrate.questions import narrate_question
from tracepile.narrate.runs import read_traces, rebuild_recording
from tracepile.narrate.scene import Scene
from tracepile.narrate.source import Source
from tracepile.narrate.verify import verify_rationales
from tracepile.narrate.written import MODES, Ending, TextEnd, Writer, make_job, prompt_sha256
from tracepile.narrate.written.draft import Job
from tracepile.schema import End, canonical_json, content_id, reject, storable
from tracepile.settings import Settings
from tracepile.stage import BatchStage, Inputs, Output

_TEMPLATE: Final = "template"


def narrate_batch(inputs: Inputs, settings: Settings) -> Output:
    """Narrate every run of the batch and every question about it; one row or one reject for each of them.

    Reasons of rejects: outcome, truncated, no_events, too_long, unverified, no_trace (filtered), internal_error (given
    up). In the modes that ask a model, the counts also say what that took and how the rows ended: `llm_*`.
    """
    narration = _Narration(inputs, settings)
    if not narration.is_model_asked:
        narration.tell_traces()
        return narration.finish({})
    with Client(settings) as client:  # a server that is not ready, or a wrong setting, shows before any work is done
        writer = Writer(client, settings)
        narration.tell_traces()
        narration.ask_model(writer)
        return narration.finish(client.totals.counts())


class _Narration:
    """The rows and rejects of one batch, gathered run by run."""

    def __init__(self, inputs: Inputs, settings: Settings) -> None:
        self.settings = settings
        self.rows: list[dict[str, Any]] = []
        self.rejects: list[dict[str, Any]] = []
        self.is_model_asked = settings.narration_mode in MODES
        self._inputs = inputs
        self._jobs: list[Job] = []
        self._asked_runs: dict[str, dict[str, Any]] = {}
        self._runs = {row["trace_id"]: row for row in inputs.rows("runs")}
        self._questions: dict[str, list[dict[str, Any]]] = {}
        for row in inputs.rows("questions"):
            self._questions.setdefault(row["trace_id"], []).append(row)
        self.n_in = len(self._runs) + sum(map(len, self._questions.values()))
        wanted = {run["program_id"] for run in self._runs.values()}
        self._codes = {
            program_id: code
            for table in ("programs", "variants")
            for program_id, code in _read_codes(inputs, table)
            if program_id in wanted
        }
        self._sources: dict[str, Source] = {}

    def tell_traces(self) -> None:
        """Narrate all runs and their questions with the template."""
        for trace_id, events in read_traces(self._inputs.paths("events")):
            self._tell_trace(trace_id, events)

    def _tell_trace(self, trace_id: str, events: Any) -> None:
        run = self._runs.pop(trace_id, None)
        if run is None:
            return
        questions = self._questions.pop(trace_id, [])
        todo: list[tuple[dict[str, Any], dict[str, Any] | None]] = [(run, None), *((run, row) for row in questions)]
        try:
            recording = rebuild_recording(run, self._codes[run["program_id"]], events)
            scene = Scene(recording, self._source(run["program_id"]), trace_id=trace_id)
        except Exception as error:  # a fault of ours must not stop the shard
            for _, question in todo:
                self._give_up(run, question, error)
            return
        told = [
            (question, rationale) for _, question in todo if (rationale := self._tell(scene, run, question)) is not None
        ]
        self._check(scene, run, told)

    def _source(self, program_id: str) -> Source:
        if program_id not in self._sources:
            self._sources[program_id] = Source(self._codes[program_id])
        return self._sources[program_id]

    def _tell(self, scene: Scene, run: Mapping[str, Any], question: Mapping[str, Any] | None) -> Rationale | None:
        settings = self.settings
        max_tokens, seed = settings.max_rationale_tokens, settings.seed
        tell: Callable[[], Rationale]
        if question is None:
            tell = lambda: narrate_scene(scene, seed=seed, style=settings.narration_style, max_tokens=max_tokens)  # noqa: E731
        else:
            tell = lambda: narrate_question(scene, question, seed=seed, max_tokens=max_tokens)  # noqa: E731
        try:
            return tell()
        except NotNarratedError as error:
            self._reject(run, question, error.reason, str(error))
        except Exception as error:
            self._give_up(run, question, error)
        return None

    def _check(self, scene: Scene, run: dict[str, Any], told: list[tuple[dict[str, Any] | None, Rationale]]) -> None:
        """Keep the rationales that the verifier accepts on a fresh replay."""
        recording = scene.recording
        answers = [answer_of(recording) if question is None else question["answer"] for question, _ in told]
        pairs = [(rationale, answer) for (_, rationale), answer in zip(told, answers, strict=True)]
        try:
            asked = [question is not None for question, _ in told]
            verdicts = verify_rationales(
                recording, pairs, source=self._source(run["program_id"]), questions=asked, mode=_TEMPLATE
            )
        except Exception as error:
            for question, _ in told:
                self._give_up(run, question, error)
            return
        for (question, rationale), verdict in zip(told, verdicts, strict=True):
            if not verdict.is_accepted:
                evidence = [failure.to_dict() for failure in verdict.failures[:3]]
                message = "The verifier found a statement that the recording does not bear out."
                self._reject(run, question, "unverified", message, evidence)
                continue
            self.rows.append(_describe(run, question, rationale))
            if self.is_model_asked:
                self._asked_runs[run["trace_id"]] = run
                try:
                    job = make_job(scene, rationale, verdict, program_id=run["program_id"], question=question)
                    self._jobs.append(job)
                except Exception as error:  # the row stays as the template wrote it
                    message = f"{type(error).__name__}: {error}"
                    self.rows[-1]["generation"] = {
                        "mode": self.settings.narration_mode,
                        "end": "fallback",
                        "reason": "internal_error",
                        "n_repairs": 0,
                    }
                    self.rows[-1]["failed_texts"] = [{"text": "", "reasons": canonical_json([message])}]

    def ask_model(self, writer: Writer) -> None:
        """Let a model write what the template wrote so far.

        Raises ServerNotReadyError and DeploymentError, which end the task.
        """
        endings = writer.write(self._jobs, self._read_recordings)
        for row in self.rows:
            ending = endings.get((row["trace_id"], row["question_id"]))
            if ending is not None:
                row.update(_describe_ending(row, ending))

    def _read_recordings(self, trace_ids: set[str]) -> Iterator[tuple[str, Recording, Source]]:
        """Yield recordings anew: those of a whole batch need not fit into memory together."""
        for trace_id, events in read_traces(self._inputs.paths("events")):
            if trace_id in trace_ids:
                run = self._asked_runs[trace_id]
                recording = rebuild_recording(run, self._codes[run["program_id"]], events)
                yield trace_id, recording, self._source(run["program_id"])

    def finish(self, further: Mapping[str, int]) -> Output:
        """Reject what had no trace, put rows and rejects in order, and return them; `further` is what a model took."""
        for run in self._runs.values():
            for question in (None, *self._questions.pop(run["trace_id"], [])):
                self._reject(run, question, "no_events", "Nothing of the program itself ran.")
        for trace_id, questions in self._questions.items():
            for question in questions:
                self._reject(
                    {"trace_id": trace_id, **question}, question, "no_trace", "The run of this question is not here."
                )
        self.rows.sort(key=lambda row: (row["trace_id"], row["question_id"] or ""))
        self.rejects.sort(key=lambda row: str(row["row_id"]))
        if self.is_model_asked:
            ends = Counter(row["generation"]["end"] for row in self.rows)
            further = {**further, **{f"llm_rows_{end}": ends[end] for end in TextEnd}}
        return Output.of_rows({"rationales": self.rows}, self.rejects, self.n_in, further)

    def _reject(
        self,
        run: Mapping[str, Any],
        question: Mapping[str, Any] | None,
        reason: str,
        message: str,
        evidence: Any = None,
    ) -> None:
        row_id = run["trace_id"] if question is None else question["question_id"]
        end = End.FILTERED
        self.rejects.append(
            reject("narrate", row_id, reason, message, program_id=run["program_id"], end=end, evidence=evidence)
        )

    def _give_up(self, run: Mapping[str, Any], question: Mapping[str, Any] | None, error: Exception) -> None:
        row_id = run["trace_id"] if question is None else question["question_id"]
        message = f"{type(error).__name__}: {error}"
        self.rejects.append(
            reject("narrate", row_id, "internal_error", message, program_id=run["program_id"], end=End.GAVE_UP)
        )


def _read_codes(inputs: Inputs, table: str) -> Iterator[tuple[str, str]]:
    columns = inputs.table(table, ["program_id", "code"]).columns
    yield from zip(*(column.to_pylist() for column in columns), strict=True)


def _describe(run: Mapping[str, Any], question: Mapping[str, Any] | None, rationale: Rationale) -> dict[str, Any]:
    question_id = None if question is None else question["question_id"]
    text, body = storable(rationale.text), storable(rationale.to_json())
    return {
        "rationale_id": content_id("rationale", run["trace_id"], question_id, rationale.style, text),
        "trace_id": run["trace_id"],
        "question_id": question_id,
        "program_id": run["program_id"],
        "family_id": run["family_id"],
        "style": rationale.style,
        "level": rationale.level,
        "text": text,
        "rationale": body,
        "answer": storable(rationale.answer),
        "n_claims": len(rationale.claims),
        "narrator": {"mode": _TEMPLATE, "model": None, "prompt_sha256": None},
        "generation": None,
        "failed_texts": None,
    }


def _describe_ending(row: Mapping[str, Any], ending: Ending) -> dict[str, Any]:
    """Return the columns of a row that a model's part in it changes."""
    changed: dict[str, Any] = {
        "narrator": ending.narrator,
        "generation": ending.generation,
        "failed_texts": [failed.to_row() for failed in ending.failed],
    }
    rationale = ending.rationale
    if rationale is None:
        return changed
    text = storable(rationale.text)
    return changed | {
        "rationale_id": content_id("rationale", row["trace_id"], row["question_id"], rationale.style, text),
        "level": rationale.level,
        "text": text,
        "rationale": storable(rationale.to_json()),
        "answer": storable(rationale.answer),
        "n_claims": len(rationale.claims),
    }


@dataclass(frozen=True, kw_only=True)
class NarrateStage(BatchStage):
    """A batch stage whose rows depend on the model and its prompts, where a model writes them."""

    def recipe(self, settings: Settings) -> str:
        recipe = super().recipe(settings)
        mode = settings.narration_mode
        if mode not in MODES:
            return recipe
        asked = settings.pick(("sglang_model", "narration_temperature", "max_prompt_tokens", "tokenizer"))
        return content_id(recipe, asked, prompt_sha256(mode))


STAGE: Final = NarrateStage(
    name="narrate",
    version="4",
    tables=("rationales",),
    reads=("questions", "runs", "events", "programs", "variants"),
    settings=("seed", "narration_mode", "narration_style", "max_rationale_tokens"),
    function=narrate_batch,
)
