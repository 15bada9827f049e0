"""Which modules a program may import: the standard library and what is allowed by name."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class ImportGate(MetaPathFinder):
    """Stands before the other finders and hides every module that is neither standard nor allowed.

    `refused` names the top-level modules that were asked for and hidden.
    """

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(allowed) | sys.stdlib_module_names
        self.refused: list[str] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Refuse a module by raising ModuleNotFoundError; leave the others to the finders after this one."""
        top = fullname.partition(".")[0]
        if path is None and top not in self._allowed:
            self.refused.append(top)
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None
