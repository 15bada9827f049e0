"""Version numbers of releases, and the rule by which the next one is proposed."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

_FORM = re.compile(r"v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class Bump(StrEnum):
    """Which part of a version grows, and so what readers of the parent release must expect."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A semantic version; its text is `v1.2.3`, the name of the release's directory."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `v1.2.3` or `1.2.3`; raises `ValueError` for anything else."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is no version of a release; versions look like v1.2.3.")
        return cls(*(int(part) for part in match.groups()))

    @staticmethod
    def is_version(text: str) -> bool:
        """Tell whether `parse` reads this text."""
        return _FORM.fullmatch(text) is not None

    def __str__(self) -> str:
        return f"v{self.major}.{self.minor}.{self.patch}"

    def bump(self, part: Bump) -> "Version":
        """Return the next version whose `part` is larger."""
        if part == Bump.MAJOR:
            return Version(self.major + 1, 0, 0)
        if part == Bump.MINOR:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)


BEFORE_ALL = Version(0, 0, 0)
"""What the first release follows: it adds rows, so it is v0.1.0."""


def propose_bump(*, lost_columns: int, new_columns: int, added_rows: int) -> Bump:
    """Return how the version must grow, by what changed against the parent release.

    MAJOR: a column was removed, renamed or retyped (`lost_columns`; a renamed one is lost under its old name).
    MINOR: rows or columns were added. PATCH: rows were only removed, or their content mended. The rule is the same
    under 0.x: a release that breaks readers of v0.4.0 is v1.0.0.
    """
    if lost_columns:
        return Bump.MAJOR
    return Bump.MINOR if new_columns or added_rows else Bump.PATCH
