"""Going back to an earlier release: the pointer moves, nothing is deleted."""

from tracepile.publish.layout import pointer_key
from tracepile.publish.releases import Release, find_release
from tracepile.publish.verify import verify_release
from tracepile.schema import canonical_json
from tracepile.store import Objects, StoreError


def roll_back(objects: Objects, name: str, version: str) -> Release:
    """Let `latest.json` name this release; the next release then has it as parent, and a higher number than all.

    Raises `UnknownVersionError` when there is no such release, and `StoreError` when it is not whole: readers are
    never sent to a broken release.
    """
    release = find_release(objects, name, version)
    # What is wrong with the pointer is mended by moving it.
    problems = [
        problem for problem in verify_release(objects, name, release.version) if problem.path != pointer_key(name)
    ]
    if problems:
        raise StoreError(
            f"The release {release.version} is broken ({problems[0].path}: {problems[0].reason}); the pointer stays. "
            f"See `tracepile releases verify {release.version}`."
        )
    objects.replace(pointer_key(name), canonical_json(release.as_parent()).encode())
    return release
