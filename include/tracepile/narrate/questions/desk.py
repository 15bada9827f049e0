"""What every kind of question works with: the row that asks, the run it is about, and the page to write on."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracepile.execution.model import Event
from tracepile.narrate.detail import Detail
from tracepile.narrate.fill import claim_value
from tracepile.narrate.labels import label_claims, label_of
from tracepile.narrate.model import Claim, code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.page import Page
from tracepile.narrate.questions.places import Places
from tracepile.narrate.scene import Frame, Scene
from tracepile.narrate.teller import Teller
from tracepile.narrate.voice import Voice

BRIEF: Final = Detail(full=4, head=2, inner_full=3, inner_head=1, inner_visits=1, calls=0, depth=0)


class CannotTellError(Exception):
    """A question cannot be explained from the recording, or its answer is not what was recorded."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its kind, its exact answer, and where in the run it points (see the kinds of the stage `ask`)."""

    kind: str
    answer: str
    answer_type: str
    step: int | None = None
    line: int | None = None
    visit: int | None = None
    variable: str | None = None

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> "Asked":
        """Read a row of the table `questions`."""
        context = row["context"] or {}
        places = {name: context.get(name) for name in ("step", "line", "visit", "variable")}
        return cls(row["kind"], row["answer"], row["answer_type"], **places)

    @property
    def target(self) -> int:
        """The step the question points to. Raises CannotTellError when it has none."""
        if self.step is None:
            raise CannotTellError
        return self.step

    @property
    def name(self) -> str:
        """The variable or function the question names. Raises CannotTellError when it has none."""
        if self.variable is None:
            raise CannotTellError
        return self.variable

    @property
    def at_line(self) -> int:
        """The line the question names. Raises CannotTellError when it has none."""
        if self.line is None:
            raise CannotTellError
        return self.line


class Desk:
    """One question being answered."""

    def __init__(self, scene: Scene, asked: Asked, page: Page, voice: Voice) -> None:
        self.scene = scene
        self.asked = asked
        self.page = page
        self.voice = voice
        self.teller = Teller(scene, page, BRIEF, voice)
        self._places: dict[int, Places] = {}

    @property
    def events(self) -> Sequence[Event]:
        """The events of the run."""
        return self.scene.events

    def frame_at(self, step: int) -> Frame:
        """Return the frame of an event."""
        return self.scene.frames[self.scene.events[step].frame]

    def places(self, frame: int) -> Places:
        """Return the places of a frame's steps."""
        if frame not in self._places:
            self._places[frame] = Places(self.scene, frame)
        return self._places[frame]

    def moment(self, step: int, frame: int, callees: Sequence[Frame] = ()) -> Moment:
        """Return the state at a step."""
        return Moment(self.scene, step, frame, callees)

    def say(self, text: str, claims: Sequence[Claim] = (), first: int = 0, last: int | None = None) -> None:
        """Write a sentence."""
        self.teller.say(clause(text, claims), first, first if last is None else last)

    def say_clause(self, each: Clause, first: int, last: int) -> None:
        """Write a clause as a sentence."""
        self.teller.say(each, first, last)

    def call_words(self, frame: Frame) -> tuple[str, list[Claim]]:
        """Return words for a frame, `the call gcd(12, 8)`, with its claims."""
        if frame.name == "<module>":
            return "the main program", []
        return f"the call {code(label_of(self.scene, frame))}", label_claims(self.scene, frame)

    def following(self, step: int) -> int:
        """Return the frame's next event after a step. Raises CannotTellError at its last one."""
        own = self.frame_at(step).own
        later = [each for each in own if each > step]
        if not later:
            raise CannotTellError
        return later[0]

    def time_words(self) -> str:
        """Return which visit of its line the question means: `for the first time`, `for the 3rd time`."""
        visit = self.asked.visit or 1
        if visit == 1:
            return "for the first time"
        suffix = "th" if visit % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(visit % 10, "th")
        return f"for the {visit}{suffix} time"

    def conclude(self, text: str, step: int, frame: int, path: str, *, expected: str | None = None) -> None:
        """Write the sentence that states the answer: `path` has the expected value at a step.

        Raises CannotTellError when the recording says otherwise.
        """
        value = self.moment(step, frame).find_path(path)
        claim = claim_value("value", step, frame, path, value)
        if claim.kind != "value" or claim.literal != (self.asked.answer if expected is None else expected):
            raise CannotTellError
        self.say(text, [claim], step, step)


def names_in(node: ast.expr) -> list[str]:
    """Return the names an expression reads, each once."""
    return list(dict.fromkeys(part.id for part in ast.walk(node) if isinstance(part, ast.Name)))
