"""A model's variants pass the same test as all others, and nothing is asked unless the settings say so."""

from pathlib import Path

import pytest

from tests.rewrite.test_stage import make_program
from tests.sglang_server.process import start_server
from tracepile.llm import DeploymentError, load_prompt
from tracepile.rewrite.stage import STAGE
from tracepile.rewrite.written import KINDS
from tracepile.schema import content_id, table_of
from tracepile.settings import Settings
from tracepile.stage import run_all
from tracepile.store import Store

CODE = "def f(xs):\n    t = 1\n    for x in xs:\n        t = t * 3 + x\n    return t\n"
CALLS = ["f([1, 2, 3])", "f([5])"]
PROGRAMS = {
    mark: make_program(f"{CODE}# {mark}\n" if mark else CODE, CALLS) for mark in ("", "careless", "prose", "copy")
}


def fill(store: Store) -> None:
    rows = list(PROGRAMS.values())
    kept = [{"program_id": row["program_id"], "family_id": row["family_id"]} for row in rows]
    for table, own in {"programs": rows, "curated": kept}.items():
        shard = store.write_shard(
            content_id(table), {table: table_of(table, own)}, table_of("rejects", []),
            batch="b" * 64, label="test/0001", recipe="r", counts={"in": len(own)},
        )  # fmt: skip
        store.append(table, [shard])


def test_what_a_model_writes_is_tested_like_all_else(store: Store, settings: Settings, tmp_path: Path) -> None:
    fill(store)
    with start_server() as server:
        settings = settings.model_copy(
            update={
                "rewrite_share": 1.0,
                "mutant_share": 0.0,
                "variants_per_program": 1,
                "is_rewrite_model_asked": True,
                "sglang_url": server.url,
                "sglang_model": server.model,
                "request_cache": tmp_path / "requests",
            }
        )
        commit = run_all(STAGE, store, settings).commit
        rows = store.read("variants", commit.shards).to_pylist()
        other = Store(type(store.objects)(tmp_path / "other"))
        fill(other)
        again = run_all(STAGE, other, settings).commit
        stats = server.stats()
    written = {row["parent_id"]: row for row in rows if row["rewrite_chain"][0].startswith("model_")}
    assert set(written) == {PROGRAMS[""]["program_id"]}
    [row] = written.values()
    assert row["rewrite_chain"][0] in {f"model_{kind}:{server.model}" for kind in KINDS}
    assert "f_helper" in row["code"]
    assert row["equivalence"]["equivalent"]
    assert row["equivalence"]["n_inputs"] > 2
    counts = commit.counts
    assert (counts["llm_requests"], counts["llm_failed"], counts["model_variants_rejected"]) == (4, 0, 3)
    assert {row["parent_id"] for row in rows} == {row["program_id"] for row in PROGRAMS.values()}
    # the same bytes from the request cache, without asking again
    assert again.shards[0].sha256 == commit.shards[0].sha256
    assert stats["answered"] == 4


def test_without_a_server_nothing_is_asked_and_a_missing_address_is_said(store: Store, settings: Settings) -> None:
    fill(store)
    settings = settings.model_copy(update={"rewrite_share": 1.0, "mutant_share": 0.0})
    assert "llm_requests" not in run_all(STAGE, store, settings).commit.counts
    with pytest.raises(DeploymentError, match="TRACEPILE_SGLANG_URL"):
        run_all(STAGE, store, settings.model_copy(update={"is_rewrite_model_asked": True}))


@pytest.mark.parametrize("kind", KINDS)
def test_a_prompt_shows_the_program_and_how_it_is_used(kind: str) -> None:
    [*_, last] = load_prompt(f"rewrite_{kind}").messages(code=CODE.rstrip(), inputs=CALLS)
    assert f"```python\n{CODE.rstrip()}\n```" in last.content
    assert all(call in last.content for call in CALLS)
