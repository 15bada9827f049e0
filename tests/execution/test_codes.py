"""The list of instructions says what `dis` says."""

import dis
import heapq
import inspect
import json.decoder
import textwrap

import pytest

from tracepile.execution.codes import list_code_objects, list_instructions

_NAMED = {"STORE_NAME", "STORE_GLOBAL", "STORE_ATTR", "STORE_FAST", "STORE_DEREF", "DELETE_FAST", "DELETE_DEREF"}
_CELLS = """
    def outer(a):
        b = a
        def inner():
            nonlocal b
            b += a
            return b
        del a
        return inner
"""
# Arguments above 255 are written in two instructions.
_LONG = "\n".join(f"name_{number} = other.name_{number} = {number}" for number in range(600))


@pytest.mark.parametrize(
    "source", [inspect.getsource(heapq), inspect.getsource(json.decoder), textwrap.dedent(_CELLS), _LONG]
)
def test_instructions_are_those_of_dis(source: str) -> None:
    for code in list_code_objects(compile(source, "program", "exec")):
        expected = [each for each in dis.get_instructions(code) if each.opname != "EXTENDED_ARG"]
        found = list_instructions(code, dis.opmap.keys() - {"EXTENDED_ARG", "CACHE"})
        assert [each.opname for each in found] == [each.opname for each in expected]
        for one, other in zip(found, expected, strict=True):
            assert one.argument == (other.arg or 0)
            assert other.positions is not None
            assert (one.line, one.end_line) == (other.positions.lineno, other.positions.end_lineno)
            assert one.end_column == other.positions.end_col_offset
            if one.opname in _NAMED:
                assert one.name == other.argval


def test_only_the_wanted_instructions_are_listed() -> None:
    (instruction,) = list_instructions(compile("a = b\nc.d = a", "program", "exec"), {"STORE_ATTR"})
    assert (instruction.opname, instruction.name, instruction.line) == ("STORE_ATTR", "d", 2)
