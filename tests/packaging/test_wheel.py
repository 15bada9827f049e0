"""The library is a distribution of its own: it builds, carries its data, and works where there is no Airflow."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

WITHOUT_AIRFLOW = """
import sys
sys.path[:] = [p for p in sys.path if not p.rstrip('/').endswith('include')]
sys.path.insert(0, sys.argv.pop(1))
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in {'airflow', 'tracepile_airflow'}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocked())
import tracepile
assert 'unpacked' in tracepile.__file__, tracepile.__file__
from tracepile.settings import resource_dir
assert any(resource_dir('sql').glob('*/*.sql')), resource_dir('sql')
assert any(resource_dir('seed_corpus').glob('*/*/program.py'))
assert any(resource_dir('expectations').iterdir())
assert any(resource_dir('prompts').iterdir())
from tracepile.cli import main
main()
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel's content."""
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = out.glob("*.whl")
    target = out / "unpacked"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def test_the_wheel_works_without_airflow(unpacked: Path, tmp_path: Path) -> None:
    for arguments in (["--help"], ["doctor", "--json", "--store", str(tmp_path / "store")]):
        command = [sys.executable, "-c", WITHOUT_AIRFLOW, str(unpacked), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
        assert done.returncode in {0, 1}, done.stderr
        assert "Traceback" not in done.stderr


def test_the_wheel_carries_no_tests_and_no_caches(unpacked: Path) -> None:
    names = [path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*")]
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests", "dags", "plugins"))]
