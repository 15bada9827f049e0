"""Canonical literals: the one way a value is written, without running a line of the program's code.

Python literal syntax where there is one; sets sorted by (type name, literal); dicts in insertion order; instances as
`Node(val=1, next=None)`; recursion as `[...]`, `{...}` or `Node(...)`; no memory address anywhere. Works on real
values (inside the traced process) and on rebuilt ones (`values.Instance`, `values.Opaque`) alike.
"""

from __future__ import annotations

import hashlib
import re

from tracepile.execution import classes, objects
from tracepile.execution.atoms import ATOM_TEXT, opaque_literal
from tracepile.execution.classes import class_of
from tracepile.execution.plain import write_plain, write_tree
from tracepile.execution.values import Instance
from tracepile.execution.writer import LiteralTooLongError, Writer, type_name

__all__ = [
    "LiteralTooLongError",
    "atom_literal",
    "cut",
    "describe_exception",
    "literal",
    "opaque_literal",
    "scrub",
    "type_name",
]

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_MAX_DECIMAL_BITS = 14_000  # about 4200 digits, below the default limit of Python's own conversion


def literal(value: object, *, limit: int | None = None, depth: int | None = None) -> str:
    """The canonical literal of a value.

    `depth` bounds how many instances may stand inside one another (deeper ones are written `Node(...)`). Raises
    LiteralTooLongError once more than `limit` characters were written.
    """
    text = ATOM_TEXT.get(id(type(value)))
    if text is not None:
        done: str | None = text(value)
    elif type(value) is Instance:
        done = write_tree(value, depth) if depth and limit is None else None
    else:
        done = write_plain(value)
    if done is None:
        return Writer(limit, depth).write(value)
    if limit is not None and len(done) > limit:
        raise LiteralTooLongError(f"a literal has more than {limit} characters")
    return done


def cut(text: str, limit: int) -> str:
    """`text` itself, or its beginning with the marker `…[len=N sha256=XXXXXXXX]`, `limit` characters in all."""
    if len(text) <= limit:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    marker = f"…[len={len(text)} sha256={digest}]"
    return text[: max(0, limit - len(marker))] + marker


def atom_literal(value: object, limit: int) -> str:
    """The literal of an atom inside an event: cut, and an integer too big to be cheap is written in hexadecimal."""
    if type(value) is int and value.bit_length() > _MAX_DECIMAL_BITS:
        return cut(hex(value), limit)
    return cut(ATOM_TEXT[id(type(value))](value), limit)


def describe_exception(error: BaseException) -> str:
    """The message of an exception from its arguments, never calling a `__str__` of the program; no addresses."""
    arguments = tuple(objects.read_items(error, class_of(error)))
    if issubclass(type(error), SyntaxError):
        message = str(SyntaxError.__dict__["msg"].__get__(error))
    elif issubclass(type(error), (OSError, UnicodeError)) and not classes.is_program_class(type(error)):
        message = str(error)
    elif not arguments:
        message = ""
    elif len(arguments) > 1:
        message = literal(arguments, limit=None, depth=4)
    elif type(arguments[0]) is str and not issubclass(type(error), KeyError):
        message = arguments[0]
    else:
        message = literal(arguments[0], limit=None, depth=4)
    return scrub(message)


def scrub(text: str) -> str:
    """`text` without memory addresses and without characters that UTF-8 cannot hold."""
    return _ADDRESS.sub("", text.encode("utf-8", "backslashreplace").decode("utf-8"))
