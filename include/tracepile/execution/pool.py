"""Zygotes side by side: gives each waiting program to an idle one, watches clocks and caps, keeps the input order."""

import math
import selectors
import time
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from tracepile.execution.level import Level
from tracepile.execution.model import Case, Limits, Outcome
from tracepile.execution.running import Ended, Running
from tracepile.execution.worker import Worker, ZygoteDiedError

T = TypeVar("T")

_WINDOW: Final = 8
"""Cases begun but not yet handed out, per job: bounds memory while an early case takes long."""

_TICK_S: Final = 0.005
_LONG_TICK_S: Final = 0.05
_KILL_TIMEOUT_S: Final = 10.0
_MOST_DEATHS: Final = 3


@dataclass(frozen=True, slots=True)
class Request:
    """One run that a plan asks for. `is_alone`: nothing else of this pool may run at the same time."""

    case: Case
    tracer: str
    hash_seed: int
    is_alone: bool = False


Plan = Generator[Request, Ended, T]
"""The runs of one case, one after the other; what the generator returns is the case's result."""


@dataclass(slots=True)
class _Waiting(Generic[T]):
    index: int
    plan: Plan[T]
    request: Request
    n_deaths: int = 0


@dataclass(slots=True)
class _Seat(Generic[T]):
    """A worker and what it is doing. `queued_s` is the waiting for a processor that its deadline already allows."""

    worker: Worker
    item: _Waiting[T] | None = None
    deadline: float = 0.0
    queued_s: float = 0.0
    kill_deadline: float | None = None


class Pool(Generic[T]):
    """A set of zygotes.

    Args:
        limits: of each run. jobs: programs at the same time.
        allowed_modules, unsafe: see `Worker`.
    """

    def __init__(self, limits: Limits, *, jobs: int, allowed_modules: tuple[str, ...], unsafe: bool) -> None:
        self._limits = limits
        self._jobs = jobs
        self._allowed_modules = allowed_modules
        self._unsafe = unsafe
        self._seats: list[_Seat[T]] = []
        self._selector = selectors.DefaultSelector()
        self._ready: list[_Waiting[T]] = []
        self._alone: list[_Waiting[T]] = []
        self._done: dict[int, T] = {}
        self._most_of_a_seed = jobs

    def level(self) -> Level:
        """Return the isolation that programs get; raise `SandboxUnavailableError` where it is not enough."""
        seat = self._seats[0] if self._seats else self._open_seat(0)
        return seat.worker.wait_until_ready()

    def close(self) -> None:
        """End all zygotes."""
        while self._seats:
            self._close_seat(self._seats[-1])
        self._selector.close()

    # results ----------------------------------------------------------------------------------------------------

    def results(self, plans: Iterable[Plan[T]], hash_seeds: tuple[int, ...]) -> Iterator[T]:
        """Carry out plans, several at a time; yield their results in the order of the plans.

        Args:
            plans: what to run. One iteration at a time: a pool is not shared.
            hash_seeds: those that the plans ask for.
        """
        self._most_of_a_seed = math.ceil(self._jobs / len(hash_seeds))
        for hash_seed in hash_seeds:  # all at once, because each takes a moment
            if not any(seat.worker.hash_seed == hash_seed for seat in self._seats):
                self._open_seat(hash_seed)
        source = iter(plans)
        first = last = 0
        is_exhausted = False
        try:
            while True:
                while not is_exhausted and last - first < _WINDOW * self._jobs:
                    plan = next(source, None)
                    if plan is None:
                        is_exhausted = True
                    else:
                        self._advance(last, plan, None)
                        last += 1
                self._dispatch(first)
                if first in self._done:
                    handed_out = time.monotonic()
                    yield self._done.pop(first)
                    self._postpone(time.monotonic() - handed_out)
                    first += 1
                elif first == last:
                    return
                else:
                    self._attend(first)
        finally:
            self._ready.clear()
            self._alone.clear()
            self._done.clear()
            for seat in [seat for seat in self._seats if seat.item is not None]:
                self._close_seat(seat)

    def _advance(self, index: int, plan: Plan[T], ended: Ended | None) -> None:
        try:
            request = next(plan) if ended is None else plan.send(ended)
        except StopIteration as stop:
            self._done[index] = stop.value
            return
        (self._alone if request.is_alone else self._ready).append(_Waiting(index, plan, request))

    # giving out work --------------------------------------------------------------------------------------------

    def _dispatch(self, first: int) -> None:
        busy = [seat for seat in self._seats if seat.item is not None]
        if any(seat.item is not None and seat.item.request.is_alone for seat in busy):
            return
        # A run that must be alone waits until it is in the way, or nothing else is left to do.
        if self._alone and (not self._ready or self._alone[0].index == first):
            if not busy:
                self._start(self._alone.pop(0))
            return
        n_free = self._jobs - len(busy)
        for item in sorted(self._ready, key=lambda item: item.index):
            if n_free == 0:
                return
            if self._start(item):
                self._ready.remove(item)
                n_free -= 1

    def _start(self, item: _Waiting[T]) -> bool:
        """Give a run to a worker of its hash seed; False if all are busy."""
        seat = self._find_idle_seat(item.request.hash_seed)
        if seat is None:
            return False
        seat.worker.wait_until_ready()
        running = Running(
            item.request.case,
            tracer=item.request.tracer,
            limits=self._limits,
            allowed_modules=self._allowed_modules,
        )
        seat.item, seat.kill_deadline, seat.queued_s = item, None, 0.0
        seat.deadline = running.started + self._limits.wall_s
        try:
            seat.worker.submit(running)
        except ZygoteDiedError:
            self._bury(seat)
        return True

    def _find_idle_seat(self, hash_seed: int) -> _Seat[T] | None:
        for seat in [seat for seat in self._seats if seat.item is None and not seat.worker.is_alive]:
            self._close_seat(seat)
        same = [seat for seat in self._seats if seat.worker.hash_seed == hash_seed]
        idle = next((seat for seat in same if seat.item is None), None)
        if idle is None and len(same) < self._most_of_a_seed:
            return self._open_seat(hash_seed)
        return idle

    def _open_seat(self, hash_seed: int) -> _Seat[T]:
        worker = Worker(hash_seed=hash_seed, allowed_modules=self._allowed_modules, unsafe=self._unsafe)
        seat: _Seat[T] = _Seat(worker)
        self._seats.append(seat)
        self._selector.register(worker.control, selectors.EVENT_READ, seat)
        return seat

    def _close_seat(self, seat: _Seat[T]) -> None:
        self._seats.remove(seat)
        self._selector.unregister(seat.worker.control)
        seat.worker.close()

    # attending to what runs -------------------------------------------------------------------------------------

    def _attend(self, first: int) -> None:
        """Wait for an end or a tick; take in output, kill what exceeds a limit, move plans on whose run has ended.

        Pipes are emptied on ticks instead of on arrival: a program that prints in small pieces would otherwise wake
        this process for each of them. A full pipe only makes its program wait for the next tick.
        """
        busy = [seat for seat in self._seats if seat.item is not None]
        is_young = any(seat.deadline - self._limits.wall_s > time.monotonic() - 1.0 for seat in busy)
        events = self._selector.select(_TICK_S if is_young else _LONG_TICK_S)
        ended = [end for key, _ in events if (end := self._take_end(key.data)) is not None]
        self._dispatch(first)  # before the results are read, which takes time
        for item, what_is_left in ended:
            self._advance(item.index, item.plan, what_is_left)
        now = time.monotonic()
        for seat in [seat for seat in self._seats if seat.item is not None]:
            self._check(seat, now)

    def _take_end(self, seat: _Seat[T]) -> tuple[_Waiting[T], Ended] | None:
        item = seat.item
        if item is None:
            self._close_seat(seat)  # an idle zygote that reports something has died
            return None
        try:
            ended = seat.worker.collect()
        except ZygoteDiedError:
            self._bury(seat)
            return None
        seat.item = None
        return item, ended

    def _check(self, seat: _Seat[T], now: float) -> None:
        running = seat.worker.running
        assert running is not None
        while running.killed_for is None and (running.read_stdout() | running.read_trace()):
            pass
        if running.killed_for is None and now > seat.deadline:
            # A busy machine must not decide: the time that the program stood in line for a processor does not count.
            queued_s = seat.worker.read_queued_s() - seat.queued_s
            if queued_s > _LONG_TICK_S:
                seat.deadline += queued_s
                seat.queued_s += queued_s
            else:
                running.killed_for = Outcome.WALL_LIMIT
        if running.killed_for is not None and seat.kill_deadline is None:
            seat.kill_deadline = now + _KILL_TIMEOUT_S
            seat.worker.kill_program()
        elif seat.kill_deadline is not None and now > seat.kill_deadline:
            self._bury(seat)

    def _bury(self, seat: _Seat[T]) -> None:
        """Replace a zygote that died, and run its program again; several times is the program's doing."""
        item = seat.item
        assert item is not None
        running = seat.worker.running
        ended = running.finish(None, 0.0) if running is not None else None
        seat.worker.running = None
        self._close_seat(seat)
        item.n_deaths += 1
        if item.n_deaths < _MOST_DEATHS or ended is None:
            (self._alone if item.request.is_alone else self._ready).append(item)
        else:
            self._advance(item.index, item.plan, ended)

    def _postpone(self, pause_s: float) -> None:
        """Do not count the time in which the caller was busy and nobody read what programs wrote."""
        for seat in self._seats:
            seat.deadline += pause_s
