"""Source specs, as the settings have them: `<kind>` or `<kind>:<argument>`, with a name of one's own after `#`."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracepile.fetch.errors import SourceError
from tracepile.fetch.rows import find_sets


@dataclass(frozen=True)
class Spec:
    """A spec in its parts; `name` is empty where none is given."""

    kind: str
    argument: str = ""
    name: str = ""


def parse_spec(text: str, kinds: Mapping[str, bool], usage: str) -> Spec:
    """Read a spec; `kinds` says of each kind whether it has an argument, `usage` is shown otherwise.

    Raises `SourceError` for an unknown kind, or an argument too many or too few.
    """
    kind, _, rest = text.partition(":")
    argument, _, name = rest.partition("#")
    if kind not in kinds or kinds[kind] != bool(argument):
        raise SourceError(f"Unknown source {text!r}; use {usage}.")
    return Spec(kind, argument, name)


def expand_specs(texts: Sequence[str], parse: Callable[[str], Spec], name_of: Callable[[str], str]) -> list[str]:
    """Return the specs with each `folder:PATH` replaced by the sets of rows in it, and repeated ones once.

    A folder that cannot be read stays as it is: its own task says what is wrong. Raises `SourceError` when a spec is
    wrong or two sources would have one name.
    """
    expanded: list[str] = []
    for text in texts:
        spec = parse(text)
        if spec.kind != "folder" or spec.name:
            expanded.append(text)
            continue
        try:
            expanded += [f"folder:{path}" for path in find_sets(Path(spec.argument))]
        except SourceError:
            expanded.append(text)
    expanded = list(dict.fromkeys(expanded))
    repeated = [name for name, count in Counter(map(name_of, expanded)).items() if count > 1]
    if repeated:
        raise SourceError(
            f"Two sources are called {repeated[0]!r}; give one of them another name after '#', as in "
            "folder:PATH#another_name."
        )
    return expanded
