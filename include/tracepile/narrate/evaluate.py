"""Evaluate expressions of the program on a recorded state, without running any of the program's code.

The evaluator reads names through a lookup, computes with plain values and a closed list of library functions, and
takes the values of calls to the program's own functions from the recording. What it cannot tell is `UnknownError`.
"""

import ast
from collections import deque
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from tracepile.execution.values import Instance, Opaque
from tracepile.narrate.binding import build_dict, build_sequence, make_function
from tracepile.narrate.imports import Module
from tracepile.narrate.library import BUILTINS, UnknownError, call_method, check_order
from tracepile.narrate.operations import (
    COMPARE,
    UNARY,
    Budget,
    check_plain,
    compute,
    default_of,
    items_of,
    peek,
    read_fraction,
)

MISSING: Final = object()
_PARTS: Final[dict[type, tuple[str, ...]]] = {
    complex: ("real", "imag"),
    int: ("real", "imag"),
    float: ("real", "imag"),
    Fraction: ("numerator", "denominator"),
}
"""Attributes of plain values."""


class Evaluator:
    """Evaluates expressions at one moment of a run.

    lookup: a variable's value, or MISSING. imports: see `find_imports`. call: the recorded result of a call to one
    of the program's own functions (MISSING when there is none); it is asked in the order of evaluation.
    """

    def __init__(
        self,
        lookup: Callable[[str], Any],
        imports: Mapping[str, Any],
        call: Callable[[ast.Call], Any] = lambda node: MISSING,
    ) -> None:
        self._lookup = lookup
        self._imports = imports
        self._call = call
        self.local: dict[str, Any] = {}
        """Names that a comprehension or lambda binds while it is evaluated."""
        self._budget = Budget()
        self._known: dict[ast.expr, Any] = {}
        self._recorded: set[ast.expr] = set()
        self._removals: set[ast.expr] = set()
        self._peeked: set[ast.expr] = set()

    def allow_removal(self, node: ast.Call) -> None:
        """Let one call such as `xs.pop()` stand for the element that it will take out."""
        self._removals.add(node)

    def is_recorded(self, node: ast.expr) -> bool:
        """Tell whether a call was answered from the recording."""
        return node in self._recorded

    def has_recorded(self, node: ast.expr) -> bool:
        """Tell whether an expression contains a call that another evaluation cannot repeat.

        That is one answered from the recording, or one that takes an element out of a container.
        """
        known = self._recorded | self._peeked
        return bool(known) and any(part in known for part in ast.walk(node))

    def is_peeked(self, node: ast.expr) -> bool:
        """Tell whether this very call takes an element out of a container."""
        return node in self._peeked

    def has_peeked(self, node: ast.expr) -> bool:
        """Tell whether an expression contains a call that takes an element out of a container."""
        return bool(self._peeked) and any(part in self._peeked for part in ast.walk(node))

    def value(self, node: ast.expr) -> Any:
        """Return the value of an expression. Raises UnknownError."""
        if node in self._known:
            found = self._known[node]
            if found is MISSING:
                raise UnknownError
            return found
        try:
            found = self.compute(node)
        except UnknownError:
            if not self.local:
                self._known[node] = MISSING
            raise
        except Exception as error:  # the program's own mistake, or a stand-in that cannot compute
            if not self.local:
                self._known[node] = MISSING
            raise UnknownError from error
        if isinstance(found, Opaque) and found.type_name == "Fraction":
            found = read_fraction(found)
        if not self.local:
            self._known[node] = found
        return found

    def find(self, node: ast.expr) -> Any:
        """Return the value of an expression, or MISSING."""
        try:
            return self.value(node)
        except UnknownError:
            return MISSING

    def compute(self, node: ast.expr) -> Any:
        """Return the value of an expression, computed anew. Raises UnknownError, or what the computation raises."""
        self._budget.tick()
        evaluate = _EVALUATE.get(type(node))
        if evaluate is None:
            raise UnknownError
        return evaluate(self, node)

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _name(self, node: ast.Name) -> Any:
        if node.id in self.local:
            return self.local[node.id]
        found = self._lookup(node.id)
        if found is not MISSING:
            return found
        if node.id in self._imports:
            return self._imports[node.id]
        if node.id in BUILTINS:
            return BUILTINS[node.id]
        raise UnknownError

    def _attribute(self, node: ast.Attribute) -> Any:
        owner = self.value(node.value)
        if isinstance(owner, Module):
            if node.attr in owner.members:
                return owner.members[node.attr]
        elif isinstance(owner, Instance | Opaque) and node.attr in owner.attributes:
            return owner.attributes[node.attr]
        elif any(isinstance(owner, kind) and node.attr in names for kind, names in _PARTS.items()):
            return getattr(owner, node.attr)
        raise UnknownError

    def _subscript(self, node: ast.Subscript) -> Any:
        owner = items_of(self.value(node.value))
        if isinstance(node.slice, ast.Slice):
            bounds = (node.slice.lower, node.slice.upper, node.slice.step)
            key: Any = slice(*(None if bound is None else self.value(bound) for bound in bounds))
            if not isinstance(owner, list | tuple | str | bytes | range):
                raise UnknownError
            return owner[key]
        key = self.value(node.slice)
        if isinstance(owner, dict):
            if dict.__contains__(owner, key):
                return dict.__getitem__(owner, key)
            return default_of(owner)
        if not isinstance(owner, list | tuple | str | bytes | range | deque):
            raise UnknownError
        return owner[key]

    def _binary(self, node: ast.BinOp) -> Any:
        left, right = self._pair(node.left, node.right)
        return self._budget.made(compute(type(node.op), items_of(left), items_of(right)))

    def _pair(self, left: ast.expr, right: ast.expr) -> tuple[Any, Any]:
        """Evaluate both, even when the first is unknown, so that recorded calls stay in step."""
        first = self.find(left)
        second = self.find(right)
        if first is MISSING or second is MISSING:
            raise UnknownError
        return first, second

    def _unary(self, node: ast.UnaryOp) -> Any:
        operand = self.value(node.operand)
        return not self.truth(operand) if isinstance(node.op, ast.Not) else UNARY[type(node.op)](operand)

    def truth(self, value: Any) -> bool:
        """Return whether a recorded value counts as true."""
        if isinstance(value, Instance):
            if value.kind == "object":
                return True
            value = value.items
        if isinstance(value, Opaque):
            raise UnknownError
        return bool(value)

    def _boolean(self, node: ast.BoolOp) -> Any:
        is_and = isinstance(node.op, ast.And)
        found: Any = None
        for part in node.values:
            found = self.value(part)
            if self.truth(found) is not is_and:
                return found
        return found

    def _compare(self, node: ast.Compare) -> Any:
        left = self.value(node.left)
        result: Any = True
        for sign, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part)
            if isinstance(sign, ast.Is | ast.IsNot):
                result = COMPARE[type(sign)](left, right)
            else:
                if (isinstance(left, Opaque) and not left.is_atom) or isinstance(right, Opaque):
                    raise UnknownError
                if isinstance(sign, ast.In | ast.NotIn):
                    self._budget.read([] if isinstance(right, range) else [items_of(right)])
                result = COMPARE[type(sign)](items_of(left), items_of(right))
            if not result:
                return result
            left = right
        return result

    def _choice(self, node: ast.IfExp) -> Any:
        return self.value(node.body if self.truth(self.value(node.test)) else node.orelse)

    def _elements(self, nodes: list[ast.expr]) -> list[Any]:
        found: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                starred = items_of(self.value(node.value))
                self._budget.read([starred])
                check_order(None, [starred], ())
                found.extend(self._budget.made(starred))
            else:
                found.append(self.value(node))
        return found

    def _list(self, node: ast.List) -> Any:
        return self._elements(node.elts)

    def _tuple(self, node: ast.Tuple) -> Any:
        return tuple(self._elements(node.elts))

    def _set(self, node: ast.Set) -> Any:
        return set(self._elements(node.elts))

    def _dict(self, node: ast.Dict) -> Any:
        found: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                found.update(self.value(value))
            else:
                name = self.value(key)
                found[name] = self.value(value)
        return found

    def _named(self, node: ast.NamedExpr) -> Any:
        return self.value(node.value)

    def _text(self, node: ast.JoinedStr) -> Any:
        parts: list[str] = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
                continue
            assert isinstance(part, ast.FormattedValue)
            value = self.value(part.value)
            check_plain(value)
            spec = "" if part.format_spec is None else self.value(part.format_spec)
            if len(spec) > 8:
                raise UnknownError
            if part.conversion == ord("r"):
                value = repr(value)
            elif part.conversion == ord("s"):
                value = str(value)
            parts.append(format(value, spec))
        return "".join(parts)

    def _function(self, node: ast.Call) -> Any:
        is_method = isinstance(node.func, ast.Attribute)
        owner = self.find(node.func.value) if isinstance(node.func, ast.Attribute) else self.find(node.func)
        given = self._arguments(node)
        recorded = self._call(node)
        if recorded is not MISSING:
            self._recorded.add(node)
            return recorded
        if owner is MISSING or given is None:
            raise UnknownError
        arguments, keywords = given
        arguments = list(map(items_of, arguments))
        if owner is not range and owner is not len:
            self._budget.read(arguments)
        if node in self._removals:
            self._peeked.add(node)
            return peek(items_of(owner), node.func.attr, arguments)  # type: ignore[attr-defined]
        if is_method and not isinstance(owner, Module):
            self._budget.read([items_of(owner)])
            if not isinstance(items_of(owner), set | frozenset):
                check_order(None, arguments, keywords)
            return self._budget.made(call_method(items_of(owner), node.func.attr, arguments, keywords))  # type: ignore[attr-defined]
        function = owner.members.get(node.func.attr) if isinstance(owner, Module) else owner  # type: ignore[attr-defined]
        if isinstance(function, Instance | Opaque) or not callable(function):
            raise UnknownError
        check_order(function, arguments, keywords)
        if function in (str, repr):
            check_plain(arguments)
        return self._budget.made(function(*arguments, **keywords))

    def _arguments(self, node: ast.Call) -> tuple[list[Any], dict[str, Any]] | None:
        """Evaluate all arguments, in order, also behind an unknown one; None when one is unknown."""
        found: list[Any] = []
        keywords: dict[str, Any] = {}
        is_known = True
        for argument in node.args:
            value = self.find(argument.value if isinstance(argument, ast.Starred) else argument)
            if value is MISSING:
                is_known = False
            elif isinstance(argument, ast.Starred):
                self._budget.read([items_of(value)])
                check_order(None, [items_of(value)], ())
                found.extend(items_of(value))
            else:
                found.append(value)
        for keyword in node.keywords:
            value = self.find(keyword.value)
            if value is MISSING or keyword.arg is None:
                is_known = False
            else:
                keywords[keyword.arg] = value
        return (found, keywords) if is_known else None


_EVALUATE: Final[dict[type[ast.expr], Callable[[Evaluator, Any], Any]]] = {
    ast.Constant: Evaluator._constant,
    ast.Name: Evaluator._name,
    ast.Attribute: Evaluator._attribute,
    ast.Subscript: Evaluator._subscript,
    ast.BinOp: Evaluator._binary,
    ast.UnaryOp: Evaluator._unary,
    ast.BoolOp: Evaluator._boolean,
    ast.Compare: Evaluator._compare,
    ast.IfExp: Evaluator._choice,
    ast.List: Evaluator._list,
    ast.Tuple: Evaluator._tuple,
    ast.Set: Evaluator._set,
    ast.Dict: Evaluator._dict,
    ast.NamedExpr: Evaluator._named,
    ast.JoinedStr: Evaluator._text,
    ast.Call: Evaluator._function,
    ast.Lambda: make_function,
    ast.ListComp: build_sequence,
    ast.SetComp: build_sequence,
    ast.GeneratorExp: build_sequence,
    ast.DictComp: build_dict,
}
