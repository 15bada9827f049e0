"""Where the files of a release are, and the two forms its checksums take."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

CLAIM: Final = "claim.json"
"""Who claimed the version. Written first; no checksum file names it."""

MANIFEST: Final = "manifest.json"
"""Written last: a directory without it is not a release. It lists every file but itself, SHA256SUMS and the claim."""

CHECKSUMS: Final = "SHA256SUMS"
"""Covers every file but itself and the claim, the manifest included, so that `sha256sum -c` checks them all."""

CARD: Final = "README.md"
CHANGES: Final = "CHANGES.md"
CROISSANT: Final = "croissant.json"
EXPECTATIONS: Final = "quality/expectations.json"
REPORT: Final = "quality/report.html"
FUNNEL_JSON: Final = "quality/funnel.json"
FUNNEL_CSV: Final = "quality/funnel.csv"
CONTAMINATION: Final = "quality/contamination.json"
DIVERSITY: Final = "quality/diversity.json"
DRIFT: Final = "quality/drift.json"
VERIFIER: Final = "quality/verifier.json"
"""How many wrong rationales the verifier refuses; only where that was measured (`make bench-verifier`)."""


def releases_prefix(name: str) -> str:
    """Return the prefix below which all releases of one name are."""
    return f"releases/{name}"


def pointer_key(name: str) -> str:
    """Return the key of the pointer to the latest release: the only object that is ever rewritten."""
    return f"{releases_prefix(name)}/latest.json"


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One file of a release, as its manifest lists it; `rows` is None for what is not data."""

    path: str
    bytes: int
    rows: int | None
    sha256: str

    @classmethod
    def describe(cls, root: Path, path: str, rows: int | None = None) -> Self:
        """Describe a file that lies at `path` below `root`."""
        with (root / path).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(path, (root / path).stat().st_size, rows, digest)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read the form `as_json` writes."""
        return cls(**value)

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


def hash_bytes(data: bytes) -> str:
    """Return the sha256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def hash_data(files: Iterable[ReleaseFile]) -> str:
    """Return `data_sha256`: the sha256 of the sorted `path sha256` lines of the files below `data/`."""
    lines = sorted(f"{file.path} {file.sha256}\n" for file in files if file.path.startswith("data/"))
    return hash_bytes("".join(lines).encode())


def write_checksums(files: Iterable[ReleaseFile], manifest_sha256: str) -> bytes:
    """Return SHA256SUMS, in the form that `sha256sum -c` reads, sorted by path."""
    digests = {file.path: file.sha256 for file in files} | {MANIFEST: manifest_sha256}
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()
