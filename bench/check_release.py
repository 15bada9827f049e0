"""Check a release against the store it was made from: answers, splits, quotas, and a second build.

`make check-release STORE=DIR`. Every run of the samples is executed again, and every answer is derived from it anew:
what a run gives from the recording, what questions ask by the stage's SQL and by the independent reader of the tests.
The reference tracer does it, which takes long; with `--tracer fast` far more runs are executed in the same time, and
traces are compared with the hashes in the receipts, too. Prints one line a check and exits with 1 where one does not
hold.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from tests.ask.conftest import list_candidates, make_rows
from tests.ask.reader import Reader
from tracepile import sql
from tracepile.assemble import STAGE as ASSEMBLE
from tracepile.execution.configured import open_executor
from tracepile.execution.executor import Tracer
from tracepile.execution.model import Case, Recording
from tracepile.narrate.narrator import answer_of
from tracepile.publish import Release, find_release
from tracepile.publish.data import write_data
from tracepile.publish.layout import hash_data
from tracepile.publish.releases import fetch_file
from tracepile.publish.summary import define_released
from tracepile.schema import DerivedConfig, storable
from tracepile.settings import Settings, load_settings
from tracepile.stage import Inputs
from tracepile.store import Store, open_store

_RUNS_AT_ONCE = 200
_SHOWN = 5

Row = dict[str, Any]


@dataclass
class Tally:
    """What was compared, and the differences found."""

    n_answers: Counter[str] = field(default_factory=Counter)
    n_runs: int = 0
    n_traces: int = 0  # compared with their receipts: those by the tracer that recorded them
    wrong: list[str] = field(default_factory=list)


def read_settings(release: Release, store: str) -> Settings:
    """Return the settings that the release was made with, over those of this machine."""
    return load_settings(**{**release.manifest["settings"], "store": store})


def check_answers(
    con: duckdb.DuckDBPyConnection, settings: Settings, tracer: Tracer, jobs: int, limit: int | None
) -> Tally:
    """Execute every run again and derive every answer of its samples; compare with those released."""
    tally = Tally()
    # The reference looks at more objects and needs more time for the same events: that is no other answer.
    limits = {"max_nodes": 10**9, "cpu_s": 120.0, "wall_s": 240.0} if tracer == "reference" else {}
    with open_executor(settings, jobs=jobs, **limits) as executor:
        for group in _group_runs(con, limit):
            cases = [_make_case(rows[0]) for rows in group]
            recordings = list(executor.run(cases, tracer=tracer))
            _compare(tally, group, recordings, settings)
            sys.stderr.write(f"\r{tally.n_runs} runs, {tally.n_answers.total()} answers, {len(tally.wrong)} wrong ")
    sys.stderr.write("\n")
    return tally


def _make_case(row: Row) -> Case:
    return Case(row["code"], **{"call" if row["input_kind"] == "call" else "stdin": row["input"]})


def _group_runs(con: duckdb.DuckDBPyConnection, limit: int | None) -> Iterator[list[list[Row]]]:
    """Yield lists of runs, each run as the list of its samples with the contexts of their questions."""
    ids = [row[0] for row in con.sql("SELECT DISTINCT trace_id FROM samples ORDER BY ALL").fetchall()][:limit]
    query = """
        SELECT samples.sample_id, samples.trace_id, samples.code, samples.input_kind, samples.input, samples.answer,
            samples.question_kind, samples.question, samples.receipt, questions.context
        FROM samples LEFT JOIN questions ON samples.question_id = questions.question_id
        WHERE list_contains($ids, samples.trace_id)
        ORDER BY samples.trace_id, samples.sample_id
    """
    for start in range(0, len(ids), _RUNS_AT_ONCE):
        rows = con.sql(query, params={"ids": ids[start : start + _RUNS_AT_ONCE]}).to_arrow_table().to_pylist()
        groups: dict[str, list[Row]] = {}
        for row in rows:
            groups.setdefault(row["trace_id"], []).append(row)
        yield list(groups.values())


def _compare(tally: Tally, group: Sequence[list[Row]], recordings: Sequence[Recording], settings: Settings) -> None:
    asked = [any(row["context"] for row in rows) for rows in group]
    chosen = [recording for recording, is_asked in zip(recordings, asked, strict=True) if is_asked]
    candidates: dict[str, list[Row]] = {}
    for candidate in list_candidates(chosen, settings) if chosen else []:
        candidates.setdefault(candidate["trace_id"], []).append(candidate)
    for rows, recording in zip(group, recordings, strict=True):
        tally.n_runs += 1
        receipt = rows[0]["receipt"]
        if recording.receipt.tracer == receipt["tracer"]:
            tally.n_traces += 1
            if recording.receipt.trace_sha256 != receipt["trace_sha256"]:
                tally.wrong.append(f"{rows[0]['sample_id']}: another trace than its receipt says")
        own = candidates.get(make_rows(recording.case.code, recording)[0]["trace_id"], []) if any(asked) else []
        for row in rows:
            tally.n_answers[row["question_kind"]] += 1
            found = _derive(row, recording, own) if row["context"] else [storable(answer_of(recording))]
            if not found or any(answer != row["answer"] for answer in found):
                tally.wrong.append(f"{row['sample_id']} ({row['question_kind']}): {row['answer']!r}, now {found!r}")


def _derive(row: Row, recording: Recording, candidates: Sequence[Row]) -> list[str]:
    """Return the answers of the stage and of the independent reader to one question; nothing where it is not asked."""
    places = row["context"]
    found = [
        candidate
        for candidate in candidates
        if candidate["kind"] == row["question_kind"] and all(candidate[name] == places[name] for name in places)
    ]
    # `first_visit_when` and differences name a value that is no part of the place: the question itself shows which.
    found = [each for each in found if each["answer"] == row["answer"]] or found
    if not found:
        return []
    return [found[0]["answer"], Reader(recording, found[:1]).answer(found[0])]


def check_splits(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the families (or problems) that cross splits, over all rows of the release."""
    con.execute("CREATE OR REPLACE VIEW rows_of_all AS SELECT family_id, split FROM released")
    leaks = con.sql(sql.load("assemble/family_split_leaks.sql").replace("FROM samples", "FROM rows_of_all AS samples"))
    return [str(row) for row in leaks.fetchall()]


def check_quotas(con: duckdb.DuckDBPyConnection, settings: Settings) -> list[str]:
    """Return the labels that have more of the samples than their quota."""
    over = []
    for dimension in ("domain", "source", "question_kind"):
        counts = con.sql(f"SELECT {dimension}, count(*) FROM samples GROUP BY ALL ORDER BY ALL").fetchall()
        total = sum(count for _, count in counts)
        over += [
            f"{dimension} {label}: {count / total:.3f}"
            for label, count in counts
            if count > settings.find_quota(dimension, label) * total + 1e-6
        ]
    return over


def measure_arms(con: duckdb.DuckDBPyConnection) -> tuple[int, float]:
    """Return the different sets of families of the control arms' train splits, and the spread of their tokens."""
    query = """
        SELECT config, md5(string_agg(DISTINCT family_id, ',' ORDER BY family_id)), sum(n_tokens)
        FROM released WHERE starts_with(config, 'control_') AND split = 'train' GROUP BY config
    """
    rows = con.sql(query).fetchall()
    totals = [tokens for *_, tokens in rows]
    return len({families for _, families, _ in rows}), (max(totals) - min(totals)) / max(totals) if totals else 0.0


def build_again(store: Store, release: Release, settings: Settings) -> str:
    """Assemble the samples from the commits that the release names, write its data, and return their hash."""
    numbers = release.manifest["commits"]
    commits = {table: store.commit(table, numbers[table]) for table in ASSEMBLE.reads}
    output = ASSEMBLE.function(Inputs(store, commits, {t: c.shards for t, c in commits.items()}), settings)
    with tempfile.TemporaryDirectory() as scratch, sql.connect(settings) as con:
        for name, rows in output.tables.items():
            con.register(name, rows)
        define_released(con)
        return hash_data(write_data(con, Path(scratch)))


def define(con: duckdb.DuckDBPyConnection, store: Store, release: Release) -> None:
    """Give the checks their relations: released and samples (of the release), questions and programs (of the store)."""
    files = [str(fetch_file(store.objects, release, file.path)) for file in release.data_files]
    con.register("released", con.read_parquet(files))
    derived = ", ".join(f"'{config}'" for config in DerivedConfig)
    con.execute(f"CREATE VIEW samples AS SELECT * FROM released WHERE config NOT IN ({derived})")
    for table in ("questions", "programs"):
        shards = store.commit(table, release.manifest["commits"][table]).shards
        con.register(table, con.read_parquet([str(path) for path in store.paths(table, shards)]))


def main() -> int:
    """Run all checks; exit with 1 where one does not hold."""
    parser = argparse.ArgumentParser(prog="check_release", description=__doc__.split("\n")[0])
    parser.add_argument("store", help="directory or address of the store")
    parser.add_argument("--version", help="by default the latest release")
    parser.add_argument("--min-samples", type=int, default=20_000)
    parser.add_argument("--tracer", choices=("reference", "fast"), default="reference")
    parser.add_argument("--runs", type=int, help="execute only so many runs again")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    store = open_store(load_settings(store=given.store))
    release = find_release(store.objects, load_settings().release_name, given.version)
    settings = read_settings(release, given.store)
    results: list[tuple[bool, str]] = []
    with sql.connect(settings) as con:
        define(con, store, release)
        n_samples = con.sql("SELECT count(*) FROM samples").fetchall()[0][0]
        results.append((n_samples >= given.min_samples, f"{n_samples:,} samples ({release.n_rows:,} rows)"))
        leaks = check_splits(con)
        results.append((not leaks, f"{len(leaks)} families cross splits {leaks[:_SHOWN]}"))
        over = check_quotas(con, settings)
        results.append((not over, f"{len(over)} labels over their quota {over[:_SHOWN]}"))
        n_sets, spread = measure_arms(con)
        results.append(
            (n_sets <= 1 and spread < 0.02, f"{n_sets} sets of families in the arms, tokens within {spread:.2%}")
        )
        again = build_again(store, release, settings)
        results.append(
            (again == release.data_sha256, f"second build: {again[:16]}…, released: {release.data_sha256[:16]}…")
        )
        tally = check_answers(con, settings, given.tracer, given.jobs, given.runs)
        text = f"{tally.n_answers.total():,} answers of {len(tally.n_answers)} kinds about {tally.n_runs:,} runs"
        text += f" (and {tally.n_traces:,} traces) by the {given.tracer} tracer"
        results.append((not tally.wrong, f"{text}: {len(tally.wrong)} differ"))
        for line in tally.wrong[:_SHOWN]:
            print(f"      {line}"[:400])
    for is_good, text in results:
        print(f"{'ok  ' if is_good else 'FAIL'}  {text}")
    return 0 if all(is_good for is_good, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
