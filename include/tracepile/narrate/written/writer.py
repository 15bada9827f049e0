"""Rationales by a model: asked for, verified, repaired at most twice, else left to the template.

All requests of a round go to the client in one call, sorted by program; nothing is published that the verifier did not
accept on the recording itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from tracepile.execution.model import Recording
from tracepile.llm import Reply, Request
from tracepile.narrate.model import Rationale
from tracepile.narrate.scene import Scene
from tracepile.narrate.source import Source
from tracepile.narrate.verify import Verdict, verify_rationales
from tracepile.narrate.verify.coverage import MIN_COVERAGE
from tracepile.narrate.written.draft import Draft, Job
from tracepile.narrate.written.ending import Ending
from tracepile.narrate.written.facts import make_plan
from tracepile.narrate.written.prompts import Asker, Subject, prompt_sha256
from tracepile.narrate.written.tokens import TokenCounter
from tracepile.settings import Settings

MODES: Final = ("slots", "anchored")
"""The modes in which a model writes."""

STYLES: Final = ("full", "compact")
"""The styles that are prose; in the others there is nothing that a model could put better, and the template writes."""


class Completer(Protocol):
    """What answers requests: `tracepile.llm.Client`."""

    def complete(self, requests: Iterable[Request]) -> Iterator[Reply]:
        """Yield the reply to each request, in order."""


Recordings = Callable[[set[str]], Iterator[tuple[str, Recording, Source]]]
"""Gives the recordings of some traces, with their sources, one at a time: they need not fit into memory together."""


def make_job(
    scene: Scene, template: Rationale, verdict: Verdict, *, program_id: str, question: Mapping[str, Any] | None = None
) -> Job:
    """Return the job of rewriting what the template narrator wrote about a scene and the verifier accepted."""
    case = scene.recording.case
    question_id = None if question is None else str(question["question_id"])
    words = None if question is None else str(question["question"])
    return Job(
        key=(scene.trace_id, question_id),
        order=(program_id, scene.trace_id, question_id or ""),
        subject=Subject(case.code, case.call, case.stdin, words),
        plan=make_plan(scene, template),
        template=template,
        coverage=verdict.coverage,
    )


class Writer:
    """Writes the rationales of some jobs with a client."""

    def __init__(self, client: Completer, settings: Settings, *, mode: str | None = None) -> None:
        self.mode = mode or settings.narration_mode
        self._client = client
        self._max_tokens = settings.max_rationale_tokens
        counter = TokenCounter(settings.tokenizer)
        self._asker = Asker(
            self.mode,
            counter,
            max_tokens=settings.max_prompt_tokens,
            temperature=settings.narration_temperature,
            seed=settings.seed,
        )
        self._prompt_sha256 = prompt_sha256(self.mode)

    def write(self, jobs: Sequence[Job], recordings: Recordings) -> dict[tuple[str, str | None], Ending]:
        """Return the ending of every job, by its key."""
        drafts = [Draft(job, self._asker, self._max_tokens) for job in sorted(jobs, key=lambda job: job.order)]
        for draft in drafts:
            reason = self._find_obstacle(draft.job)
            if reason is not None:
                draft.leave(reason)
        while todo := [draft for draft in drafts if draft.is_open]:
            self._ask(todo)
            self._judge(todo, recordings)
        return {draft.job.key: self._end(draft) for draft in drafts}

    def _find_obstacle(self, job: Job) -> str | None:
        """Return why a model need not be asked; None when it is. What it may tell must cover enough of the run."""
        if job.plan.style not in STYLES:
            return "style"
        if not job.plan.facts:
            return "no_facts"
        return None if job.is_question or job.coverage >= MIN_COVERAGE[self.mode] else "too_long"

    def _ask(self, todo: Sequence[Draft]) -> None:
        asked = [(draft, number, request) for draft in todo for request, number in draft.requests()]
        replies = self._client.complete(request for _, _, request in asked)
        for (draft, number, _), reply in zip(asked, replies, strict=True):
            draft.take(number, reply)

    def _judge(self, todo: Sequence[Draft], recordings: Recordings) -> None:
        by_trace: dict[str, list[Draft]] = {}
        for draft in todo:
            by_trace.setdefault(draft.job.key[0], []).append(draft)
        for trace_id, recording, source in recordings(set(by_trace)):
            drafts = by_trace.pop(trace_id)
            try:
                self._judge_run(recording, source, drafts)
            except Exception as error:  # a fault of ours must not stop the others
                for draft in drafts:
                    draft.give_up(f"{type(error).__name__}: {error}")
        assert not by_trace, f"no recording of {sorted(by_trace)[:3]}"

    def _judge_run(self, recording: Recording, source: Source, drafts: Sequence[Draft]) -> None:
        built = [(draft, *draft.build(recording, source)) for draft in drafts]
        verdicts = self._verify(recording, source, [(draft, each) for draft, each, _ in built if each is not None])
        for draft, rationale, wrong in built:
            verdict = verdicts.get(draft.job.key)
            if rationale is None or verdict is None:
                draft.judge(None, [])
                continue
            levelled = Rationale(rationale.steps, rationale.answer, rationale.style, verdict.level or "")
            draft.judge(levelled, [*wrong, *verdict.failures])

    def _verify(
        self, recording: Recording, source: Source, pairs: Sequence[tuple[Draft, Rationale]]
    ) -> dict[tuple[str, str | None], Verdict]:
        verdicts = verify_rationales(
            recording,
            [(rationale, draft.job.plan.answer) for draft, rationale in pairs],
            mode=self.mode,
            source=source,
            questions=[draft.job.is_question for draft, _ in pairs],
        )
        return {draft.job.key: verdict for (draft, _), verdict in zip(pairs, verdicts, strict=True)}

    def _end(self, draft: Draft) -> Ending:
        assert draft.end is not None
        return Ending(
            draft.end,
            draft.rationale,
            draft.reason,
            draft.n_repairs,
            tuple(draft.failed),
            draft.account,
            self.mode,
            self._asker.prompt.version,
            self._prompt_sha256,
        )
