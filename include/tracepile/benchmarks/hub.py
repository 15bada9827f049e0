"""Benchmarks in dataset repositories of a Hugging Face hub, as Parquet, at the newest commit of a branch."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from tracepile.benchmarks.catalogue import HubEntry
from tracepile.benchmarks.columns import Found, read_items
from tracepile.fetch import SourceError, fetch_file
from tracepile.fetch.rows import read_file
from tracepile.schema import content_id

_TIMEOUT = httpx.Timeout(30.0, connect=10.0)


def snapshot(entry: HubEntry) -> str:
    """Return the hash of the entry and of the commit that its branch names now. Raises `SourceError`."""
    return content_id("hub", entry.model_dump(mode="json", exclude={"endpoint"}), _find_commit(entry))


def read(name: str, entry: HubEntry, folder: Path) -> Iterator[Found]:
    """Yield the items, downloading the files that are not in the folder yet. Raises `SourceError`."""
    commit = _find_commit(entry)
    common = {"benchmark": name, "licence": entry.licence, "revision": f"{entry.repository}@{commit}"}
    for split in entry.splits:
        for path, sha256 in _find_files(entry, commit, split):
            url = f"{entry.endpoint.rstrip('/')}/datasets/{entry.repository}/resolve/{commit}/{path}"
            file = fetch_file(url, sha256, folder)
            yield from read_items(read_file(file), entry.columns, common, f"{split}/")


def _find_commit(entry: HubEntry) -> str:
    found = _ask(entry, f"revision/{quote(entry.revision, safe='')}")
    commit = found.get("sha") if isinstance(found, dict) else None
    if not isinstance(commit, str):
        raise SourceError(f"The hub names no commit of {entry.repository}@{entry.revision}; correct the entry.")
    return commit


def _find_files(entry: HubEntry, commit: str, split: str) -> list[tuple[str, str]]:
    """Return path and sha256 of a split's Parquet files, sorted."""
    listed = _ask(entry, f"tree/{commit}/{quote(f'{entry.config}/{split}')}")
    files = [
        (file["path"], file["lfs"]["oid"])
        for file in (listed if isinstance(listed, list) else [])
        if file.get("path", "").endswith(".parquet") and "lfs" in file
    ]
    if not files:
        raise SourceError(f"{entry.repository} has no Parquet file of {entry.config}/{split}; correct the entry.")
    return sorted(files)


def _ask(entry: HubEntry, question: str) -> Any:
    url = f"{entry.endpoint.rstrip('/')}/api/datasets/{entry.repository}/{question}"
    try:
        answer = httpx.get(url, timeout=_TIMEOUT, follow_redirects=True)
        answer.raise_for_status()
        return answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise SourceError(
            f"The hub did not answer for {entry.repository} ({error or type(error).__name__}); check the entry and the "
            "network."
        ) from None
