"""The first day of a data engineer, from the UI alone: no shell, no code."""

import asyncio
import importlib
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, expect

from bench.pages import list_load, press
from tests.browser.pages import Ui, find_chromium, open_ui
from tracepile.settings import Settings
from tracepile.stage import run_all
from tracepile.store import open_store
from tracepile_airflow.local.chain import CHAIN
from tracepile_airflow.local.environment import USER
from tracepile_airflow.local.run import wait_for_dags
from tracepile_airflow.local.supervisor import Platform

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(1500),
    pytest.mark.skipif(find_chromium() is None, reason="needs Chromium (Debian: apt install chromium)"),
]

expect.set_options(timeout=60_000)

CHAIN_MS = 900_000
"""How long ten DAGs over fifty programs may take on a busy machine."""

LONG = """\
def count_up(limit):
    number = 0
    while number < limit:
        number += 1
    return number
"""
URN_CODE = """\
def lay_out(reds):
    rows = []
    while reds:
        rows.append(reds[:7])
        reds = reds[7:]
    return rows
"""
URN = "Count the red balls in the urn before the blue balls of the other urn are laid out in rows of seven."


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    """A platform with the release v0.1.0 of four programs, which asks for approval from now on."""
    root = tmp_path_factory.mktemp("walk")
    for name in ("tiny", "mine"):
        (root / name).mkdir()
    (root / "tiny" / "items.jsonl").write_text(json.dumps({"id": "1", "prompt": URN}))
    rows = [
        {"id": "count_up", "title": "Count up", "code": LONG, "entry_point": "count_up", "inputs": ["4000"]},
        {"id": "urn", "title": "Urn", "statement": URN, "code": URN_CODE, "entry_point": "lay_out"},
    ]
    lines = [json.dumps({"domain": "algorithm", "licence": "MIT", "inputs": ["[1, 2, 3]"], **row}) for row in rows]
    (root / "mine" / "programs.jsonl").write_text("\n".join(lines))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "HOME": str(root / "home"),
            "SOURCES": f"seed_corpus,folder:{root / 'mine'}",
            "BENCHMARKS": f"folder:{root / 'tiny'}",
            "MIN_RELEASE_SAMPLES": "1",
            "IS_APPROVAL_REQUIRED": "true",
        }.items():
            patch.setenv(f"TRACEPILE_{name}", value)
        publish_seeds(root)
        with Platform(Settings(), port=0) as platform:
            wait_for_dags(platform, {*CHAIN, "rollback_release"})
            with open_ui(platform, width=1400, height=1000) as opened:
                yield opened


def publish_seeds(root: Path) -> None:
    """Run the chain in this process on four programs, without a person's approval."""
    settings = Settings(sources=("seed_corpus",), limit=4)
    store = open_store(settings)
    for link in CHAIN.values():
        run_all(importlib.import_module(f"tracepile.{link.stage}").STAGE, store, settings)


def test_a_new_engineer_runs_looks_approves_compares_and_goes_back(ui: Ui) -> None:
    trigger_with_a_limit_of_50(ui)
    wait_for_the_request(ui)
    find_why_a_program_was_dropped(ui)
    read_the_trace_of_what_was_dropped(ui)
    approve(ui)
    compare_with_the_release_before(ui)
    roll_back(ui)


def trigger_with_a_limit_of_50(ui: Ui) -> None:
    ui.open_trigger_form("ingest_sources")
    ui.page.get_by_role("spinbutton").first.fill("50")
    ui.page.get_by_role("button", name="Trigger").last.click()
    ui.page.get_by_text("Run Parameters").wait_for(state="hidden")


def wait_for_the_request(ui: Ui) -> None:
    """Wait until the chain has come to its end and asks for approval on the page of required actions."""
    request = ui.page.get_by_text("Publish tracepile v0.2.0?")
    for _ in range(CHAIN_MS // 5_000):
        ui.page.goto(f"{ui.platform.url}/required_actions?response_received=false")
        ui.page.wait_for_timeout(5_000)
        if request.count():
            break
    expect(request.first).to_be_visible()


def open_pages(ui: Ui) -> FrameLocator:
    """Open our pages from the navigation."""
    ui.page.goto(ui.platform.url)
    ui.page.get_by_role("link", name="TracePile").first.click()
    frame = ui.page.frame_locator("iframe")
    frame.get_by_role("heading", name="Releases", exact=True).wait_for()
    return frame


def find_why_a_program_was_dropped(ui: Ui) -> None:
    frame = open_pages(ui)
    frame.get_by_role("link", name="Funnel", exact=True).click()
    frame.get_by_role("link", name="contaminated", exact=True).click()
    expect(frame.get_by_text("1 row", exact=True)).to_be_visible()
    frame.locator("table.list tbody a").first.click()
    expect(frame.get_by_role("heading", name="Urn")).to_be_visible()
    expect(frame.locator("tr.here, table.list tr").filter(has_text="contaminated").first).to_contain_text("tiny")
    frame.get_by_role("link", name="Contamination", exact=True).click()
    expect(frame.locator("article")).to_contain_text("red balls in the urn")


def read_the_trace_of_what_was_dropped(ui: Ui) -> None:
    frame = open_pages(ui)
    frame.get_by_role("link", name="Funnel", exact=True).click()
    frame.get_by_role("link", name="truncated", exact=True).first.click()
    frame.locator("table.list tbody a").first.click()
    expect(frame.get_by_role("heading", name="What was left out on the way, and why")).to_be_visible()
    frame.get_by_role("link", name="the run, step by step").first.click()
    expect(frame.locator("#where")).to_have_text(re.compile(r"^step 1 of \d"))
    frame.get_by_role("button", name="Last").click()
    expect(frame.locator(".source li.now")).to_contain_text("number")
    expect(frame.locator("#stack .frame.top")).to_contain_text("limit")


def approve(ui: Ui) -> None:
    page = ui.page
    page.goto(f"{ui.platform.url}/required_actions?response_received=false")
    page.get_by_text("Publish tracepile v0.2.0?").first.click()
    expect(page.get_by_text("Against v0.1.0").first).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    for _ in range(120):
        frame = open_pages(ui)
        if frame.get_by_role("row").filter(has_text="v0.2.0").count():
            break
        page.wait_for_timeout(2_000)
    expect(frame.get_by_role("row").filter(has_text="v0.2.0")).to_contain_text("latest")


def compare_with_the_release_before(ui: Ui) -> None:
    frame = open_pages(ui)
    frame.get_by_role("button", name="Compare").click()
    expect(frame.get_by_role("heading", name="From v0.1.0 to v0.2.0")).to_be_visible()
    expect(frame.locator("#changes")).to_contain_text("coe_output")
    expect(frame.locator("#changes").get_by_role("heading", name="Drift")).to_be_visible()


def roll_back(ui: Ui) -> None:
    frame = open_pages(ui)
    frame.get_by_role("link", name="v0.1.0").first.click()
    frame.get_by_text("Roll back to v0.1.0").first.click()
    frame.get_by_role("button", name="Roll back to v0.1.0").click()
    ui.page.wait_for_url(re.compile("/dags/rollback_release/runs/"))
    expect(ui.page.get_by_text("Success").first).to_be_visible(timeout=120_000)
    row = open_pages(ui).get_by_role("row").filter(has_text="v0.1.0")
    expect(row).to_contain_text("latest")


def test_a_thousand_requests_at_once_do_no_harm(ui: Ui, capsys: pytest.CaptureFixture[str]) -> None:
    store = open_store(Settings())
    samples = store.read("samples", store.latest("samples").shards, ["sample_id", "trace_id"]).to_pydict()
    token = ui.page.request.post(
        f"{ui.platform.url}/auth/token", data={"username": USER, "password": ui.platform.password}
    ).json()["access_token"]
    paths = list_load(samples["sample_id"][::3], samples["trace_id"][::3], 1000)
    base, headers = f"{ui.platform.url}/tracepile", {"Authorization": f"Bearer {token}"}
    load = ThreadPoolExecutor(1).submit(asyncio.run, press(base, headers, paths, 50)).result()
    with capsys.disabled():
        print(f"\n{load}")
    assert load["n_5xx"] == 0


def test_each_task_links_to_its_rows_its_verdict_or_its_release(ui: Ui) -> None:
    page = ui.page
    for dag_id, task, link, heading in (
        ("trace_programs", "commit", "What it made", "runs"),
        ("trace_programs", "commit", "What it dropped", "runs"),
        ("validate_samples", "check", "What it made", "Quality of the live samples"),
        ("publish_release", "commit", "What it made", "tracepile v0.2.0"),
    ):
        run = ui.platform.client.call("GET", f"/dags/{dag_id}/dagRuns", params={"order_by": "-run_after", "limit": 1})
        run_id = run["dag_runs"][0]["dag_run_id"]
        page.goto(f"{ui.platform.url}/dags/{dag_id}/runs/{run_id}/tasks/{task}/details")
        page.get_by_role("link", name=link).wait_for()
        page.goto(ui.platform.url + (page.get_by_role("link", name=link).get_attribute("href") or ""))
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
