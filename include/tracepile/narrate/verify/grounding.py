"""Checks e and f on prose: every value it states is a claim's, a filled-in expression's, or the program's own text."""

import ast
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Final

from tracepile.narrate.model import Claim, Step
from tracepile.narrate.verify.abbreviations import stands_for
from tracepile.narrate.verify.fills import Leaf, Moment, atoms_of_changes
from tracepile.narrate.verify.labels import find_called
from tracepile.narrate.verify.offers import Offers
from tracepile.narrate.verify.prose import Part, Prose, Span, is_literal, read_prose
from tracepile.narrate.verify.run import Run
from tracepile.narrate.verify.verdict import Failure
from tracepile.narrate.verify.vocabulary import ADDED, BINDS, COPIES, DENIES, GIVEN_TO, MAY_BIND, RETURNS
from tracepile.narrate.verify.words import check_words, is_empty

MAX_MOMENTS: Final = 300
"""Recorded moments of one step that its prose is held against."""
_STATED: Final = ("value", "arithmetic", "return")
_HAS_VALUE: Final = re.compile(r"\b\d|['\"]|\b(?:True|False|None)\b|\[\]|\{\}|\(\)")  # a digit in a name is none
_LINE: Final = re.compile(r"[Ll]ine \d+ \($")


@dataclass
class Sight:
    """What a part of the prose comes to at the moments of its step."""

    values: dict[tuple[int, int], str] = field(default_factory=dict)
    leaves: list[Leaf] | None = None
    called: list[int] | None = None
    """The frames that a call written out may mean; None for what is no call of the program."""


class StepGrounder:
    """Holds the prose of one step against its claims and against the recorded moments that the claims name."""

    def __init__(
        self,
        run: Run,
        number: int,
        step: Step,
        *,
        is_strict: bool,
        answer: str | None = None,
        asked: str | None = None,
    ) -> None:
        self.run = run
        self.number = number
        self.step = step
        self.is_strict = is_strict
        self.answer = answer
        """The answer of the question that is explained; None for a rationale of the run's own answer."""
        self.asked = asked
        """The variable or element that the question is about."""
        self.prose: Prose = read_prose(step.prose)
        self.offers = Offers(step)
        self.sights: dict[tuple[int, int], Sight] = defaultdict(Sight)
        self.stated: set[Claim] = set()
        self.said: dict[str, list[str]] = defaultdict(list)
        """The values that the prose gives to names, in order."""
        self.times: dict[str, list[tuple[str, set[int]]]] = defaultdict(list)
        """For each name the values that the prose states of it, in order, each with the steps at which it had them."""
        self.constants: set[str] = set()
        """Literals that stand in the statements about to run at the step's moments."""
        self.arguments: set[str] = set()
        """What the calls that are statements of their own are given at the step's moments."""
        self.window: set[str] = set()
        """Numbers and strings in the states of the step's window; gathered for free prose only."""
        self.failures: list[Failure] = []

    # looking at the recorded moments, in the order of the run ---------------------------------------------------------

    @property
    def moments(self) -> list[tuple[int, int]]:
        """The recorded moments that the step's claims name, as (step, frame)."""
        found: dict[tuple[int, int], None] = {}
        for claim in self.step.claims:
            if not 0 <= claim.step < len(self.run.events) or claim.frame not in self.run.own:
                continue
            found[claim.step, claim.frame] = None
            caller = self.run.caller(claim.step) if claim.kind == "call" else None
            if caller is not None:
                found[caller] = None
            if claim.kind in _STATED:
                own = self.run.own[claim.frame]
                place = bisect_left(own, claim.step)
                if place > 0:  # the statement that led to this state
                    found[own[place - 1], claim.frame] = None
        if not self.is_strict and 0 <= self.step.first < len(self.run.events):
            found[self.step.first, self.run.events[self.step.first].frame] = None
        return list(found)[:MAX_MOMENTS]

    def look(self, moment: Moment) -> None:
        """Note what the parts of the prose come to at a moment."""
        place = (moment.step, moment.frame)
        self.constants.update(moment.constants)
        self.arguments.update(moment.arguments())
        if not self.is_strict:
            self.window.update(moment.atoms())
        for key, part in self._parts():
            if part.node is None or isinstance(part.node, ast.Constant):
                continue
            is_quoted = not part.is_literal and part.canonical in self.run.texts
            leaves = None if is_quoted else moment.match(part)
            if leaves is not None:
                self.sights[key].leaves = [*(self.sights[key].leaves or ()), *leaves]
            if part.is_literal:
                continue
            if is_path(part.node) or _is_closed(part.node) or leaves is not None or moment.has(part):
                text = moment.text(part.node)
                if text is not None:
                    self.sights[key].values[place] = text

    def _parts(self) -> list[tuple[tuple[int, int], Part]]:
        return [
            ((number, place), part)
            for number, span in enumerate(self.prose.spans)
            for place, part in enumerate(span.parts)
        ]

    # judging ----------------------------------------------------------------------------------------------------------

    def judge(self) -> list[Failure]:
        """Return what the prose states and the recording does not bear out."""
        for key, part in self._parts():
            self._find_calls(key, part)
        for number in range(len(self.prose.spans)):
            self._judge_span(number)
        for text in (*(text for text, _ in self.prose.numbers), *self.prose.quotations):
            self.stated.update(offer.claim for offer in self.offers.find(text))
        self._judge_silence()
        self._judge_order()
        values = {number: self._values_of(number) for number in range(len(self.prose.spans))}
        check_words(self.prose, self.offers, values, self, self._fail)
        return self.failures

    def _find_calls(self, key: tuple[int, int], part: Part) -> None:
        """Find the calls that a part writes out: their parameters are stated by it, and it stands for their results."""
        if part.canonical in self.run.texts:
            return
        called = find_called(self.run, part, self.step)
        if called is None:
            return
        sight = self.sights[key]
        sight.called = called
        for claim in self.step.claims:
            if claim.frame in called and claim.step == self.run.own[claim.frame][0]:
                self.stated.add(claim)
        for frame in called:
            returned = self.run.events[self.run.own[frame][-1]]
            if returned.kind == "return" and returned.value is not None and not self.run.is_generator(frame):
                sight.values[returned.step, frame] = returned.value

    def _values_of(self, number: int) -> set[str]:
        """Return what the last side of a span comes to at the step's moments."""
        place = len(self.prose.spans[number].parts) - 1
        part = self.prose.spans[number].parts[place]
        return {part.text} if part.is_literal else set(self.sights.get((number, place), Sight()).values.values())

    def _judge_silence(self) -> None:
        """Find claims about a name that the prose gives another value: it says one value too often, one not at all."""
        by_path: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.step.claims:
            if claim.kind == "value":
                by_path[claim.path].append(claim)
        for path, said in self.said.items():
            claims = by_path.get(path, [])
            for claim in claims:
                if claim in self.stated or is_empty(claim.literal or ""):
                    continue
                wrong = _find_surplus(said, claims) or _find_old(said, claims, claim)
                if wrong is not None:
                    self._fail("b", claim, f"the prose says {wrong}")

    def _judge_order(self) -> None:
        """Find a name whose values are told in another order than it had them; comments in code follow its lines."""
        if "```" in self.prose.raw:
            return
        for name, told in self.times.items():
            reached = -1
            for text, steps in told:
                later = [step for step in steps if step >= reached]
                if not later:
                    self._fail("c", f"{name} = {text}", "it had this value before what was told of it already")
                    break
                reached = min(later)

    @property
    def n_lines(self) -> int:
        """How many lines the program has."""
        return len(self.run.source.lines)

    def is_known(self, text: str) -> bool:
        """Tell whether a number or quotation that no claim states is known otherwise."""
        if text in self.constants:
            return True
        if self.is_strict or any(claim.kind in _STATED and claim not in self.stated for claim in self.step.claims):
            return False  # a value that an anchor names is told as another one
        quoted = repr(text[1:-1]) if text[:1] in "'\"“" else text
        return bool({text, quoted} & (self.window | self.run.constants | atoms_of_changes(self.run, self.step)))

    def has_run(self, line: int, visit: int) -> bool:
        """Tell whether a state that the step speaks of is that just after a line ran for the n-th time."""
        for claim in self.step.claims:
            own = self.run.own.get(claim.frame, [])
            place = bisect_left(own, claim.step)
            before = self.run.events[own[place - 1]] if 0 < place <= len(own) else None
            if before is not None and (before.line, before.visit) == (line, visit):
                return True
        return False

    # spans ------------------------------------------------------------------------------------------------------------

    def _fail(self, check: str, what: Claim | str, recorded: str | None = None) -> None:
        self.failures.append(Failure(self.number, check, what, recorded))

    def _judge_span(self, number: int) -> None:
        span = self.prose.spans[number]
        if _is_quotation(span, self.run):
            return
        *sides, last = range(len(span.parts))
        for place in (*sides, last):
            part = span.parts[place]
            sight = self.sights.get((number, place), Sight())
            for leaf in sight.leaves or ():
                self._state(leaf)
            self._state_expression(part)
            if place == last and self._is_value(part):
                self._judge_value(number, place)
            elif not self._is_grounded(part, sight) and not self._is_sum_of_claims(number, place):
                self._fail("e", part.text)
        if sides and not self._is_value(span.parts[last]):
            self._judge_equation(number)

    def _is_value(self, part: Part) -> bool:
        if part.text.startswith("<") and any(event.function.endswith(part.text) for event in self.run.events):
            return False
        return part.is_literal or bool(self.offers.find(part.text))

    def _is_grounded(self, part: Part, sight: Sight) -> bool:
        """Tell whether what is not a plain value is the program's text, or that text with recorded values."""
        if not _HAS_VALUE.search(part.text) or part.canonical in self.run.texts or part.text in self.run.texts:
            return True
        if sight.leaves is not None:
            return True
        if is_path(part.node):
            return self._is_known_path(part)
        if sight.called is not None:
            return bool(sight.called)
        if self.offers.is_printed(part.text) or part.text in self.run.errors:
            return True
        if any(part.text == claim.path and claim.kind != "arithmetic" for claim in self.step.claims):
            return True
        if not part.text.endswith("…"):
            return False
        return any(text.startswith(part.text[:-1]) for text in (*self.run.texts, *self.run.errors))

    def _is_known_path(self, part: Part) -> bool:
        """Tell whether a place such as `xs[2]` is one that a claim is about, or lies on the way to one."""
        own = (_canonical_path(claim.path) for claim in self.step.claims)
        ahead = (f"{part.canonical}[", f"{part.canonical}.")
        return part.canonical == self.asked or any(
            path is not None and (path == part.canonical or path.startswith(ahead)) for path in own
        )

    def _is_sum_of_claims(self, number: int, place: int) -> bool:
        """Tell whether a span computes with values that claims state, as the answer to a question may."""
        node = self.prose.spans[number].parts[place].node
        if self.answer is None or place > 0 or not isinstance(node, ast.BinOp) or self._subject(number)[0] is not None:
            return False
        return all(self.offers.find(text) for text in _terms(node))

    def _judge_value(self, number: int, place: int) -> None:
        """Judge a value: as what the other sides of its equation and the words before it say it is of."""
        span = self.prose.spans[number]
        part = span.parts[place]
        if place == 0 and DENIES.search(span.before):
            self._judge_denial(number, part)
            return
        offers = every = self.offers.find(part.text)
        if RETURNS.search(span.before) and any(claim.kind == "return" for claim in self.step.claims):
            offers = [offer for offer in offers if offer.claim.kind == "return"]
            if not offers:
                self._fail("b", f"returns {part.text}")
                return
        sides = [(number, side) for side in range(place)]
        subject, is_bound = self._subject(number)
        if subject is not None and not sides and span.before == " gives ":
            is_bound = True
        if subject is not None and (is_bound or not sides):
            sides.append(subject)
        is_sure = is_bound or len(span.parts) > 1
        target = self._copy_target(number)
        if target is not None:
            sides.append(target)
        known = [key for key in sides if self.sights.get(key, Sight()).values]
        wrong = [
            key for key in known if not any(stands_for(part.text, text) for text in self.sights[key].values.values())
        ]
        if wrong and is_sure:
            values = list(dict.fromkeys(self.sights[wrong[0]].values.values()))
            self._fail("f", f"{self._part(wrong[0]).text} = {part.text}", ", ".join(values[:3]))
            return
        named = {self._part(key).canonical for key in sides} if is_sure else set()
        for name in named:
            self.said[name].append(part.text)
        by_name = [offer for offer in every if offer.claim.path in named]
        own = [claim for claim in self.step.claims if claim.kind in ("value", "arithmetic") and claim.path in named]
        if own and not by_name:
            self._fail("b", f"{own[0].path} = {part.text}", own[0].literal)
            return
        is_matched = self.sights.get((number, place), Sight()).leaves is not None
        if (
            self._is_given(span)
            and self.arguments
            and not is_matched
            and not _any_stands_for(part.text, self.arguments)
        ):
            self._fail("b", part.text, ", ".join(sorted(self.arguments)[:3]))
            return
        right = [key for key in known if key not in wrong]
        if is_sure and not wrong:
            for key in right:
                when = {step for (step, _), text in self.sights[key].values.items() if stands_for(part.text, text)}
                self.times[self._part(key).canonical].append((part.text, when))
        places = {
            moment for key in right for moment, text in self.sights[key].values.items() if stands_for(part.text, text)
        }
        bound = [offer for offer in offers if (offer.claim.step, offer.claim.frame) in places]
        self.stated.update(offer.claim for offer in by_name or bound or offers)
        is_grounded = offers or right or is_matched or self.offers.is_printed(span.text) or part.text == self.answer
        if not is_grounded and not self.is_known(part.canonical):
            self._fail("e", span.text)

    @staticmethod
    def _is_given(span: Span) -> bool:
        """Tell whether a value is said to be put into a container."""
        is_put = span.before.endswith(" gets ") and bool(GIVEN_TO.match(span.after))
        return len(span.parts) == 1 and (is_put or bool(ADDED.match(span.after)))

    def _judge_denial(self, number: int, part: Part) -> None:
        """Judge `x` is not `None`: at some moment of the step it is something else."""
        values = self.sights.get((number - 1, 0), Sight()).values.values()
        if values and all(stands_for(part.text, text) for text in values):
            self._fail("f", f"{self._part((number - 1, 0)).text} is not {part.text}", part.text)

    def _judge_equation(self, number: int) -> None:
        """Judge an equation without a plain value: at some moment all sides are the same."""
        keys = [(number, place) for place in range(len(self.prose.spans[number].parts))]
        known = [self.sights[key] for key in keys if key in self.sights]
        values = [sight.values for sight in known if sight.values and sight.called is None]
        if len(values) < 2:
            return
        shared = set(values[0]).intersection(*values[1:])
        if shared and not any(len({each[moment] for each in values}) == 1 for moment in shared):
            self._fail("f", self.prose.spans[number].text)

    def _subject(self, number: int) -> tuple[tuple[int, int] | None, bool]:
        """Return what a span is the value of, by the words before it, and whether they say so for sure."""
        if number == 0:
            return None, False
        words = self.prose.spans[number].before
        before: Span = self.prose.spans[number - 1]
        if len(before.parts) > 1 or before.parts[0].is_literal:
            return None, False
        is_comprehension = words == ": " and isinstance(before.parts[0].node, ast.ListComp | ast.SetComp | ast.DictComp)
        if BINDS.fullmatch(words) or is_comprehension or self._copy_target(number) is not None:
            return (number - 1, 0), True
        return ((number - 1, 0), False) if MAY_BIND.fullmatch(words) else (None, False)

    def _copy_target(self, number: int) -> tuple[int, int] | None:
        """Return the name that takes the value of another one: the first of `x` becomes `y`, which is `3`."""
        if number < 2 or self.prose.spans[number].before not in (", ", ", that is ", ", which is "):
            return None
        if not COPIES.fullmatch(self.prose.spans[number - 1].before):
            return None
        return (number - 2, len(self.prose.spans[number - 2].parts) - 1)

    def _state_expression(self, part: Part) -> None:
        """Mark the claims about what an expression comes to as stated by the expression itself."""
        for claim in self.step.claims:
            if claim.kind == "arithmetic" and part.canonical == claim.path:
                self.stated.add(claim)

    def _state(self, leaf: Leaf) -> None:
        """Mark the claims about a value that stands in a filled-in expression as stated."""
        for claim in self.step.claims:
            if claim.kind not in _STATED or (claim.step, claim.frame) != (leaf.step, leaf.frame):
                continue
            is_other = claim.path.isidentifier() and leaf.source.isidentifier() and claim.path != leaf.source
            if claim.literal == leaf.literal and not is_other:
                self.stated.add(claim)

    def _part(self, key: tuple[int, int]) -> Part:
        return self.prose.spans[key[0]].parts[key[1]]


def _find_surplus(said: Sequence[str], claims: Sequence[Claim]) -> str | None:
    """Return a value that is said of a name more often than it is claimed; said again at once it counts as one."""
    apart = [text for text, _ in groupby(said)]
    for text in apart:
        if sum(each == text for each in apart) > sum(stands_for(text, claim.literal or "") for claim in claims):
            return text
    return None


def _find_old(said: Sequence[str], claims: Sequence[Claim], silent: Claim) -> str | None:
    """Return the last value that is said of a name, if that is an older one than a claim that nothing says."""
    last = said[-1]
    steps = [claim.step for claim in claims if stands_for(last, claim.literal or "")]
    return last if steps and max(steps) < silent.step else None


def _any_stands_for(shown: str, texts: Iterable[str]) -> bool:
    return any(stands_for(shown, text) for text in texts)


def is_path(node: ast.expr | None) -> bool:
    """Tell whether an expression only names a place: `x`, `xs[2].y`."""
    while True:
        match node:
            case ast.Name():
                return True
            case ast.Attribute(value=value):
                node = value
            case ast.Subscript(value=value, slice=key) if is_literal(key) or is_path(key):
                node = value
            case _:
                return False


@lru_cache(maxsize=4096)
def _canonical_path(path: str) -> str | None:
    try:
        return ast.unparse(ast.parse(path, mode="eval").body)
    except (SyntaxError, ValueError):
        return None


def _terms(node: ast.expr) -> list[str]:
    """Return what a computation with plain numbers computes with; the text of any other expression is its only term."""
    if isinstance(node, ast.BinOp):
        return [*_terms(node.left), *_terms(node.right)]
    return [ast.unparse(node)]


def _is_closed(node: ast.expr) -> bool:
    return not any(isinstance(part, ast.Name) for part in ast.walk(node))


def _is_quotation(span: Span, run: Run) -> bool:
    """Tell whether a span quotes a line of the program: `line 7 (`x += 1`)`."""
    return bool(_LINE.search(span.before)) and (
        span.text in run.texts or any(text.startswith(span.text.removesuffix("…")) for text in run.texts)
    )
