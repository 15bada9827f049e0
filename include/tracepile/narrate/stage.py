"""The stage `narrate`: a rationale for every run's own answer and for every question about it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from tracepile.execution.model import Recording
from tracepile.narrate.model import Rationale
from tracepile.narrate.narrator import NotNarratedError, answer_of, narrate_scene
from tracepile.narrate.questions import narrate_question
from tracepile.narrate.runs import read_traces, rebuild_recording
from tracepile.narrate.scene import Scene
from tracepile.narrate.source import Source
from tracepile.narrate.verify import verify_rationales
from tracepile.schema import End, content_id, reject, storable
from tracepile.settings import Settings
from tracepile.stage import BatchStage, Inputs, Output

_MODE: Final = "template"


def narrate_batch(inputs: Inputs, settings: Settings) -> Output:
    """Narrate every run of the batch and every question about it; one row or one reject for each of them.

    Reasons of rejects: outcome, truncated, no_events, too_long, unverified, no_trace (filtered), internal_error (given
    up).
    """
    narration = _Narration(inputs, settings)
    for trace_id, events in read_traces(inputs.paths("events")):
        narration.tell_trace(trace_id, events)
    narration.finish()
    return Output.of_rows({"rationales": narration.rows}, narration.rejects, narration.n_in)


class _Narration:
    """The rows and rejects of one batch, gathered run by run."""

    def __init__(self, inputs: Inputs, settings: Settings) -> None:
        self.settings = settings
        self.rows: list[dict[str, Any]] = []
        self.rejects: list[dict[str, Any]] = []
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

    def tell_trace(self, trace_id: str, events: Any) -> None:
        """Narrate one run and its questions."""
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
        self._check(recording, run, told)

    def _source(self, program_id: str) -> Source:
        if program_id not in self._sources:
            self._sources[program_id] = Source(self._codes[program_id])
        return self._sources[program_id]

    def _tell(self, scene: Scene, run: Mapping[str, Any], question: Mapping[str, Any] | None) -> Rationale | None:
        settings = self.settings
        max_tokens, seed = settings.max_rationale_tokens, settings.seed
        tell: Callable[[], Rationale]
        if question is None:
            tell = lambda: narrate_scene(scene, seed=seed, style=settings.narrator_style, max_tokens=max_tokens)  # noqa: E731
        else:
            tell = lambda: narrate_question(scene, question, seed=seed, max_tokens=max_tokens)  # noqa: E731
        try:
            return tell()
        except NotNarratedError as error:
            self._reject(run, question, error.reason, str(error))
        except Exception as error:
            self._give_up(run, question, error)
        return None

    def _check(
        self, recording: Recording, run: Mapping[str, Any], told: list[tuple[dict[str, Any] | None, Rationale]]
    ) -> None:
        """Keep the rationales that the verifier accepts on a fresh replay."""
        answers = [answer_of(recording) if question is None else question["answer"] for question, _ in told]
        pairs = [(rationale, answer) for (_, rationale), answer in zip(told, answers, strict=True)]
        try:
            asked = [question is not None for question, _ in told]
            verdicts = verify_rationales(
                recording, pairs, source=self._source(run["program_id"]), questions=asked, mode=_MODE
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
            else:
                self.rows.append(_describe(run, question, rationale))

    def finish(self) -> None:
        """Reject what had no trace, and put rows and rejects in order."""
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
        "narrator": {"mode": _MODE, "model": None, "prompt_sha256": None},
    }


STAGE: Final = BatchStage(
    name="narrate",
    version="2",
    tables=("rationales",),
    reads=("questions", "runs", "events", "programs", "variants"),
    settings=("seed", "narrator_mode", "narrator_style", "max_rationale_tokens"),
    function=narrate_batch,
)
