"""In which order batches are judged: of two copies the one judged first stays."""

from pathlib import PurePosixPath
from typing import Any

from tracepile.settings import Settings

_FIRST = "seed_corpus"
_GENERIC = "programs"
"""A file of this name is called like its folder."""


def order_batch(label: str, settings: Settings) -> tuple[Any, ...]:
    """Return the sort key of a batch's label (`<source>/<number>`): our own programs, then the settings' order.

    Sources that no spec names are the sets inside a folder that is given as a whole: they take its place.
    """
    source, _, number = label.rpartition("/")
    specs = list(settings.sources)
    places = [place for place, spec in enumerate(specs) if source in _names_of(spec)]
    folders = [place for place, spec in enumerate(specs) if spec.startswith("folder:") and "#" not in spec]
    place = [*places, *folders, len(specs)][0]
    return (source != _FIRST, place, source, int(number) if number.isdecimal() else 0, label)


def _names_of(spec: str) -> set[str]:
    """Return what a source may be called: its name after `#`, its package, or its folder or file."""
    _, _, rest = spec.partition(":")
    argument, _, name = rest.partition("#")
    if name:
        return {name}
    path = PurePosixPath(argument)
    stem = path.name.partition(".")[0]
    return {spec, argument, argument.partition("==")[0], path.name, path.parent.name if stem == _GENERIC else stem}
