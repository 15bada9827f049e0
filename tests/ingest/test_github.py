"""Repository archives over HTTP: functions with doctests."""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.fetch.http_files import FileServer, serve
from tests.ingest.factory import ingest
from tracepile.fetch import SourceError
from tracepile.settings import Settings
from tracepile.store import Store

FILES = {
    "maths/gcd.py": b"import math\n\ndef gcd(a, b):\n    '''\n    >>> gcd(12, 18)\n    6\n    '''\n    return math.gcd(a, b)\n",
    "sorts/bubble.py": b"from sorts.tools import swap\n\ndef sort(xs):\n    '''\n    >>> sort([2, 1])\n    [1, 2]\n    '''\n"
    b"    if xs[0] > xs[1]:\n        swap(xs, 0, 1)\n    return xs\n",
    "sorts/tools.py": b"def swap(xs, i, j):\n    xs[i], xs[j] = xs[j], xs[i]\n",
    "sorts/broken.py": b"def f(:\n",
    "sorts/latin.py": b"# \xe4\n",
    "tests/test_x.py": b"def f():\n    '''\n    >>> f()\n    '''\n",
    "README.md": b"no program",
}


def make_archive(files: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(f"repo-abc/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("repo-abc/link.py")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return sink.getvalue()


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serve() as state:
        yield state


def configure(server: FileServer, settings: Settings, folder: Path, data: bytes, **changes: Any) -> Settings:
    server.files["/owner/repo/tar.gz/abc"] = data
    entry = {
        "repository": "owner/repo",
        "revision": "abc",
        "sha256": hashlib.sha256(data).hexdigest(),
        "licence": "MIT",
        "domain": "algorithm",
        "domains": {"maths": "math"},
        "exclude": ["tests/*"],
        "endpoint": server.url,
        **changes,
    }
    file = folder / "connectors.yaml"
    file.write_text(yaml.safe_dump({"github": {"repo": entry}}))
    return settings.model_copy(update={"connectors_file": file, "sources": ("github:repo",)})


def test_functions_with_doctests_become_programs(
    server: FileServer, settings: Settings, store: Store, tmp_path: Path
) -> None:
    data = make_archive(FILES)
    server.break_after["/owner/repo/tar.gz/abc"] = [len(data) // 2]
    programs, rejects = ingest(store, configure(server, settings, tmp_path, data))
    assert server.requests[1] == ("/owner/repo/tar.gz/abc", f"bytes={len(data) // 2}-")
    gcd, sort = programs
    assert (gcd["source_ref"], gcd["domain"], gcd["tags"]) == ("owner/repo@abc maths/gcd.py::gcd", "math", ["maths"])
    assert gcd["code"] == "import math\n\n\ndef gcd(a, b):\n    return math.gcd(a, b)\n"
    assert [(given["input"], given["expected"]) for given in gcd["inputs"]] == [("gcd(12, 18)", "6")]
    assert "def swap" in sort["code"]
    assert "import" not in sort["code"]
    assert sorted((reject["reason"], reject["source_ref"]) for reject in rejects) == [
        ("not_utf8", "sorts/latin.py"),
        ("syntax_error", "owner/repo@abc sorts/broken.py"),
    ]


def test_a_wrong_checksum_or_a_broken_archive_fails_the_source(
    server: FileServer, settings: Settings, store: Store, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match="expected sha256"):
        ingest(store, configure(server, settings, tmp_path, make_archive(FILES), sha256="0" * 64))
    with pytest.raises(SourceError, match="cannot be read"):
        ingest(store, configure(server, settings, tmp_path, make_archive(FILES)[:200]))
