"""What the test server's model writes for the prompts of the narrator, by the name of the response schema.

A faithful and plain model: it reads the rows of the last prompt that shows any, and writes one short sentence for each
fact. Asked for a repair it writes the rows that the last message names.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

_ROW = re.compile(r"^Row (\d+) of \d+ \(lines? ", re.MULTILINE)
_AGAIN = re.compile(r"^Write (?:row|the rows) ([\d, ]+) again", re.MULTILINE)
_ANSWER = re.compile(r"^The final answer: (.*)\Z", re.MULTILINE | re.DOTALL)
_MAX_PROSE = 2_000
_MAX_CLAIMS = 60
_TOO_LONG = "the text is too long"
_UNREADABLE = "\nAn earlier answer to this could not be used:"

Facts = list[dict[str, Any]]


def _read(body: dict[str, Any]) -> tuple[dict[int, Facts], str]:
    """Return the rows to write, by number, and the final answer that is asked for."""
    messages = [message["content"] for message in body["messages"] if message["role"] == "user"]
    prompt = next(text for text in reversed(messages) if _ROW.search(text))
    prompt = prompt.partition(_UNREADABLE)[0]
    rows: dict[int, Facts] = {}
    pieces = _ROW.split(prompt)
    for number, text in zip(pieces[1::2], pieces[2::2], strict=True):
        rows[int(number)] = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    again = _AGAIN.search(messages[-1])
    if again:
        wanted = {int(number) for number in again[1].split(",")}
        rows = {number: facts for number, facts in rows.items() if number in wanted}
    if _TOO_LONG in messages[-1]:
        rows = {number: [fact for fact in facts if fact.get("tell")] for number, facts in rows.items()}
    answer = _ANSWER.search(prompt)
    return rows, answer[1].strip() if answer else ""


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _state(fact: dict[str, Any], of: str, value: str) -> str:
    return f"{of} gets the value {value}" if "set_by_line" in fact else f"There {of} is {value}"


def _worth_telling(facts: Facts) -> Facts:
    """Leave out computations, and calls that are told by what they return."""
    returned = {fact.get("call") for fact in facts}
    return [
        fact
        for fact in facts
        if fact["kind"] != "arithmetic" and not returned & {fact.get("slot", ""), fact.get("literal", "")}
    ]


def answer_slots(body: dict[str, Any]) -> object:
    """Write rows with slots."""
    rows, _ = _read(body)
    return {"rows": [{"row": number, "prose": _tell_slots(facts)} for number, facts in rows.items()]}


def _tell_slots(facts: Facts) -> str:
    sentences = [f"{_slot_sentence(fact)}." for fact in _worth_telling(facts)]
    return _join(dict.fromkeys(sentences))


def _join(sentences: Iterable[str]) -> str:
    """Return a paragraph that keeps to the schema's bound."""
    kept: list[str] = []
    for sentence in sentences:
        if sum(map(len, kept)) + len(kept) + len(sentence) <= _MAX_PROSE:
            kept.append(sentence)
    return " ".join(kept) or "Nothing else happens here."


def _slot_sentence(fact: dict[str, Any]) -> str:
    slot, of = f"{{{{{fact['slot']}}}}}", _code(fact["of"])
    match fact["kind"]:
        case "branch":
            return f"The condition {of} is {slot}"
        case "loop":
            return f"The loop {of} runs {slot} times"
        case "return":
            called = f"{{{{{fact['call']}}}}}" if "call" in fact else of
            return f"{called} returns {slot}"
        case "call":
            return f"The program makes the call {slot}"
        case "answer":
            return f"So the answer is {slot}"
        case "error":
            return f"That raises {slot}"
        case "range":
            return _slot_range(fact["slot"].rpartition("@")[0], slot, of)
    return _state(fact, of, slot)


def _slot_range(name: str, slot: str, of: str) -> str:
    words = {
        "passes": f"The same is done {slot} times",
        "printed": f"The program prints {slot}",
        "calls": f"That makes {slot} calls",
        "trend": f"Meanwhile {of} {slot}",
        "first": f"It begins with {slot}",
        "last": f"It ends with {slot}",
        "min": f"The least is {slot}",
        "max": f"The most is {slot}",
    }
    return words.get(name.rpartition(".")[2], f"The count is {slot}")


def answer_anchored(body: dict[str, Any]) -> object:
    """Write rows with claims."""
    rows, answer = _read(body)
    return {"rows": [_tell_anchored(number, facts) for number, facts in rows.items()], "answer": answer}


def _tell_anchored(number: int, facts: Facts) -> dict[str, Any]:
    sentences: dict[str, None] = {}
    claims: list[dict[str, Any]] = []
    for fact in _worth_telling(facts)[:_MAX_CLAIMS]:
        if fact["kind"] == "error":
            sentences[f"That raises {_code(fact['text'])}."] = None
            continue
        sentences[f"{_anchored_sentence(fact)}."] = None
        literal = "" if fact["kind"] == "call" else fact["literal"]
        claims.append({"kind": fact["kind"], "step": fact["step"], "path": fact["path"], "literal": literal})
    return {"row": number, "prose": _join(sentences), "claims": claims}


def _anchored_sentence(fact: dict[str, Any]) -> str:
    path, literal = _code(fact["path"]), _short(fact["literal"])
    match fact["kind"]:
        case "branch":
            return f"The condition {path} is {literal.lower()}"
        case "loop":
            return f"The loop {path} runs {literal} times"
        case "return":
            return f"{_code(fact.get('call', fact['path']))} returns {_code(literal)}"
        case "call":
            return f"The program makes the call {_code(literal)}"
        case "range":
            found = json.loads(fact["literal"])
            if "n_passes" in found:
                return f"The same is done {found['n_passes']} times"
            if "first" in found:
                return f"{path} goes from {_code(_short(found['first']))} to {_code(_short(found['last']))}"
            return f"The same goes on for {path}"
    where = f" on line {fact['set_by_line']}" if "set_by_line" in fact else ""
    return _state(fact, path, _code(literal)) + where


def _short(literal: str) -> str:
    """Return a literal as prose may show it; of a long one only the head, as far as it is sure to be right."""
    return literal if len(literal) <= 200 else f"{literal[:60]}…"


ANSWERERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "narrate_slots": answer_slots,
    "narrate_anchored": answer_anchored,
}
