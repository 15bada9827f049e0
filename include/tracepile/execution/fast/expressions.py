"""Expressions of a program as Python text that finds their values without running code of the program."""

from __future__ import annotations

import ast
from collections.abc import Collection

_OPERATORS = {ast.Add: "plus", ast.Sub: "minus", ast.Mult: "times", ast.FloorDiv: "divide", ast.Mod: "modulo"}


class ExpressionWriter:
    """Writes the expressions of one code object, in terms of the functions of `resolve`.

    Args:
        own: the variables of a function; None for the body of a module or class.
        is_module: whether this is the body of the module.
    """

    def __init__(self, own: Collection[str] | None, *, is_module: bool) -> None:
        self._own = own
        self._is_module = is_module

    def write(self, node: ast.AST | None) -> str | None:
        """An expression as Python text that finds its value without running code of the program; None if that
        cannot be.
        """
        match node:
            case ast.Constant(value=value) if type(value) in (int, str, bool, float, bytes, type(None)):
                return repr(value) if value == value and value not in (float("inf"), -float("inf")) else None
            case ast.Name(id=name):
                return self._write_name(name)
            case ast.Attribute(value=inner, attr=name):
                base = self.write(inner)
                return None if base is None else f"attribute({base}, {name!r})"
            case ast.Subscript(value=inner, slice=key):
                base, place = self.write(inner), self.write(key)
                return None if base is None or place is None else f"item({base}, {place})"
            case ast.Tuple(elts=elements):
                parts = [self.write(element) for element in elements]
                return None if None in parts else f"pack({', '.join(map(str, parts))})"
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner_text = self.write(operand)
                return None if inner_text is None else f"negate({inner_text})"
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                one, other = self.write(left), self.write(right)
                return None if one is None or other is None else f"{_OPERATORS[type(op)]}({one}, {other})"
            case ast.Call(func=ast.Attribute(value=inner, attr="setdefault" | "get"), args=[key, *_], keywords=[]):
                base, place = self.write(inner), self.write(key)
                return None if base is None or place is None else f"entry({base}, {place})"
            case ast.NamedExpr(target=target):
                return self.write(target)
            case _:
                return None

    def _write_name(self, name: str) -> str | None:
        if self._own is not None and name in self._own:
            return f"local.get({name!r}, NOTHING)"
        if self._own is not None or self._is_module:
            return f"top.get({name!r}, NOTHING)"
        return None  # in the body of a class a name is found in one of three places
