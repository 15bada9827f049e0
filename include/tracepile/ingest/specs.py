"""Which connector reads which source spec, and how a source is called."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from tracepile.fetch import Spec, name_set, parse_spec
from tracepile.ingest import folder, github, huggingface, kattis, pypi, seed_corpus
from tracepile.ingest.candidate import Candidate, Unusable
from tracepile.settings import Settings

_GENERIC_SET: Final = "programs"
"""The file name that says nothing: such a set is called like its folder."""

_USAGE: Final = "seed_corpus, pypi:NAME, folder:PATH, kattis:PATH, huggingface:NAME or github:NAME"


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


def split_spec(text: str) -> Spec:
    """Read a source spec. Raises `SourceError` for an unknown kind or package."""
    spec = parse_spec(text, {kind: connector.has_argument for kind, connector in CONNECTORS.items()}, _USAGE)
    if spec.kind == "pypi":
        pypi.pick_wheel(spec.argument)
    return spec


def name_source(text: str) -> str:
    """Return the name of a source: what the column `source` and the labels of its batches say."""
    spec = split_spec(text)
    if spec.name or not spec.argument:
        return spec.name or spec.kind
    if spec.kind == "pypi":
        return spec.argument.partition("==")[0]
    if spec.kind in {"folder", "kattis"}:
        return name_set(spec.argument, _GENERIC_SET)
    return spec.argument
