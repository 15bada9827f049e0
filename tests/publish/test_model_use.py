"""The card says what a model was asked, and how its rows ended; without a model it says nothing of it."""

from tests.publish.factory import fill_store, make_samples, pass_judgement
from tracepile.publish import STAGE
from tracepile.schema import table_of
from tracepile.settings import Settings
from tracepile.stage import run_all
from tracepile.store import Store

ASKED = {
    "llm_requests": 1_234,
    "llm_attempts": 1_300,
    "llm_failed": 12,
    "llm_prompt_tokens": 5_000_000,
    "llm_cached_tokens": 4_900_000,
    "llm_completion_tokens": 700_000,
    "llm_cost_micros": 12_345_678,
    "llm_rows_accepted": 50,
    "llm_rows_repaired": 7,
    "llm_rows_fallback": 3,
}


def test_the_card_says_what_the_models_took(store: Store, settings: Settings) -> None:
    samples = make_samples(60)
    fill_store(store, samples)
    rows = table_of("rationales", [{"rationale_id": row["rationale_id"]} for row in samples])
    counts = {"in": 60, "ok": 60, **ASKED}
    nothing = table_of("rejects", [])
    shard = store.write_shard("k", {"rationales": rows}, nothing, batch="b", label="b", recipe="factory", counts=counts)
    store.append("rationales", [shard])
    pass_judgement(store)
    run_all(STAGE, store, settings)
    card = store.objects.read("releases/tracepile/v0.1.0/README.md").decode()
    assert "| narrate | 1,234 | 1,300 | 12 | 5,000,000 | 4,900,000 | 700,000 | 12.35 |" in card
    assert "50 were accepted at once, 7 after a repair, and 3 fell\nback to the template" in card


def test_the_card_is_silent_where_none_was_asked(store: Store, settings: Settings) -> None:
    fill_store(store, make_samples(60))
    pass_judgement(store)
    run_all(STAGE, store, settings)
    assert "What the models took" not in store.objects.read("releases/tracepile/v0.1.0/README.md").decode()
