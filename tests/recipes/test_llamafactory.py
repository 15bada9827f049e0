"""The recipes for LLaMA-Factory use keys that its documentation names, and datasets that they define."""

import json
from pathlib import Path

import pytest
import yaml

from tracepile.schema import TABLES, Config, DerivedConfig

FOLDER = Path(__file__).resolve().parents[2] / "recipes" / "llamafactory"
DATASETS = json.loads((FOLDER / "dataset_info.json").read_text())

# as data/README.md of LLaMA-Factory documents them
KEYS = {
    "hf_hub_url",
    "subset",
    "split",
    "folder",
    "num_samples",
    "formatting",
    "ranking",
    "columns",
    "tags",
    "file_name",
}
COLUMNS = {"prompt", "query", "response", "history", "messages", "system", "tools"}
TAGS = {"role_tag", "content_tag", "user_tag", "assistant_tag", "observation_tag", "function_tag", "system_tag"}


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_is_described_by_documented_keys_and_by_columns_of_a_release(name: str) -> None:
    described = DATASETS[name]
    assert described.keys() <= KEYS
    assert described["columns"].keys() <= COLUMNS
    assert described.get("tags", {}).keys() <= TAGS
    assert set(described["columns"].values()) <= set(TABLES["samples"].names)
    assert described.get("formatting", "alpaca") in ("alpaca", "sharegpt")
    assert described["split"] == "train"


def test_every_config_of_a_release_is_described_as_text_and_but_for_documents_as_conversations() -> None:
    configs = {*map(str, Config), *map(str, DerivedConfig)}
    described = {(row["subset"], next(iter(row["columns"].values()))) for row in DATASETS.values()}
    assert described == {(config, "text") for config in configs} | {
        (config, "messages") for config in configs - {DerivedConfig.CPT}
    }


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_recipe_trains_on_datasets_that_are_described(path: Path) -> None:
    recipe = yaml.safe_load(path.read_text())
    named = set(recipe["dataset"].split(", "))
    assert named <= {*DATASETS, "your_instructions"}
    is_text = recipe["stage"] == "pt"
    assert all(name.endswith("_text") is is_text for name in named & DATASETS.keys())
