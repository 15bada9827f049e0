"""Turns a file of `sql/validate/` into a query that Great Expectations can run over its batch."""

import re
from collections.abc import Mapping
from typing import Any

from tracepile import sql

_PARAM = re.compile(r"\$(\w+)")
_BIND = re.compile(r"(?<![:\\\w]):(?=\w)")


def write_query(name: str, params: Mapping[str, Any]) -> str:
    """Return the query of one file: `samples` is the batch, `$params` are literals.

    The result is a template in which Great Expectations puts the batch for `{batch}`, and a text in which SQLAlchemy
    would take `:word` for a bind parameter; both are escaped in what the file holds.
    """
    lines = [line for line in sql.load(name).splitlines() if not line.lstrip().startswith("--")]
    body = "\n".join(lines).strip().rstrip(";")

    def literal(match: re.Match[str]) -> str:
        if match[1] not in params:
            raise ValueError(f"sql/{name} asks for ${match[1]}, which the suite does not give; add it to `params`.")
        return write_literal(params[match[1]])

    filled = _PARAM.sub(literal, body)
    escaped = _BIND.sub(r"\\:", filled.replace("{", "{{").replace("}", "}}"))
    return f"WITH samples AS (SELECT * FROM {{batch}})\nSELECT * FROM (\n{escaped}\n) AS unexpected"  # noqa: S608


def write_literal(value: Any) -> str:
    """Return the SQL literal of a number, a text, a truth value or a list of them."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(write_literal(part) for part in value) + "]"
    raise ValueError(f"{value!r} cannot be a parameter of an expectation; give a number, a text or a list.")
