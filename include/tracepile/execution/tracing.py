"""What both tracers read from the events of `sys.settrace`."""

from __future__ import annotations

import opcode

from tracepile.execution import classes
from tracepile.execution.canonical import cut, describe_exception, scrub

# The instruction at which a frame is left: by returning, by yielding; and where StopIteration is no exception.
RETURNS = frozenset({opcode.opmap["RETURN_VALUE"]})
YIELDS = frozenset({opcode.opmap["YIELD_VALUE"]})
SILENT = frozenset({opcode.opmap[name] for name in ("FOR_ITER", "SEND") if name in opcode.opmap})


def describe_raised(kind: type, error: BaseException, limit: int) -> str:
    """An exception as `Type: message`, of at most `limit` characters."""
    message = describe_exception(error)
    text = f"{classes.type_name(kind)}: {message}" if message else classes.type_name(kind)
    return cut(scrub(text), limit)
