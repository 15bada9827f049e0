"""Programs shipped inside packages of the package index, read from the pinned wheel without installing it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tracepile.fetch import SourceError, Wheel, fetch_wheel
from tracepile.ingest import algorithms, reasoning_gym
from tracepile.ingest.candidate import Candidate, Unusable
from tracepile.schema import content_id
from tracepile.settings import Settings

_READERS: Final[dict[str, tuple[Wheel, Callable[[Path, Wheel], Iterator[Candidate | Unusable]]]]] = {
    reasoning_gym.WHEEL.package: (reasoning_gym.WHEEL, reasoning_gym.read_wheel),
    algorithms.WHEEL.package: (algorithms.WHEEL, algorithms.read_wheel),
}


def pick_wheel(argument: str) -> Wheel:
    """Return the wheel that `NAME` or `NAME==VERSION` means. Raises `SourceError`."""
    name, _, version = argument.partition("==")
    if name not in _READERS:
        raise SourceError(f"There is no reader for the package {name!r}; use one of {', '.join(sorted(_READERS))}.")
    wheel = _READERS[name][0]
    if version and version != wheel.version:
        raise SourceError(f"The reader of {name} is made for version {wheel.version}; write pypi:{wheel.requirement}.")
    return wheel


def snapshot(argument: str, settings: Settings) -> str:
    """Return the hash of what the pin names; needs no network."""
    wheel = pick_wheel(argument)
    return content_id("pypi", wheel.package, wheel.version, wheel.sha256)


def read(argument: str, settings: Settings) -> Iterator[Candidate | Unusable]:
    """Yield the programs of a wheel in its own order, downloading it first when it is not there."""
    wheel = pick_wheel(argument)
    path = fetch_wheel(wheel, settings.cache_dir / "wheels")
    yield from _READERS[wheel.package][1](path, wheel)
