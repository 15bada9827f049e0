"""What comes from outside: downloads, wheels from the package index, and rows in files; for ingest and benchmarks."""

from tracepile.fetch.download import fetch_file
from tracepile.fetch.errors import SourceError
from tracepile.fetch.rows import BadRow, RawRow, find_sets, hash_set, name_set, read_readme, read_set
from tracepile.fetch.specs import Spec, expand_specs, parse_spec
from tracepile.fetch.wheels import Wheel, fetch_wheel

__all__ = [
    "BadRow",
    "RawRow",
    "SourceError",
    "Spec",
    "Wheel",
    "expand_specs",
    "fetch_file",
    "fetch_wheel",
    "find_sets",
    "hash_set",
    "name_set",
    "parse_spec",
    "read_readme",
    "read_set",
]
