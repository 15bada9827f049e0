"""A corpus in a bucket, deduplicated through a real S3 server alone."""

import random
import time
from pathlib import Path

import pytest

from tests.dedup.corpus import COLUMNS, make_rows, options_for, read_verdicts, run_command, run_job, write_corpus
from tracepile.settings import Settings
from tracepile.store import open_objects

pytestmark = pytest.mark.integration


def test_the_verdicts_are_those_of_the_command(
    s3_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracepile.dedup.planning.MAX_ITEMS", 4)
    monkeypatch.setattr("tracepile.dedup.signing._SHARD_ROWS", 30)
    monkeypatch.setattr("tracepile.fetch.columns._ROWS_AT_ONCE", 11)
    settings = s3_settings.model_copy(update={"store": f"s3://bucket/{time.time_ns()}"})
    objects, rows = open_objects(settings), make_rows()
    write_corpus(tmp_path / "corpus", rows)
    for path in (tmp_path / "corpus").rglob("*"):
        if path.is_file():
            objects.create(f"corpora/mine/{path.relative_to(tmp_path / 'corpus').as_posix()}", path)
    report = run_job(objects, settings, options_for("corpora/mine"), dice=random.Random(1))
    wanted = run_command(tmp_path, rows, "--code", "content")
    assert read_verdicts(objects, report).select(COLUMNS).equals(wanted)
    assert list(objects.keys("scratch")) == []
    assert report["verdicts"] == f"{settings.store}/dedup/{report['job']}/verdicts.parquet"
