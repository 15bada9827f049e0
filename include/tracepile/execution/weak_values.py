"""A dictionary that does not keep its values alive.

The standard library's is written in Python: a program that replaces one of its methods would be handed the tracer's.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar
from weakref import ref

T = TypeVar("T")


class WeakValues(Generic[T]):
    """Values by number, each for as long as something else refers to it."""

    def __init__(self) -> None:
        self._references: dict[int, ref[T]] = {}

    def __setitem__(self, key: int, value: T) -> None:
        references = self._references

        def forget(gone: "ref[T]") -> None:
            if references.get(key) is gone:
                del references[key]

        references[key] = ref(value, forget)

    def discard(self, key: int) -> None:
        """Forget a value, if it is there."""
        self._references.pop(key, None)

    def values(self) -> Iterator[T]:
        """Yield the values that are alive."""
        for reference in list(self._references.values()):
            value = reference()
            if value is not None:
                yield value

    def clear(self) -> None:
        """Forget all."""
        self._references.clear()
