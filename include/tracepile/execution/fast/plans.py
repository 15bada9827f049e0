"""Plans: for each line, functions that find what it may change before it runs, and compare that after it ran.

They are written as Python text for the line and compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from tracepile.execution.fast import resolve
from tracepile.execution.fast.effects import CodeEffects, Effects
from tracepile.execution.fast.facts import Facts
from tracepile.execution.fast.resolve import NOTHING, OPAQUE

Look = Callable[[Any, dict[str, Any]], None]  # takes the record of a frame and its variables

_HELPERS = {
    name: getattr(resolve, name)
    for name in "item entry attribute lazy callee receiver pack plus minus times divide modulo negate".split()
}


class Plan:
    """What to do about one line: `before` it runs, and `after` it ran or was interrupted by a call."""

    __slots__ = ("after", "before", "token")

    def __init__(self, token: str, before: Look | None, after: Look | None) -> None:
        self.token = token
        self.before = before
        self.after = after


class Planner:
    """Makes the plans of one program.

    `tools` are the functions that plans call: bind(frame, name, value), bind_global(name, value), look(object),
    look_at_all(), look_at_globals(), look_at_shared(); and `top`, `shown`: the module's variables now and as shown.
    """

    def __init__(self, facts: Facts, tools: dict[str, Any]) -> None:
        self._facts = facts
        self._effects: dict[int, CodeEffects] = {}
        self._scope = {**_HELPERS, "NOTHING": NOTHING, "OPAQUE": OPAQUE, **tools}

    def make(self, code: CodeType, line: int) -> Plan:
        """The plan of one line."""
        known = self._effects.get(id(code))
        if known is None:
            known = self._effects[id(code)] = CodeEffects(code, self._facts)
        return self._compile(f"L{line}", known.find(line))

    def _compile(self, token: str, effects: Effects) -> Plan:
        after = _write_after(effects)
        if not after:
            return Plan(token, None, None)
        texts = _list_texts(effects)
        lines = ["def after(frame, local):", *after]
        if texts:
            lines += ["def before(frame, local):", f"    frame.held = ({', '.join(texts)},)"]
        scope = dict(self._scope)
        exec("\n".join(lines), scope)  # noqa: S102 - our own text
        return Plan(token, scope.get("before"), scope["after"])


def _list_texts(effects: Effects) -> list[str]:
    return [] if effects.is_opaque else list(dict.fromkeys(target.text for target in effects.targets))


def _write_after(effects: Effects) -> list[str]:
    lines: list[str] = []
    if effects.names:
        lines.append("    kept = frame.kept")
    for name in effects.names:
        lines.append(f"    value = local.get({name!r}, NOTHING)")
        lines.append(f"    if value is not kept[{name!r}]: bind(frame, {name!r}, value)")
    for name in effects.globals:
        lines.append(f"    value = top.get({name!r}, NOTHING)")
        lines.append(f"    if value is not shown[{name!r}]: bind_global({name!r}, value)")
    if effects.shares:
        lines.append("    look_at_shared()")
    if effects.is_opaque:
        lines.append("    look_at_all()")
    elif effects.targets:
        lines.append(f"    now = ({', '.join(_list_texts(effects))},)")
        lines.append("    look_at_each(frame.held, now)")
        lines.append("    frame.held = now")
    if effects.may_bind_anything:
        lines.append("    look_at_globals()")
    return lines
