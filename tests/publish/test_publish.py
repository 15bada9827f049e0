"""Publishing: what a release holds, what stops it, and how its version follows from what changed."""

import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from tests.publish.factory import commit_rows, fill_store, make_sample, make_samples, pass_judgement, publish
from tracepile import sql
from tracepile.publish import STAGE, PublishError, Version, list_releases, read_pointer, verify_release
from tracepile.publish.data import write_data
from tracepile.publish.manifest import pick_settings
from tracepile.publish.render import list_revisions
from tracepile.schema import TABLES, table_of
from tracepile.settings import Settings
from tracepile.stage import plan, run_all
from tracepile.store import Store, StoreError, open_store


def read(store: Store, path: str, version: str = "v0.1.0") -> str:
    return store.objects.read(f"releases/tracepile/{version}/{path}").decode()


def test_samples_that_pass_the_gate_become_v0_1_0(store: Store, settings: Settings) -> None:
    fill_store(store, make_samples(60))
    pass_judgement(store)
    result = run_all(STAGE, store, settings)
    [row] = store.read("release", result.commit.shards).to_pylist()
    pointer = read_pointer(store.objects, "tracepile")
    assert pointer == {"version": "v0.1.0", "manifest_sha256": row["manifest_sha256"]}
    assert (row["version"], row["parent"], row["n_rows"]) == ("v0.1.0", None, 60)
    assert row["path"] == "releases/tracepile/v0.1.0"
    assert verify_release(store.objects, "tracepile", Version.parse("v0.1.0")) == []
    assert plan(STAGE, store, settings) == []


def test_a_release_has_the_files_of_its_layout(store: Store, settings: Settings) -> None:
    release = publish(store, settings, make_samples(60))
    found = {key.removeprefix(release.prefix + "/") for key in store.objects.keys(release.prefix)}
    configs, splits = ("coe_output", "variable_tracing", "rewrites"), ("train", "validation", "test")
    data = {f"data/{config}/{split}-00000-of-00001.parquet" for config in configs for split in splits}
    documents = {"README.md", "CHANGES.md", "croissant.json", "manifest.json", "SHA256SUMS", "claim.json"}
    quality = {"expectations.json", "report.html", "funnel.json", "funnel.csv", "contamination.json"}
    quality |= {"diversity.json", "drift.json"}
    assert found == data | documents | {f"quality/{name}" for name in quality}


def test_data_files_have_one_schema_and_are_sorted(store: Store, settings: Settings) -> None:
    release = publish(store, settings, make_samples(60))
    n_rows = 0
    for file in release.files:
        if file.path.startswith("data/"):
            path = store.objects.fetch(f"{release.prefix}/{file.path}")
            table = pq.ParquetFile(path).read()
            assert table.cast(TABLES["samples"]).schema == TABLES["samples"]
            ids = table.column("sample_id").to_pylist()
            assert ids == sorted(ids)
            assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"
            n_rows += len(ids)
    assert n_rows == 60


def test_the_manifest_says_what_the_release_was_made_from(store: Store, settings: Settings) -> None:
    manifest = publish(store, settings, make_samples(60)).manifest
    assert manifest["commits"] == {name: store.latest(name).number for name in STAGE.reads}
    assert manifest["parent"] is None
    assert manifest["n_tokens"] == sum(row["n_tokens"] for row in make_samples(60))
    assert [source["source"] for source in manifest["sources"]] == ["algorithms", "reasoning-gym", "seed_corpus"]
    assert manifest["sources"][0]["revisions"] == ["1.0"]
    assert [row["n_rows"] for row in manifest["models"]] == [60]
    assert manifest["benchmarks"] == [
        {"benchmark": "humaneval", "revisions": ["1.0.3"], "n_items": 4, "n_rejected": 1, "n_overlaps": 0}
    ]
    assert manifest["funnel"][0]["stage"] == "benchmarks"
    text = read(store, "manifest.json")
    assert text == json.dumps(manifest, sort_keys=True, separators=(",", ":")) + "\n"
    assert str(settings.home) not in text
    assert "secret" not in text


def test_no_secret_and_no_place_of_this_machine_stands_among_the_settings_of_a_release() -> None:
    kinds = {name: str(field.annotation) for name, field in Settings.model_fields.items()}
    private = {name for name, kind in kinds.items() if "SecretStr" in kind or "Path" in kind}
    assert private | {"store", "s3_endpoint", "sglang_url"} <= kinds.keys() - pick_settings(Settings()).keys()


def test_data_is_the_same_on_another_store_with_other_means(store: Store, settings: Settings, tmp_path: Path) -> None:
    first = publish(store, settings, make_samples(60))
    elsewhere = settings.model_copy(update={"home": tmp_path / "elsewhere", "duckdb_threads": 1})
    second = publish(open_store(elsewhere), elsewhere, list(reversed(make_samples(60))))
    assert first.data_sha256 == second.data_sha256


@pytest.mark.parametrize("case", ["no verdict", "another verdict", "blocking"])
def test_without_a_good_verdict_on_these_samples_nothing_is_written(
    case: str, store: Store, settings: Settings
) -> None:
    fill_store(store, make_samples(30))
    if case == "another verdict":
        pass_judgement(store)
        commit_rows(store, "samples", make_samples(31))
    if case == "blocking":
        pass_judgement(store, {"licence_is_allowed": "blocking"})
    words = {"no verdict": "no quality verdict", "another verdict": "other samples", "blocking": "licence_is_allowed"}
    with pytest.raises(PublishError, match=words[case]):
        run_all(STAGE, store, settings)
    assert list(store.objects.keys("releases")) == []


def test_a_warning_is_reported_and_stops_nothing(store: Store, settings: Settings) -> None:
    fill_store(store, make_samples(30))
    pass_judgement(store, {"no_domain_dominates": "warning"})
    publish(store, settings)
    report = read(store, "quality/report.html")
    assert "1 of 3 expectations are not met" in re.sub(r"<[^>]+>", "", report)
    assert not json.loads(read(store, "quality/expectations.json"))["success"]


def test_how_the_verifier_was_measured_goes_into_the_quality_report(store: Store, settings: Settings) -> None:
    row = {"mutants": 400, "killed": 399, "kill_rate": 0.9975}
    found = {**row, "false_rejects": 0, "measured": "a machine, 2026-01-01", "classes": {"off_by_one": row}}
    (settings.home / "quality").mkdir(parents=True)
    (settings.home / "quality" / "verifier.json").write_text(json.dumps(found))
    publish(store, settings, make_samples(30))
    assert json.loads(read(store, "quality/verifier.json")) == found
    assert "off by one 400 99.75%" in " ".join(re.sub(r"<[^>]+>", " ", read(store, "quality/report.html")).split())


def test_equal_samples_are_not_published_again(store: Store, settings: Settings) -> None:
    first = publish(store, settings, make_samples(30))
    pass_judgement(store, {"no_domain_dominates": "warning"})  # another verdict on the same samples
    assert len(plan(STAGE, store, settings)) == 1
    assert publish(store, settings) == first
    [row] = store.read("release", store.latest("release").shards).to_pylist()
    assert (row["version"], row["manifest_sha256"]) == ("v0.1.0", first.manifest_sha256)


def test_a_store_that_lost_the_stage_s_own_shard_publishes_nothing_new(store: Store, settings: Settings) -> None:
    first = publish(store, settings, make_samples(30))
    store.drop_shard("release", store.latest("release").shards[0].key)
    assert publish(store, settings) == first
    assert len(list_releases(store.objects, "tracepile")) == 1


def test_a_parent_that_is_gone_or_lacks_a_file_is_named(store: Store, settings: Settings) -> None:
    publish(store, settings, make_samples(30))
    fill_store(store, make_samples(33))
    pass_judgement(store)
    store.objects.delete("releases/tracepile/v0.1.0/data/rewrites/train-00000-of-00001.parquet")
    with pytest.raises(StoreError, match=r"v0\.1\.0 lacks its file data/rewrites/train-.*releases verify v0\.1\.0"):
        run_all(STAGE, store, settings)
    store.objects.delete("releases/tracepile/v0.1.0/manifest.json")
    with pytest.raises(StoreError, match=r"latest\.json names v0\.1\.0, which is no finished release"):
        run_all(STAGE, store, settings)


def test_versions_follow_from_what_changed(store: Store, settings: Settings) -> None:
    publish(store, settings, make_samples(30))
    assert str(publish(store, settings, make_samples(33)).version) == "v0.2.0"
    fewer = publish(store, settings, make_samples(32))
    assert str(fewer.version) == "v0.2.1"
    assert fewer.manifest["parent"]["version"] == "v0.2.0"
    mended = [*make_samples(31), make_sample(31, code="def add(a):\n    return a\n", content_sha256="0" * 64)]
    assert str(publish(store, settings, mended).version) == "v0.2.2"
    changes = read(store, "CHANGES.md", "v0.2.2")
    assert "Against v0.2.1 (a patch release)." in changes
    assert re.search(r"\| variable_tracing \| 0 \| 0 \| 1 \| \d+ \|", changes)
    assert [str(release.version) for release in list_releases(store.objects, "tracepile")] == [
        "v0.1.0",
        "v0.2.0",
        "v0.2.1",
        "v0.2.2",
    ]


def test_a_column_that_the_parent_had_and_is_gone_makes_a_major_version(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(store, settings, make_samples(30))
    monkeypatch.setattr(
        "tracepile.publish.changes.TABLES",
        {"samples": TABLES["samples"].remove(TABLES["samples"].names.index("style"))},
    )
    release = publish(store, settings, make_samples(31))
    assert str(release.version) == "v1.0.0"
    assert "- Removed: style" in read(store, "CHANGES.md", "v1.0.0")


def test_changes_name_the_expectations_whose_verdict_changed(store: Store, settings: Settings) -> None:
    publish(store, settings, make_samples(30))
    fill_store(store, make_samples(31))
    pass_judgement(store, {"no_source_dominates": "warning", "no_domain_dominates": "warning"})
    publish(store, settings)
    changes = read(store, "CHANGES.md", "v0.2.0")
    assert "- `no_source_dominates`: failed; before: passed." in changes
    assert "- `no_domain_dominates`: failed; before: not in the suite." in changes


def test_a_split_without_samples_has_neither_file_nor_entry(store: Store, settings: Settings) -> None:
    rows = [row for row in make_samples(60) if row["config"] != "coe_output" and row["split"] != "test"]
    release = publish(store, settings, rows)
    assert not any("coe_output" in file.path or "test-" in file.path for file in release.files)
    header = yaml.safe_load(read(store, "README.md").split("---")[1])
    assert [config["config_name"] for config in header["configs"]] == ["rewrites", "variable_tracing"]
    assert [config.get("default") for config in header["configs"]] == [True, None]
    assert {part["split"] for config in header["configs"] for part in config["data_files"]} == {"train", "validation"}


def test_a_large_split_is_cut_into_files_by_its_text_alone(settings: Settings, tmp_path: Path) -> None:
    rows = [row for row in make_samples(300) if row["config"] == "coe_output"]
    with sql.connect(settings) as con:
        con.register("released", table_of("samples", rows))
        files = write_data(con, tmp_path, shard_bytes=20_000)
    train = [file for file in files if "train" in file.path]
    assert [file.path for file in train] == [
        f"data/coe_output/train-{number:05d}-of-{len(train):05d}.parquet" for number in range(len(train))
    ]
    assert len(train) > 1
    assert sum(file.rows or 0 for file in files) == len(rows)
    ids = [pq.read_table(tmp_path / file.path).column("sample_id").to_pylist() for file in train]
    assert [one for part in ids for one in part] == sorted(one for part in ids for one in part)


def test_the_report_needs_nothing_else_and_escapes_what_it_shows(store: Store, settings: Settings) -> None:
    nasty = "<script>alert(1)</script>|`x`"
    rows = [*make_samples(30), make_sample(30, source=nasty)]
    publish(store, settings, rows)
    report = read(store, "quality/report.html")
    assert not re.search(r"https?://|src=|href=|<script", report)
    assert "&lt;script&gt;" in report
    assert "prefers-color-scheme: dark" in report
    table_lines = [line for line in read(store, "README.md").splitlines() if nasty[:8] in line]
    assert [line.count(" | ") for line in table_lines] == [5]


def test_many_revisions_of_a_source_are_counted_in_the_card() -> None:
    assert list_revisions([]) == "–"
    assert list_revisions(["a", "b", "c"]) == "a, b, c"
    assert list_revisions(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


def test_licences_that_the_hub_does_not_know_are_called_other(store: Store, settings: Settings) -> None:
    publish(store, settings, [*make_samples(30), make_sample(30, licence="0BSD")])
    header = yaml.safe_load(read(store, "README.md").split("---")[1])
    assert header["license"] == ["apache-2.0", "mit", "other"]
    assert header["size_categories"] == ["n<1K"]


def test_croissant_lists_every_data_file_with_its_hash(store: Store, settings: Settings) -> None:
    release = publish(store, settings, make_samples(60))
    croissant = json.loads(read(store, "croissant.json"))
    assert croissant["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    objects = {part["@id"]: part for part in croissant["distribution"] if part["@type"] == "cr:FileObject"}
    data = {file.path: file for file in release.files if file.path.startswith("data/")}
    assert {path: part["sha256"] for path, part in objects.items()} == {p: f.sha256 for p, f in data.items()}
    sets = {part["@id"] for part in croissant["distribution"] if part["@type"] == "cr:FileSet"}
    for records in croissant["recordSet"]:
        for column in records["field"]:
            assert column["source"]["fileSet"]["@id"] in sets
            assert column["source"]["extract"]["column"] in TABLES["samples"].names
