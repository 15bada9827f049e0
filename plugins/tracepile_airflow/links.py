"""Links from tasks to what they made: rows and rejects of a shard, the quality verdict, the releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

from airflow.sdk import BaseOperatorLink

if TYPE_CHECKING:
    from airflow.sdk import BaseOperator
    from airflow.sdk.types import TaskInstanceKey

_TABLES: Final = {
    "benchmarks": "benchmarks",
    "ingest": "programs",
    "curate": "curated",
    "rewrite": "variants",
    "trace": "runs",
    "ask": "questions",
    "narrate": "rationales",
    "assemble": "samples",
}
"""The tables whose rows the pages show, by the stage that owns them."""


def _address(page: str, **query: str) -> str:
    """Return the path of one of our pages, below the address that people reach Airflow at."""
    from airflow.configuration import conf

    root = urlsplit(conf.get("api", "base_url", fallback="") or "").path.rstrip("/")
    return f"{root}/tracepile/{page}" + (f"?{urlencode(query)}" if query else "")


def find_page(stage: str, item: dict[str, Any] | None, *, kind: str, version: str | None = None) -> str:
    """Return the page that shows what a task made.

    stage: its stage. item: the work item of a mapped task; None for the tasks around it. kind: `rows` or `rejects`.
    version: the release that a finished task of `publish` made; before, the page shows what would be made.
    """
    if stage == "validate":
        return _address("quality")
    if stage == "publish":
        return _address(f"releases/{version or 'next'}")
    query = {} if kind == "rows" else {"kind": kind}
    if item is not None and len(item["batches"]) == 1 and item["commits"]:
        query["shard"] = item["batches"][0]
    return _address(f"tables/{_TABLES[stage]}", **query)


def _find_made(operator: BaseOperator, *, kind: str) -> str:
    stage: str = operator.stage  # type: ignore[attr-defined]
    is_published = stage == "publish" and getattr(operator, "is_done", False)
    return find_page(
        stage, getattr(operator, "item", None), kind=kind, version=_read_latest_version() if is_published else None
    )


def _read_latest_version() -> str | None:
    from tracepile.publish import read_pointer
    from tracepile.settings import load_settings
    from tracepile.store import open_store

    settings = load_settings()
    pointer = read_pointer(open_store(settings).objects, settings.release_name)
    return pointer["version"] if pointer else None


class RowsLink(BaseOperatorLink):
    """What the task made: its rows, the verdict of the quality gate, or the release."""

    name = "What it made"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:
        """Return the path of the page."""
        return _find_made(operator, kind="rows")


class RejectsLink(BaseOperatorLink):
    """What the task dropped, and why."""

    name = "What it dropped"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:
        """Return the path of the page."""
        return _find_made(operator, kind="rejects")


class ReleasesLink(BaseOperatorLink):
    """The releases, after one was rolled back to, or before one is approved."""

    name = "Releases"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:
        """Return the path of the page."""
        return _address("releases")


LINKS: Final[list[BaseOperatorLink]] = [RowsLink(), RejectsLink(), ReleasesLink()]
"""All links, for the plugin: Airflow asks it which classes it may load."""
