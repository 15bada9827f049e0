"""Programs of the wheel `algorithms`: its functions with doctests."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tracepile.fetch import Wheel
from tracepile.ingest.candidate import Candidate, Unusable
from tracepile.ingest.doctests import make_candidate, read_functions
from tracepile.ingest.slicing import Module, name_module
from tracepile.schema import Domain

WHEEL: Final = Wheel(
    package="algorithms",
    version="1.0.1",
    filename="algorithms-1.0.1-py3-none-any.whl",
    sha256="f45568f40011b264195e7879ef42b043ea1be744479e7b3292a895edef167f64",
    licence="MIT",
)
_MATH: Final = frozenset({"math", "matrix"})
"""Subpackages whose functions are mathematics; all others are algorithms."""


def read_wheel(path: Path, wheel: Wheel) -> Iterator[Candidate | Unusable]:
    """Yield the functions with doctests, by file and position."""
    modules: dict[str, Module] = {}
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".py"):
                module = Module(name_module(name), name, archive.read(name).decode("utf-8"))
                modules[module.name] = module
    for module in modules.values():
        subject = module.path.split("/")[1]
        for found in read_functions(module, modules.get):
            ref = f"{wheel.requirement} {found.source_ref}"
            if isinstance(found, Unusable):
                yield Unusable(found.raw, ref, found.reason, found.message, found.evidence)
            else:
                domain = Domain.MATH if subject in _MATH else Domain.ALGORITHM
                yield make_candidate(found, wheel.package, ref, wheel.version, wheel.licence, domain, tags=(subject,))
