"""Checks d, e, f and h on words: yes and no, true and false, empty or not, how often, and what gives the trace away."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Final, Protocol

from tracepile.narrate.evaluate import MISSING, Evaluator
from tracepile.narrate.verify import vocabulary
from tracepile.narrate.verify.offers import Offers
from tracepile.narrate.verify.prose import Prose

_EMPTY_TEXTS: Final = ("[]", "{}", "()", "''", "b''", "set()", "frozenset()", "deque([])", "Counter()", "OrderedDict()")

Fail = Callable[[str, str, "str | None"], None]


class Facts(Protocol):
    """What the words are held against besides the claims."""

    @property
    def n_lines(self) -> int:
        """How many lines the program has."""

    def is_known(self, text: str) -> bool:
        """Tell whether a number or quotation that no claim states is known otherwise."""

    def has_run(self, line: int, visit: int) -> bool:
        """Tell whether a line ran so often in one of the step's frames."""


def check_words(prose: Prose, offers: Offers, values: Mapping[int, set[str]], facts: Facts, fail: Fail) -> None:
    """Check what the words between the spans state.

    values: what the last part of a span comes to at the recorded moments of the step. fail: takes the letter of the
    check, the words at fault and what was recorded.
    """
    for hit in vocabulary.LEAKS.finditer(prose.words):
        fail("h", hit[0], None)
    _check_truths(prose, offers, values, fail)
    _check_states(prose, values, fail)
    _check_folds(prose, offers, fail)
    _check_counts(prose, offers, facts, fail)


def _truths(prose: Prose) -> Iterator[tuple[int, bool]]:
    for pattern in (vocabulary.TRUTH, vocabulary.ASKED):
        for hit in pattern.finditer(prose.words):
            for span in (hit[1], hit[2]):
                if span is not None:
                    yield int(span), hit[3] in ("true", "Yes")
    for hit in vocabulary.HOLDS.finditer(prose.words):
        yield int(hit[1]), "not" not in hit[2]


def _check_truths(prose: Prose, offers: Offers, values: Mapping[int, set[str]], fail: Fail) -> None:
    branches = Counter((claim.path, claim.literal) for claim in offers.claims if claim.kind == "branch")
    paths = {path for path, _ in branches}
    stated: Counter[tuple[str, str | None]] = Counter()
    for span, is_true in _truths(prose):
        part = prose.spans[span].parts[-1]
        text = part.canonical
        found = {_truth_of(literal) for literal in values.get(span, set())} - {None}
        if text in paths:
            stated[text, str(is_true)] += is_true not in found or stated[text, str(is_true)] == 0
            continue
        if not found and part.node is not None and not part.holes:
            value = Evaluator(lambda name: MISSING, {}).find(part.node)
            found = set() if value is MISSING else {bool(value)}
        if found and is_true not in found:
            fail("f", f"{prose.spans[span].text} is {str(is_true).lower()}", str(not is_true))
    for (text, literal), count in stated.items():
        if count > branches[text, literal]:
            fail("d", f"{text} is {literal}", str(literal != "True"))


def _truth_of(literal: str) -> bool | None:
    if is_empty(literal) or literal in ("False", "None", "0", "0.0"):
        return False
    return None if literal.startswith("<") or "…" in literal else True


def is_empty(literal: str) -> bool:
    """Tell whether a literal is that of an empty container or string."""
    if literal.startswith("range("):
        bounds = [int(number) for number in re.findall(r"-?\d+", literal)]
        return not range(*bounds)
    return literal in _EMPTY_TEXTS or (literal.startswith("defaultdict(") and literal.endswith(", {})"))


def _check_states(prose: Prose, values: Mapping[int, set[str]], fail: Fail) -> None:
    for hit in vocabulary.EMPTY.finditer(prose.words):
        found = values.get(int(hit[1]), set())
        wanted = hit[2] is None
        if found and not any(is_empty(literal) is wanted for literal in found):
            fail("f", hit[0].replace(f"⟦{hit[1]}⟧", prose.spans[int(hit[1])].text), sorted(found)[0])
    for hit in vocabulary.MEMBER.finditer(prose.words):
        left, right = int(hit[2] or hit[1]), int(hit[4])
        parts = (prose.spans[left].parts[-1], prose.spans[right].parts[-1])
        items = {parts[0].text} if parts[0].is_literal else values.get(left, set())
        containers = {parts[1].text} if parts[1].is_literal else values.get(right, set())
        found_in = {_is_in(item, container) for item in items for container in containers}
        if found_in and None not in found_in and (not hit[3]) not in found_in:
            fail("f", f"{parts[0].text} is {hit[3] or ''}in {parts[1].text}", None)


def _is_in(item: str, container: str) -> bool | None:
    try:
        one, other = (ast.parse(text, mode="eval").body for text in (item, container))
        test = ast.Compare(one, [ast.In()], [other])
    except (SyntaxError, ValueError):
        return None
    value = Evaluator(lambda name: MISSING, {}).find(test)
    return None if value is MISSING else bool(value)


def _check_folds(prose: Prose, offers: Offers, fail: Fail) -> None:
    bodies = [body for _, body in offers.bodies]
    counting = list(vocabulary.COUNTS_TO.finditer(prose.words))
    for pattern, names in ((vocabulary.SPANNED, ("first", "last")), (vocabulary.BETWEEN, ("min", "max"))):
        for hit in pattern.finditer(prose.words):
            spans = [prose.spans[int(hit[number])] for number in (1, 2)]
            if any(len(span.parts) > 1 for span in spans) or not any(names[0] in body for body in bodies):
                continue
            if any(hit.start() >= counted.start() and hit.end() == counted.end() for counted in counting):
                continue
            matching = [
                body
                for body in bodies
                if all(
                    str(body.get(name)) in {offer.literal for offer in offers.find(span.text)}
                    for name, span in zip(names, spans, strict=True)
                )
            ]
            if not matching:
                fail("c", hit[0].replace(f"⟦{hit[1]}⟧", spans[0].text).replace(f"⟦{hit[2]}⟧", spans[1].text), None)
    for hit in counting:
        for number, end in ((1, "[0]"), (2, "[-1]")):
            text = prose.spans[int(hit[number])].text
            if not any(offer.claim.path.endswith(end) for offer in offers.find(text)):
                fail("c", f"counts to {text}", None)
    for hit in vocabulary.UNTIL.finditer(prose.words):
        fail("d", f"until {prose.spans[int(hit[1])].text} is true", "a loop goes on while its condition is true")
    trends = Counter({"grow": "grows", "fall": "falls"}[hit[1]] for hit in vocabulary.TREND.finditer(prose.words))
    known = Counter(body.get("trend") for body in bodies)
    for trend, count in trends.items():
        if count > known[trend]:
            fail("c", f"only {trend}", None)
    for hit in vocabulary.HELD.finditer(prose.words):
        text = prose.spans[int(hit[1])].text
        for claim, body in offers.bodies:
            if claim.path == text and "n_true" in body:
                stated = 0 if hit[3] else body["n"] if hit[2] == "all" else int(hit[2])
                if stated == body["n_true"]:
                    break
        else:
            fail("c", hit[0].replace(f"⟦{hit[1]}⟧", text), None)


def _check_counts(prose: Prose, offers: Offers, facts: Facts, fail: Fail) -> None:
    masked: list[tuple[int, int]] = []
    for hit in vocabulary.VISITED.finditer(prose.words):
        masked.append(hit.span())
        if not facts.has_run(int(hit[1]), int(hit[2])):
            fail("d", hit[0], None)
    for hit in vocabulary.LINES.finditer(prose.words):
        masked.append(hit.span())
        for number in re.findall(r"\d+", hit[1]):
            if not 1 <= int(number) <= facts.n_lines:
                fail("e", hit[0], f"the program has {facts.n_lines} lines")
    for hit in vocabulary.PASSES.finditer(prose.words):
        masked.append(hit.span())
        n_passes = {body["n_passes"] for _, body in offers.bodies if "n_passes" in body}
        if n_passes and int(hit[2]) - int(hit[1]) + 1 not in n_passes:
            fail("c", hit[0], f"{sorted(n_passes)} passes")
    for hit in vocabulary.CALLED.finditer(prose.words):
        masked.append(hit.span())
        called = hit[1] or hit[2]
        name = prose.spans[int(called)].text.rpartition(".")[2]
        if name.startswith("__"):
            continue  # methods of several classes share such a name
        # a step that begins with a call and ends with the calls it makes names one more of the function
        is_own = prose.spans[0].text.startswith(f"{name}(") or (
            bool(vocabulary.BINDING.search(prose.words))
            and next((each.path for each in offers.claims if each.kind == "call"), "") == name
        )
        named, stated = offers.count_calls(name), 2 if hit[3] else int(hit[4])
        if stated not in ((named, named - 1) if is_own else (named,)):
            fail("d", hit[0].replace(f"⟦{called}⟧", name), str(named))
    passes = {
        int(each.literal or 0) for each in offers.claims if each.kind == "loop" and (each.literal or "").isdigit()
    }
    passes |= {body["n_passes"] for _, body in offers.bodies if type(body.get("n_passes")) is int}
    for hit in vocabulary.REPEATS.finditer(prose.words):
        masked.append(hit.span())
        number = vocabulary.COUNTS[hit[2]] if hit[1] is None else int(hit[1])
        if number not in passes:
            fail("d", f"the loop runs {number} times", str(sorted(passes)))
    n_called = sum(claim.kind == "call" for claim in offers.claims)
    for hit in vocabulary.COME.finditer(prose.words):
        masked.append(hit.span())
        if int(hit[1]) != n_called:
            fail("d", hit[0], str(n_called))
    for hit in vocabulary.RESIZED.finditer(prose.words):
        masked.append(hit.span())
        path = prose.spans[int(hit[1])].text
        sizes = [each.literal for each in offers.claims if each.path == f"len({path})"]
        if [hit[2], hit[3]] not in [[one, other] for one, other in pairwise(sizes) if one != other]:
            fail("c", hit[0].replace(f"⟦{hit[1]}⟧", path), " to ".join(map(str, sizes)))
    n_changes = {body["n_changes"] for _, body in offers.bodies if "n_changes" in body}
    for hit in vocabulary.CHANGES.finditer(prose.words):
        masked.append(hit.span())
        if n_changes and int(hit[1] or hit[2]) not in n_changes:
            fail("c", hit[0], str(sorted(n_changes)))
    masked += [hit.span() for hit in vocabulary.ORDINAL.finditer(prose.words)]
    for text, place in prose.numbers:
        if any(start <= place < end for start, end in masked):
            continue
        after = prose.words[place + len(text) :]
        if text.isdigit() and vocabulary.MORE.match(after) and offers.more_calls:
            if int(text) not in offers.more_calls:
                fail("c", f"{text} more calls", None)
            continue
        if text.isdigit() and vocabulary.SIZE.match(after) and offers.sizes and int(text) not in offers.sizes:
            fail("f", f"{text} items", None)
            continue
        is_count = text.isdigit() and int(text) in offers.counts
        if not is_count and not offers.find(text) and not facts.is_known(text):
            fail("e", text, None)
    for hit in vocabulary.COUNTED.finditer(prose.words):
        if any(start <= hit.start() < end for start, end in masked):
            continue
        if vocabulary.COUNTS[hit[1]] not in offers.counts and not facts.is_known(str(vocabulary.COUNTS[hit[1]])):
            fail("e", hit[1], None)
    for text in prose.quotations:
        if not offers.find(text) and not facts.is_known(text):
            fail("e", text, None)
