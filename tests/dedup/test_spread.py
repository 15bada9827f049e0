"""The work of `tracepile dedup` cut into tasks: the same verdicts, whatever happens to the tasks."""

import json
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.dedup.corpus import COLUMNS, make_rows, options_for, read_verdicts, run_command, run_job, write_corpus
from tracepile.dedup import DedupError, find_pairs, join_rows, number_rows, plan_job, sign_group
from tracepile.settings import Settings
from tracepile.stage import VersionError
from tracepile.store import Objects, Store
from tracepile.store.objects import Directory

ROWS = make_rows()


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several files a group, several shards a group, several batches a shard."""
    monkeypatch.setattr("tracepile.dedup.planning.MAX_ITEMS", 4)
    monkeypatch.setattr("tracepile.dedup.signing._SHARD_ROWS", 20)
    monkeypatch.setattr("tracepile.fetch.columns._ROWS_AT_ONCE", 8)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    write_corpus(folder, ROWS)
    return folder


@pytest.mark.parametrize(
    ("changes", "options"),
    [
        ({}, ["--code", "content"]),
        ({"threshold": 0.4}, ["--code", "content", "--threshold", "0.4"]),
        ({"is_code": False}, ["--text", "content"]),
    ],
)
def test_the_verdicts_are_those_of_the_command_in_any_order_of_the_tasks_and_for_repeated_ones(
    store: Store, settings: Settings, corpus: Path, tmp_path: Path, changes: dict[str, Any], options: list[str]
) -> None:
    wanted = run_command(tmp_path, ROWS, *options)
    for seed in range(2):
        dice = random.Random(seed) if seed else None
        report = run_job(store.objects, settings, options_for(str(corpus), **changes), run=f"{seed}", dice=dice)
        verdicts = read_verdicts(store.objects, report)
        assert verdicts.column_names == ["file", "row", *COLUMNS]
        assert verdicts.select(COLUMNS).equals(wanted)
        assert list(store.objects.keys("scratch")) == []
    removed = [row for row in wanted.to_pylist() if not row["is_kept"]]
    assert {row["channel"] for row in removed} == {"exact", "minhash"} | ({"alpha"} if "--code" in options else set())
    assert (report["rows"], report["rows_removed"], report["files"]) == (len(ROWS), len(removed), 6)
    assert sum(report["rows_by_channel"].values()) == len(removed)


def test_a_verdict_names_file_and_row(store: Store, settings: Settings, corpus: Path) -> None:
    report = run_job(store.objects, settings, options_for(str(corpus)))
    for verdict in read_verdicts(store.objects, report).to_pylist():
        path = corpus / verdict["file"]
        if path.suffix == ".parquet":
            found = pq.read_table(path).slice(verdict["row"] - 1, 1).to_pylist()[0]
        else:
            found = json.loads(path.read_text().splitlines()[verdict["row"] - 1])
        assert found["key"] == verdict["id"]


def test_a_prefix_of_the_store_is_a_source_like_a_folder(
    store: Store, settings: Settings, corpus: Path, tmp_path: Path
) -> None:
    for path in corpus.rglob("*"):
        if path.is_file():
            store.objects.create(f"corpora/mine/{path.relative_to(corpus).as_posix()}", path)
    report = run_job(store.objects, settings, options_for("corpora/mine"))
    verdicts = read_verdicts(store.objects, report)
    assert verdicts.select(COLUMNS).equals(run_command(tmp_path, ROWS, "--code", "content"))
    assert set(verdicts.column("file").to_pylist()) >= {"a.parquet", "b/part.jsonl"}
    assert len(list(store.objects.keys("corpora/mine"))) == 7


class Killer(Directory):
    """A store whose writer is killed before every fiftieth object."""

    kills, left = 0, 50

    def create(self, key: str, data: bytes | Path) -> bool:
        self.left -= not self.exists(key)
        if self.left < 0:
            self.kills, self.left = self.kills + 1, 50
            raise KeyboardInterrupt
        return super().create(key, data)


def test_tasks_that_are_killed_again_and_again_change_nothing(settings: Settings, corpus: Path, tmp_path: Path) -> None:
    objects = Killer(tmp_path / "store")
    report: dict[str, Any] = {}
    while not report:
        with suppress(KeyboardInterrupt):
            report = run_job(objects, settings, options_for(str(corpus)))
    assert objects.kills > 4
    wanted = run_command(tmp_path, ROWS, "--code", "content")
    assert read_verdicts(objects, report).select(COLUMNS).equals(wanted)
    assert list(objects.keys("scratch")) == []


def test_a_join_that_is_killed_after_its_report_removes_the_rest_and_gives_the_same_report(
    store: Store, settings: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted: list[str] = []

    def delete(self: Directory, key: str) -> None:
        deleted.append(key)
        if len(deleted) == 5:
            raise KeyboardInterrupt
        self._path(key).unlink()

    monkeypatch.setattr(Directory, "delete", delete)
    with pytest.raises(KeyboardInterrupt):
        run_job(store.objects, settings, options_for(str(corpus)))
    job = deleted[0].split("/")[2]
    report = join_rows(store.objects, settings, job)
    assert json.loads(store.objects.read(f"dedup/{job}/report.json")) == report
    assert list(store.objects.keys("scratch")) == []


def test_a_file_that_changes_between_two_attempts_is_read_whole_by_one_of_them(
    settings: Settings, corpus: Path, tmp_path: Path
) -> None:
    class Dying(Directory):
        left = 50

        def create(self, key: str, data: bytes | Path) -> bool:
            self.left -= 1
            if not self.left:
                raise KeyboardInterrupt
            return super().create(key, data)

    objects = Dying(tmp_path / "store")
    with pytest.raises(KeyboardInterrupt):
        run_job(objects, settings, options_for(str(corpus)))
    changed = make_rows(seed=5)
    write_corpus(corpus, changed)
    report = run_job(objects, settings, options_for(str(corpus)))
    wanted = run_command(tmp_path, changed, "--code", "content")
    assert read_verdicts(objects, report).select(COLUMNS).equals(wanted)


def test_a_new_run_has_a_place_of_its_own(store: Store, settings: Settings, corpus: Path) -> None:
    first, second = (run_job(store.objects, settings, options_for(str(corpus)), run=run) for run in "ab")
    assert first["job"] != second["job"]
    assert first["job"].startswith("corpus-")
    assert len(list(store.objects.keys("dedup"))) == 4
    assert "has its verdicts already" in explain(store.objects, settings, corpus, run="a")
    assert list(store.objects.keys("scratch")) == []


def test_a_corpus_without_rows_or_duplicates_gets_its_verdicts(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    pq.write_table(
        pa.table({"key": pa.array([], pa.int64()), "content": pa.array([], pa.string())}), tmp_path / "x.parquet"
    )
    source = str(tmp_path / "x.parquet")
    assert run_job(store.objects, settings, options_for(source))["rows"] == 0
    pq.write_table(pa.table({"key": [1, 2], "content": ["a b c d", "e f g h"]}), tmp_path / "x.parquet")
    report = run_job(store.objects, settings, options_for(source), run="two")
    assert (report["rows"], report["rows_removed"], report["rows_by_channel"]) == (2, 0, {})
    assert read_verdicts(store.objects, report).column("file").to_pylist() == ["x.parquet"] * 2


# what people must mend --------------------------------------------------------------------------------------------


def explain(objects: Objects, settings: Settings, source: Path | str, run: str = "one", **changes: Any) -> str:
    with pytest.raises(DedupError) as caught:
        run_job(objects, settings, options_for(str(source), **changes), run=run)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


def test_a_source_that_will_not_do_is_one_clear_sentence(store: Store, settings: Settings, tmp_path: Path) -> None:
    objects = store.objects
    assert "There is no .parquet" in explain(objects, settings, tmp_path / "nothing")
    assert "There is no .parquet" in explain(objects, settings, "corpora/none")
    assert "not a key of the store" in explain(objects, settings, "../elsewhere")
    assert "will not do" in explain(objects, settings, "/")
    assert "threshold" in explain(objects, settings, tmp_path, threshold=1.5)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.parquet", b"no", "x.parquet cannot be read as Parquet"),
        ("x.jsonl", b'{"key": 1, "content": "a"}\nno\n', "Line 2 of the file corpus/x.jsonl cannot be read: Not JSON"),
        ("x.jsonl", b"[1]\n", "Line 1 of the file corpus/x.jsonl cannot be read: The row is a JSON list"),
        ("x.jsonl.gz", b"no", "The file corpus/x.jsonl.gz cannot be read"),
        ("x.jsonl", b'{"key": 1, "text": "a"}\n', "has the field 'content'; its fields are key, text"),
        ("x.jsonl", b"{}\n", "has the field 'content'; its fields are none"),
        ("x.jsonl", b'{"key": 1, "content": 7}\n', "'content' of the file corpus/x.jsonl holds int; it must hold text"),
        ("x.jsonl", b'{"key": 1, "content": ""}\n{"key": "a"}\n', "'key' of the file corpus/x.jsonl holds int, str"),
        ("x.jsonl", b'{"key": 123456789012345678901, "content": ""}\n', "'key' of the file corpus/x.jsonl cannot be"),
        ("x.jsonl", b'{"key": 1, "content": "\\ud800"}\n', "'content' of the file corpus/x.jsonl cannot be stored"),
    ],
)
def test_a_file_that_will_not_do_is_named(
    store: Store, settings: Settings, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / name).write_bytes(content)
    assert message in explain(store.objects, settings, tmp_path / "corpus")


def test_columns_and_types_of_ids_must_agree(store: Store, settings: Settings, corpus: Path) -> None:
    assert "has no column 'code'; its columns are key, more, content" in explain(
        store.objects, settings, corpus, column="code"
    )
    pq.write_table(pa.table({"key": [1, 2], "content": ["a", "b"]}), corpus / "e.parquet")
    assert "ids are of different types in different files (int64, string)" in explain(store.objects, settings, corpus)


def test_a_worker_of_another_version_refuses_and_scratch_that_is_gone_is_told(
    store: Store, settings: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = plan_job(store.objects, settings, options_for(str(corpus)), "one")
    with pytest.raises(DedupError, match=r"no groups/000\.json of the job corpus-.*trigger dedup_corpus again"):
        number_rows(store.objects, groups[0]["job"])
    with monkeypatch.context() as other:
        other.setattr("tracepile.dedup.job.SIGNATURE_VERSION", 999)
        with pytest.raises(VersionError, match="this worker makes version 999"):
            sign_group(store.objects, groups[0])
    with pytest.raises(DedupError, match=r"no job\.json"):
        find_pairs(store.objects, settings, {"name": "", "job": "gone", "bands": [0]})
