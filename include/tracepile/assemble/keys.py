"""What makes two samples the same sample: the shape of the code, the input, and the question."""

import ast
import warnings
from collections.abc import Mapping
from typing import Any

from tracepile.schema import InputKind, content_id


def normalise_input(input_kind: str, given: str) -> str:
    """Return an input in its one form: of a call its arguments, written canonically; of a text its lines.

    Spaces and quotes of a call and the name of its function do not matter, nor do spaces at the ends of lines.
    """
    if input_kind == InputKind.CALL:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                call = ast.parse(given.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return given.strip()
        if isinstance(call, ast.Call):
            return ast.unparse(ast.Call(func=ast.Name(id="_"), args=call.args, keywords=call.keywords))
        return ast.unparse(call)
    return "\n".join(line.rstrip() for line in given.rstrip().split("\n"))


def make_sample_key(shape: str, given: str, row: Mapping[str, Any]) -> str:
    """Return the key that equal samples share.

    shape: the code's fingerprint; given: the normalised input; row: question_kind, the question's place (step, line,
    visit, variable) and style.
    """
    place = [row[name] for name in ("question_kind", "step", "line", "visit", "variable", "style")]
    return content_id("key", shape, given, place)


def make_sample_id(row: Mapping[str, Any]) -> str:
    """Return a sample's id: what it asks about, whatever the run, the narrator and the settings were.

    row: config, program_id, input_id, question_kind, question, style. A new version of the tracer or the narrator so
    gives the same sample with another content.
    """
    names = ("config", "program_id", "input_id", "question_kind", "question", "style")
    return content_id("sample", *(row[name] for name in names))
