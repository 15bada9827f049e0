"""Plans: for each line, functions that find what it may change before it runs, and compare that after it ran.

They are written as Python text for the line and compiled. A text that was compiled before is not compiled again, also
for another program: therefore names stand in it as constants that are given later.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict, deque
from collections.abc import Callable
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from types import CodeType
from typing import Any

from tracepile.execution.fast import resolve
from tracepile.execution.fast.effects import CodeEffects
from tracepile.execution.fast.facts import Facts
from tracepile.execution.fast.resolve import NOTHING, OPAQUE
from tracepile.execution.fast.targets import Effects, Target

Look = Callable[[Any, dict[str, Any]], None]  # takes the record of a frame and its variables

_HELPERS: dict[str, Any] = {
    name: getattr(resolve, name)
    for name in "item entry attribute lazy callee receiver pack plus minus times divide modulo negate".split()
} | {"NOTHING": NOTHING, "OPAQUE": OPAQUE, "defaultdict": defaultdict, "deque": deque}
_METHODS = {
    "append": "look_at_end(base)",
    "extend": "look_at_end(base)",
    "pop()": "look_at_last(base)",
    "popleft()": "look_at_first(base)",
}
_RESIZING = frozenset(("update", "difference_update"))
"""Methods of sets that only add or only remove members."""

_SEQUENCES = "(kind is list or kind is deque)"


class Plan:
    """What to do about one line: `before` it runs, and `after` it ran or was interrupted by a call."""

    __slots__ = ("after", "before", "line", "token")

    def __init__(self, line: int, before: Look | None, after: Look | None) -> None:
        self.line = line
        self.token = f"L{line}"
        self.before = before
        self.after = after


class Planner:
    """Makes the plans of one program. `tools` are what their texts call, besides the functions of `resolve`."""

    def __init__(self, facts: Facts, tools: dict[str, Any]) -> None:
        self._facts = facts
        self._effects: dict[int, CodeEffects] = {}
        self._scope = _HELPERS | tools

    def make(self, code: CodeType, line: int) -> Plan:
        """The plan of one line."""
        known = self._effects.get(id(code))
        if known is None:
            known = self._effects[id(code)] = CodeEffects(code, self._facts)
        effects = known.find(line)
        after = _write_after(effects)
        if not after:
            return Plan(line, None, None)
        held = _list_held(effects)
        before = [f"    frame.held = {held}"] if held else []
        return Plan(line, *self._compile(before, after))

    def _compile(self, before: list[str], after: list[str]) -> tuple[Look | None, Look]:
        """The two functions, whose bodies these are; the first may be missing."""
        lines = ["def after(frame, local):", *after, f"before = {'None' if not before else '_before'}"]
        if before:
            lines = ["def _before(frame, local):", *before, *lines]
        text, constants = _lift_constants("\n    ".join(["", *lines, "return before, after"]))
        exec(_compile(f"def make({', '.join(constants)}):{text}"), self._scope)  # noqa: S102 - our own text
        functions: tuple[Look | None, Look] = self._scope["make"](*constants.values())
        return functions


_STRING = re.compile(r"""[fb]?"(?:[^"\\]|\\.)*"|[fb]?'(?:[^'\\]|\\.)*'""")


def _lift_constants(text: str) -> tuple[str, dict[str, str | bytes]]:
    """The text with names in place of its strings, and what they stand for: then lines of one form have one text."""
    constants: dict[str, str | bytes] = {}
    names: dict[str, str] = {}

    def lift(found: re.Match[str]) -> str:
        token = found[0]
        if token[0] == "f":
            return token
        if token not in names:
            is_plain = token[0] != "b" and "\\" not in token  # most are names, and reading one as Python takes long
            value = token[1:-1] if is_plain else ast.literal_eval(token)
            names[token] = f"constant_{len(names)}"
            constants[names[token]] = sys.intern(value) if type(value) is str else value  # names compare by identity
        return names[token]

    return _STRING.sub(lift, text), constants


@lru_cache(4096)
def _compile(text: str) -> CodeType:
    return compile(text, "<plan>", "exec")


def _list_held(effects: Effects) -> str:
    """The objects that must be found before the line runs, as the text of a tuple."""
    texts = _list_moving(effects)
    return f"({', '.join(texts)},)" if texts else ""


def _list_moving(effects: Effects) -> dict[str, list[Target]]:
    """The targets that the line may move, by the texts that find them."""
    found: dict[str, list[Target]] = {}
    for target in () if effects.is_opaque else effects.targets:
        if not target.is_steady:
            found.setdefault(_find_text(target), []).append(target)
    return found


def _find_text(target: Target) -> str:
    match target.kind:
        case "method":
            return f"receiver({target.text}, {(target.extra or '').removesuffix('()')!r})"
        case "called":
            return f"callee({target.text})"
        case "looked up":
            return f"lazy({target.text})"
        case _:
            return target.text


def _write_after(effects: Effects) -> list[str]:
    lines: list[str] = []
    if effects.names:
        lines.append("    kept = frame.kept")
    for name in effects.names:
        is_plain = name not in effects.free and not name.startswith(("__", "."))
        bind = f"{'bind_plain' if is_plain else 'bind'}(frame, {name!r}, value)"
        lines += _write_name(name, f"local.get({name!r}, NOTHING)", "kept", bind, is_plain)
    for name in effects.globals:
        lines += _write_name(name, f"top.get({name!r}, NOTHING)", "shown", f"bind_global({name!r}, value)", True)
    if effects.shares:
        lines.append("    look_at_shared()")
    if effects.is_opaque:
        lines.append("    look_at_all()")
    else:
        for target in effects.targets:
            if target.is_steady:
                lines += [f"    {line}" for line in _write_target(target, len(effects.targets) == 1)]
        held = _list_held(effects)
        if held:
            lines += [f"    held = frame.held; frame.held = now = {held}"]
            for place, targets in enumerate(_list_moving(effects).values()):
                lines += [f"    {line}" for line in _write_moving(targets, f"held[{place}], now[{place}]")]
    if effects.may_bind_anything:
        lines.append("    look_at_globals()")
    return lines


def _write_moving(targets: list[Target], values: str) -> list[str]:
    """Compare what a line may have moved: both what it was before and what it is now."""
    if all(target.kind == "attribute" and not target.argument for target in targets):
        return [f"look_at_attribute_of_both({values}, {target.extra!r})" for target in targets]
    return [f"look_at_both({values})"]


def _write_name(name: str, value: str, kept: str, otherwise: str, is_plain: bool) -> list[str]:
    """Compare one variable. Integers, by far the most common, are written here."""
    if not is_plain or name.startswith(("__", ".")):
        return [f"    value = {value}", f"    if value is not {kept}[{name!r}]: {otherwise}"]
    letter = "=" if kept == "kept" else "~"
    prefix = f"{letter}{encode_basestring_ascii(name)},"
    return [
        f"    value = {value}",
        f"    old = {kept}[{name!r}]",
        "    if value is not old:",
        f"        if type(value) is int and -{1 << 62} < value < {1 << 62}:",
        f"            {kept}[{name!r}] = value",
        f"            if type(old) is not int or old != value: put({prefix!r} + f'{{value}}')",
        f"        else: {otherwise}",
    ]


def _write_target(target: Target, is_alone: bool) -> list[str]:
    lines = [f"base = {target.text}"]
    match target.kind:
        case "item":
            lines += [
                "kind = type(base)",
                f"if kind is list or kind is dict or kind is defaultdict: look_at_item(base, {target.extra})",
                "elif base is OPAQUE: look_at_all()",
                "else: look(base)",
            ]
        case "attribute":
            lines += [
                f"if base is not OPAQUE: value = look_at_attribute(base, {target.extra!r})",
                "else: value = OPAQUE; look_at_all()",
            ]
            if target.argument:  # `+=` changes a list itself
                lines += ["kind = type(value)", "if kind is not int and kind is not str: look_at_one(value)"]
        case "method":
            name = (target.extra or "").removesuffix("()")
            otherwise = f"look_at_receiver(base, {name!r})"
            lines.append("kind = type(base)")
            if target.extra in _METHODS:
                lines += [f"if {_SEQUENCES}: {_METHODS[target.extra]}", f"else: {otherwise}"]
            elif name in ("add", "discard", "remove") and target.argument is not None and is_alone:
                lines += [f"if kind is set: look_at_member(base, {target.argument})", f"else: {otherwise}"]
            elif name in _RESIZING and is_alone:
                lines += ["if kind is set: look_at_size(base)", f"else: {otherwise}"]
            elif name == "setdefault" and is_alone:
                lines += ["if kind is dict or kind is defaultdict: look_at_growth(base)", f"else: {otherwise}"]
            else:
                lines = [f"look_at_receiver({target.text}, {name!r})"]
        case "pushed" | "popped":
            lines += [
                f"if type(base) is list: look_at_{target.kind}(base)",
                "else: look_at_one(base)",
            ]
        case "augmented":
            lines += [
                "kind = type(base)",
                "if kind is list: look_at_end(base)",
                "elif kind is not int and kind is not str and kind is not float: look_at_one(base)",
            ]
        case "looked up":
            lines += [
                "kind = type(base)",
                "if kind is defaultdict: look_at_growth(base)",
                "elif kind is not list and kind is not dict and kind is not str: look_at_one(lazy(base))",
            ]
        case "called":
            lines = [f"look_at_one(callee({target.text}))"]
        case _:
            lines.append("look_at_one(base)")
    return lines
