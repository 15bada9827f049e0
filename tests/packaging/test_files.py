"""What every file of the project must keep to."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("needs a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-distributed.txt"])
def test_a_lock_pins_hashes_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "--index" not in text
    pins = re.findall(r"^([a-z0-9][a-z0-9._-]*)(\[[^\]]*\])?==", text, re.MULTILINE)
    assert len(pins) > 50
    for block in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block[:80]


@pytest.mark.parametrize("larger", ["requirements-dev.txt", "requirements-distributed.txt"])
def test_the_other_locks_have_the_same_versions_as_the_run_lock(larger: str) -> None:
    def pins(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))

    found = pins(larger)
    assert {name: found.get(name) for name in pins("requirements.txt")} == pins("requirements.txt")


def test_the_changelog_knows_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()


def test_every_make_target_is_explained_and_the_readme_names_the_two_commands() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = {name for line in re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE) for name in line.split()}
    explained = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))
    assert phony == explained
    readme = (ROOT / "README.md").read_text()
    assert "make run" in readme
    assert "make test" in readme


def test_relative_links_of_the_documents_lead_somewhere() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_the_settings_page_names_real_settings() -> None:
    from tracepile.settings import Settings

    named = re.findall(r"TRACEPILE_([A-Z0-9_]+)", (ROOT / "docs" / "settings.md").read_text())
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_large_files_do_not_enter_the_project() -> None:
    assert [path for path in tracked() if path.stat().st_size > 2_000_000] == []
