"""Source specs, as the settings have them: `seed_corpus`, or `<kind>:<argument>`."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tracepile.fetch import SourceError, find_sets, name_set
from tracepile.ingest import folder, github, huggingface, kattis, pypi, seed_corpus
from tracepile.ingest.candidate import Candidate, Unusable
from tracepile.settings import Settings

GENERIC_SET: Final = "programs"
"""The file name that says nothing: such a set is called like its folder."""


@dataclass(frozen=True)
class Connector:
    """How a kind of source is read: both functions take a spec's argument and the settings, and raise `SourceError`."""

    snapshot: Callable[[str, Settings], str]
    read: Callable[[str, Settings], Iterator[Candidate | Unusable]]
    has_argument: bool = True


CONNECTORS: Final = {
    "seed_corpus": Connector(seed_corpus.snapshot, seed_corpus.read, has_argument=False),
    "pypi": Connector(pypi.snapshot, pypi.read),
    "folder": Connector(folder.snapshot, folder.read),
    "kattis": Connector(kattis.snapshot, kattis.read),
    "huggingface": Connector(huggingface.snapshot, huggingface.read),
    "github": Connector(github.snapshot, github.read),
}


def split_spec(spec: str) -> tuple[str, str, str]:
    """Return kind, argument and the name given after `#`, if any. Raises `SourceError` for an unknown kind."""
    kind, _, rest = spec.partition(":")
    argument, _, name = rest.partition("#")
    if kind not in CONNECTORS or CONNECTORS[kind].has_argument != bool(argument):
        raise SourceError(
            f"Unknown source {spec!r}; use seed_corpus, pypi:NAME, folder:PATH, kattis:PATH, huggingface:NAME or "
            "github:NAME."
        )
    return kind, argument, name


def expand_specs(specs: Sequence[str]) -> list[str]:
    """Return the specs with each folder replaced by the sets in it; a folder that cannot be read stays as it is.

    Raises `SourceError` when a kind is unknown or two sources would have one name.
    """
    expanded: list[str] = []
    for spec in specs:
        kind, argument, name = split_spec(spec)
        if kind == "pypi":
            pypi.pick_wheel(argument)
        if kind != "folder" or name:
            expanded.append(spec)
            continue
        try:
            expanded += [f"folder:{path}" for path in find_sets(Path(argument))]
        except SourceError:
            expanded.append(spec)  # its own task says what is wrong
    counts = Counter(name_source(spec) for spec in dict.fromkeys(expanded))
    repeated = sorted(name for name, count in counts.items() if count > 1)
    if repeated:
        raise SourceError(
            f"Two sources are called {repeated[0]!r}; give one of them another name after '#', as in "
            "folder:PATH#another_name."
        )
    return list(dict.fromkeys(expanded))


def name_source(spec: str) -> str:
    """Return the name of a source: what the column `source` and the labels of its batches say."""
    kind, argument, name = split_spec(spec)
    if name or not argument:
        return name or kind
    if kind == "pypi":
        return argument.partition("==")[0]
    if kind in {"folder", "kattis"}:
        return name_set(argument, GENERIC_SET)
    return argument
