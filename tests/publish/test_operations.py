"""What people do with releases: compare two, go back to one, withdraw rows, choose the next number."""

import threading

import pytest

from tests.publish.factory import fill_store, make_samples, pass_judgement, publish
from tracepile import sql
from tracepile.publish import (
    STAGE,
    NothingToWithdrawError,
    PublishError,
    UnknownVersionError,
    Version,
    compare_releases,
    find_release,
    read_pointer,
    roll_back,
    verify_release,
    withdraw,
)
from tracepile.schema import Selector
from tracepile.settings import Settings
from tracepile.stage import run_all
from tracepile.store import Store, StoreError


def latest(store: Store) -> str | None:
    return (read_pointer(store.objects, "tracepile") or {}).get("version")


def test_two_releases_are_compared_sample_by_sample(store: Store, settings: Settings) -> None:
    old = publish(store, settings, make_samples(30))
    changed = [{**row, "content_sha256": "other"} if at == 3 else row for at, row in enumerate(make_samples(33)[2:])]
    new = publish(store, settings, changed)
    with sql.connect(settings) as con:
        there = compare_releases(con, store.objects, old, new)
        back = compare_releases(con, store.objects, new, old)
    for one, other in (("added", "removed"), ("changed", "changed"), ("unchanged", "unchanged")):
        assert [row[one] for row in there.rows] == [row[other] for row in back.rows]
    assert [sum(row[end] for row in there.rows) for end in ("added", "removed", "changed")] == [3, 2, 1]
    assert not there.lost_columns + there.retyped_columns + there.new_columns


def test_rolling_back_moves_the_pointer_and_nothing_else(store: Store, settings: Settings) -> None:
    publish(store, settings, make_samples(30))
    publish(store, settings, make_samples(33))
    before = {key: store.objects.read(key) for key in store.objects.keys("releases")}
    assert str(roll_back(store.objects, "tracepile", "v0.1.0").version) == "v0.1.0"
    after = {key: store.objects.read(key) for key in store.objects.keys("releases")}
    assert [key for key in before if before[key] != after[key]] == ["releases/tracepile/latest.json"]
    assert str(find_release(store.objects, "tracepile").version) == "v0.1.0"
    assert verify_release(store.objects, "tracepile", Version.parse("v0.1.0")) == []

    release = publish(store, settings, make_samples(36))
    assert (str(release.version), release.manifest["parent"]["version"]) == ("v0.3.0", "v0.1.0")
    assert latest(store) == "v0.3.0"


def test_nobody_is_sent_to_a_release_that_is_not_there_or_not_whole(store: Store, settings: Settings) -> None:
    first = publish(store, settings, make_samples(30))
    publish(store, settings, make_samples(33))
    with pytest.raises(UnknownVersionError, match=r"v0\.1\.0, v0\.2\.0"):
        roll_back(store.objects, "tracepile", "v0.9.0")
    store.objects.replace(f"{first.prefix}/README.md", b"something else")
    with pytest.raises(StoreError, match=r"README\.md"):
        roll_back(store.objects, "tracepile", "v0.1.0")
    assert latest(store) == "v0.2.0"


@pytest.mark.parametrize(
    ("selector", "column"),
    [
        (Selector.SAMPLE, "sample_id"),
        (Selector.PROGRAM, "family_id"),
        (Selector.SOURCE, "source"),
        (Selector.LICENCE, "licence"),
    ],
)
def test_a_withdrawal_says_how_many_samples_it_takes(
    store: Store, settings: Settings, selector: Selector, column: str
) -> None:
    samples = make_samples(30)
    publish(store, settings, samples)
    withdrawal = withdraw(store, settings, selector, samples[4][column], " Its author asked. ")
    assert withdrawal.n_samples == sum(row[column] == samples[4][column] for row in samples)
    assert withdrawal.reason == "Its author asked."
    [row] = store.read("withdrawals", store.latest("withdrawals").shards).to_pylist()
    assert (row["selector"], row["value"]) == (str(selector), samples[4][column])


def test_withdrawals_stand_in_the_changes_of_the_next_release_and_of_no_later_one(
    store: Store, settings: Settings
) -> None:
    samples = make_samples(60)
    publish(store, settings, samples)
    withdraw(store, settings, Selector.SAMPLE, samples[7]["sample_id"], "It tells a secret.")
    left = [row for row in samples if row is not samples[7]]
    release = publish(store, settings, left)
    assert str(release.version) == "v0.1.1"
    told = f"- sample `{samples[7]['sample_id']}`: It tells a secret."
    assert told in store.objects.read(f"{release.prefix}/CHANGES.md").decode()
    later = publish(store, settings, left[1:])
    assert "Withdrawn" not in store.objects.read(f"{later.prefix}/CHANGES.md").decode()


def test_a_withdrawal_that_takes_nothing_or_has_no_reason_is_refused(store: Store, settings: Settings) -> None:
    with pytest.raises(UnknownVersionError):
        withdraw(store, settings, Selector.SOURCE, "seed_corpus", "why not")
    publish(store, settings, make_samples(30))
    with pytest.raises(NothingToWithdrawError, match="'elsewhere'"):
        withdraw(store, settings, Selector.SOURCE, "elsewhere", "why not")
    with pytest.raises(ValueError, match="reason"):
        withdraw(store, settings, Selector.SOURCE, "seed_corpus", " ")
    assert store.latest("withdrawals").number == 0


def test_withdrawals_made_at_the_same_time_all_stay(store: Store, settings: Settings) -> None:
    samples = make_samples(30)
    publish(store, settings, samples)
    threads = [
        threading.Thread(target=withdraw, args=(store, settings, Selector.SAMPLE, row["sample_id"], "because"))
        for row in samples[:6]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = store.read("withdrawals", store.latest("withdrawals").shards).to_pylist()
    assert {row["value"] for row in rows} == {row["sample_id"] for row in samples[:6]}


def test_the_number_of_a_release_can_be_chosen_but_not_too_low(store: Store, settings: Settings) -> None:
    release = publish(store, settings.model_copy(update={"release_version": "1.0.0"}), make_samples(60))
    assert str(release.version) == "v1.0.0"
    fill_store(store, make_samples(63))
    pass_judgement(store)
    for number in ("v1.0.0", "v1.0.1", "v0.9.0"):
        with pytest.raises(PublishError, match=r"at least v1\.1\.0"):
            run_all(STAGE, store, settings.model_copy(update={"release_version": number}))
    assert latest(store) == "v1.0.0"
    run_all(STAGE, store, settings.model_copy(update={"release_version": "v2.0.0"}))
    assert latest(store) == "v2.0.0"
