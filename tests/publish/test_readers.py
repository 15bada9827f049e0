"""A release opens with nothing but the usual tools, by the calls its card shows."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest
import yaml

from tests.publish.factory import make_samples, publish
from tracepile.publish import Release
from tracepile.settings import Settings
from tracepile.store import open_store

N_SAMPLES = 90

HUB_FIELDS = {"pretty_name", "language", "license", "task_categories", "tags", "size_categories", "configs"}
"""Fields of a card's header that the Hub's specification of data set cards names, among those we write."""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    settings = Settings(home=tmp_path_factory.mktemp("readers"))
    return publish(open_store(settings), settings, make_samples(N_SAMPLES))


@pytest.fixture(scope="module")
def root(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release's directory."""
    return next(tmp_path_factory.getbasetemp().glob("readers*/store")) / release.prefix


def run(command: list[str], place: Path, home: Path) -> str:
    """Run a command in a directory, without a network and with a cache of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "HF_HOME": str(home / "hf"),
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    }
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_duckdb_reads_all_configs_as_one_table(root: Path) -> None:
    found = duckdb.sql(f"SELECT count(*), count(DISTINCT sample_id) FROM '{root}/data/**/*.parquet'").fetchall()
    assert found == [(N_SAMPLES, N_SAMPLES)]
    named = duckdb.sql(
        f"SELECT count(*) FROM '{root}/data/**/*.parquet' "
        "WHERE source != '' AND licence != '' AND receipt.trace_sha256 != ''"
    ).fetchall()
    assert named == [(N_SAMPLES,)]


def test_polars_reads_all_configs_as_one_table(root: Path) -> None:
    samples = pl.scan_parquet(f"{root}/data/**/*.parquet")
    assert samples.select(pl.len()).collect().item() == N_SAMPLES
    assert samples.select(pl.col("messages").list.len().unique()).collect().to_series().to_list() == [2]


def test_datasets_loads_every_config_and_split_and_a_default(root: Path, release: Release, tmp_path: Path) -> None:
    code = (
        "import json, datasets\n"
        "names = datasets.get_dataset_config_names('v0.1.0')\n"
        "parts = {name: datasets.load_dataset('v0.1.0', name) for name in names}\n"
        "counts = {name: {split: rows.num_rows for split, rows in part.items()} for name, part in parts.items()}\n"
        "first = datasets.load_dataset('v0.1.0')['train'][0]\n"
        "print(json.dumps([counts, first['config'], first['messages']]))\n"
    )
    counts, config, messages = json.loads(run([sys.executable, "-c", code], root.parent, tmp_path))
    wanted: dict[str, dict[str, int]] = {}
    for part in release.manifest["splits"]:
        wanted.setdefault(part["config"], {})[part["split"]] = part["n_rows"]
    assert counts == wanted
    assert config == "coe_output"
    assert [message["role"] for message in messages] == ["user", "assistant"]


def test_every_call_that_the_card_shows_runs_as_it_is(root: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (root / "README.md").read_text(), re.DOTALL)
    assert [name for block in blocks for name in ("duckdb", "polars", "datasets") if f" {name}" in block] == [
        "duckdb",
        "polars",
        "datasets",
    ]
    for block in blocks:
        assert run([sys.executable, "-c", block], root.parent, tmp_path)


def test_the_system_s_own_tool_checks_every_file(root: Path, tmp_path: Path) -> None:
    listed = run(["sha256sum", "-c", "SHA256SUMS"], root, tmp_path).splitlines()
    assert all(line.endswith(": OK") for line in listed)
    files = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert {line.removesuffix(": OK") for line in listed} == files - {"SHA256SUMS", "claim.json"}


def test_the_card_s_header_names_files_that_are_there(root: Path) -> None:
    header = yaml.safe_load((root / "README.md").read_text().split("---")[1])
    assert [config["config_name"] for config in header["configs"] if config.get("default")] == ["coe_output"]
    named = [part["path"] for config in header["configs"] for part in config["data_files"]]
    assert all(list(root.glob(pattern)) for pattern in named)
    found = {path for pattern in named for path in root.glob(pattern)}
    assert found == set(root.glob("data/**/*.parquet"))


def test_croissant_s_own_library_finds_nothing_wrong_and_reads_every_config(
    root: Path, release: Release, tmp_path: Path
) -> None:
    code = (
        "import json, logging, mlcroissant\n"
        "heard = []\n"
        "logging.getLogger('absl').addFilter(lambda record: heard.append(record.getMessage()))\n"
        "found = mlcroissant.Dataset(jsonld='croissant.json')\n"
        "issues = found.metadata.ctx.issues\n"
        "names = [one.name for one in found.metadata.record_sets]\n"
        "counts = {name: sum(1 for _ in found.records(name)) for name in names}\n"
        "print(json.dumps([sorted(issues.errors) + sorted(issues.warnings) + heard, counts]))\n"
    )
    told, counts = json.loads(run([sys.executable, "-W", "ignore", "-c", code], root, tmp_path))
    assert told == []
    wanted: dict[str, int] = {}
    for part in release.manifest["splits"]:
        wanted[part["config"]] = wanted.get(part["config"], 0) + part["n_rows"]
    assert counts == wanted


def test_the_hub_s_own_library_reads_the_card_and_knows_its_words(root: Path) -> None:
    from huggingface_hub import DatasetCard
    from huggingface_hub.repocard_data import DatasetCardData

    card = DatasetCard.load(root / "README.md")
    assert isinstance(card.data, DatasetCardData)
    header = card.data.to_dict()
    assert set(header) <= HUB_FIELDS
    assert set(header["task_categories"]) <= {"text-generation", "question-answering"}
    assert re.fullmatch(r"n<1K|1K<n<10K|10K<n<100K|100K<n<1M|1M<n<10M|10M<n<100M|100M<n<1B", *header["size_categories"])
    assert header["license"] == ["apache-2.0", "mit"]
    for config in header["configs"]:
        assert set(config) <= {"config_name", "default", "data_files"}
        assert re.fullmatch(r"\w+", config["config_name"])
        assert {part["split"] for part in config["data_files"]} <= {"train", "validation", "test"}
