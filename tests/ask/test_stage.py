"""The stage `ask` on a small batch: what is asked, what is rejected, and that it is always the same."""

from collections import Counter
from typing import Any

import pytest

from tracepile.ask.stage import STAGE
from tracepile.schema import content_id, table_of
from tracepile.settings import Settings
from tracepile.stage import plan, run_all
from tracepile.store import Store

SUM = """\
def f(xs):
    total = 0
    for x in xs:
        if x % 2:
            total += x
        else:
            total -= 1
    return total
"""
RENAMED = SUM.replace("total", "acc")
POWERS = """\
n = int(input())
p = 1
while p < n:
    p *= 3
    print(p)
"""
NOTHING = "def f():\n    return 1\n"
LONG = "def f(x):\n    y = " + " + ".join(["x"] * 900) + "\n    return y\n"
BROKEN = "def f(x:\n"

Reading = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def fill(store: Store, record) -> list[dict[str, Any]]:
    made = [record(SUM, call=f"f({list(range(n))})") for n in range(3, 8)]
    made += [record(RENAMED, call=f"f({list(range(n))})") for n in range(3, 8)]
    made += [record(POWERS, stdin=f"{n}\n") for n in (10, 100, 1000)]
    made += [record(NOTHING, call="f()"), record(LONG, call="f(2)")]
    made.append(({**record(SUM, call="f([1])")[0], "trace_id": "late", "outcome": "time_limit"}, []))
    made.append(({**made[0][0], "trace_id": "broken", "program_id": "broken"}, []))
    runs = [run for run, _ in made]
    tables = {
        "programs": [{"program_id": content_id(code), "code": code} for code in (SUM, POWERS, NOTHING, LONG)]
        + [{"program_id": "broken", "code": BROKEN}],
        "variants": [{"program_id": content_id(RENAMED), "code": RENAMED}],
    }
    for name, rows in tables.items():
        write(store, {name: rows})
    write(store, {"runs": runs, "events": [row for _, rows in made for row in rows]})
    return runs


def write(store: Store, tables: dict[str, list[dict[str, Any]]]) -> None:
    name = next(iter(tables))
    shard = store.write_shard(
        content_id(name),
        {table: table_of(table, rows) for table, rows in tables.items()},
        table_of("rejects", []),
        batch="b" * 64,
        label="test/0001",
        recipe="r",
        counts={"in": len(tables[name])},
    )
    store.append(name, [shard])


def ask(store: Store, settings: Settings) -> Reading:
    shards = run_all(STAGE, store, settings).commit.shards
    return store.read("questions", shards).to_pylist(), store.read("questions.rejects", shards).to_pylist()


@pytest.fixture
def runs(store: Store, record) -> list[dict[str, Any]]:
    return fill(store, record)


def test_every_run_has_questions_or_a_reject_with_a_reason(store: Store, settings: Settings, runs) -> None:
    questions, rejects = ask(store, settings)
    asked = Counter(row["trace_id"] for row in questions)
    assert set(asked.values()) <= {1, 2, 3}
    assert sorted(set(asked) | {row["row_id"] for row in rejects}) == sorted(run["trace_id"] for run in runs)
    assert {(row["program_id"], row["reason"]) for row in rejects} == {
        (content_id(NOTHING), "no_question"),
        (content_id(SUM), "no_question"),
        ("broken", "no_question"),
    }
    assert {row["stage"] for row in rejects} == {"ask"}
    assert store.latest("questions").counts == {
        "in": len(runs), "ok": len(questions), "filtered": len(rejects), "gave_up": 0,
    }  # fmt: skip
    assert plan(STAGE, store, settings) == []


def test_variants_and_long_expressions_are_asked_about_as_well(store: Store, settings: Settings, runs) -> None:
    questions, _ = ask(store, settings)
    assert {content_id(code) for code in (SUM, RENAMED, POWERS, LONG)} == {row["program_id"] for row in questions}


def test_questions_hold_all_that_the_next_stages_need(store: Store, settings: Settings, runs) -> None:
    questions, _ = ask(store, settings)
    assert len({row["question_id"] for row in questions}) == len(questions)
    for row in questions:
        assert row["family_id"] == row["program_id"]
        assert row["question"]
        assert row["answer_type"] in {"int", "bool", "str", "line", "list"}
        assert set(row["context"]) == {"step", "line", "visit", "variable"}


def test_kinds_are_balanced_over_the_batch(store: Store, settings: Settings, runs) -> None:
    questions, _ = ask(store, settings)
    counts = Counter(row["kind"] for row in questions)
    assert len(counts) >= 10
    assert max(counts.values()) <= 6


def test_the_same_runs_and_seed_give_the_same_bytes(store: Store, settings: Settings, runs, tmp_path, record) -> None:
    ask(store, settings)
    other = Store(type(store.objects)(tmp_path / "other"))
    fill(other, record)
    ask(other, settings.model_copy(update={"duckdb_threads": 1}))
    assert other.latest("questions").content == store.latest("questions").content


def test_the_seed_and_the_number_asked_for_count(store: Store, settings: Settings, runs) -> None:
    first, _ = ask(store, settings)
    other, _ = ask(store, settings.model_copy(update={"seed": 1}))
    assert {row["question_id"] for row in first} != {row["question_id"] for row in other}
    one, _ = ask(store, settings.model_copy(update={"questions_per_run": 1}))
    assert set(Counter(row["trace_id"] for row in one).values()) == {1}
    none, rejects = ask(store, settings.model_copy(update={"questions_per_run": 0}))
    assert (none, len(rejects)) == ([], len(runs))


def test_a_program_that_we_fail_to_read_costs_only_its_own_runs(
    store: Store, settings: Settings, runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracepile.ask import stage

    read = stage.read_program

    def fail_on_powers(program_id: str, code: str) -> Any:
        if code == POWERS:
            raise ZeroDivisionError("planted")
        return read(program_id, code)

    monkeypatch.setattr(stage, "read_program", fail_on_powers)
    questions, rejects = ask(store, settings)
    failed = [row for row in rejects if row["reason"] == "internal_error"]
    assert {(row["program_id"], row["end"], row["message"]) for row in failed} == {
        (content_id(POWERS), "gave_up", "ZeroDivisionError: planted")
    }
    assert len(failed) == 3
    assert questions
