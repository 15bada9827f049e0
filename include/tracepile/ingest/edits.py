"""Take docstrings and comments out of program text; everything else stays byte for byte.

The text must compile and end its lines with a bare newline (see `validate`).
"""

import ast
import io
import tokenize
from collections.abc import Callable

from tracepile.ingest.parsing import parse_code, walk_statements

_Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def strip_docstrings(code: str, is_stripped: Callable[[str], bool] = lambda text: True) -> str:
    """Return the code without the docstrings for whose text `is_stripped` holds (default: all).

    The docstring goes with its line and the blank lines after it; a body that would be empty becomes `pass`.
    """
    lines = code.encode().splitlines(keepends=True)  # bytes: the parser counts columns in them, and only \n ends a line
    nodes = [node for node in walk_statements(parse_code(code)) if isinstance(node, _Documented)]
    edits = []
    for node in nodes:
        first = node.body[0] if node.body else None
        if (
            isinstance(first, ast.Expr)
            and isinstance(first.value, ast.Constant)
            and isinstance(first.value.value, str)
            and is_stripped(first.value.value)
        ):
            edits.append((first, len(node.body) == 1 and not isinstance(node, ast.Module)))
    for statement, is_only in sorted(edits, key=lambda edit: (edit[0].lineno, edit[0].col_offset), reverse=True):
        _cut_statement(lines, statement, is_only)
    return b"".join(lines).decode()


def _cut_statement(lines: list[bytes], statement: ast.stmt, is_only: bool) -> None:
    assert statement.end_lineno is not None
    assert statement.end_col_offset is not None
    start, end = statement.lineno - 1, statement.end_lineno - 1
    before, after = lines[start][: statement.col_offset], lines[end][statement.end_col_offset :]
    if is_only:
        lines[start : end + 1] = [before + b"pass" + after]
        return
    rest = after.lstrip()
    if rest.startswith(b";"):
        rest = rest[1:].lstrip()
    if rest or before.strip():
        lines[start : end + 1] = [before + (rest or b"\n")]
        return
    stop = end + 1
    while stop < len(lines) and not lines[stop].strip():
        stop += 1
    del lines[start:stop]


def strip_comments(code: str) -> str:
    """Return the code without its comments; a line that held nothing else goes whole."""
    lines = [line.decode() for line in code.encode().splitlines(keepends=True)]
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    spans = [token.start for token in tokens if token.type == tokenize.COMMENT]
    for row, column in reversed(spans):
        kept = lines[row - 1][:column].rstrip()
        if kept:
            lines[row - 1] = kept + "\n"
        else:
            del lines[row - 1]
    return "".join(lines)
