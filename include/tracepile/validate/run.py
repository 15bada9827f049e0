"""Runs a suite with Great Expectations over Parquet files, in DuckDB, leaving nothing behind."""

import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tracepile import sql
from tracepile.settings import Settings
from tracepile.validate.query import write_query
from tracepile.validate.suite import Expectation

EXAMPLES: Final = 20
"""So many unexpected values or rows are kept of each expectation."""

EXAMPLE_CHARS: Final = 200

_SEVERITIES: Final = {"blocking": "critical", "warning": "warning"}

_ENGINE: Final[dict[str, Any]] = {
    # Without these the connection pool's rollback drops the open result of DuckDB.
    "isolation_level": "AUTOCOMMIT",
    "skip_autocommit_rollback": True,
    "pool_reset_on_return": None,
}


def run_suite(files: Sequence[Path], expectations: Sequence[Expectation], settings: Settings) -> list[dict[str, Any]]:
    """Return one result per expectation, in their order, as Great Expectations writes it in JSON.

    What depends on the machine or the moment (identifiers of objects, tracebacks, paths) is left out, and examples of
    what is unexpected are cut to `EXAMPLES` of `EXAMPLE_CHARS` characters. An expectation that cannot be evaluated has
    failed, and says why under `exception_info`.
    """
    with _quiet():
        import great_expectations as gx
        from great_expectations.expectations.registry import get_expectation_impl

        with _open_batch(gx, files, settings) as batch:
            suite = gx.ExpectationSuite(name="samples")
            for expectation in expectations:
                suite.add_expectation(_build_expectation(expectation, get_expectation_impl(expectation.type)))
            found = batch.validate(suite, result_format="COMPLETE").to_json_dict()["results"]
    by_name = {result["expectation_config"]["meta"]["name"]: result for result in found}
    return [_clean(by_name[expectation.name], files) for expectation in expectations]


def _build_expectation(expectation: Expectation, implementation: Any) -> Any:
    kwargs = dict(expectation.kwargs)
    if expectation.sql:
        kwargs["unexpected_rows_query"] = write_query(expectation.sql, expectation.params)
    meta = {"name": expectation.name, "description": expectation.description}
    return implementation(**kwargs, meta=meta, severity=_SEVERITIES[expectation.severity])


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Great Expectations from warning about itself, its imports and a context that is not saved."""
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


@contextmanager
def _open_batch(gx: Any, files: Sequence[Path], settings: Settings) -> Iterator[Any]:
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = {"globally": False}
    config = {"threads": settings.duckdb_threads, "memory_limit": settings.duckdb_memory_limit}
    source = context.data_sources.add_sql(
        "store", connection_string="duckdb:///:memory:", kwargs={**_ENGINE, "connect_args": {"config": config}}
    )
    names = sql.list_files(files)
    asset = source.add_query_asset("samples", query=f"SELECT * FROM read_parquet({names})")  # noqa: S608
    batch = asset.add_batch_definition_whole_table("all").get_batch()
    try:
        yield batch
    finally:
        batch.data.execution_engine.close()
        source.get_engine().dispose()


def _clean(result: dict[str, Any], files: Sequence[Path]) -> dict[str, Any]:
    config = result["expectation_config"]
    kwargs = {key: value for key, value in config["kwargs"].items() if key != "batch_id"}
    body = {key: value for key, value in result["result"].items() if key != "unexpected_index_query"}
    return {
        "success": result["success"],
        "expectation_config": {**{k: config[k] for k in ("type", "meta", "severity")}, "kwargs": kwargs},
        "result": {key: _shorten(value) if key != "observed_value" else value for key, value in body.items()},
        "exception_info": _describe_exception(result["exception_info"], files),
    }


def _shorten(value: Any) -> Any:
    if isinstance(value, list):
        return [_shorten(part) for part in value[:EXAMPLES]]
    if isinstance(value, dict):
        return {key: _shorten(part) for key, part in value.items()}
    if isinstance(value, str) and len(value) > EXAMPLE_CHARS:
        return value[:EXAMPLE_CHARS] + "…"
    return value


def _describe_exception(info: dict[str, Any], files: Sequence[Path]) -> str | None:
    """Return the first line of what was raised, without the names of scratch files; None if nothing was."""
    parts = [info] if "raised_exception" in info else list(info.values())
    messages = [str(part["exception_message"]) for part in parts if part["raised_exception"]]
    if not messages:
        return None
    message = re.sub(r"\s+", " ", messages[0]).strip()
    for path in files:
        message = message.replace(str(path), path.name)
    return message[:EXAMPLE_CHARS]
