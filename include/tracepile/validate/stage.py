"""The stage `validate`: from the live samples to one row of `quality` per expectation."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracepile.schema import TABLES, canonical_json, content_id
from tracepile.settings import Settings
from tracepile.stage import Inputs, Output, WholeStage
from tracepile.store.parquet import write_parquet
from tracepile.validate.run import run_suite
from tracepile.validate.suite import Expectation, hash_suite, load_suite


@dataclass(frozen=True, kw_only=True)
class SuiteStage(WholeStage):
    """A whole-table stage whose recipe includes the suite: an edited expectation makes a new verdict."""

    def recipe(self, settings: Settings) -> str:
        return content_id(super().recipe(settings), hash_suite(settings))


def validate_samples(inputs: Inputs, settings: Settings) -> Output:
    """Hold all live samples against the suite; give one row of `quality` per expectation, failed or not.

    `observed` holds the whole result as Great Expectations writes it, in canonical JSON; a release carries it.
    """
    expectations = load_suite(settings)
    samples = inputs.commits["samples"]
    with tempfile.TemporaryDirectory(prefix="tracepile-validate-") as scratch:
        files = inputs.paths("samples")
        if not files:
            files = [Path(scratch) / "samples.parquet"]
            write_parquet(TABLES["samples"].empty_table(), TABLES["samples"], files[0])
        results = run_suite(files, expectations, settings)
    n_samples = sum(shard.rows for shard in samples.shards)
    rows = [
        {**_quality_row(expectation, result), "samples_sha256": samples.content, "n_samples": n_samples}
        for expectation, result in zip(expectations, results, strict=True)
    ]
    return Output.of_rows({"quality": rows}, [], len(rows))


def _quality_row(expectation: Expectation, result: dict[str, Any]) -> dict[str, Any]:
    return {
        "expectation": expectation.name,
        "description": expectation.description,
        "severity": expectation.severity,
        "is_success": result["success"],
        "n_unexpected": count_unexpected(result),
        "observed": canonical_json(result),
    }


def count_unexpected(result: dict[str, Any]) -> int | None:
    """Return how many values or rows were unexpected; None where a failure is not about rows."""
    if result["success"]:
        return 0
    is_query = result["expectation_config"]["type"] == "unexpected_rows_expectation"
    count: int | None = result["result"].get("observed_value" if is_query else "unexpected_count")
    return count


STAGE = SuiteStage(
    name="validate",
    version="1",
    tables=("quality",),
    reads=("samples",),
    function=validate_samples,
)
"""Reads `samples`; owns `quality`."""
