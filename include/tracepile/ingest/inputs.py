"""Inputs as the programs table wants them: call expressions or stdin texts, few, spread over what there is."""

import ast
import warnings
from collections.abc import Sequence
from typing import Any, TypeVar

from tracepile.ingest.candidate import Candidate, RawInput, Reason, RejectedError
from tracepile.ingest.parsing import STDIN
from tracepile.schema import Compare, InputKind, content_id
from tracepile.settings import Settings

T = TypeVar("T")


def build_inputs(candidate: Candidate, settings: Settings, drawn: Sequence[RawInput] = ()) -> list[dict[str, Any]]:
    """Return the rows of `inputs` (struct `schema.INPUT`): at most `inputs_per_program`, distinct.

    `drawn` inputs (from the candidate's generator) are used where the candidate has none. Inputs that the source
    refutes, that are too big or do not parse are left out. Raises `RejectedError` when nothing is left, with the
    reason of the first.
    """
    inputs = candidate.inputs or drawn
    if not inputs:
        raise RejectedError(Reason.NO_INPUT, "The row has no input.")
    good: dict[str, RawInput] = {}
    first: RejectedError | None = None
    for raw in inputs:
        try:
            text = _check_input(candidate, raw, settings.max_input_bytes)
        except RejectedError as error:
            first = first or error
            continue
        good.setdefault(text, raw)
    if not good:
        assert first is not None
        raise first
    return [
        {
            "input_id": make_input_id(kind_of(candidate.entry_point), text),
            "input": text,
            "expected": raw.expected if raw.compare is not None else None,
            "compare": None if raw.expected is None or raw.compare is None else str(raw.compare),
            "origin": raw.origin,
        }
        for text, raw in spread(list(good.items()), settings.inputs_per_program)
    ]


def kind_of(entry_point: str) -> InputKind:
    """Return how a program with this entry point takes its inputs."""
    return InputKind.STDIN if entry_point == STDIN else InputKind.CALL


def make_input_id(kind: InputKind, text: str) -> str:
    """Return the id of an input: the hash of its kind and text."""
    return content_id("input", str(kind), text)


def spread(items: Sequence[T], count: int) -> list[T]:
    """Choose `count` items evenly over a sequence, the first and the last among them (one: the first)."""
    if len(items) <= count:
        return list(items)
    if count == 1:
        return [items[0]]
    return [items[index * (len(items) - 1) // (count - 1)] for index in range(count)]


def _check_input(candidate: Candidate, raw: RawInput, max_bytes: int) -> str:
    if raw.is_refuted:
        raise RejectedError(
            Reason.NO_VERIFIED_INPUT, "The source says of every case that its answer was not reproduced."
        )
    try:
        size = max(len(raw.text.encode()), len((raw.expected or "").encode()))
    except UnicodeEncodeError:
        raise RejectedError(Reason.BAD_INPUT, "An input or its answer is not valid Unicode.") from None
    if size > max_bytes:
        raise RejectedError(
            Reason.OVERSIZE_INPUT, f"The inputs (or their answers) have more than {max_bytes} bytes.", {"bytes": size}
        )
    return raw.text if candidate.entry_point == STDIN else build_call(candidate.entry_point, raw.text)


def build_call(entry_point: str, arguments: str) -> str:
    """Return the call expression in its one spelling, `f([1, 2], k=3)`. Raises `RejectedError` (`bad_input`)."""
    text = f"{entry_point}({arguments}\n)"  # the line break ends a comment in the arguments
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            call = ast.parse(text, mode="eval").body
            compile(text, "<input>", "eval", dont_inherit=True)
            is_call = isinstance(call, ast.Call) and ast.unparse(call.func) == entry_point
            spelled = ast.unparse(call)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
            message = getattr(error, "msg", None) or str(error) or type(error).__name__
            raise RejectedError(Reason.BAD_INPUT, f"An input is no argument list: {message}.") from None
    if not is_call:
        raise RejectedError(Reason.BAD_INPUT, "An input is no argument list.")
    return spelled


# expected answers -------------------------------------------------------------------------------------------------


def expect_literal(text: str) -> tuple[str, Compare] | tuple[None, None]:
    """Return the expected answer for a stated `repr`, or (None, None) where the text is no Python literal.

    Sets have no order of their own in a `repr`, and a source may break lines, so such texts compare as values.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = ast.literal_eval(text.strip())
            is_exact = repr(value) == text.strip() and not _holds_set(value)
        except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
            return None, None
    return text.strip(), Compare.LITERAL if is_exact else Compare.EQUAL


def _holds_set(value: object) -> bool:
    if isinstance(value, set | frozenset):
        return True
    if isinstance(value, dict):
        return any(_holds_set(part) for pair in value.items() for part in pair)
    return isinstance(value, list | tuple) and any(_holds_set(part) for part in value)


def expect_raise(text: str) -> tuple[str, Compare]:
    """Return the expected answer for a stated exception: its type alone where the message is shortened."""
    kind, _, message = text.strip().partition(":")
    is_whole = bool(message.strip()) and "..." not in message and "\n" not in message
    return (text.strip() if is_whole else kind.strip()), Compare.RAISES
