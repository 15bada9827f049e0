"""The funnel says of every row that came into a stage how it ended."""

from tests.publish.factory import commit_rows, fill_store, make_samples
from tracepile.publish import read_funnel
from tracepile.publish.funnel import FUNNEL_STAGES, write_csv
from tracepile.schema import reject
from tracepile.settings import Settings
from tracepile.store import Store


def test_every_stage_has_a_row_in_the_order_of_the_way(store: Store, settings: Settings) -> None:
    fill_store(store, make_samples(30))
    funnel = read_funnel(store, settings)
    assert [row["stage"] for row in funnel] == list(FUNNEL_STAGES)
    by_stage = {row["stage"]: row for row in funnel}
    assert by_stage["ingest"] == {
        "stage": "ingest",
        "table": "programs",
        "n_in": 17,
        "n_ok": 15,
        "n_filtered": 2,
        "n_gave_up": 0,
        "reasons": [{"end": "filtered", "reason": "syntax_error", "n_rows": 2}],
    }
    assert by_stage["trace"]["reasons"] == [{"end": "gave_up", "reason": "time_limit", "n_rows": 1}]
    for row in funnel:
        assert sum(reason["n_rows"] for reason in row["reasons"]) == row["n_filtered"] + row["n_gave_up"]


def test_reasons_come_most_frequent_first_and_an_empty_store_has_zeros(store: Store, settings: Settings) -> None:
    assert {(row["n_in"], row["n_ok"]) for row in read_funnel(store, settings)} == {(0, 0)}
    dropped = [reject("curate", str(i), "b" if i else "a", "") for i in range(3)]
    commit_rows(store, "curated", [], dropped)
    curate = read_funnel(store, settings)[2]
    assert [(reason["reason"], reason["n_rows"]) for reason in curate["reasons"]] == [("b", 2), ("a", 1)]


def test_a_funnel_can_be_read_as_of_earlier_commits(store: Store, settings: Settings) -> None:
    fill_store(store, make_samples(30))
    then = {table: store.latest(table) for table in FUNNEL_STAGES.values()}
    before = read_funnel(store, settings)
    fill_store(store, make_samples(40))
    assert read_funnel(store, settings, then) == before != read_funnel(store, settings)


def test_the_csv_has_a_line_per_stage_and_end(store: Store, settings: Settings) -> None:
    fill_store(store, make_samples(30))
    lines = write_csv(read_funnel(store, settings)).splitlines()
    assert lines[0] == "stage,end,reason,n_rows"
    assert "curate,ok,,15" in lines
    assert "curate,filtered,contaminated,1" in lines
