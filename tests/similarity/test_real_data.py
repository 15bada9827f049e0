"""On real benchmarks and real programs: what is there is found, and what is found is there."""

import ast
import json
import random
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tracepile.settings import Settings
from tracepile.similarity import Targets, find_code_hits, find_text_hits, is_contaminated, prepare_targets
from tracepile.similarity.alpha import parse_code
from tracepile.similarity.tokens import find_token_lines, split_words

Row = dict[str, Any]

BENCHMARKS = ("gsm8k", "mbpp", "humaneval", "cruxeval", "mmlu_stem")
OPTIONS = Settings()


def read_rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def prepare(items: list[Row]) -> Targets:
    columns = {"benchmark": "benchmark", "item_id": "id", "prompt": "prompt", "solution": "solution"}
    return prepare_targets(pa.table({to: [str(row[name]) for row in items] for to, name in columns.items()}), OPTIONS)


@pytest.fixture(scope="module")
def items(shared_data: Path) -> list[Row]:
    return [row for name in BENCHMARKS for row in read_rows(shared_data / "benchmarks" / name / "items.jsonl")]


@pytest.fixture(scope="module")
def targets(items: list[Row]) -> Targets:
    return prepare(items)


def share_found(texts: list[str], targets: Targets) -> float:
    found = find_text_hits(texts, targets, OPTIONS)
    return sum(any(is_contaminated(hit, OPTIONS) for hit in found.get(at, [])) for at in range(len(texts))) / len(texts)


def test_items_are_found_verbatim_reformatted_and_within_other_text(items: list[Row], targets: Targets) -> None:
    prompts = [row["prompt"] for row in random.Random(1).sample(items, 800)]
    assert share_found(prompts, targets) >= 0.99
    assert share_found([f"Solve this:\n{prompt}\nThank you." for prompt in prompts], targets) >= 0.99
    assert share_found([re.sub(r"\s+", "\n ", prompt).upper() for prompt in prompts], targets) >= 0.99


def test_long_items_with_other_numbers_are_found(items: list[Row], targets: Targets) -> None:
    dice = random.Random(2)
    prompts = [
        row["prompt"] for row in items if len(split_words(row["prompt"])) >= 13 and re.search(r"\d", row["prompt"])
    ]
    changed = [
        re.sub(r"\d+", lambda found: str(dice.randrange(10 ** len(found[0]))), prompt)
        for prompt in dice.sample(prompts, 500)
    ]
    assert share_found(changed, targets) >= 0.95


def test_solutions_are_found_reformatted(items: list[Row], targets: Targets) -> None:
    codes = [row["solution"] for row in items if row["benchmark"] == "mbpp"]
    codes = [code for code in codes if len(find_token_lines(code)) >= 30]  # well over the least size that counts
    codes = random.Random(3).sample(codes, 200)
    found = find_code_hits([ast.unparse(parse_code(code) or ast.parse("")) for code in codes], targets, OPTIONS)
    assert len(found) >= 0.99 * len(codes)


def test_a_public_source_that_holds_a_live_benchmark_is_seen_through(shared_data: Path) -> None:
    live = read_rows(shared_data / "benchmarks" / "livecodebench" / "items.jsonl")
    programs = read_rows(shared_data / "sources" / "leetcodedataset" / "programs.jsonl")
    texts = [f"{row['title']}\n{row['statement']}" for row in programs]
    found = find_text_hits(texts, prepare(live), OPTIONS, is_question=True)
    titles = {row["id"]: normalise_title(row["title"]) for row in live if row["platform"] == "leetcode"}
    strong = {at: hits[0] for at, hits in found.items() if is_contaminated(hits[0], OPTIONS)}
    agreeing = [
        at for at, hit in strong.items() if titles.get(hit["item_id"]) == normalise_title(programs[at]["title"])
    ]
    assert len(agreeing) >= 0.97 * len(strong)
    same_title = [at for at, row in enumerate(programs) if normalise_title(row["title"]) in set(titles.values())]
    assert len(set(strong) & set(same_title)) >= 0.9 * len(same_title)


def normalise_title(title: str) -> str:
    """The easy and the hard form of one problem (`… i`, `… ii`) state the same task."""
    return re.sub(r"( i+| easy)$", "", title.lower().replace("-", " "))
