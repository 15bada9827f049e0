"""Emptying the scratch directory after each program."""

import os
from itertools import count
from pathlib import Path


def empty_directory(directory: str) -> None:
    """Remove everything in a directory, however deep it is nested and whatever modes it was given.

    Directories are taken apart from the top: their subdirectories are moved to the top and wait there for their
    turn. So no path grows long and nothing recurses. What cannot be removed raises `OSError`.
    """
    with os.scandir(directory) as entries:  # the usual case is an empty one
        if not any(True for _ in entries):
            return
    top = Path(directory)
    names = (top / f"{number}" for number in count())
    waiting = [top]
    while waiting:
        current = waiting.pop()
        for path in list(current.iterdir()):
            if path.is_symlink() or not path.is_dir():
                path.unlink()
                continue
            path.chmod(0o700)  # a program may have made it with a mode that keeps everybody out
            if current != top:
                path = path.rename(next(name for name in names if not os.path.lexists(name)))
            waiting.append(path)
        if current != top:
            current.rmdir()
