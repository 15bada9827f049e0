"""The same expression with values in it: `total + nums[2]` as `4 + 7`, with a claim for each value."""

import ast
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from tracepile.execution.canonical import type_name
from tracepile.execution.values import Instance, Opaque
from tracepile.narrate.evaluate import MISSING, Evaluator
from tracepile.narrate.imports import Module
from tracepile.narrate.model import Claim
from tracepile.narrate.show import SHORT, TOO_LONG, claim_literal, whole_literal

_ATOMS: Final = (int, float, complex, str, bytes, bool, Fraction, type(None))
_PLAIN_CALLS: Final = frozenset(("len", "ord", "chr", "int", "str", "abs", "float"))
_IN_LIMIT: Final = 40
_CALL_LIMIT: Final = 40


@lru_cache(maxsize=8192)
def source_of(node: ast.AST) -> str:
    """Return the source of an expression as prose shows it."""
    text = ast.unparse(node)
    if " for " in text:
        for part in ast.walk(node):
            if isinstance(part, ast.Call) and len(part.args) == 1 and isinstance(part.args[0], ast.GeneratorExp):
                inner = ast.unparse(part.args[0])
                text = text.replace(f"({inner})", inner)
    return text


def is_atom(value: Any) -> bool:
    """Tell whether a value is a plain one: no container, no instance."""
    return isinstance(value, _ATOMS)


def path_of(node: ast.expr, evaluator: Evaluator) -> str | None:
    """Return the path that a name, attribute or subscript stands for, indices resolved: `nums[2]`; None if it is none.

    Negative indices are counted from the front, as in the paths of a recording.
    """
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = path_of(node.value, evaluator)
        return None if owner is None else f"{owner}.{node.attr}"
    if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
        owner = path_of(node.value, evaluator)
        key = evaluator.find(node.slice)
        if owner is None or key is MISSING:
            return None
        if type(key) is int and key < 0:
            container = evaluator.find(node.value)
            if isinstance(container, Instance):
                container = container.items
            if isinstance(container, dict) or not hasattr(container, "__len__"):
                return f"{owner}[{key}]"
            key += len(container)
        if not (is_atom(key) or (isinstance(key, tuple) and all(map(is_atom, key)))):
            return None
        text = whole_literal(key)
        return f"{owner}[{text}]" if len(text) <= _IN_LIMIT else None
    return None


def claim_value(kind: str, step: int, frame: int, path: str, value: Any) -> Claim:
    """Build a claim about a known value; of one beyond all reading only its size is claimed."""
    text = whole_literal(value)
    if text == TOO_LONG and hasattr(value, "__len__"):
        return Claim("arithmetic", step, frame, f"len({path})", str(len(value)), "int")
    return Claim(kind, step, frame, path, claim_literal(text), type_name(value))


class Filler:
    """Rewrites an expression with the values of its names, collecting a claim for each."""

    def __init__(self, evaluator: Evaluator, step: int, frame: int) -> None:
        self.evaluator = evaluator
        self.step = step
        self.frame = frame
        self.claims: list[Claim] = []
        self.is_computable = True
        """Whether the filled form can be evaluated by itself (no result of a recorded call is left as a call)."""

    def fill(self, node: ast.expr, *, is_top: bool = False, room: int = SHORT) -> ast.expr:
        match node:
            case ast.Constant() | ast.Lambda():
                return node
            case ast.Subscript() if is_top and not isinstance(node.slice, ast.Constant | ast.UnaryOp):
                return self._fill_place(node, room)
            case ast.Name() | ast.Attribute() | ast.Subscript():
                return self._fill_path(node, room)
            case ast.JoinedStr() if is_top:
                return self._fill_text(node)
            case ast.BinOp():
                right = _guard(self.fill(node.right))
                left = self.fill(node.left)
                is_plain = is_top and not isinstance(node.op, ast.Pow)
                return ast.BinOp(left if is_plain else _guard(left), node.op, right)
            case ast.UnaryOp():
                operand = self.fill(node.operand)
                return ast.UnaryOp(node.op, operand if isinstance(node.op, ast.Not) else _guard(operand))
            case ast.Compare():
                return self._fill_compare(node)
            case ast.BoolOp():
                return self._fill_boolean(node)
            case ast.Call() if is_top:
                return self._fill_call(node)
            case ast.Tuple():
                return ast.Tuple([self.fill(element) for element in node.elts], ast.Load())
            case ast.List():
                return ast.List([self.fill(element) for element in node.elts], ast.Load())
            case ast.Set():
                return ast.Set([self.fill(element) for element in node.elts])
            case ast.Starred():
                return ast.Starred(self.fill(node.value), ast.Load())
            case ast.NamedExpr():
                return self.fill(node.value)
            case _ if not is_top:
                return self._fill_result(node, room)
        return node

    def _fill_path(self, node: ast.expr, room: int) -> ast.expr:
        value = self.evaluator.find(node)
        if value is MISSING or isinstance(value, Opaque) or callable(value) or isinstance(value, Module):
            return self._fill_inside(node)
        text = _literal_within(value, room)
        if text is None:
            return self._fill_inside(node)
        path = path_of(node, self.evaluator)
        if path is not None:
            self.claims.append(claim_value("value", self.step, self.frame, path, value))
        elif not self.evaluator.has_recorded(node):
            self.claims.append(claim_value("arithmetic", self.step, self.frame, ast.unparse(node), value))
        return ast.Name(text)

    def _fill_place(self, node: ast.Subscript, room: int) -> ast.expr:
        """Keep the container of an element that stands alone, with its index filled in: `xs[i]` as `xs[2]`."""
        if self.evaluator.find(node) is MISSING or self.evaluator.has_recorded(node):
            return self._fill_path(node, room)
        return self._fill_inside(node)

    def _fill_text(self, node: ast.JoinedStr) -> ast.expr:
        """Fill an f-string whose fields are all plain numbers; any other stays as it is."""
        mark, parts = len(self.claims), list[ast.expr]()
        for part in node.values:
            if not isinstance(part, ast.FormattedValue):
                parts.append(part)
                continue
            filled = self.fill(part.value)
            names = [each for each in ast.walk(filled) if isinstance(each, ast.Name)]
            value = self.evaluator.find(part.value)
            is_plain = all(each.id in ("True", "False") or not each.id[:1].isidentifier() for each in names)
            if not isinstance(value, int | float) or not is_plain:
                del self.claims[mark:]
                return node
            parts.append(ast.FormattedValue(filled, part.conversion, part.format_spec))
        return ast.JoinedStr(parts)

    def _fill_inside(self, node: ast.expr) -> ast.expr:
        """Keep a path whose value is too big to show, with its indices filled in."""
        if isinstance(node, ast.Attribute):
            return ast.Attribute(self._fill_inside(node.value), node.attr, ast.Load())
        if isinstance(node, ast.Subscript):
            return ast.Subscript(self._fill_inside(node.value), self._fill_slice(node.slice), ast.Load())
        if self.evaluator.has_recorded(node):
            self.is_computable = False
        return node

    def _fill_slice(self, node: ast.expr) -> ast.expr:
        if not isinstance(node, ast.Slice):
            return self.fill(node)
        bounds = [None if bound is None else self.fill(bound) for bound in (node.lower, node.upper, node.step)]
        return ast.Slice(*bounds)

    def _fill_compare(self, node: ast.Compare) -> ast.expr:
        left = self.fill(node.left)
        parts: list[ast.expr] = []
        for sign, part in zip(node.ops, node.comparators, strict=True):
            parts.append(self.fill(part, room=_IN_LIMIT if isinstance(sign, ast.In | ast.NotIn) else SHORT))
        return ast.Compare(left, node.ops, parts)

    def _fill_boolean(self, node: ast.BoolOp) -> ast.expr:
        """Fill the parts that are looked at; dots stand for the rest."""
        is_and = isinstance(node.op, ast.And)
        parts: list[ast.expr] = []
        for position, part in enumerate(node.values):
            parts.append(self.fill(part))
            value = self.evaluator.find(part)
            try:
                is_settled = value is not MISSING and self.evaluator.truth(value) is not is_and
            except Exception:
                is_settled = False
            if is_settled:
                if position + 1 < len(node.values):
                    self.is_computable = False
                    parts.append(ast.Name("…"))
                break
        return ast.BoolOp(node.op, parts)

    def _fill_call(self, node: ast.Call) -> ast.expr:
        function: ast.expr = node.func
        if isinstance(function, ast.Attribute):
            if isinstance(self.evaluator.find(function.value), str):
                function = ast.Attribute(self.fill(function.value), function.attr, ast.Load())
            elif isinstance(function.value, ast.Subscript):
                function = ast.Attribute(self._fill_inside(function.value), function.attr, ast.Load())
        elif isinstance(function, ast.Subscript):
            function = self._fill_inside(function)
        arguments = [self.fill(argument) for argument in node.args]
        keywords = [ast.keyword(keyword.arg, self.fill(keyword.value)) for keyword in node.keywords]
        if self.evaluator.has_recorded(node):
            self.is_computable = False
        return ast.Call(function, arguments, keywords)

    def _fill_result(self, node: ast.expr, room: int) -> ast.expr:
        """Replace a call, comprehension, conditional or text inside a larger expression by its value."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type":
            return self._fill_arguments(node) or node
        value = self.evaluator.find(node)
        text = None if value is MISSING or isinstance(value, Opaque) else _literal_within(value, room)
        is_recorded = self.evaluator.has_recorded(node)
        if text is not None and self.evaluator.is_peeked(node):
            return ast.Name(text)
        is_inside = is_recorded and not self.evaluator.is_recorded(node)  # calls made by a lambda or comprehension
        if is_inside and isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            self.is_computable = False
            return ast.Call(node.func, [self.fill(argument) for argument in node.args], [])
        if text is None or is_inside:
            self.is_computable = self.is_computable and not is_recorded
            return node
        if not is_recorded:
            call = self._fill_arguments(node)
            if call is not None:
                return call
            self.claims.append(claim_value("arithmetic", self.step, self.frame, ast.unparse(node), value))
        return ast.Name(text)

    def _fill_arguments(self, node: ast.expr) -> ast.expr | None:
        """Return a library call with its arguments as plain values, `gcd(0, 7)`, if that says more than its result."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.keywords or not node.args:
            return None
        if node.func.id in _PLAIN_CALLS or (len(node.args) == 1 and not isinstance(node.args[0], ast.Name)):
            return None
        texts: list[str] = []
        claims: list[Claim] = []
        for argument in node.args:
            value = self.evaluator.find(argument)
            text = None if value is MISSING or not is_atom(value) else _literal_within(value, 12)
            if text is None:
                return None
            texts.append(text)
            if not isinstance(argument, ast.Constant):
                path = path_of(argument, self.evaluator)
                kind = "arithmetic" if path is None else "value"
                claims.append(claim_value(kind, self.step, self.frame, path or ast.unparse(argument), value))
        if sum(map(len, texts)) > _CALL_LIMIT:
            return None
        self.claims += claims
        return ast.Call(node.func, [ast.Name(text) for text in texts], [])


def _literal_within(value: Any, room: int) -> str | None:
    """Return a value's literal if it is short; instances have none worth reading inside an expression."""
    if isinstance(value, Instance):
        return None
    if isinstance(value, list | tuple | dict | set | frozenset | str) and len(value) > room:
        return None
    text = whole_literal(value)
    return text if len(text) <= room else None


def _guard(node: ast.expr) -> ast.expr:
    """Put a negative number that stands for a name into parentheses."""
    if isinstance(node, ast.Name) and node.id.startswith("-"):
        return ast.Name(f"({node.id})")
    return node
