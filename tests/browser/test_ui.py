"""What people see in Airflow's UI after a run: all DAGs, the chain of assets, mapped tasks with their names."""

import json
from collections.abc import Iterator

import pytest

from tests.browser.pages import Ui, find_chromium, open_ui
from tracepile.settings import Settings
from tracepile_airflow.local.chain import CHAIN, follow_chain
from tracepile_airflow.local.run import wait_for_dags
from tracepile_airflow.local.supervisor import Platform

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.skipif(find_chromium() is None, reason="needs Chromium (Debian: apt install chromium)"),
]


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    """A browser in the UI of a platform whose chain ran once, on four programs."""
    root = tmp_path_factory.mktemp("ui")
    (root / "tiny").mkdir()
    (root / "tiny" / "items.jsonl").write_text(json.dumps({"id": "1", "prompt": "Count the red balls in the urn."}))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "HOME": str(root / "home"),
            "SOURCES": "seed_corpus",
            "BENCHMARKS": f"folder:{root / 'tiny'}",
            "LIMIT": "4",
            "MIN_RELEASE_SAMPLES": "1",
        }.items():
            patch.setenv(f"TRACEPILE_{name}", value)
        with Platform(Settings(), port=0) as platform:
            wait_for_dags(platform, set(CHAIN))
            for _ in follow_chain(platform.client, platform.check_alive):
                pass
            with open_ui(platform, width=1280, height=1400) as opened:
                yield opened


def test_all_dags_are_listed(ui: Ui) -> None:
    ui.open_dags()
    for dag_id in CHAIN:
        assert ui.page.get_by_role("link", name=dag_id).first.is_visible(), dag_id


def test_the_asset_graph_shows_the_chain_from_sources_to_release(ui: Ui) -> None:
    ui.open_asset_graph("runs")
    nodes = " ".join(ui.page.locator(".react-flow__node").all_inner_texts())
    for dag_id, link in list(CHAIN.items())[1:]:
        assert dag_id in nodes
        assert link.table in nodes


def test_a_finished_run_names_its_mapped_tasks(ui: Ui) -> None:
    ui.open_run("trace_programs")
    assert ui.page.get_by_role("link", name="seed_corpus/0001").first.is_visible()


def test_the_trigger_form_takes_parameters_and_an_empty_field_means_the_environment(ui: Ui) -> None:
    ui.open_trigger_form("ingest_sources")
    sources = ui.page.get_by_placeholder("Enter each string on a new line")
    sources.fill("seed_corpus")
    sources.fill("")
    ui.page.get_by_role("spinbutton").first.fill("3")
    ui.page.get_by_role("button", name="Trigger").last.click()
    ui.page.get_by_text("Run Parameters").wait_for(state="hidden")
    client = ui.platform.client
    run = client.call("GET", "/dags/ingest_sources/dagRuns", params={"order_by": "-run_after", "limit": 1})["dag_runs"][
        0
    ]
    assert run["conf"]["limit"] == 3
    for _ in range(120):
        state = client.read_run("ingest_sources", run["dag_run_id"])["state"]
        if state in ("success", "failed"):
            break
        ui.page.wait_for_timeout(500)
    assert state == "success"
    assert client.read_result("ingest_sources", run["dag_run_id"], "commit")["shards"] == 1
