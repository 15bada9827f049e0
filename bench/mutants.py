"""Wrong rationales made from right ones: each changes one stated value, in a claim, in the prose, or in both."""

import ast
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tracepile.execution.model import Recording
from tracepile.narrate.model import Claim, Rationale, Step

KINDS = (
    "off_by_one",
    "dropped_digit",
    "dropped_last_element",
    "other_iteration",
    "other_variable",
    "wrong_branch",
    "wrong_count",
    "swapped_operands",
    "one_character",
    "true_for_one",
    "sign_flip",
    "wrong_answer",
    "invented_step",
)
_VALUES = ("value", "arithmetic", "return")
_SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_PAIR = re.compile(r"(?<![\w.'\"\[(*-])(-?\d+) (//|<=|>=|==|!=|[-+*/%<>]) (-?\d+)(?![\w.'\"\])])")
_TRUTH = re.compile(
    r"(?<=is )(?:true|false)\b|(?<=\? )(?:Yes|No)\b|(?<=comes out )(?:true|false)|(?<=counts as )(?:true|false)"
)
_FLIP = {"true": "false", "false": "true", "Yes": "No", "No": "Yes", "True": "False", "False": "True"}
_COUNT = re.compile(r"(?<![\w`.])\d+(?= (?:times|passes|items|elements|calls|changes|iterations|more calls)\b)")


@dataclass(frozen=True)
class Mutant:
    """A wrong rationale. `where` says what was changed: the claim, the prose, or both."""

    kind: str
    where: str
    before: str
    after: str
    rationale: Rationale


def mutants_of(rationale: Rationale, recording: Recording, *, seed: int, per_class: int) -> Iterator[Mutant]:
    """Yield up to `per_class` mutants of each kind, drawn by the seed."""
    source = recording.case.code
    for kind in KINDS:
        draw = random.Random(f"{seed}|{kind}")
        found = list(_MAKERS[kind](rationale, source, draw))
        draw.shuffle(found)
        yield from found[:per_class]


def _with_step(rationale: Rationale, number: int, step: Step) -> Rationale:
    steps = (*rationale.steps[:number], step, *rationale.steps[number + 1 :])
    return Rationale(steps, rationale.answer, rationale.style, rationale.level)


def _occurrences(prose: str, literal: str, source: str) -> list[tuple[int, int]]:
    """Return where a literal stands as a value in spans of code that do not only quote the program."""
    found = []
    for span in _SPAN.finditer(prose):
        if span[1] in source or (span.start() > 1 and prose[: span.start()].endswith("(")):
            continue
        for hit in re.finditer(re.escape(literal), span[1]):
            before, after = span[1][: hit.start()], span[1][hit.end() :]
            if re.search(r"[\w.'\"-]$|\w\[$", before) or re.match(r"[\w.'\"…]", after) or "…" in span[1]:
                continue
            equation = span[1].rpartition(" = ")[0]
            if (
                hit.start() < len(equation)
                and equation.partition(" = ")[0] in source
                and hit.start() < len(equation.partition(" = ")[0])
            ):
                continue
            found.append((span.start(1) + hit.start(), span.start(1) + hit.end()))
    return found


def _of_values(
    kind: str, rationale: Rationale, source: str, draw: random.Random, change: Callable[[Claim, int], list[str]]
) -> Iterator[Mutant]:
    for number, step in enumerate(rationale.steps):
        for place, claim in enumerate(step.claims):
            if claim.kind not in _VALUES or claim.literal is None or "…" in claim.literal:
                continue
            spots = _occurrences(step.prose, claim.literal, source)
            for other in change(claim, number):
                if other == claim.literal or not spots:
                    continue
                where = draw.choice(("claim", "prose", "both"))
                prose, claims = step.prose, step.claims
                if where != "prose":
                    claims = (*claims[:place], replace(claim, literal=other), *claims[place + 1 :])
                if where != "claim":
                    start, end = draw.choice(spots)
                    prose = prose[:start] + other + prose[end:]
                yield Mutant(
                    kind,
                    where,
                    step.prose,
                    prose,
                    _with_step(rationale, number, replace(step, prose=prose, claims=claims)),
                )


def _integer(literal: str | None) -> int | None:
    return int(literal) if literal is not None and re.fullmatch(r"-?\d{1,300}", literal) else None


def _off_by_one(rationale: Rationale, source: str, draw: random.Random) -> Iterator[Mutant]:
    def change(claim: Claim, _: int) -> list[str]:
        value = _integer(claim.literal)
        return [] if value is None else [str(value + draw.choice((-1, 1)))]

    return _of_values("off_by_one", rationale, source, draw, change)


def _dropped_digit(rationale: Rationale, source: str, draw: random.Random) -> Iterator[Mutant]:
    def change(claim: Claim, _: int) -> list[str]:
        value = _integer(claim.literal)
        digits = str(abs(value)) if value is not None else ""
        if value is None or len(digits) < 2:
            return []
        place = draw.randrange(len(digits))
        return [str(int(digits[:place] + digits[place + 1 :]) * (1 if value > 0 else -1))]

    return _of_values("dropped_digit", rationale, source, draw, change)


def _dropped_last_element(rationale: Rationale, source: str, draw: random.Random) -> Iterator[Mutant]:
    def change(claim: Claim, _: int) -> list[str]:
        try:
            value = ast.literal_eval(claim.literal or "")
        except (SyntaxError, ValueError):
            return []
        if isinstance(value, list | tuple) and value:
            return [repr(value[:-1])]
        return [repr(dict(list(value.items())[:-1]))] if isinstance(value, dict) and value else []

    return _of_values("dropped_last_element", rationale, source, draw, change)


def _other_iteration(rationale: Rationale, source: str, draw: random.Random) -> Iterator[Mutant]:
    values: dict[tuple[int, str], list[str]] = {}
    for claim in rationale.claims:
        if claim.kind == "value" and claim.literal is not None:
            values.setdefault((claim.frame, claim.path), []).append(claim.literal)

    def change(claim: Claim, _: int) -> list[str]:
        others = sorted(
            {each for each in values.get((claim.frame, claim.path), ()) if each != claim.literal and "…" not in each}
        )
        return [draw.choice(others)] if others and claim.kind == "value" else []

    return _of_values("other_iteration", rationale, source, draw, change)


def _other_variable(rationale: Rationale, source: str, draw: random.Random) -> Iterator[Mutant]:
    def change(claim: Claim, number: int) -> list[str]:
        near = [each for step in rationale.steps[max(0, number - 1) : number + 2] for each in step.claims]
        others = sorted(
            {
                each.literal
                for each in near
                if each.kind == "value"
                and each.path != claim.path
                and each.type == claim.type
                and each.literal is not None
            }
            - {claim.literal or ""}
        )
        others = [each for each in others if len(each) < 80]
        return [draw.choice(others)] if others and claim.kind == "value" else []

    return _of_values("other_variable", rationale, source, draw, change)


def _one_character(rationale: Rationale, source: str, draw: random.Random) -> Iterator[Mutant]:
    def change(claim: Claim, _: int) -> list[str]:
        try:
            value = ast.literal_eval(claim.literal or "")
        except (SyntaxError, ValueError):
            return []
        if not isinstance(value, str) or not value:
            return []
        place = draw.randrange(len(value))
        letter = draw.choice([each for each in "abcxyz0159" if each != value[place]])
        return [repr(value[:place] + letter + value[place + 1 :])]

    return _of_values("one_character", rationale, source, draw, change)


def _true_for_one(rationale: Rationale, source: str, draw: random.Random) -> Iterator[Mutant]:
    other = {"True": "1", "False": "0", "1": "True", "0": "False"}
    return _of_values(
        "true_for_one",
        rationale,
        source,
        draw,
        lambda claim, _: [other[claim.literal]] if claim.literal in other else [],
    )


def _sign_flip(rationale: Rationale, source: str, draw: random.Random) -> Iterator[Mutant]:
    def change(claim: Claim, _: int) -> list[str]:
        literal = claim.literal or ""
        if not re.fullmatch(r"-?\d+(\.\d+)?", literal) or float(literal) == 0:
            return []
        return [literal[1:] if literal.startswith("-") else f"-{literal}"]

    return _of_values("sign_flip", rationale, source, draw, change)


def _wrong_branch(rationale: Rationale, _: str, draw: random.Random) -> Iterator[Mutant]:
    for number, step in enumerate(rationale.steps):
        branches = [place for place, claim in enumerate(step.claims) if claim.kind == "branch"]
        words = list(_TRUTH.finditer(step.prose))
        for place in branches:
            claim = step.claims[place]
            flipped = replace(claim, literal=_FLIP[claim.literal or "True"])
            claims = (*step.claims[:place], flipped, *step.claims[place + 1 :])
            yield Mutant(
                "wrong_branch",
                "claim",
                str(claim),
                str(flipped),
                _with_step(rationale, number, replace(step, claims=claims)),
            )
        for word in words:
            prose = step.prose[: word.start()] + _FLIP[word[0]] + step.prose[word.end() :]
            claims = step.claims
            where = "prose"
            if len(words) == len(branches) == 1 and draw.random() < 0.5:
                place, where = branches[0], "both"
                flipped = replace(claims[place], literal=_FLIP[claims[place].literal or "True"])
                claims = (*claims[:place], flipped, *claims[place + 1 :])
            yield Mutant(
                "wrong_branch",
                where,
                step.prose,
                prose,
                _with_step(rationale, number, replace(step, prose=prose, claims=claims)),
            )


def _wrong_count(rationale: Rationale, _: str, draw: random.Random) -> Iterator[Mutant]:
    for number, step in enumerate(rationale.steps):
        for place, claim in enumerate(step.claims):
            other = None
            if claim.kind == "loop":
                other = replace(claim, literal=str(int(claim.literal or 0) + draw.choice((-1, 1))))
            elif claim.kind == "range":
                body = json.loads(claim.literal or "{}")
                names = [name for name in body if name.startswith("n_")]
                if names:
                    body[names[0]] += draw.choice((-1, 1))
                    other = replace(claim, literal=json.dumps(body))
            if other is not None:
                claims = (*step.claims[:place], other, *step.claims[place + 1 :])
                yield Mutant(
                    "wrong_count",
                    "claim",
                    str(claim),
                    str(other),
                    _with_step(rationale, number, replace(step, claims=claims)),
                )
        for hit in _COUNT.finditer(step.prose):
            wrong = str(int(hit[0]) + draw.choice((-1, 1)))
            prose = step.prose[: hit.start()] + wrong + step.prose[hit.end() :]
            yield Mutant(
                "wrong_count", "prose", step.prose, prose, _with_step(rationale, number, replace(step, prose=prose))
            )


def _swapped_operands(rationale: Rationale, source: str, draw: random.Random) -> Iterator[Mutant]:
    for number, step in enumerate(rationale.steps):
        for hit in _PAIR.finditer(step.prose):
            span = next(
                (each for each in _SPAN.finditer(step.prose) if each.start() < hit.start() and hit.end() <= each.end()),
                None,
            )
            if hit[1] == hit[3] or span is None or hit[0] in source:
                continue
            swapped = f"{hit[3]} {hit[2]} {hit[1]}"
            prose = step.prose[: hit.start()] + swapped + step.prose[hit.end() :]
            claims = step.claims
            where = draw.choice(("prose", "both"))
            if where == "both":
                claims = tuple(
                    replace(each, path=each.path.replace(hit[0], swapped)) if each.kind == "arithmetic" else each
                    for each in claims
                )
            yield Mutant(
                "swapped_operands",
                where,
                step.prose,
                prose,
                _with_step(rationale, number, replace(step, prose=prose, claims=claims)),
            )


def _wrong_answer(rationale: Rationale, _: str, draw: random.Random) -> Iterator[Mutant]:
    answer = rationale.answer
    value = _integer(answer)
    others = [answer + "0", answer[:-1] or "0", f"{answer[:-1]}{'1' if answer[-1:] != '1' else '2'}"]
    others += [str(value + 1), str(-value - 1)] if value is not None else []
    for other in others:
        if other == answer:
            continue
        where = draw.choice(("claim", "prose", "both"))
        steps = rationale.steps
        if where != "prose":
            steps = tuple(
                replace(
                    step,
                    claims=tuple(
                        replace(each, literal=other) if each.kind == "answer" else each for each in step.claims
                    ),
                )
                for step in steps
            )
        yield Mutant("wrong_answer", where, answer, other, Rationale(steps, answer if where == "claim" else other))


def _invented_step(rationale: Rationale, _: str, draw: random.Random) -> Iterator[Mutant]:
    values = [
        (number, claim)
        for number, step in enumerate(rationale.steps)
        for claim in step.claims
        if claim.kind == "value" and _integer(claim.literal) is not None
    ]
    draw.shuffle(values)
    for number, claim in values[:6]:
        wrong = str((_integer(claim.literal) or 0) + draw.choice((3, 17, -5)))
        step = rationale.steps[number]
        prose = f"Then `{claim.path}` becomes `{wrong}`."
        invented = Step(step.first, step.last, prose, (replace(claim, literal=wrong),) if draw.random() < 0.5 else ())
        steps = (*rationale.steps[: number + 1], invented, *rationale.steps[number + 1 :])
        yield Mutant("invented_step", "both", "", prose, Rationale(steps, rationale.answer))


_MAKERS: dict[str, Callable[[Rationale, str, random.Random], Iterator[Mutant]]] = {
    "off_by_one": _off_by_one,
    "dropped_digit": _dropped_digit,
    "dropped_last_element": _dropped_last_element,
    "other_iteration": _other_iteration,
    "other_variable": _other_variable,
    "wrong_branch": _wrong_branch,
    "wrong_count": _wrong_count,
    "swapped_operands": _swapped_operands,
    "one_character": _one_character,
    "true_for_one": _true_for_one,
    "sign_flip": _sign_flip,
    "wrong_answer": _wrong_answer,
    "invented_step": _invented_step,
}
