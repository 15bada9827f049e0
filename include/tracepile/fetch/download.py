"""Download a file whose sha256 is known: resumed where it broke off, checked, and only then visible."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import httpx
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from tracepile.fetch.errors import SourceError

_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_RETRIED_STATUS = frozenset({408, 429, 500, 502, 503, 504})


class _BrokenTransferError(Exception):
    """The transfer broke off or the server is busy: try again, from where it stopped."""


class _WrongContentError(Exception):
    """The whole file came, and it is another one."""


def fetch_file(url: str, sha256: str, folder: Path, *, attempts: int = 5, wait_s: float = 1.0) -> Path:
    """Return the local copy of a file, `<folder>/<first 16 of sha256>-<name>`, downloading it when it is not there.

    A transfer that breaks off leaves `<copy>.part`; the next attempt (or the next process) asks for the rest with a
    `Range` header. The copy gets its name only when its sha256 is right. A resumed file with a wrong sha256 is
    fetched once more from the start. `attempts` and `wait_s` (doubled each time) bound the retries. Raises
    `SourceError`.
    """
    target = folder / f"{sha256[:16]}-{PurePosixPath(urlsplit(url).path).name or 'file'}"
    if target.is_file():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    retrying = Retrying(
        retry=retry_if_exception_type((_BrokenTransferError, httpx.TransportError)),
        stop=stop_after_attempt(attempts),
        wait=wait_exponential(multiplier=wait_s, max=30),
        reraise=True,
    )
    with _locked(part), httpx.Client(timeout=_TIMEOUT, follow_redirects=True) as client:
        if target.is_file():  # another process was first
            return target
        try:
            is_resumed = retrying(_transfer, client, url, part)
            if not _has_hash(part, sha256) and is_resumed:
                part.write_bytes(b"")
                retrying(_transfer, client, url, part)
            if not _has_hash(part, sha256):
                raise _WrongContentError
        except _WrongContentError:
            part.unlink(missing_ok=True)
            raise SourceError(
                f"{url} does not have the expected sha256 {sha256}; if the file was renewed on purpose, put its new "
                "sha256 into the connectors file."
            ) from None
        except (_BrokenTransferError, httpx.HTTPError) as error:
            raise SourceError(
                f"Could not download {url}: {error or type(error).__name__}; check the address and the network, and "
                "run again (what has come so far is kept)."
            ) from None
        part.replace(target)
    return target


@contextmanager
def _locked(part: Path) -> Iterator[None]:
    """Let one process at a time write a part file."""
    lock = part.with_name(part.name + ".lock")
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _transfer(client: httpx.Client, url: str, part: Path) -> bool:
    """Bring the rest of a file into its part file; tell whether it was resumed."""
    have = part.stat().st_size if part.exists() else 0
    # Compressed transfer would make byte ranges mean something else.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with client.stream("GET", url, headers=headers) as response:
        if have and response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return True  # nothing is missing, or the file is another one: the hash decides
        if response.status_code in _RETRIED_STATUS:
            raise _BrokenTransferError(f"the server answers {response.status_code}")
        response.raise_for_status()
        is_resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
        with part.open("ab" if is_resumed else "wb") as handle:
            for chunk in response.iter_bytes():  # as they come: a chunk size would lose what a break leaves of one
                handle.write(chunk)
        expected = response.headers.get("Content-Length")
        came = part.stat().st_size - (have if is_resumed else 0)
        if expected is not None and came != int(expected):
            raise _BrokenTransferError(f"only {came} of {expected} bytes came")
    return is_resumed


def _has_hash(path: Path, sha256: str) -> bool:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest() == sha256.lower()
