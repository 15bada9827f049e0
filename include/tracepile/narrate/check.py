"""The narrator's self-check: every claim of a rationale against a fresh replay of the recording."""

import ast
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from tracepile.execution.canonical import type_name
from tracepile.execution.model import Event, Recording
from tracepile.narrate.cursor import Cursor
from tracepile.narrate.evaluate import MISSING, Evaluator
from tracepile.narrate.imports import find_imports
from tracepile.narrate.literals import number_of
from tracepile.narrate.model import Claim, Rationale
from tracepile.narrate.moment import parse_path
from tracepile.narrate.show import claim_literal, whole_literal
from tracepile.narrate.source import LOOPS, Source

_NUMBERS: Final = {"inf": math.inf, "nan": math.nan}
"""The literals of numbers that Python has no literal for."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A claim that does not hold, and what was recorded instead (None: nothing to compare with)."""

    claim: Claim
    recorded: str | None


def check_rationales(
    recording: Recording, pairs: Iterable[tuple[Rationale, str]], source: Source | None = None
) -> list[list[Failure]]:
    """Check rationales of one run, each with the answer it must end in; return the failures of each.

    The recording is folded anew, once for all of them.
    """
    pairs = list(pairs)
    checker = _Checker(recording, source or Source(recording.case.code))
    failures: list[list[Failure]] = [[] for _ in pairs]
    todo = [(claim.step, number, claim) for number, (rationale, _) in enumerate(pairs) for claim in rationale.claims]
    known: dict[Claim, Failure | None] = {}
    for step, number, claim in sorted(todo, key=lambda entry: entry[:2]):
        if claim.kind == "answer":
            expected = pairs[number][1]
            failure = None if claim.literal == expected == pairs[number][0].answer else Failure(claim, expected)
        else:
            if claim not in known:
                known[claim] = checker.check(claim) if 0 <= step < len(recording.events) else Failure(claim, None)
            failure = known[claim]
        if failure is not None:
            failures[number].append(failure)
    for number, (rationale, expected) in enumerate(pairs):
        if not any(claim.kind == "answer" for claim in rationale.claims):
            failures[number].append(Failure(Claim("answer", 0, 0, "", None), expected))
    return failures


class _Checker:
    def __init__(self, recording: Recording, source: Source) -> None:
        self.recording = recording
        self.events = recording.events
        self.source = source
        self.imports: Mapping[str, Any] = find_imports(source.tree)
        self.cursor = Cursor(recording)
        self.own: dict[int, list[int]] = {}
        self.place: dict[int, int] = {}
        for event in self.events:
            own = self.own.setdefault(event.frame, [])
            self.place[event.step] = len(own)
            own.append(event.step)

    def check(self, claim: Claim) -> Failure | None:
        try:
            recorded = getattr(self, f"_check_{claim.kind}")(claim)
        except Exception as error:
            return Failure(claim, f"{type(error).__name__}: {error}")
        return None if recorded is None else Failure(claim, recorded)

    def _evaluator(self, step: int, frame: int) -> Evaluator:
        names = self.cursor.names(step, frame)
        return Evaluator(lambda name: names.get(name, _NUMBERS.get(name, MISSING)), self.imports)

    def _check_value(self, claim: Claim) -> str | None:
        value = self._evaluator(claim.step, claim.frame).find(parse_path(claim.path))
        if value is MISSING:
            return "not defined"
        text = claim_literal(whole_literal(value))
        if text == claim.literal and (claim.type is None or type_name(value) == claim.type):
            return None
        return f"{text} ({type_name(value)})"

    _check_arithmetic = _check_value

    def _check_call(self, claim: Claim) -> str | None:
        event = self.events[claim.step]
        is_right = (event.kind, event.frame, event.function) == ("call", claim.frame, claim.path)
        return None if is_right else f"{event.kind} of {event.function}"

    def _check_return(self, claim: Claim) -> str | None:
        event = self.events[claim.step]
        if (event.kind, event.frame, event.function) != ("return", claim.frame, claim.path):
            return f"{event.kind} of {event.function}"
        value = claim_literal(event.value or "")
        if value != claim.literal:
            return value
        returned = self.cursor.move(claim.step).value
        return None if claim.type in (None, type_name(returned)) else type_name(returned)

    def _check_branch(self, claim: Claim) -> str | None:
        event = self.events[claim.step]
        stmt = self._stmt(event)
        if not isinstance(stmt, ast.If | ast.While) or ast.unparse(stmt.test) != claim.path:
            return "another condition"
        held = self._held(claim.step, stmt)
        if held is not None and str(held) != claim.literal:
            return str(held)
        evaluator = self._evaluator(claim.step, claim.frame)
        value = evaluator.find(stmt.test)
        if held is None and value is not MISSING and str(evaluator.truth(value)) != claim.literal:
            return str(evaluator.truth(value))
        return None

    def _stmt(self, event: Event) -> ast.stmt | None:
        first = self.events[self.own[event.frame][0]]
        scope = self.source.scope(first.function, first.line)
        place = None if scope is None or event.kind != "line" else scope.place(event.line)
        return None if place is None else place.stmt

    def _held(self, step: int, stmt: ast.If | ast.While) -> bool | None:
        """Return whether the run went into the body after the head at this step; None where a line holds both."""
        if stmt.body[0].lineno <= (stmt.test.end_lineno or stmt.lineno):
            return None
        end = stmt.body[-1].end_lineno or stmt.body[-1].lineno
        own = self.own[self.events[step].frame]
        for following in own[self.place[step] + 1 :]:
            event = self.events[following]
            if event.kind == "line":
                if stmt.lineno < event.line < stmt.body[0].lineno and event.line <= (stmt.test.end_lineno or 0):
                    continue  # a further line of the condition itself
                if event.line == stmt.lineno and isinstance(stmt, ast.If) and stmt.test.end_lineno != stmt.lineno:
                    continue
                return stmt.body[0].lineno <= event.line <= end or self._decorated(stmt, event.line)
            if event.kind in ("return", "exception"):
                return False
        return None

    @staticmethod
    def _decorated(stmt: ast.If | ast.While, line: int) -> bool:
        return any(decorator.lineno == line for decorator in getattr(stmt.body[0], "decorator_list", ()))

    def _check_loop(self, claim: Claim) -> str | None:
        stmt = self._stmt(self.events[claim.step])
        if not isinstance(stmt, LOOPS):
            return "no loop"
        count = self._count_passes(claim.step, None, stmt)
        return None if str(count) == claim.literal else str(count)

    def _count_passes(self, first: int, last: int | None, stmt: ast.stmt) -> int:
        """Count how often the run went from the head of a loop into its body, from a head on."""
        body: list[ast.stmt] = stmt.body  # type: ignore[attr-defined]
        start, end = body[0].lineno, body[-1].end_lineno or body[-1].lineno
        start = min([start, *(d.lineno for d in getattr(body[0], "decorator_list", ()))])
        own = self.own[self.events[first].frame]
        count, is_inside = 0, False
        for step in own[self.place[first] :]:
            event = self.events[step]
            if last is not None and step >= last:
                break
            if event.kind == "exception" or event.kind == "call":
                continue
            if event.kind == "return" and step == own[-1]:
                break
            if start <= event.line <= end:
                count += not is_inside
                is_inside = True
            elif stmt.lineno <= event.line < start:
                is_inside = False
            elif event.kind == "line":
                break
        return count

    def _check_range(self, claim: Claim) -> str | None:
        body = json.loads(claim.literal or "")
        first, last = body["steps"]
        if "printed" in body:
            text = "".join(event.stdout_delta for event in self.events[first + 1 : last + 1])
            if last == len(self.events):
                text = self.recording.stdout[sum(len(event.stdout_delta) for event in self.events[: first + 1]) :]
            return None if (text[:2_000], len(text)) == (body["printed"], body["length"]) else text[:200]
        if "n_passes" in body:
            stmt = self._stmt(self.events[first])
            count = -1 if stmt is None else self._count_passes(first, last, stmt)
            return None if count == body["n_passes"] else str(count)
        if "n_true" in body:
            return self._check_conditions(claim, first, last, body)
        if "n_calls" in body:
            calls = sum(
                event.kind == "call" and event.function == claim.path for event in self.events[first : last + 1]
            )
            return None if calls == body["n_calls"] else str(calls)
        if "max_open" in body:
            return self._check_open(claim, body["max_open"])
        if "n_visits" in body:
            visits = [event for event in self.events[first : last + 1] if event.kind == "line"]
            count = sum(
                event.line == body["line"]
                and body.get("frame") in (None, event.frame)
                and body.get("function") in (None, event.function)
                for event in visits
            )
            return None if count == body["n_visits"] else str(count)
        return self._check_fold(claim, first, last, body)

    def _check_open(self, claim: Claim, expected: int) -> str | None:
        """Count the most calls of a function that are on the stack at once."""
        stack: list[Event] = []
        most = 0
        for event in self.events:
            if event.kind == "call":
                del stack[event.depth :]
                stack.append(event)
                most = max(most, sum(each.function == claim.path for each in stack))
        return None if most == expected else str(most)

    def _check_conditions(self, claim: Claim, first: int, last: int, body: dict[str, Any]) -> str | None:
        seen: list[bool] = []
        for step in self.own[claim.frame]:
            event = self.events[step]
            if first <= step < last and event.kind == "line" and event.line == body["line"]:
                stmt = self._stmt(event)
                if isinstance(stmt, ast.If | ast.While) and ast.unparse(stmt.test) == claim.path:
                    held = self._held(step, stmt)
                    evaluator = self._evaluator(step, claim.frame)
                    seen.append(evaluator.truth(evaluator.value(stmt.test)) if held is None else held)
        return None if (sum(seen), len(seen)) == (body["n_true"], body["n"]) else f"{sum(seen)} of {len(seen)}"

    def _check_fold(self, claim: Claim, first: int, last: int, body: dict[str, Any]) -> str | None:
        texts: list[str] = []
        node = parse_path(claim.path)
        for step in self.own[claim.frame]:
            if first <= step <= last:
                value = self._evaluator(step, claim.frame).find(node)
                if value is not MISSING:
                    texts.append(claim_literal(whole_literal(value)))
        if not texts:
            return "not defined"
        found: dict[str, Any] = {"first": texts[0], "last": texts[-1]}
        numbers = [number for text in texts if (number := number_of(text)) is not None]
        if len(numbers) == len(texts):
            found |= {"min": repr(min(numbers)), "max": repr(max(numbers)), "trend": trend_of(numbers)}
        found["n_changes"] = sum(a != b for a, b in pairwise(texts))
        wrong = {name: found.get(name) for name in body if name != "steps" and found.get(name) != body[name]}
        return json.dumps(wrong, ensure_ascii=False) if wrong else None


def trend_of(numbers: list[int | float]) -> str:
    """Return `constant`, `grows`, `falls` or `varies`."""
    steps = list(pairwise(numbers))
    if all(a == b for a, b in steps):
        return "constant"
    if all(a <= b for a, b in steps):
        return "grows"
    return "falls" if all(a >= b for a, b in steps) else "varies"
