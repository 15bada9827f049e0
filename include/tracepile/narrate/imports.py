"""What the imported names of a program stand for, as far as the evaluator may use them."""

import ast
from collections.abc import Mapping
from typing import Any

from tracepile.narrate.library import MODULES


class Module:
    """A library module by those of its members that only compute."""

    def __init__(self, members: Mapping[str, Any]) -> None:
        self.members = members


def find_imports(tree: ast.Module) -> dict[str, Any]:
    """Return what the imported names of a program stand for, as far as the evaluator knows their modules."""
    found: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in MODULES:
                    found[alias.asname or alias.name] = Module(MODULES[alias.name])
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            members = MODULES[node.module]
            for alias in node.names:
                names = members if alias.name == "*" else {alias.asname or alias.name: alias.name}
                for name, member in names.items() if alias.name != "*" else ((key, key) for key in members):
                    if member in members:
                        found[name] = members[member]
    return found
