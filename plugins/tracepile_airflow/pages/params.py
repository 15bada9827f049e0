"""What routes take: every parameter has a form, and what has another one is refused before anything is read."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Path, Query, Request

from tracepile.browse import Desk, Snapshot

T = TypeVar("T")


def read_snapshot(request: Request) -> Snapshot:
    """Return the store at its newest commits."""
    desk: Desk = request.app.state.desk
    return desk.snapshot()


def find_row(request: Request, view: Snapshot, find: Callable[[Snapshot], T | None]) -> T | None:
    """Return what `find` finds; where that is nothing, in the newest commits, for a link may lead to a fresh row."""
    found = find(view)
    if found is None:
        desk: Desk = request.app.state.desk
        newest = desk.newest()
        found = None if newest is view else find(newest)
    return found


def _clean(value: str | None) -> str | None:
    return value.strip() or None if value else None


View = Annotated[Snapshot, Depends(read_snapshot)]
Id = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
VersionName = Annotated[str, Path(pattern=r"^v\d{1,6}\.\d{1,6}\.\d{1,6}$")]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
Word = Annotated[str | None, Query(max_length=100)]
Search = Annotated[str | None, Query(max_length=200)]


def clean(**given: str | None) -> dict[str, str | None]:
    """Return parameters of a filter; an empty field of a form filters nothing."""
    return {name: _clean(value) for name, value in given.items()}
