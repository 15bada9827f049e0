"""Checks d, e, f and h on words: yes and no, true and false, empty or not, how often, and what gives the trace away."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Protocol

from tracepile.narrate.evaluate import MISSING, Evaluator
from tracepile.narrate.verify.offers import Offers
from tracepile.narrate.verify.prose import Prose

LEAKS: Final = re.compile(
    r"\b(?:according to|based on|as (?:shown|seen|recorded|given|stated) (?:in|by)|from|in|by) the "
    r"(?:given |provided )?(?:trace|traces|recording|log|logs|execution trace|events|debugger)\b"
    r"|\bthe (?:trace|recording|log|debugger) (?:shows|says|tells|records|indicates|confirms)\b"
    r"|\b(?:execution|recorded) (?:trace|log|steps|events?|values?)\b|\bground truth\b"
    r"|\bexpected (?:output|answer|result)\b|\bas an ai\b|\blanguage model\b",
    re.IGNORECASE,
)
"""Words that only somebody who was shown the recording would use."""

_TRUTH: Final = re.compile(
    r"(?<!until )(?<!when )(?<!while )(?<!if )⟦(\d+)⟧(?: (?:is|means|comes to|reads|stands for) ⟦(\d+)⟧)?(?:, which)? "
    r"(?:is|counts as|comes out(?: as)?) (true|false)\b"
)
_ASKED: Final = re.compile(r"\b[Ii]s ⟦(\d+)⟧(?:, that is ⟦(\d+)⟧)?\? (Yes|No)\b")
_HOLDS: Final = re.compile(r"(?<![Aa]s long as )⟦(\d+)⟧ (holds|does not hold)\b(?! in)")
_HELD: Final = re.compile(r"⟦(\d+)⟧ (?:holds in (all|\d+)|does not hold in (any)) of them")
_EMPTY: Final = re.compile(r"⟦(\d+)⟧ is (not empty|empty|the empty string|not `?zero)")
_MEMBER: Final = re.compile(r"⟦(\d+)⟧(?:, that is ⟦(\d+)⟧,)? is (not )?in ⟦(\d+)⟧")
_SPANNED: Final = re.compile(r"\bfrom ⟦(\d+)⟧ to ⟦(\d+)⟧")
_BETWEEN: Final = re.compile(r"\bbetween ⟦(\d+)⟧ and ⟦(\d+)⟧")
_TREND: Final = re.compile(r"\bonly (grow|fall)(?:s|ing)\b")
_COUNTED: Final = re.compile(r"\b(once|twice|no pass|one pass)\b(?! more)")
_COUNTS: Final = {"once": 1, "twice": 2, "no pass": 0, "one pass": 1}
_LINES: Final = re.compile(r"\b[Ll]ines? ((?:\d+(?:, | and | or | to )?)+)")
_VISITED: Final = re.compile(
    r"\b[Ll]ine (\d+)(?: \(⟦\d+⟧\))? has (?:just )?run (?:for the )?(\d+)(?: times|st|nd|rd|th)"
)
_CALLED: Final = re.compile(r"⟦(\d+)⟧ (?:is|are) called (?:(twice)|(\d+) times)")
_COUNTS_TO: Final = re.compile(r"\bcounts (?:down )?from ⟦(\d+)⟧ to ⟦(\d+)⟧")
_REPEATS: Final = re.compile(r"\bloop(?: over)? ⟦\d+⟧ runs (\d+) times\b")
_BINDING: Final = re.compile(r"\b[Tt]he call (?:starts|binds|begins)\b|\b(?:is called|starts) with\b")
_COME: Final = re.compile(r"\b(\d+) calls? comes? from\b")
_CHANGES: Final = re.compile(r"\b(?:changes (\d+) times more|makes (\d+) changes?)\b")
_UNTIL: Final = re.compile(r"\buntil ⟦(\d+)⟧ is true\b")
_MORE: Final = re.compile(r" more calls?\b")
_SIZE: Final = re.compile(r" (?:items?|elements?|entry|entries)\b")
_PASSES: Final = re.compile(r"\b[Pp]asses (\d+) to (\d+)\b")
_ORDINAL: Final = re.compile(r"\b(?:[Pp]ass|[Ii]teration|[Ss]tep|[Vv]isit) \d+\b|\b\d+(?:st|nd|rd|th)\b")
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
    for hit in LEAKS.finditer(prose.words):
        fail("h", hit[0], None)
    _check_truths(prose, offers, values, fail)
    _check_states(prose, values, fail)
    _check_folds(prose, offers, fail)
    _check_counts(prose, offers, facts, fail)


def _truths(prose: Prose) -> Iterator[tuple[int, bool]]:
    for pattern in (_TRUTH, _ASKED):
        for hit in pattern.finditer(prose.words):
            for span in (hit[1], hit[2]):
                if span is not None:
                    yield int(span), hit[3] in ("true", "Yes")
    for hit in _HOLDS.finditer(prose.words):
        yield int(hit[1]), hit[2] == "holds"


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
    for hit in _EMPTY.finditer(prose.words):
        found = values.get(int(hit[1]), set())
        if hit[2].endswith("zero"):
            continue
        wanted = not hit[2].startswith("not")
        if found and not any(is_empty(literal) is wanted for literal in found):
            fail("f", f"{prose.spans[int(hit[1])].text} is {hit[2]}", sorted(found)[0])
    for hit in _MEMBER.finditer(prose.words):
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
    for pattern, names in ((_SPANNED, ("first", "last")), (_BETWEEN, ("min", "max"))):
        for hit in pattern.finditer(prose.words):
            spans = [prose.spans[int(hit[number])] for number in (1, 2)]
            if any(len(span.parts) > 1 for span in spans) or not any(names[0] in body for body in bodies):
                continue
            if prose.words[: hit.start()].endswith(("counts ", "counts down ")):
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
    for hit in _COUNTS_TO.finditer(prose.words):
        for number, end in ((1, "[0]"), (2, "[-1]")):
            text = prose.spans[int(hit[number])].text
            if not any(offer.claim.path.endswith(end) for offer in offers.find(text)):
                fail("c", f"counts to {text}", None)
    for hit in _UNTIL.finditer(prose.words):
        fail("d", f"until {prose.spans[int(hit[1])].text} is true", "a loop goes on while its condition is true")
    trends = Counter({"grow": "grows", "fall": "falls"}[hit[1]] for hit in _TREND.finditer(prose.words))
    known = Counter(body.get("trend") for body in bodies)
    for trend, count in trends.items():
        if count > known[trend]:
            fail("c", f"only {trend}", None)
    for hit in _HELD.finditer(prose.words):
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
    for hit in _VISITED.finditer(prose.words):
        masked.append(hit.span())
        if not facts.has_run(int(hit[1]), int(hit[2])):
            fail("d", hit[0], None)
    for hit in _LINES.finditer(prose.words):
        masked.append(hit.span())
        for number in re.findall(r"\d+", hit[1]):
            if not 1 <= int(number) <= facts.n_lines:
                fail("e", hit[0], f"the program has {facts.n_lines} lines")
    for hit in _PASSES.finditer(prose.words):
        masked.append(hit.span())
        n_passes = {body["n_passes"] for _, body in offers.bodies if "n_passes" in body}
        if n_passes and int(hit[2]) - int(hit[1]) + 1 not in n_passes:
            fail("c", hit[0], f"{sorted(n_passes)} passes")
    for hit in _CALLED.finditer(prose.words):
        masked.append(hit.span())
        name = prose.spans[int(hit[1])].text.rpartition(".")[2]
        if name.startswith("__"):
            continue  # methods of several classes share such a name
        # a step that begins with a call and ends with the calls it makes names one more of the function
        is_own = prose.spans[0].text.startswith(f"{name}(") or (
            bool(_BINDING.search(prose.words))
            and next((each.path for each in offers.claims if each.kind == "call"), "") == name
        )
        named, stated = offers.count_calls(name), 2 if hit[2] else int(hit[3])
        if stated not in ((named, named - 1) if is_own else (named,)):
            fail("d", hit[0].replace(f"⟦{hit[1]}⟧", name), str(named))
    passes = {
        int(each.literal or 0) for each in offers.claims if each.kind == "loop" and (each.literal or "").isdigit()
    }
    passes |= {body["n_passes"] for _, body in offers.bodies if type(body.get("n_passes")) is int}
    for hit in _REPEATS.finditer(prose.words):
        masked.append(hit.span())
        if int(hit[1]) not in passes:
            fail("d", f"the loop runs {hit[1]} times", str(sorted(passes)))
    n_called = sum(claim.kind == "call" for claim in offers.claims)
    for hit in _COME.finditer(prose.words):
        masked.append(hit.span())
        if int(hit[1]) != n_called:
            fail("d", hit[0], str(n_called))
    n_changes = {body["n_changes"] for _, body in offers.bodies if "n_changes" in body}
    for hit in _CHANGES.finditer(prose.words):
        masked.append(hit.span())
        if n_changes and int(hit[1] or hit[2]) not in n_changes:
            fail("c", hit[0], str(sorted(n_changes)))
    masked += [hit.span() for hit in _ORDINAL.finditer(prose.words)]
    for text, place in prose.numbers:
        if any(start <= place < end for start, end in masked):
            continue
        after = prose.words[place + len(text) :]
        if text.isdigit() and _MORE.match(after) and offers.more_calls:
            if int(text) not in offers.more_calls:
                fail("c", f"{text} more calls", None)
            continue
        if text.isdigit() and _SIZE.match(after) and offers.sizes and int(text) not in offers.sizes:
            fail("f", f"{text} items", None)
            continue
        is_count = text.isdigit() and int(text) in offers.counts
        if not is_count and not offers.find(text) and not facts.is_known(text):
            fail("e", text, None)
    for hit in _COUNTED.finditer(prose.words):
        if any(start <= hit.start() < end for start, end in masked):
            continue
        if _COUNTS[hit[1]] not in offers.counts and not facts.is_known(str(_COUNTS[hit[1]])):
            fail("e", hit[1], None)
    for text in prose.quotations:
        if not offers.find(text) and not facts.is_known(text):
            fail("e", text, None)
