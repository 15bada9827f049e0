"""Stage 8: hold the samples against the expectations of `include/expectations/samples.yaml`, with Great Expectations.

The suite is data: what is expected, in words and as arguments, and whether a failure stops publishing. This package
reads it, runs it over the samples' Parquet files in DuckDB, and keeps one row per expectation in the table `quality`.
"""

from tracepile.validate.stage import STAGE
from tracepile.validate.verdict import UnfitError, failed_expectations, raise_if_failed

__all__ = ["STAGE", "UnfitError", "failed_expectations", "raise_if_failed"]
