"""Where the links of Airflow's tasks lead."""

import pytest

from tracepile_airflow.links import find_page

ITEM = {"name": "seed_corpus/0001", "batches": ["ab12"], "commits": {"variants": 3}}


@pytest.mark.parametrize(
    ("stage", "item", "kind", "page"),
    [
        ("trace", ITEM, "rows", "/tracepile/tables/runs?shard=ab12"),
        ("trace", ITEM, "rejects", "/tracepile/tables/runs?kind=rejects&shard=ab12"),
        ("trace", None, "rows", "/tracepile/tables/runs"),
        ("trace", {**ITEM, "batches": ["ab12", "cd34"]}, "rows", "/tracepile/tables/runs"),
        (
            "ingest",
            {"name": "seed_corpus", "batches": ["seed_corpus"], "commits": {}},
            "rows",
            "/tracepile/tables/programs",
        ),
        ("validate", ITEM, "rows", "/tracepile/quality"),
        ("publish", None, "rows", "/tracepile/releases/next"),
    ],
)
def test_a_task_leads_to_its_shard_its_verdict_or_the_releases(
    stage: str, item: dict[str, object] | None, kind: str, page: str
) -> None:
    assert find_page(stage, item, kind=kind) == page


def test_a_task_that_published_leads_to_its_release() -> None:
    assert find_page("publish", None, kind="rows", version="v0.2.0") == "/tracepile/releases/v0.2.0"
