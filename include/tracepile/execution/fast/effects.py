"""What each line of a code object can change, found from its instructions and the syntax tree."""

from __future__ import annotations

import ast
import opcode
from types import CodeType

from tracepile.execution.classes import is_dunder
from tracepile.execution.codes import Instruction, list_instructions
from tracepile.execution.fast.expressions import ExpressionWriter
from tracepile.execution.fast.facts import Callee, Facts, Position, judge_function
from tracepile.execution.fast.library import CHANGING_METHODS, PURE_BUILTINS, PURE_METHODS
from tracepile.execution.fast.targets import Effects, Target

_FIRST_INPLACE = 13  # of the arguments of BINARY_OP
_OPTIMIZED = 0x1
_LOCAL_STORES = frozenset(("STORE_FAST", "DELETE_FAST", "STORE_NAME", "DELETE_NAME"))
_GLOBAL_STORES = frozenset(("STORE_GLOBAL", "DELETE_GLOBAL"))
_CELL_STORES = frozenset(("STORE_DEREF", "DELETE_DEREF"))
_STORES = _LOCAL_STORES | _GLOBAL_STORES | _CELL_STORES
_FRESH = (ast.List, ast.Tuple, ast.Dict, ast.Constant, ast.ListComp, ast.DictComp)
_REACHING = frozenset(("eval", "setattr", "delattr"))
# Instructions that change nothing that is followed; code of the program that they call is traced by itself.
_HARMLESS = frozenset(
    "CACHE RESUME NOP POP_TOP PUSH_NULL COPY SWAP EXTENDED_ARG PRECALL KW_NAMES MAKE_CELL COPY_FREE_VARS"
    " MAKE_FUNCTION LOAD_CONST LOAD_FAST LOAD_NAME LOAD_GLOBAL LOAD_DEREF LOAD_CLASSDEREF LOAD_CLOSURE LOAD_ATTR"
    " LOAD_METHOD LOAD_BUILD_CLASS LOAD_ASSERTION_ERROR UNARY_POSITIVE UNARY_NEGATIVE UNARY_NOT UNARY_INVERT"
    " BINARY_OP BINARY_SUBSCR COMPARE_OP IS_OP CONTAINS_OP BUILD_TUPLE BUILD_LIST BUILD_SET BUILD_MAP"
    " BUILD_CONST_KEY_MAP BUILD_STRING BUILD_SLICE LIST_APPEND SET_ADD MAP_ADD LIST_EXTEND SET_UPDATE DICT_UPDATE"
    " DICT_MERGE LIST_TO_TUPLE FORMAT_VALUE GET_ITER GET_YIELD_FROM_ITER FOR_ITER UNPACK_SEQUENCE UNPACK_EX"
    " RETURN_VALUE YIELD_VALUE SEND RETURN_GENERATOR JUMP_FORWARD JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT"
    " POP_JUMP_FORWARD_IF_FALSE POP_JUMP_FORWARD_IF_TRUE POP_JUMP_BACKWARD_IF_FALSE POP_JUMP_BACKWARD_IF_TRUE"
    " POP_JUMP_FORWARD_IF_NONE POP_JUMP_FORWARD_IF_NOT_NONE POP_JUMP_BACKWARD_IF_NONE"
    " POP_JUMP_BACKWARD_IF_NOT_NONE JUMP_IF_FALSE_OR_POP JUMP_IF_TRUE_OR_POP PUSH_EXC_INFO POP_EXCEPT"
    " CHECK_EXC_MATCH CHECK_EG_MATCH RERAISE RAISE_VARARGS PREP_RERAISE_STAR IMPORT_NAME IMPORT_FROM MATCH_CLASS"
    " MATCH_MAPPING MATCH_SEQUENCE MATCH_KEYS GET_LEN SETUP_ANNOTATIONS ASYNC_GEN_WRAP GET_AWAITABLE GET_AITER"
    " GET_ANEXT END_ASYNC_FOR".split()
)
_FOLLOWED = frozenset(opcode.opname) - _HARMLESS | {"BINARY_OP", "BINARY_SUBSCR"}
"""Instructions to look at: of the harmless ones these two may be `+=`, or a look-up that fills a defaultdict."""


class CodeEffects:
    """The effects of the lines of one code object. `stray` are names that instructions without a line bind."""

    def __init__(self, code: CodeType, facts: Facts) -> None:
        self._code = code
        self._facts = facts
        self.is_module = code.co_name == "<module>"
        self.is_function = bool(code.co_flags & _OPTIMIZED)
        own = frozenset((*code.co_varnames, *code.co_cellvars, *code.co_freevars)) if self.is_function else None
        self.write = ExpressionWriter(own, is_module=self.is_module).write
        self.free = frozenset(code.co_freevars) if self.is_function else frozenset()
        self._lines: dict[int, list[Instruction]] = {}
        self.stray: list[str] = []
        self.stray_globals: list[str] = []
        self.is_careless = False  # instructions without a line may change objects
        self._sort_instructions()

    def _sort_instructions(self) -> None:
        for instruction in list_instructions(self._code, _FOLLOWED):
            name = instruction.opname
            if instruction.line is not None:
                self._lines.setdefault(instruction.line, []).append(instruction)
            elif name in _STORES:
                is_global = name in _GLOBAL_STORES or self.is_module
                _add_name(self.stray_globals if is_global else self.stray, instruction.name)
            elif name not in _HARMLESS:
                self.is_careless = True

    def find(self, line: int) -> Effects:
        """The effects of one line."""
        found = Effects(is_opaque=self.is_careless, free=self.free)
        instructions = self._lines.get(line, [])
        names = [each.name for each in instructions if each.opname in _STORES]
        attributes = [each.name for each in instructions if each.opname in ("STORE_ATTR", "DELETE_ATTR")]
        self._changed = [*names, *attributes]
        self._calls_out = any(self._is_call_out(each) for each in instructions)
        for instruction in instructions:
            self._add(found, instruction)
        for name in self.stray:
            _add_name(found.names, name)
        for name in self.stray_globals:
            _add_name(found.globals, name)
        self._unsettle(found.targets)
        return found

    def _is_call_out(self, instruction: Instruction) -> bool:
        """May this call run code of the program?"""
        if instruction.opname not in ("CALL", "CALL_FUNCTION_EX"):
            return False
        node = self._facts.calls.get(_place(instruction))
        function = None if node is None else node.func
        if isinstance(function, ast.Name):
            return not (self._facts.is_builtin(function.id) and function.id in PURE_BUILTINS)
        if isinstance(function, ast.Attribute) and function.attr not in self._facts.methods:
            return function.attr not in CHANGING_METHODS and function.attr not in PURE_METHODS
        return True

    def _unsettle(self, targets: list[Target]) -> None:
        """Where one target stands on the way to another one, changing it may move the other."""
        for target in targets:
            for other in targets:
                if other is not target and other.text != target.text and other.text in target.text:
                    target.is_steady = False

    def _add(self, found: Effects, instruction: Instruction) -> None:
        name = instruction.opname
        if name in _STORES:
            if name in _GLOBAL_STORES or (self.is_module and name in _LOCAL_STORES):
                _add_name(found.globals, instruction.name)
            else:
                _add_name(found.names, instruction.name)
                found.shares = found.shares or name in _CELL_STORES
        elif name in ("STORE_SUBSCR", "DELETE_SUBSCR"):
            self._add_item(found, instruction)
        elif name in ("STORE_ATTR", "DELETE_ATTR"):
            self._add_attribute(found, instruction)
        elif name == "BINARY_OP":
            if instruction.argument >= _FIRST_INPLACE:
                node = self._facts.augmented.get(_place(instruction))
                target = None if node is None else node.target
                if not isinstance(target, ast.Attribute) or self._calls_out:  # else see `_add_attribute`
                    self._add_target(found, "augmented", self.write(target), target)
        elif name == "BINARY_SUBSCR":
            if self._facts.is_defaultdict_possible:
                self._add_load(found, instruction)
        elif name in ("CALL", "CALL_FUNCTION_EX"):
            self._add_call(found, self._facts.calls.get(_place(instruction)), instruction)
        else:
            found.is_opaque = True
            found.may_bind_anything = found.may_bind_anything or name == "IMPORT_STAR"

    def _add_target(
        self,
        found: Effects,
        kind: str,
        text: str | None,
        base: ast.expr | None,
        extra: str | None = None,
        argument: str | None = None,
    ) -> None:
        if text is None or base is None or self._moves(base):
            found.is_opaque = True
            return
        is_store = kind in ("item", "attribute")
        is_fixed = not any(_name_of(node) in self._changed for node in ast.walk(base))
        is_own = isinstance(base, ast.Name) and self._is_own(base.id)
        is_steady = is_fixed and (is_own or is_store or not self._calls_out)
        if kind == "augmented":  # the name it is bound to is what the line stores
            is_steady = is_own or not self._calls_out
        found.targets.append(Target(kind, text, extra, argument, is_steady))

    def _is_own(self, name: str) -> bool:
        code = self._code
        return self.is_function and name in code.co_varnames and name not in code.co_cellvars

    def _moves(self, base: ast.expr) -> bool:
        """May the line change where this expression leads more than once?"""
        if isinstance(base, ast.Name):
            return self._changed.count(base.id) > 1
        names = {_name_of(node) for node in ast.walk(base)}
        return sum(name in names for name in self._changed) > 1

    def _add_item(self, found: Effects, instruction: Instruction) -> None:
        node = self._facts.subscripts.get(_place(instruction))
        if node is None:
            found.is_opaque = True
            return
        text, key = self.write(node.value), self.write(node.slice)
        if any(_name_of(each) in self._changed for each in ast.walk(node.slice)):
            key = None
        if key is None or instruction.opname != "STORE_SUBSCR" or self._is_augmented(node):
            self._add_target(found, "whole", text, node.value)
            return
        self._add_target(found, "item", text, node.value, key)

    def _is_augmented(self, node: ast.expr) -> bool:
        """Is this the target of an augmented assignment that calls out? It is found before the call."""
        return self._calls_out and any(
            each is not None and each.target is node for each in self._facts.augmented.values()
        )

    def _add_attribute(self, found: Effects, instruction: Instruction) -> None:
        node = self._facts.attributes.get(_place(instruction))
        if node is None:
            found.is_opaque = True
            return
        self._changed.remove(node.attr)  # the store itself does not move its own base
        kind = "whole" if is_dunder(node.attr) or self._is_augmented(node) else "attribute"
        self._add_target(found, kind, self.write(node.value), node.value, node.attr)
        is_augmented = any(each is not None and each.target is node for each in self._facts.augmented.values())
        if is_augmented and not self._calls_out and found.targets:
            last = found.targets[-1]
            if last.kind == "attribute" and last.is_steady:
                last.argument = "augmented"
            else:
                self._add_target(found, "augmented", self.write(node), node)
        self._changed.append(node.attr)

    def _add_load(self, found: Effects, instruction: Instruction) -> None:
        node = self._facts.subscripts.get(_place(instruction))
        if node is None:
            found.is_opaque = True
            return
        if isinstance(node.slice, ast.Slice) or isinstance(node.value, _FRESH):
            return
        text = self.write(node.value)
        if text is not None:
            self._add_target(found, "looked up", text, node.value)
        elif not (isinstance(node.value, ast.Call) and self._gives_fresh(node.value)):
            found.is_opaque = True

    def _gives_fresh(self, node: ast.Call) -> bool:
        """Does this call surely not return a defaultdict that is known already?"""
        if isinstance(node.func, ast.Attribute):
            return node.func.attr in PURE_METHODS
        return (
            isinstance(node.func, ast.Name)
            and self._facts.judge_name(node.func.id) is Callee.HARMLESS
            and (node.func.id not in self._facts.methods and node.func.id not in ("max", "min", "next", "getattr"))
        )

    def _add_call(self, found: Effects, node: ast.Call | None, instruction: Instruction) -> None:
        if node is None:
            found.is_opaque = found.is_opaque or not self._calls_comprehension(instruction)
            return
        function = node.func
        if isinstance(function, ast.Name):
            verdict = self._facts.judge_name(function.id)
            if verdict is None:
                self._add_target(found, "called", self.write(function), function)
            else:
                self._apply(found, verdict, node, self._facts.find_original(function.id))
                found.may_bind_anything = found.may_bind_anything or function.id in _REACHING
        elif isinstance(function, ast.Attribute):
            self._add_method(found, node, function)
        elif not isinstance(function, ast.Lambda):
            found.is_opaque = True

    def _apply(self, found: Effects, verdict: Callee, node: ast.Call, name: str) -> None:
        if verdict is Callee.OPAQUE:
            found.is_opaque = True
        elif verdict is Callee.CHANGES_FIRST:
            first = node.args[0] if node.args and not isinstance(node.args[0], ast.Starred) else None
            kind = {"heappush": "pushed", "heappop": "popped"}.get(name, "whole")
            self._add_target(found, kind, self.write(first), first)

    def _add_method(self, found: Effects, node: ast.Call, function: ast.Attribute) -> None:
        base, name, facts = function.value, function.attr, self._facts
        module = facts.find_module(base.id) if isinstance(base, ast.Name) else None
        if module is not None:
            self._apply(found, judge_function(module, name), node, name)
            return
        if isinstance(base, ast.Constant | ast.JoinedStr):
            return
        if isinstance(base, ast.Name) and facts.is_builtin(base.id):
            if base.id not in ("str", "int", "float", "bytes") and name != "fromkeys":
                found.is_opaque = True
            return
        if isinstance(base, ast.Call) and isinstance(base.func, ast.Name) and base.func.id == "super":
            sets_arguments = facts.extends_exception and name == "__init__"
            found.is_opaque = found.is_opaque or facts.extends_library or sets_arguments
            return
        if facts.is_tame and name not in CHANGING_METHODS and (name in PURE_METHODS or name in facts.methods):
            return
        text = self.write(base)
        argument = self.write(node.args[0]) if len(node.args) == 1 and not node.keywords else None
        if argument is not None and any(_name_of(each) in self._changed for each in ast.walk(node.args[0])):
            argument = None
        if text is not None:
            count = "" if node.args or node.keywords else "()"
            self._add_target(found, "method", text, base, name + count, argument)
        elif name not in PURE_METHODS and (name not in facts.methods or name in CHANGING_METHODS):
            found.is_opaque = True

    def _calls_comprehension(self, instruction: Instruction) -> bool:
        """Is this the call by which a comprehension is run? Its code is traced by itself."""
        return _place(instruction) in self._facts.comprehensions


def _add_name(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)


def _name_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else None


def _place(instruction: Instruction) -> Position:
    if instruction.end_line is None or instruction.end_column is None:
        return Position(-1, -1)
    return Position(instruction.end_line, instruction.end_column)
