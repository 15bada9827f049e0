"""Keeps what was computed last; whoever asks for something that is being computed waits for it."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar, cast

_T = TypeVar("_T")


class Memo:
    """The last `size` results by key, for many threads. What raised is computed again for the next who asks."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = Lock()

    def remember(self, key: Hashable, compute: Callable[[], _T]) -> _T:
        """Return what `compute` gave the first time. A burst of equal requests computes once."""
        with self._lock:
            found = self._kept.get(key)
            own: Future[Any] = Future()
            if found is None:
                self._kept[key] = own
                while len(self._kept) > self._size:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(key)
        if found is not None:
            return cast(_T, found.result())
        try:
            own.set_result(compute())
        except BaseException as error:
            own.set_exception(error)
            with self._lock:
                if self._kept.get(key) is own:
                    del self._kept[key]
        return cast(_T, own.result())
