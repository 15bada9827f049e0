"""The stage: sources by name, limits that grow, and the same bytes whenever and however often it runs."""

from pathlib import Path

import pytest

from tests.ingest.factory import ingest, make_row, write_rows
from tracepile.fetch import SourceError
from tracepile.ingest import STAGE
from tracepile.ingest.collecting import collect_batches
from tracepile.ingest.reading import read_safely
from tracepile.settings import Settings
from tracepile.stage import commit, plan, run_item
from tracepile.store import Store, open_store


def given(settings: Settings, *sources: str, **changes: object) -> Settings:
    return settings.model_copy(update={"sources": sources, **changes})


def test_a_folder_is_one_source_for_every_set_in_it(tmp_path: Path, settings: Settings) -> None:
    for name in ("beta", "alpha"):
        write_rows(tmp_path / name / "programs.jsonl", [make_row()])
    write_rows(tmp_path / "gamma.jsonl", [make_row()])
    sources = STAGE.sources(given(settings, "seed_corpus", f"folder:{tmp_path}", "pypi:algorithms==1.0.1"))
    assert [STAGE.name_of(source) for source in sources] == ["seed_corpus", "alpha", "beta", "gamma", "algorithms"]


def test_two_sources_of_one_name_are_refused_until_one_is_renamed(tmp_path: Path, settings: Settings) -> None:
    write_rows(tmp_path / "a" / "set.jsonl", [make_row()])
    write_rows(tmp_path / "b" / "set.jsonl", [make_row()])
    with pytest.raises(SourceError, match="Two sources are called 'set'"):
        STAGE.sources(given(settings, f"folder:{tmp_path}/a", f"folder:{tmp_path}/b"))
    sources = STAGE.sources(given(settings, f"folder:{tmp_path}/a", f"folder:{tmp_path}/b/set.jsonl#other"))
    assert [STAGE.name_of(source) for source in sources] == ["set", "other"]


@pytest.mark.parametrize("spec", ["ftp:x", "folder:", "folder", "seed_corpus:x", "pypi:requests", "pypi:algorithms==2"])
def test_an_unknown_source_is_a_clear_error(spec: str, settings: Settings) -> None:
    with pytest.raises(SourceError, match=r"; (use|write) "):
        STAGE.sources(given(settings, spec))


def test_a_folder_that_is_not_there_fails_alone(tmp_path: Path, store: Store, settings: Settings) -> None:
    write_rows(tmp_path / "good.jsonl", [make_row()])
    both = given(settings, f"folder:{tmp_path}/good.jsonl", "folder:/no/such/folder")
    good, bad = plan(STAGE, store, both)
    run_item(STAGE, store, both, good)
    with pytest.raises(SourceError, match="no row file at /no/such/folder"):
        run_item(STAGE, store, both, bad)
    result = commit(STAGE, store, both)
    assert (result.missing, result.commit.counts["ok"]) == (("folder",), 1)


def test_a_larger_limit_adds_programs_and_changes_none(tmp_path: Path, store: Store, settings: Settings) -> None:
    rows = [make_row(number, licence="MIT" if number % 3 else None) for number in range(30)]
    write_rows(tmp_path / "set.jsonl", rows)
    few = given(settings, f"folder:{tmp_path}", limit=5, batch_size=2)
    first, rejects = ingest(store, few)
    assert [program["title"] for program in first] == ["Add 1", "Add 2", "Add 4", "Add 5", "Add 7"]
    assert len(rejects) == 3
    more, rejects = ingest(store, few.model_copy(update={"limit": 12}))
    assert more[:5] == first
    assert len(more) == 12
    assert len(rejects) == len({reject["row_id"] for reject in rejects}) == 6
    assert plan(STAGE, store, few.model_copy(update={"limit": 12})) == []


def test_another_batch_size_ingests_nothing_again(tmp_path: Path, store: Store, settings: Settings) -> None:
    write_rows(tmp_path / "set.jsonl", [make_row(number, licence="MIT" if number else None) for number in range(9)])
    ingest(store, given(settings, f"folder:{tmp_path}", batch_size=4))
    before = store.latest("programs").content
    ingest(store, given(settings, f"folder:{tmp_path}", batch_size=3))
    assert store.latest("programs").content == before


def test_a_changed_setting_makes_new_rows_in_place_of_the_old(tmp_path: Path, store: Store, settings: Settings) -> None:
    write_rows(tmp_path / "set.jsonl", [make_row()])
    ingest(store, given(settings, f"folder:{tmp_path}", inputs_per_program=1))
    programs, _ = ingest(store, given(settings, f"folder:{tmp_path}", inputs_per_program=2))
    assert [len(program["inputs"]) for program in programs] == [2]


def test_the_same_source_gives_the_same_bytes_in_another_store(tmp_path: Path, settings: Settings) -> None:
    write_rows(tmp_path / "set.jsonl", [make_row(number, licence="MIT" if number % 4 else "?") for number in range(20)])
    contents = []
    for name in ("one", "two"):
        own = given(settings, f"folder:{tmp_path / 'set.jsonl'}", store=str(tmp_path / name), batch_size=3)
        store = open_store(own)
        ingest(store, own)
        contents.append(store.latest("programs").content)
    assert contents[0] == contents[1]


def test_a_fault_of_our_own_gives_the_row_up_and_goes_on(settings: Settings) -> None:
    def fail() -> None:
        raise KeyError("oops")

    (batch,) = collect_batches([read_safely("text", "ref", fail)], "made", settings, set(), None)
    (row,) = batch.rejects.to_pylist()
    assert (row["end"], row["reason"], row["message"]) == ("gave_up", "internal_error", "KeyError: 'oops'")


def test_no_program_is_too_many_for_a_repeated_rejected_row(settings: Settings, tmp_path: Path, store: Store) -> None:
    write_rows(tmp_path / "set.jsonl", [make_row(licence=None)] * 3)
    programs, rejects = ingest(store, given(settings, f"folder:{tmp_path}"))
    assert programs == []
    assert len({reject["row_id"] for reject in rejects}) == 3
