"""The stage with a model that goes wrong in all ways: every row ends, nothing is paid twice, no wrong value gets in."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.narrate.batches import fill_store, make_rows
from tests.narrate.programs import record
from tests.sglang_server.process import TestServer
from tracepile.ask import STAGE as ASK
from tracepile.cli import app
from tracepile.llm import DeploymentError, ServerNotReadyError
from tracepile.llm.cache import RequestCache
from tracepile.narrate import STAGE
from tracepile.narrate.model import read_rationale
from tracepile.narrate.written import verify_written
from tracepile.settings import Settings
from tracepile.stage import run_all
from tracepile.store import Store, open_store

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("largest", "squares", "try", "uncaught", "main", "grid", "match", "memo")
MIXED = {"refuse": 0.02, "abort": 0.02, "disconnect": 0.01, "truncated_json": 0.07, "wrong_values": 0.07}

TEMPLATE: dict[str, Any] = {"narration_mode": "template", "sglang_url": "", "seed": 0}

Asking = Callable[..., Settings]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with questions, and the rationales of the template narrator."""
    settings = Settings(home=tmp_path_factory.mktemp("prepared"), **TEMPLATE)
    store = open_store(settings)
    fill_store(store, make_rows(NAMES))
    run_all(ASK, store, settings)
    run_all(STAGE, store, settings)
    return Path(settings.store_uri)


@pytest.fixture
def filled(prepared: Path, settings: Settings) -> Store:
    """A copy of it, where `settings` say."""
    shutil.copytree(prepared, settings.store_uri, dirs_exist_ok=True)
    return open_store(settings)


def _run(store: Store, settings: Settings) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    result = run_all(STAGE, store, settings)
    return store.read("rationales", result.commit.shards).to_pylist(), result.extra()


def _key(row: dict[str, Any]) -> tuple[str, str | None]:
    return row["trace_id"], row["question_id"]


def _refused(row: dict[str, Any], mode: str) -> list[object]:
    """Verify a row of a model anew, against a fresh recording."""
    recording = record(row["trace_id"].removeprefix("t-"))
    rationale = read_rationale(json.loads(row["rationale"]))
    assert rationale.text == row["text"]
    is_question = row["question_id"] is not None
    pairs = [(rationale, row["answer"])]
    return list(verify_written(recording, pairs, mode=mode, questions=(is_question,))[0].failures)


@pytest.mark.parametrize(("mode", "level", "hanging"), [("slots", "L3", 0.01), ("anchored", "L2", 0.0)])
def test_with_mixed_faults_every_row_ends_once(
    mode: str, level: str, hanging: float, filled: Store, asking: Asking, server: TestServer
) -> None:
    template = {_key(row): row for row in _run(filled, asking())[0]}
    server.configure(faults={**MIXED, "hang": hanging}, refuse_every=25, refuse_for=3)
    settings = asking(narration_mode=mode, sglang_timeout_s=5.0)
    rows, extra = _run(filled, settings)

    assert [_key(row) for row in rows] == sorted(template, key=lambda key: (key[0], key[1] or ""))
    ends = Counter(row["generation"]["end"] for row in rows)
    assert set(ends) <= {"accepted", "repaired", "fallback"}
    assert ends["accepted"] > len(rows) / 2
    assert ends["repaired"] + ends["fallback"] > 0
    for row in rows:
        asked, narrator = row["generation"], row["narrator"]
        assert asked["mode"] == mode
        assert asked["prompt"] == f"narrate_{mode}.v1"
        assert asked["n_requests"] >= 1
        assert asked["attempts"] >= asked["n_requests"]
        if asked["end"] == "fallback":
            assert (row["text"], row["level"]) == (template[_key(row)]["text"], "L3")
            assert narrator == {"mode": "template", "model": None, "prompt_sha256": None}
            assert asked["reason"]
        else:
            assert row["level"] == level
            assert narrator == {"mode": mode, "model": server.model, "prompt_sha256": asked["prompt_sha256"]}
            assert not _refused(row, mode)
        assert (asked["n_repairs"] == 0) == (asked["end"] == "accepted")
        assert bool(row["failed_texts"]) == (asked["end"] != "accepted")

    # what the rows say adds up to what the shard, the commit and the asset event say, and the server confirms it
    stats = server.stats()
    assert stats["answered_twice"] == 0
    for name in ("attempts", "prompt_tokens", "completion_tokens"):
        assert extra[f"llm_{name}"] == sum(row["generation"][name] for row in rows)
    assert extra["llm_requests"] == sum(row["generation"]["n_requests"] for row in rows) == stats["distinct"]
    assert extra["llm_attempts"] == stats["requests"]
    assert {end: extra[f"llm_rows_{end}"] for end in ("accepted", "repaired", "fallback")} == {
        end: ends[end] for end in ("accepted", "repaired", "fallback")
    }
    assert extra["in"] == extra["ok"] + extra["filtered"] + extra["gave_up"] == len(rows)

    # the same again from the request cache: the same bytes, and the server is not asked
    shard = filled.latest("rationales").shards[0]
    filled.drop_shard("rationales", shard.key)
    assert _run(filled, settings)[0] == rows
    assert filled.latest("rationales").shards[0].sha256 == shard.sha256
    assert server.stats()["requests"] == stats["requests"]


@pytest.mark.parametrize("mode", ["slots", "anchored"])
def test_a_model_that_is_always_wrong_changes_no_row(
    mode: str, filled: Store, asking: Asking, server: TestServer
) -> None:
    template = {_key(row): row["text"] for row in _run(filled, asking())[0]}
    server.configure(faults={"wrong_values": 1.0})
    rows, extra = _run(filled, asking(narration_mode=mode))
    for row in rows:
        if row["narrator"]["mode"] == "template":
            assert row["text"] == template[_key(row)]
            assert row["generation"]["n_repairs"] == 2
            assert len(row["failed_texts"]) == 3
            reasons = [json.loads(text["reasons"]) for text in row["failed_texts"]]
            assert all(any(reason["check"] in "bcdefg" for reason in each) for each in reasons)
        else:  # nothing in it could be made wrong
            assert not _refused(row, mode)
    assert extra["llm_rows_fallback"] > 0.9 * len(rows)

    row = next(row for row in rows if row["trace_id"] == "t-largest" and row["question_id"] is None)
    told = CliRunner().invoke(app, ["inspect", row["rationale_id"], "--store", filled.objects.uri]).output
    assert f"asked of {server.model} as {mode}: fallback (unverified), 2 repairs" in told
    n_refused = sum(len(each["failed_texts"]) for each in rows if each["trace_id"] == "t-largest")
    assert told.count("  refused: ") == told.count("  because: ") == n_refused


def test_a_worker_that_is_killed_asks_only_for_what_is_missing(
    filled: Store, asking: Asking, server: TestServer, tmp_path: Path
) -> None:
    settings = asking(narration_mode="slots")
    server.configure(slots=2, service_s=0.05)
    given = {
        "home": str(settings.home),
        "narration_mode": "slots",
        "request_cache": str(settings.request_cache_dir),
        "sglang_url": server.url,
        "sglang_model": server.model,
    }
    code = (
        "import json, sys; from tracepile.narrate import STAGE; from tracepile.settings import Settings; "
        "from tracepile.stage import run_all; from tracepile.store import open_store; "
        "settings = Settings(**json.loads(sys.argv[1])); run_all(STAGE, open_store(settings), settings)"
    )
    worker = subprocess.Popen([sys.executable, "-c", code, json.dumps(given)], cwd=ROOT, env=dict(os.environ))
    try:
        deadline = time.monotonic() + 100
        while server.stats()["answered"] < 10 and time.monotonic() < deadline:
            assert worker.poll() is None
            time.sleep(0.02)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    while server.stats()["running"]:  # the server still has to see that nobody waits
        assert time.monotonic() < deadline
        time.sleep(0.05)
    cache = RequestCache(settings.request_cache_dir)
    kept = cache.count()
    cache.close()
    assert kept > 0
    assert filled.latest("rationales").number == 1  # it wrote nothing

    server.reset()
    rows, extra = _run(filled, settings)
    assert {row["generation"]["end"] for row in rows} == {"accepted"}
    stats = server.stats()
    assert stats["requests"] == stats["distinct"] == extra["llm_requests"] - kept


def test_an_unready_server_and_a_wrong_setting_end_the_task(filled: Store, asking: Asking, server: TestServer) -> None:
    server.configure(unready_looks=1_000_000)
    with pytest.raises(ServerNotReadyError):
        run_all(STAGE, filled, asking(narration_mode="slots"))
    server.reset()
    with pytest.raises(DeploymentError, match="TRACEPILE_SGLANG_MODEL"):
        run_all(STAGE, filled, asking(narration_mode="slots", sglang_model="other"))
    with pytest.raises(DeploymentError, match="TRACEPILE_TOKENIZER"):
        run_all(STAGE, filled, asking(narration_mode="slots", tokenizer="none.json"))
    assert filled.latest("rationales").number == 1


def test_model_and_prompts_change_shards_only_where_a_model_writes() -> None:
    def recipe(**given: Any) -> str:
        return STAGE.recipe(Settings(**given))

    assert recipe() == recipe(sglang_model="a", narration_temperature=1.0)
    slots = recipe(narration_mode="slots", sglang_model="a")
    others = [
        recipe(),
        recipe(narration_mode="anchored", sglang_model="a"),
        recipe(narration_mode="slots", sglang_model="b"),
        recipe(narration_mode="slots", sglang_model="a", narration_temperature=1.0),
    ]
    assert slots not in others
