"""One rationale on its way: what is asked, what was answered part by part, and the rationale that this gives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from tracepile.execution.model import Recording
from tracepile.llm import Reply, Request
from tracepile.narrate.model import Rationale, Step
from tracepile.narrate.source import Source
from tracepile.narrate.verify import Failure
from tracepile.narrate.written.anchors import anchor_row
from tracepile.narrate.written.ending import Account, FailedText, TextEnd
from tracepile.narrate.written.facts import Plan
from tracepile.narrate.written.forms import MAX_ANSWER, FormError, Written, read_answer
from tracepile.narrate.written.prompts import Asker, Part, Subject
from tracepile.narrate.written.slots import fill_row
from tracepile.narrate.written.statements import check_statements

MAX_REPAIRS: Final = 2
MIN_TOLD: Final = 0.5
"""Least share of a plan's changes that a model's text must tell."""
TOO_LONG: Final = "the text is too long, say the same in fewer words"
_MAX_LISTED: Final = 12


@dataclass(frozen=True, slots=True)
class Job:
    """A rationale wanted of a model.

    key: its trace and, for a question's, the question. order: by program, so that its code stands in neighbouring
    prompts. template: what the template narrator wrote, accepted by the verifier: the plan is made from it, and the row
    falls back to it. coverage: share of the run's state changes that it tells.
    """

    key: tuple[str, str | None]
    order: tuple[str, ...]
    subject: Subject
    plan: Plan
    template: Rationale
    coverage: float

    @property
    def is_question(self) -> bool:
        """Whether the answer of a question is explained, not that of the run."""
        return self.subject.question is not None


@dataclass(slots=True)
class _State:
    """A part with its last request, the text of its last answer and what was wrong with it."""

    part: Part
    request: Request
    text: str | None = None
    problem: str | None = None
    wanted: tuple[int, ...] = ()
    is_due: bool = True


@dataclass(slots=True)
class Draft:
    """The state of one job. Call `requests`, `take` each reply, then `build` and `judge`; again while it is open."""

    job: Job
    asker: Asker
    max_tokens: int
    """Tokens that the whole text may take."""
    is_open: bool = True
    end: TextEnd | None = None
    reason: str | None = None
    n_repairs: int = 0
    rationale: Rationale | None = None
    failed: list[FailedText] = field(default_factory=list)
    account: Account = field(default_factory=Account)
    _states: list[_State] = field(default_factory=list)
    _rows: dict[int, Written] = field(default_factory=dict)
    _answer: str | None = None
    _fatal: str | None = None

    def requests(self) -> Iterator[tuple[Request, int]]:
        """Yield what has to be asked now, each with the number that `take` wants back."""
        if not self._states:
            job = self.job
            for part in self.asker.parts(job.subject, job.plan):
                request = self.asker.ask(job.subject, job.plan, part, max_tokens=self.max_tokens)
                self._states.append(_State(part, request, wanted=part.rows))
        for number, state in enumerate(self._states):
            if state.is_due:
                yield state.request, number

    def take(self, number: int, reply: Reply) -> None:
        """Take the reply to one request."""
        state = self._states[number]
        state.is_due, state.problem, state.text = False, None, reply.text
        self.account.add(reply)
        if reply.failure is not None and reply.failure.kind != "bad_json":
            self._fatal = self._fatal or reply.failure.kind
            self.failed.append(FailedText(reply.text, [f"{reply.failure.kind}: {reply.failure.message}"]))
            return
        try:
            answer = read_answer(reply.text, is_anchored=self.asker.mode == "anchored")
            missing = [row for row in state.wanted if row not in answer.rows]
            if missing:
                raise FormError(f"it lacks the rows {', '.join(map(str, missing))}")
        except FormError as error:
            state.problem = str(error)
            self.failed.append(FailedText(reply.text, [f"a: {error}"]))
            return
        self._rows.update({row: answer.rows[row] for row in state.wanted})
        if state.part.is_last:
            self._answer = answer.answer

    def build(self, recording: Recording, source: Source) -> tuple[Rationale | None, list[Failure]]:
        """Return the rationale as it stands, and what is wrong with it before the verifier looks at it.

        None: some part of it cannot be read, or will never come.
        """
        if self._fatal is not None or any(state.problem for state in self._states):
            return None, []
        plan = self.job.plan
        steps: list[Step] = []
        failures: list[Failure] = []
        told: set[str] = set()
        for number, row in enumerate(plan.rows):
            written = self._rows[number + 1]
            if self.asker.mode == "slots":
                step, wrong, used = fill_row(plan, row, number, written)
            else:
                step, wrong, used = anchor_row(row, number, written, recording)
            steps.append(step)
            failures += wrong
            told |= used
        rationale = Rationale(tuple(steps), self._final_answer(), plan.style)
        failures += self._find_silence(told)
        failures += check_statements(rationale, recording, source)
        if self.asker.counter.count(rationale.text) > self.max_tokens:
            failures.append(Failure(None, "a", None, TOO_LONG))
        return rationale, failures

    def _final_answer(self) -> str:
        """Return the answer as the model states it, where it was asked to."""
        answer = self.job.plan.answer
        if self._answer is None or len(answer) > MAX_ANSWER or self._answer.strip() == answer.strip():
            return answer  # space around it is no part of what it says
        return self._answer

    def _find_silence(self, told: set[str]) -> Iterator[Failure]:
        """Find the rows that leave out too much, if the whole text does."""
        silent: list[tuple[int, str]] = []
        n_changes = 0
        for number, row in enumerate(self.job.plan.rows):
            for fact in row.facts:
                n_changes += fact.is_change
                if fact.is_change and fact.slot not in told:
                    silent.append(
                        (number, fact.slot if self.asker.mode == "slots" else f"{fact.of} at {fact.claims[0].step}")
                    )
        if n_changes and 1 - len(silent) / n_changes < MIN_TOLD:
            for number, name in silent[:_MAX_LISTED]:
                yield Failure(number, "i", None, f"{name} is not told")

    def judge(self, rationale: Rationale | None, failures: Sequence[Failure]) -> None:
        """Close the draft, or make its repairs due: `failures` are all that is wrong with what `build` gave."""
        if rationale is not None and not failures:
            self.rationale = rationale
            self._close(TextEnd.REPAIRED if self.n_repairs else TextEnd.ACCEPTED, None)
            return
        if rationale is not None:
            self.failed.append(FailedText(rationale.text, list(failures)))
        if self._fatal is None and self.n_repairs < MAX_REPAIRS:
            for state in self._states:
                self._make_due(state, failures)
            if any(state.is_due for state in self._states):
                self.n_repairs += 1
                return
        is_unreadable = any(state.problem for state in self._states)
        is_long = any(failure.recorded == TOO_LONG for failure in failures)
        reason = "bad_form" if is_unreadable else "too_long" if is_long else "unverified"
        self._close(TextEnd.FALLBACK, self._fatal or reason)

    def leave(self, reason: str) -> None:
        """Leave the text to the template without asking."""
        self._close(TextEnd.FALLBACK, reason)

    def give_up(self, message: str) -> None:
        """Fall back to the template because of a fault of ours."""
        self.failed.append(FailedText("", [message]))
        self._close(TextEnd.FALLBACK, "internal_error")

    def _make_due(self, state: _State, failures: Sequence[Failure]) -> None:
        plan = self.job.plan
        if state.problem is not None:
            state.request = self.asker.ask_again(state.request, None, plan, state.wanted, [state.problem])
            state.is_due = True
            return
        own = [each for each in failures if self._is_of(each, state.part)]
        if not own or state.text is None:
            return
        rows = sorted({row for each in own for row in _rows_of(each, state.part)})
        listed = [_describe(each, rows[-1]) for each in own[:_MAX_LISTED]]
        state.request = self.asker.ask_again(state.request, state.text, plan, rows, listed)
        state.wanted, state.is_due = tuple(rows), True

    @staticmethod
    def _is_of(failure: Failure, part: Part) -> bool:
        """Tell whether a part can mend a failure; what concerns the final answer belongs to the last."""
        if failure.recorded == TOO_LONG:
            return True
        if failure.step is None:
            return failure.check == "g" and part.is_last
        return failure.step + 1 in part.rows

    def _close(self, end: TextEnd, reason: str | None) -> None:
        self.is_open, self.end, self.reason = False, end, reason


def _rows_of(failure: Failure, part: Part) -> Sequence[int]:
    """Return the rows of a part that have to be written again for a failure."""
    if failure.recorded == TOO_LONG:
        return part.rows
    return part.rows[-1:] if failure.step is None else (failure.step + 1,)


def _describe(failure: Failure, last_row: int) -> str:
    """Return a failure as a line of the repair prompt."""
    if failure.recorded == TOO_LONG:
        return f"All rows: {TOO_LONG}"
    row = last_row if failure.step is None else failure.step + 1
    if isinstance(failure.claim, str):
        what = f"`{failure.claim}`"
    elif failure.claim is not None:
        claim = failure.claim
        what = f"the {claim.kind} `{claim.path}` at step {claim.step} is not `{claim.literal}`"
    else:
        what = ""
    recorded = failure.recorded
    if failure.check == "e" and recorded is None:
        recorded = "nothing states this"
    elif failure.check == "h":
        recorded = "do not say where you know it from"
    return f"Row {row}: {': '.join(filter(None, (what, recorded)))}"
