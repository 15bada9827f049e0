"""Each expectation, and no other, fails on the row planted for it; a table of good rows passes all.

Great Expectations takes a second for a whole suite, so the rows that each break one rule are planted side by side in
one table. Every expectation must then count exactly the rows planted for it: so each row fails its own expectation
and no other. What is a matter of the whole table (its columns, its mixture) has a table of its own.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.publish.factory import make_sample, make_samples
from tracepile.schema import TABLES, content_id, table_of
from tracepile.settings import Settings
from tracepile.validate.run import run_suite
from tracepile.validate.stage import count_unexpected
from tracepile.validate.suite import load_suite

N_GOOD = 60
STRICT = Settings(min_release_samples=45, max_sample_tokens=300)
Rows = list[dict[str, Any]]


def find_failures(table: pa.Table, scratch: Path) -> dict[str, int | None]:
    """Return the failed expectations with the number of unexpected values or rows."""
    path = scratch / "samples.parquet"
    pq.write_table(table, path)
    results = run_suite([path], load_suite(STRICT), STRICT)
    assert [r["exception_info"] for r in results if r["exception_info"]] == []
    return {r["expectation_config"]["meta"]["name"]: count_unexpected(r) for r in results if not r["success"]}


def say(prompt: str, completion: str) -> dict[str, Any]:
    """Return the texts of a sample, in agreement with each other."""
    messages = [{"role": "user", "content": prompt}, {"role": "assistant", "content": completion}]
    return {"prompt": prompt, "completion": completion, "messages": messages}


def answer_as(answer: str, answer_type: str) -> dict[str, Any]:
    """Return an answer of a call program, stated by its completion."""
    texts = say(f"What comes out as {answer}?", f"It follows.\n**Answer:** `{answer}`")
    return {"answer": answer, "answer_type": answer_type, **texts}


GOOD = make_samples(N_GOOD)
RECEIPT = GOOD[0]["receipt"]
SHA = content_id("any")
REQUIRED = [e.kwargs["column"] for e in load_suite(STRICT) if e.name.endswith("_is_present")]

PLANTED: dict[str, list[dict[str, Any]]] = {
    **{f"{column}_is_present": [{column: None}] for column in REQUIRED},
    "ids_are_sha256": [{"trace_id": "7"}, {"sample_id": SHA.upper()}, {"question_id": SHA[:-1]}],
    "receipt_is_complete": [
        *({"receipt": {**RECEIPT, name: None}} for name in RECEIPT),
        {"receipt": {**RECEIPT, "trace_sha256": "none"}},
    ],
    "narrator_is_named": [
        {"narrator": {"mode": None, "model": None, "prompt_sha256": None}},
        {"narrator": {"mode": "slots", "model": "m", "prompt_sha256": None}},
    ],
    "config_is_known": [{"config": "coe_outputs"}],
    "split_is_known": [{"split": "dev", "family_id": SHA}],
    "domain_is_known": [{"domain": "chess"}],
    "input_kind_is_known": [{"input_kind": "file"}],
    "licence_is_allowed": [{"licence": "GPL-3.0-only"}],
    "outcome_is_explainable": [{"outcome": "time_limit"}],
    "answer_type_is_known": [{"answer_type": "complex"}],
    "level_is_known": [{"level": "L4"}],
    "no_known_contamination": [{"contamination": "contaminated"}],
    "answer_fits_its_type": [
        answer_as("1.5", "int"),
        answer_as("15", "float"),
        answer_as("true", "bool"),
        answer_as("null", "none"),
        answer_as("line 3", "line"),
        answer_as("(1, 2)", "list"),
        answer_as("[1, 2]", "tuple"),
        answer_as("[('a', 1)]", "dict"),
        answer_as("frozenset({1})", "set"),
        answer_as("hello", "str"),
        answer_as("'it's'", "str"),
    ],
    "completion_ends_with_the_answer": [say("Say it.", "It is seven."), say("Say it.", "**Answer:** `x`")],
    "messages_repeat_the_texts": [
        {"messages": [{"role": "user", "content": "What?"}]},
        {"messages": list(reversed(GOOD[0]["messages"]))},
    ],
    "rewrites_name_their_chain": [{"config": "rewrites", "rewrite_chain": chain} for chain in ([], None)],
    **{
        f"{column}_is_not_empty": [{column: ""}]
        for column in ("source", "source_ref", "code", "question", "prompt", "completion", "text", "tokenizer")
    },
    "n_tokens_is_in_bounds": [{"n_tokens": 0}, {"n_tokens": 301}],
    "n_claims_is_not_negative": [{"n_claims": -1}],
    "no_family_across_splits": [{"family_id": GOOD[0]["family_id"], "split": "test"}],
}
"""Changes to a good row, each of which breaks one rule."""

TWINS = {
    "sample_id_is_unique": {"sample_id": GOOD[1]["sample_id"]},
    "content_is_unique": {"content_sha256": GOOD[2]["content_sha256"]},
}
"""The same, where the good row whose twin is planted is unexpected as well."""


def _plant(changes: list[dict[str, Any]]) -> Rows:
    return [make_sample(N_GOOD + number, **change) for number, change in enumerate(changes)]


@pytest.fixture(scope="module")
def failures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int | None]:
    """What fails in the table that holds all planted rows."""
    planted = _plant([change for changes in PLANTED.values() for change in changes] + list(TWINS.values()))
    return find_failures(table_of("samples", GOOD + planted), tmp_path_factory.mktemp("planted"))


@pytest.mark.parametrize("name", [*PLANTED, *TWINS])
def test_an_expectation_fails_on_exactly_the_rows_planted_for_it(name: str, failures: dict[str, int | None]) -> None:
    assert failures[name] == (2 if name in TWINS else len(PLANTED[name]))


def test_nothing_fails_that_no_row_was_planted_for(failures: dict[str, int | None]) -> None:
    assert set(failures) == {*PLANTED, *TWINS}


def test_good_rows_of_every_type_of_answer_pass_every_expectation(tmp_path: Path) -> None:
    answers = [("-12", "int"), ("1e+16", "float"), ("-0.5", "float"), ("inf", "float"), ("True", "bool")]
    answers += [("None", "none"), ("7", "line"), ("[]", "list"), ("(1,)", "tuple"), ("{'a': [1, 2]}", "dict")]
    answers += [("set()", "set"), ("{1, 2}", "set"), ("'it\\'s'", "str"), ('"it\'s"', "str")]
    rows = _plant([answer_as(answer, answer_type) for answer, answer_type in answers])
    printed = answer_as("4 5\n6", "str") | {"input_kind": "stdin", "question_kind": "output", "config": "coe_output"}
    rows.append(make_sample(N_GOOD + len(rows), **printed))
    assert find_failures(table_of("samples", GOOD + rows), tmp_path) == {}


def _drop_rows(rows: Rows) -> None:
    del rows[44:]


def _take_one_source(rows: Rows) -> None:
    for row in rows:
        row["source"] = "algorithms"


def _take_one_domain(rows: Rows) -> None:
    for row in rows:
        row["domain"] = "math"


def _keep_nine_rewrites(rows: Rows) -> None:
    kept = [row for row in rows if row["config"] == "rewrites"][:9]
    rows[:] = [row for row in rows if row["config"] != "rewrites"] + kept


TABLE_WIDE: dict[str, Callable[[Rows], None]] = {
    "rows_are_enough": _drop_rows,
    "no_source_dominates": _take_one_source,
    "no_domain_dominates": _take_one_domain,
    "configs_are_not_tiny": _keep_nine_rewrites,
}


@pytest.mark.parametrize("name", TABLE_WIDE)
def test_exactly_the_expectation_about_the_whole_table_fails(name: str, tmp_path: Path) -> None:
    rows = make_samples(N_GOOD)
    TABLE_WIDE[name](rows)
    assert list(find_failures(table_of("samples", rows), tmp_path)) == [name]


def test_a_column_too_many_fails_the_columns(tmp_path: Path) -> None:
    table = table_of("samples", GOOD).append_column("note", pa.array([""] * N_GOOD))
    assert list(find_failures(table, tmp_path)) == ["columns_are_exact"]


def test_a_column_of_another_type_fails_the_types(tmp_path: Path) -> None:
    table = table_of("samples", GOOD)
    place = TABLES["samples"].get_field_index("n_tokens")
    wider = table.set_column(place, "n_tokens", table.column("n_tokens").cast(pa.int64()))
    assert find_failures(wider, tmp_path) == {"column_types_are_exact": 1}


def test_every_expectation_of_the_suite_is_tested() -> None:
    tested = {*PLANTED, *TWINS, *TABLE_WIDE, "columns_are_exact", "column_types_are_exact"}
    assert tested == {expectation.name for expectation in load_suite(STRICT)}
