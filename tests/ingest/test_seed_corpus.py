"""The seed corpus: every program comes in with boundary and generated inputs and independent answers."""

import random

from tests.ingest.factory import ingest
from tracepile.settings import Settings, resource_dir
from tracepile.store import Store


def test_every_program_of_the_corpus_comes_in(settings: Settings, store: Store) -> None:
    given = settings.model_copy(update={"sources": ("seed_corpus",)})
    programs, rejects = ingest(store, given)
    assert rejects == []
    folders = sorted(path.parent for path in resource_dir("seed_corpus").glob("*/*/program.py"))
    assert [program["source_ref"] for program in programs] == [f"{path.parent.name}/{path.name}" for path in folders]
    for program, folder in zip(programs, folders, strict=True):
        assert program["code"] == (folder / "program.py").read_text()
        assert (program["source"], program["licence"], program["domain"]) == (
            "seed_corpus",
            "Apache-2.0",
            folder.parent.name,
        )
        origins = [case["origin"] for case in program["inputs"]]
        assert origins == ["boundary", "generated", "generated"], folder
        assert all(case["expected"] is not None for case in program["inputs"])
        assert program["title"]
        assert program["statement"]


def test_the_generator_of_a_program_draws_its_inputs(settings: Settings, store: Store) -> None:
    programs, _ = ingest(store, settings.model_copy(update={"sources": ("seed_corpus",), "limit": 20}))
    for program in programs:
        space: dict[str, object] = {}
        exec(program["input_generator"], space)
        assert "answer" not in space
        drawn = [space["draw_input"](random.Random(seed)) for seed in range(30)]
        for case in program["inputs"]:
            if case["origin"] == "generated":
                assert case["input"] in drawn
