"""What is installed is what the lock says, and no secret is in the project. Both without a network."""

import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from detect_secrets import SecretsCollection
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).resolve().parents[2]

# Detectors of forms that only secrets have; those of high entropy would take every content hash for one.
DETECTORS = (
    "AWSKeyDetector",
    "ArtifactoryDetector",
    "AzureStorageKeyDetector",
    "BasicAuthDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "JwtTokenDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SlackDetector",
    "StripeDetector",
    "TwilioKeyDetector",
)
HINT = re.compile(
    r"PRIVATE KEY|A[KS]IA|gh[opsur]_|glpat-|://[^/\s:]+:[^@\s]+@|eyJ|npm_|_authToken|pypi-|xox[abpr]|hooks\.slack"
    r"|[rs]k_live|sk-|AccountKey|AKC|\bSK[0-9a-f]|\bAC[0-9a-z]|artifactory|T3BlbkFJ"
)
"""What the detectors' forms have in common: files without it are not looked at line by line, which takes long."""

DEPLOYED = re.compile(r"^(deploy/|docker-compose|Dockerfile|\.env|\.ci/|Makefile|plugins/)")
"""Here also what is merely called a password counts."""


def list_files() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("needs a git checkout")
    names = [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    return [name for name in names if not name.startswith("requirements") and not name.endswith((".png", ".txt"))]


def scan(files: list[Path], detectors: tuple[str, ...]) -> list[str]:
    """Return `file:line kind` of everything that looks like a secret."""
    found = SecretsCollection()
    with transient_settings({"plugins_used": [{"name": name} for name in detectors]}):
        for path in files:
            if detectors != DETECTORS or HINT.search(path.read_text(errors="replace")):
                found.scan_file(str(path))
    return [f"{name}:{secret.line_number} {secret.type}" for name, secret in found]


def test_no_file_of_the_project_holds_a_secret() -> None:
    names = list_files()
    assert scan([ROOT / name for name in names], DETECTORS) == []
    deployed = [ROOT / name for name in names if DEPLOYED.match(name)]
    # what compose takes from .env is no secret of ours
    named = [hit for hit in scan(deployed, ("KeywordDetector",)) if not hit.startswith(str(ROOT / "docker-compose"))]
    assert named == []


def test_the_scan_finds_secrets(tmp_path: Path) -> None:
    planted = {
        "key.pem": "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEow\n",
        "aws.py": 'KEY = "AKIA' + 'IOSFODNN7EXAMPLQ"\n',
        "url.py": 'URL = "postgresql://airflow:' + 'hunter2hunter2@db/airflow"\n',
        "hub.sh": "export T=ghp_" + "a1B2" * 9 + "\n",
    }
    for name, text in planted.items():
        (tmp_path / name).write_text(text)
    hits = scan([tmp_path / name for name in planted], DETECTORS)
    assert {Path(hit.split(":")[0]).name for hit in hits} == set(planted)


def test_every_installed_package_has_the_version_of_the_lock() -> None:
    pins = dict(
        re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)
    )
    assert len(pins) > 100
    other = {}
    for name, pinned in pins.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "none"
        if found != pinned:
            other[name] = f"{found} instead of {pinned}"
    assert other == {}
