"""Version numbers, and the rule by which the next one follows from what changed."""

import pytest

from tracepile.publish.version import BEFORE_ALL, Bump, Version, propose_bump


def test_a_version_is_read_with_and_without_its_letter() -> None:
    assert Version.parse("v1.20.3") == Version.parse("1.20.3") == Version(1, 20, 3)
    assert str(Version(0, 1, 0)) == "v0.1.0"


@pytest.mark.parametrize("text", ["", "1.2", "v1.2.3.4", "v01.2.3", "v1.2.x", "latest.json", "v1.2.3-rc1"])
def test_anything_else_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match=r"versions look like v1\.2\.3"):
        Version.parse(text)
    assert not Version.is_version(text)


def test_versions_are_ordered_by_number() -> None:
    assert Version(0, 10, 0) > Version(0, 9, 5) > Version(0, 9, 0)


def test_the_first_release_adds_rows_and_is_v0_1_0() -> None:
    assert str(BEFORE_ALL.bump(propose_bump(lost_columns=0, new_columns=0, added_rows=9))) == "v0.1.0"


@pytest.mark.parametrize(
    ("lost", "new", "added", "bump", "following"),
    [
        (1, 1, 5, Bump.MAJOR, "v1.0.0"),
        (0, 1, 0, Bump.MINOR, "v0.5.0"),
        (0, 0, 5, Bump.MINOR, "v0.5.0"),
        (0, 0, 0, Bump.PATCH, "v0.4.3"),
    ],
)
def test_the_largest_change_decides(lost: int, new: int, added: int, bump: Bump, following: str) -> None:
    assert propose_bump(lost_columns=lost, new_columns=new, added_rows=added) == bump
    assert str(Version(0, 4, 2).bump(bump)) == following
