"""What comes from outside: downloads, wheels from the package index, and rows in files."""

from tracepile.fetch.columns import TableError, TableFile, read_columns
from tracepile.fetch.download import fetch_file
from tracepile.fetch.errors import SourceError
from tracepile.fetch.rows import (
    ROW_SUFFIXES,
    BadRow,
    RawRow,
    find_sets,
    hash_file,
    hash_set,
    name_set,
    read_readme,
    read_set,
)
from tracepile.fetch.specs import Spec, expand_specs, parse_spec
from tracepile.fetch.wheels import Wheel, fetch_wheel

__all__ = [
    "ROW_SUFFIXES",
    "BadRow",
    "RawRow",
    "SourceError",
    "Spec",
    "TableError",
    "TableFile",
    "Wheel",
    "expand_specs",
    "fetch_file",
    "fetch_wheel",
    "find_sets",
    "hash_file",
    "hash_set",
    "name_set",
    "parse_spec",
    "read_columns",
    "read_readme",
    "read_set",
]
