"""Line coverage of a program by its runs, over the parts that could have run or that a rewrite touched."""

from collections.abc import Iterator
from types import CodeType


def measure_coverage(code: str, ran: set[int], other: str) -> float:
    """Return the share (0-1) of a program's executable lines that ran; 0 for a program that does not compile.

    A function that no input entered and that reads the same in the `other` program is left out: there is nothing about
    it to compare. One that differs counts, so that an untouched difference shows as missing coverage.
    """
    try:
        same = {_fingerprint(block) for block in _blocks(other)}
        blocks = list(_blocks(code))
    except (SyntaxError, ValueError, RecursionError):
        return 0.0
    lines: set[int] = set()
    for block in blocks:
        own = _own_lines(block)
        if own & ran or _fingerprint(block) not in same:
            lines |= own
    return round(len(lines & ran) / len(lines), 4) if lines else 1.0


def _blocks(code: str) -> Iterator[CodeType]:
    pending = [compile(code, "<program>", "exec", dont_inherit=True)]
    while pending:
        block = pending.pop()
        yield block
        pending += [part for part in block.co_consts if isinstance(part, CodeType)]


def _own_lines(block: CodeType) -> set[int]:
    """Return the lines of a code object that can run, without the line of its `def`, which the outer one runs."""
    lines = {line for _, _, line in block.co_lines() if line}
    return lines - {block.co_firstlineno} if len(lines) > 1 and block.co_name != "<module>" else lines


def _fingerprint(block: CodeType) -> tuple[object, ...]:
    constants = tuple(
        _fingerprint(part) if isinstance(part, CodeType) else (type(part).__name__, repr(part))
        for part in block.co_consts
    )
    return (block.co_name, block.co_code, block.co_names, block.co_varnames, block.co_freevars, constants)
