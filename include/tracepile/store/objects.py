"""Objects by key: one interface, two back ends. A key is a relative POSIX path such as `tables/runs/ab12.parquet`."""

import os
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tracepile.settings import Settings

STAGING = ".staging"
"""Where a directory store writes an object before it appears under its key."""

SCRATCH = "scratch"
"""What tasks of one run hand to each other; the last of them removes it."""


class StoreError(Exception):
    """The store cannot do what was asked; the message says what is wrong and what to do."""


def check_key(key: str) -> str:
    """Return the key if it is a plain relative path, else raise `StoreError`: no key leaves the store."""
    parts = PurePosixPath(key).parts
    if not parts or key.startswith("/") or ".." in parts or "\\" in key or "\0" in key:
        raise StoreError(f"{key!r} is not a key of the store; use a relative path without '..'.")
    return key


class Objects(ABC):
    """Objects that appear only complete. `create` has one winner among concurrent writers."""

    uri: str

    @abstractmethod
    def read(self, key: str) -> bytes:
        """Return an object's bytes; `KeyError` if there is none."""

    @abstractmethod
    def fetch(self, key: str) -> Path:
        """Return a local file with the object's bytes (read-only for the caller); `KeyError` if there is none."""

    @abstractmethod
    def create(self, key: str, data: bytes | Path) -> bool:
        """Create an object from bytes or a local file unless the key exists; tell whether this call created it."""

    @abstractmethod
    def replace(self, key: str, data: bytes) -> None:
        """Write an object, over the old one if there is one, in one step."""

    @abstractmethod
    def keys(self, prefix: str) -> Iterator[str]:
        """Yield all keys below a prefix (a directory, without trailing slash), sorted."""

    @abstractmethod
    def age_s(self, key: str) -> float:
        """Return the seconds since the object was written; `KeyError` if there is none."""

    @abstractmethod
    def delete(self, key: str) -> None:
        """Delete an object; nothing happens if there is none."""

    @abstractmethod
    def location(self, key: str) -> str:
        """Return the path or URI under which a person finds this key or prefix."""

    def exists(self, key: str) -> bool:
        """Tell whether the key has an object."""
        return any(found == key for found in self.keys(key))


class Directory(Objects):
    """Objects as files below one directory, on a file system with hard links."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.uri = str(self.root)

    def _path(self, key: str) -> Path:
        return self.root / check_key(key)

    def read(self, key: str) -> bytes:
        return self.fetch(key).read_bytes()

    def fetch(self, key: str) -> Path:
        path = self._path(key)
        if not path.is_file():
            raise KeyError(key)
        return path

    def create(self, key: str, data: bytes | Path) -> bool:
        path = self._path(key)
        if path.exists():
            return False
        staged = self._stage(path, data)
        try:
            os.link(staged, path)  # fails if the name exists: one winner, and never a partly written file
        except FileExistsError:
            return False
        finally:
            staged.unlink()
        _sync_directory(path.parent)
        return True

    def replace(self, key: str, data: bytes) -> None:
        path = self._path(key)
        self._stage(path, data).replace(path)
        _sync_directory(path.parent)

    def _stage(self, path: Path, data: bytes | Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Beside the data, not among it: a killed writer leaves nothing inside a table or a release.
        staging = self.root / STAGING
        staging.mkdir(exist_ok=True)
        fd, name = tempfile.mkstemp(dir=staging)
        staged = Path(name)
        try:
            with os.fdopen(fd, "wb") as out:
                if isinstance(data, Path):
                    with data.open("rb") as source:
                        while block := source.read(1 << 20):
                            out.write(block)
                else:
                    out.write(data)
                out.flush()
                os.fsync(out.fileno())
            staged.chmod(0o644)
        except BaseException:
            staged.unlink(missing_ok=True)
            raise
        return staged

    def keys(self, prefix: str) -> Iterator[str]:
        top = self._path(prefix)
        if top.is_file():
            yield prefix
            return
        for path in sorted(top.rglob("*")):
            if path.is_file():
                yield path.relative_to(self.root).as_posix()

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def age_s(self, key: str) -> float:
        return max(0.0, time.time() - self.fetch(key).stat().st_mtime)

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def location(self, key: str) -> str:
        return str(self._path(key))


def _sync_directory(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def open_objects(settings: Settings) -> Objects:
    """Open the store the settings name: a directory, or `s3://bucket/prefix`."""
    uri = settings.store_uri
    if uri.startswith("s3://"):
        from tracepile.store.s3 import S3

        return S3(settings)
    if "://" in uri:
        raise StoreError(f"The store {uri!r} is of no known kind; give a directory or s3://bucket/prefix.")
    return Directory(Path(uri).expanduser())


def create_store(settings: Settings) -> str:
    """Create the directory or the bucket of the settings' store if there is none; return its address."""
    uri = settings.store_uri
    if uri.startswith("s3://"):
        from tracepile.store.s3 import create_bucket

        create_bucket(settings)
        return uri
    Path(uri).expanduser().mkdir(parents=True, exist_ok=True)
    return uri
