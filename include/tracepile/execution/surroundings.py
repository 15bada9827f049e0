"""What a program must be able to read to run at all: the standard library, C libraries, allowed modules."""

import importlib.util
import sysconfig
import zoneinfo
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

_LINKER_CACHE: Final = "/etc/ld.so.cache"
_TELLING_LIBRARIES: Final = ("libc.", "libc-", "ld-", "libffi", "libpython")


@cache
def find_readable() -> tuple[str, ...]:
    """Return the directories of the standard library and of its time zones, as named and as resolved."""
    names = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), *zoneinfo.TZPATH]
    found = {form for name in names if Path(name).is_dir() for form in (name, str(Path(name).resolve()))}
    return tuple(sorted(found))


@cache
def find_libraries() -> tuple[str, ...]:
    """Return the directories of the C libraries that this interpreter uses, and the linker's index of them.

    Extension modules of the standard library that are imported late (sqlite3, ssl) find their libraries there.
    """
    directories = {_LINKER_CACHE}
    for line in Path("/proc/self/maps").read_text().splitlines():
        path = Path(line[73:].strip())
        if path.name.startswith(_TELLING_LIBRARIES) and ".so" in path.name:
            directories.add(str(path.parent))
    return tuple(sorted(directories))


def find_module_dirs(modules: Sequence[str]) -> tuple[str, ...]:
    """Return the directories from which the given modules (outside the standard library) are imported."""
    directories = set()
    for name in modules:
        spec = importlib.util.find_spec(name.partition(".")[0])
        if spec is not None and spec.submodule_search_locations:
            directories.add(str(Path(next(iter(spec.submodule_search_locations))).parent))
        elif spec is not None and spec.origin:
            directories.add(str(Path(spec.origin).parent))
    return tuple(sorted(directories))
