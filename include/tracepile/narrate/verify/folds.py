"""Range claims: folded again from the recording."""

import ast
import json
from itertools import pairwise
from typing import Any

from tracepile.execution.model import Event
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.literals import number_of
from tracepile.narrate.model import Claim
from tracepile.narrate.moment import parse_path
from tracepile.narrate.source import LOOPS
from tracepile.narrate.verify.passes import count_passes, has_held
from tracepile.narrate.verify.run import Run, literal_of


class FoldChecker:
    """Checks what a claim says about many steps at once."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.events = run.events

    def check(self, claim: Claim) -> str | None:
        """Return what was recorded instead, or None when the claim holds."""
        body = json.loads(claim.literal or "")
        first, last = body["steps"]
        if not 0 <= first <= last <= len(self.events):
            return "no such steps"
        if "printed" in body:
            return self._check_printed(first, last, body)
        if "n_passes" in body:
            stmt = self.run.stmt(self.events[first])
            count = -1 if stmt is None or stmt.lineno != body["line"] else count_passes(self.run, first, last, stmt)
            return None if count == body["n_passes"] else str(count)
        if "n_true" in body:
            return self._check_conditions(claim, first, last, body)
        if "n_calls" in body:
            count = sum(
                each.step == self.run.own[each.frame][0] and each.function == claim.path
                for each in self.events[first : last + 1]
            )
            return None if count == body["n_calls"] else str(count)
        if "max_open" in body:
            return self._check_open(claim, body["max_open"])
        if "n_frames" in body:
            frames = {
                event.frame
                for event in self.events[first : last + 1]
                if (event.kind, event.line, event.function) == ("line", body["line"], claim.path)
            }
            return None if len(frames) == body["n_frames"] else str(len(frames))
        if "n_starts" in body:
            count = self._count_starts(claim.frame, body["line"])
            return None if count == body["n_starts"] else str(count)
        if "n_visits" in body:
            return self._check_visits(first, last, body)
        return self._check_values(claim, first, last, body)

    def _check_printed(self, first: int, last: int, body: dict[str, Any]) -> str | None:
        """What was printed between two events; the end of the run prints the rest of the output."""
        text = "".join(event.stdout_delta for event in self.events[first + 1 : last + 1])
        if last == len(self.events):
            text = self.run.recording.stdout[sum(len(event.stdout_delta) for event in self.events[: first + 1]) :]
        return None if (text[:2_000], len(text)) == (body["printed"], body["length"]) else text[:200]

    def _count_starts(self, frame: int, line: int) -> int:
        """Count how often a frame came to the head of a loop from outside the loop."""
        count, before = 0, 0
        for step in self.run.own[frame]:
            event = self.events[step]
            stmt = self.run.stmt(event) if event.kind == "line" and event.line == line else None
            if isinstance(stmt, LOOPS):
                end = stmt.body[-1].end_lineno or stmt.body[-1].lineno
                count += not stmt.lineno <= before <= end
            if event.kind == "line":
                before = event.line
        return count

    def _check_visits(self, first: int, last: int, body: dict[str, Any]) -> str | None:
        count = sum(
            event.kind == "line"
            and event.line == body["line"]
            and body.get("frame") in (None, event.frame)
            and body.get("function") in (None, event.function)
            for event in self.events[first : last + 1]
        )
        return None if count == body["n_visits"] else str(count)

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
        for step in self.run.own[claim.frame]:
            event = self.events[step]
            if first <= step < last and event.kind == "line" and event.line == body["line"]:
                stmt = self.run.stmt(event)
                if isinstance(stmt, ast.If | ast.While) and ast.unparse(stmt.test) == claim.path:
                    held = has_held(self.run, step, stmt)
                    evaluator = self.run.evaluator(step, claim.frame)
                    seen.append(evaluator.truth(evaluator.value(stmt.test)) if held is None else held)
        return None if (sum(seen), len(seen)) == (body["n_true"], body["n"]) else f"{sum(seen)} of {len(seen)}"

    def _check_values(self, claim: Claim, first: int, last: int, body: dict[str, Any]) -> str | None:
        """Fold the values of a path: count of changes, first, last, min, max, trend."""
        texts: list[str] = []
        node = parse_path(claim.path)
        for step in self.run.own[claim.frame]:
            if first <= step <= last:
                value = self.run.evaluator(step, claim.frame).find(node)
                text = None if value is MISSING else literal_of(value)
                if text is not None:
                    texts.append(text)
        if not texts:
            return "not defined"
        found: dict[str, Any] = {"first": texts[0], "last": texts[-1]}
        numbers = [number for text in texts if (number := number_of(text)) is not None]
        if len(numbers) == len(texts):
            found |= {"min": repr(min(numbers)), "max": repr(max(numbers)), "trend": trend_of(numbers)}
        found["n_changes"] = sum(one != other for one, other in pairwise(texts))
        wrong = {name: found.get(name) for name in body if name != "steps" and found.get(name) != body[name]}
        return json.dumps(wrong, ensure_ascii=False) if wrong else None


def trend_of(numbers: list[int | float]) -> str:
    """Return `constant`, `grows`, `falls` or `varies`."""
    steps = list(pairwise(numbers))
    if all(one == other for one, other in steps):
        return "constant"
    if all(one <= other for one, other in steps):
        return "grows"
    return "falls" if all(one >= other for one, other in steps) else "varies"
