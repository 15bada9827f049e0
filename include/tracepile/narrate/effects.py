"""What a call that is not told from the inside did to the variables around it."""

import ast
from typing import Final

from tracepile.execution.values import Instance, Opaque
from tracepile.narrate.evaluate import MISSING
from tracepile.narrate.model import code
from tracepile.narrate.moment import Clause, Moment, clause
from tracepile.narrate.scene import Frame
from tracepile.narrate.show import TOO_LONG, whole_literal
from tracepile.narrate.wording import count_of, size_of

_SHOWN: Final = 90
_MAX_TOLD: Final = 3


class Watch:
    """Remembers the variables that a frame sees, to tell later which of them changed."""

    def __init__(self, before: Moment) -> None:
        names = before.scene.cursor.names(before.step, before.frame)
        visible = {**names.module, **names.own}
        self._texts = {name: whole_literal(value) for name, value in visible.items() if not isinstance(value, Opaque)}

    def find_changed(self, after: Moment, leave_out: frozenset[str] = frozenset()) -> list[str]:
        """Return the names whose values are others now."""
        changed = []
        for name, text in self._texts.items():
            value = after.find_path(name) if name not in leave_out and name.isidentifier() else MISSING
            if value is not MISSING and whole_literal(value) != text and text != TOO_LONG:
                changed.append(name)
        return changed


def tell_changed(
    names: list[str], after: Moment, owner: str | None = None, *, only_whole: bool = False
) -> list[Clause]:
    """Tell the new values of variables: whole when short, else by size (not at all with `only_whole`).

    `owner` is the path of the object whose method changed them: it is told instead of the variable that holds it.
    """
    told: list[Clause] = []
    for name in names[:_MAX_TOLD]:
        is_inside = owner is not None and owner.startswith((f"{name}[", f"{name}."))
        path = owner if owner is not None and is_inside else name
        value = after.find_path(path)
        text = TOO_LONG if value is MISSING else whole_literal(value)
        size = None if value is MISSING else size_of(value)
        if len(text) <= _SHOWN and text != TOO_LONG:
            told.append(clause(code(f"{path} = {text}"), [after.claim(path, value)]))
        elif only_whole:
            continue
        elif size is not None:
            claim = after.claim_expression(f"len({path})", size)
            told.append(clause(f"{code(path)} changed ({count_of(size, 'item')})", [claim]))
        elif isinstance(value, Instance):
            told.append(clause(f"{code(path)} changed"))
    return told


def has_effects(before: Moment, callees: list[Frame]) -> bool:
    """Tell whether calls changed anything but variables of their own."""
    scene = before.scene
    todo = list(callees)
    while todo:
        frame = todo.pop()
        todo += [scene.frames[number] for number in frame.children]
        node = scene.function_node(frame)
        if node is None:
            continue
        own = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
        own |= {part.arg for part in ast.walk(node.args) if isinstance(part, ast.arg)}
        shared = {name for part in ast.walk(node) if isinstance(part, ast.Global | ast.Nonlocal) for name in part.names}
        for step in frame.own:
            if any(change.path not in own or change.path in shared for change in scene.events[step].changes):
                return True
    return False
