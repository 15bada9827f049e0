"""Of two copies the one from the source named first stays: batches are judged in that order."""

import pytest

from tracepile.curate.order import order_batch
from tracepile.settings import Settings


def sort_labels(sources: tuple[str, ...], labels: list[str]) -> list[str]:
    settings = Settings(sources=sources)
    return sorted(labels, key=lambda label: order_batch(label, settings))


def test_seed_corpus_first_then_the_order_of_the_settings() -> None:
    sources = ("pypi:reasoning-gym==0.1.25", "folder:data/sets/mine.jsonl", "seed_corpus", "github:puzzles")
    labels = ["puzzles/0001", "mine/0001", "reasoning-gym/0002", "seed_corpus/0001", "reasoning-gym/0001"]
    assert sort_labels(sources, labels) == [
        "seed_corpus/0001",
        "reasoning-gym/0001",
        "reasoning-gym/0002",
        "mine/0001",
        "puzzles/0001",
    ]


@pytest.mark.parametrize(
    ("spec", "label"),
    [
        ("folder:/data/mine", "mine/0001"),
        ("folder:/data/mine/programs.jsonl.gz", "mine/0001"),
        ("folder:/data/x.parquet", "x/0001"),
        ("folder:/data/x.parquet#mine", "mine/0001"),
        ("kattis:/data/packages", "packages/0001"),
        ("huggingface:codeforces", "codeforces/0001"),
    ],
)
def test_a_source_takes_the_place_of_its_spec(spec: str, label: str) -> None:
    assert sort_labels((spec, "pypi:algorithms"), ["algorithms/0001", label]) == [label, "algorithms/0001"]


def test_sets_inside_a_folder_take_the_folders_place() -> None:
    labels = ["zeta/0001", "algorithms/0001", "reasoning-gym/0001", "alpha/0001"]
    sources = ("pypi:reasoning-gym", "folder:/data/sources", "pypi:algorithms")
    assert sort_labels(sources, labels) == ["reasoning-gym/0001", "alpha/0001", "zeta/0001", "algorithms/0001"]


def test_batches_go_by_number_and_unknown_sources_last() -> None:
    labels = ["gone/0001", "a/10000", "a/9999", "a/0002"]
    assert sort_labels(("github:a",), labels) == ["a/0002", "a/9999", "a/10000", "gone/0001"]
