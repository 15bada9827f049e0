"""What one line of a program can change, in the terms in which plans are made."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Target:
    """An object that a line may change: the expression that leads to it, in the terms of `resolve`.

    `kind` says how it can change: `item` (with the text of the key), `attribute` (with the name), `method` (with the
    name, and the text of the only argument), `pushed` and `popped` (by heapq), `augmented`, `looked up`, `called`, or
    `whole`. `is_steady` says that the expression leads to the same object after the line ran.
    """

    kind: str
    text: str
    extra: str | None = None
    argument: str | None = None
    is_steady: bool = False


@dataclass(slots=True)
class Effects:
    """What one line can change: variables of its frame and of the module, and objects.

    `free` are variables of enclosing functions; `shares`: it binds one that other functions see.
    """

    names: list[str] = field(default_factory=list)
    globals: list[str] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    free: frozenset[str] = frozenset()
    shares: bool = False
    is_opaque: bool = False
    may_bind_anything: bool = False
