"""Near-duplicates in the stage `curate`: which programs go, and that a day's new programs change nothing published."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.curate.factory import Row, curate, kept, make_program, rejects
from tracepile.curate import STAGE
from tracepile.settings import Settings
from tracepile.similarity import known
from tracepile.similarity.shingles import SIGNATURE_VERSION
from tracepile.stage import plan, run_all
from tracepile.store import Store, open_store

LONG = """def count_paths(grid, limit):
    rows, columns = len(grid), len(grid[0])
    best = [[0] * columns for _ in range(rows)]
    best[0][0] = 1
    for row in range(rows):
        for column in range(columns):
            if grid[row][column] > limit:
                best[row][column] = 0
                continue
            if row:
                best[row][column] += best[row - 1][column]
            if column:
                best[row][column] += best[row][column - 1]
    return best[-1][-1]
"""
EDITED = LONG.replace("= 0\n", "= -1\n")
HELPERS = """class Node:
    def __init__(self, value, left=None, right=None):
        self.value = value
        self.left = left
        self.right = right

def build(values):
    nodes = [None if value is None else Node(value) for value in values]
    children = nodes[::-1]
    root = children.pop()
    for node in nodes:
        if node:
            if children:
                node.left = children.pop()
            if children:
                node.right = children.pop()
    return root

"""


def make(code: str, **fields: Any) -> Row:
    return make_program(code, **{"entry_point": "count_paths", **fields})


def make_other(seed: int) -> str:
    """A program of its own: random arithmetic."""
    dice = random.Random(seed)
    lines = [f"    v{at} = v{dice.randrange(at)} {dice.choice('+-*')} {dice.randrange(99)}" for at in range(1, 15)]
    return "def count_paths(v0):\n" + "\n".join(lines) + "\n    return v14\n"


def test_a_slightly_edited_copy_goes_and_names_what_it_is_near_to(store: Store, settings: Settings) -> None:
    first, edited, other = make(LONG), make(EDITED), make(make_other(1))
    curate(store, settings, [first, edited], [other, make(LONG.replace("limit", "most"), title="renamed")])
    reason, evidence = rejects(store)[edited["program_id"]]
    assert reason == "near_duplicate"
    assert evidence == {"duplicate_of": first["program_id"], "channel": "minhash", "jaccard": evidence["jaccard"]}
    assert 0.7 <= evidence["jaccard"] < 1
    assert kept(store) == [first["program_id"], other["program_id"]]


def test_a_near_copy_in_a_later_batch_goes(store: Store, settings: Settings) -> None:
    first, edited = make(LONG), make(EDITED)
    curate(store, settings, [first], [make(make_other(1))], [edited])
    assert rejects(store)[edited["program_id"]][1]["duplicate_of"] == first["program_id"]


def test_of_near_copies_in_one_batch_the_one_with_known_answers_stays(store: Store, settings: Settings) -> None:
    unknown, answered = make(LONG), make(EDITED, expected="1")
    curate(store, settings, [unknown, answered])
    assert kept(store) == [answered["program_id"]]


def test_helpers_that_all_programs_carry_make_no_duplicates(store: Store, settings: Settings) -> None:
    rows = [make(HELPERS + make_other(seed)) for seed in range(3)]
    curate(store, settings, rows)
    assert len(kept(store)) == 3


def test_small_programs_have_no_near_duplicates(store: Store, settings: Settings) -> None:
    rows = [make(f"def count_paths(x):\n    return (x + 1) * {number} - x\n") for number in range(5)]
    curate(store, settings, rows)
    assert len(kept(store)) == 5


def test_one_long_code_with_two_entry_points_is_two_programs(store: Store, settings: Settings) -> None:
    code = LONG + "\n\ndef other(grid):\n    return count_paths(grid, 3) or count_again(grid)\n"
    code += "\n\ndef count_again(grid):\n    return count_paths(grid, 2) and other(grid[1:])\n"
    rows = [make(code, entry_point="other"), make(code, entry_point="count_again")]
    curate(store, settings, rows)
    assert len(kept(store)) == 2


def test_programs_that_are_alike_are_capped(store: Store, settings: Settings) -> None:
    lines = make_other(1).splitlines()
    extra = [make_other(seed).splitlines()[1:5] for seed in range(2, 8)]
    rows = [make("\n".join([*lines[:9], *part, *lines[9:]]) + "\n") for part in extra]
    settings = settings.model_copy(update={"cluster_cap": 3, "near_threshold": 0.95, "cluster_threshold": 0.4})
    curate(store, settings, rows)
    found = rejects(store)
    assert len(kept(store)) == 3
    assert {reason for reason, _ in found.values()} == {"cluster_cap"}
    assert all(set(evidence["alike"]) <= set(kept(store)) for _, evidence in found.values())


def test_a_day_s_new_programs_change_nothing_published_and_again_nothing_at_all(
    store: Store, settings: Settings
) -> None:
    old = [[make(LONG), make(make_other(1))], [make(make_other(2))]]
    curate(store, settings, *old)
    before = store.read("curated", store.latest("curated").shards)
    shards = store.latest("curated").shards
    # The new batch has a copy that is better than the published program: the published one stays all the same.
    new = [make(EDITED, expected="1"), make(make_other(3)), make(make_other(1).replace("v3 ", "w3 "))]
    curate(store, settings, *old, new)
    after = store.latest("curated")
    assert store.read("curated", after.shards[: len(shards)]) == before
    assert [shard.key for shard in after.shards[: len(shards)]] == [shard.key for shard in shards]
    assert {rejects(store)[row["program_id"]][0] for row in (new[0], new[2])} <= {"near_duplicate", "duplicate"}
    everything = {key: store.objects.read(key) for key in store.objects.keys("tables")}
    assert plan(STAGE, store, settings) == []
    assert not run_all(STAGE, store, settings).is_changed
    assert {key: store.objects.read(key) for key in store.objects.keys("tables")} == everything


def test_what_a_process_remembers_changes_no_byte(settings: Settings, tmp_path: Path) -> None:
    batches = [[make(make_other(seed)), make(make_other(seed).replace("v3 ", "w3 "))] for seed in (1, 2, 1, 3)]
    contents = []
    for is_fresh in (True, False):
        store = open_store(settings.model_copy(update={"store": str(tmp_path / str(is_fresh))}))
        for at in range(len(batches)):
            if is_fresh:
                known._known = known._Known()
            curate(store, settings, *batches[: at + 1])
        contents.append([shard.content for shard in store.latest("curated").shards])
    assert contents[0] == contents[1]


def test_signatures_of_another_version_are_left_aside(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, edited = make(LONG), make(EDITED)
    curate(store, settings, [first])
    (row,) = store.read("signatures", store.latest("curated").shards).to_pylist()
    assert (row["program_id"], row["signature_version"], len(row["bands"])) == (
        first["program_id"],
        SIGNATURE_VERSION,
        32,
    )
    monkeypatch.setattr(known, "SIGNATURE_VERSION", SIGNATURE_VERSION + 1)
    monkeypatch.setattr(known, "_known", known._Known())
    curate(store, settings, [first], [edited])
    assert len(kept(store)) == 2
